/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which rules hold for a symptom, and how strongly. One pass over the reply finds every phrase of
 * every rule; only rules whose phrases were found, or that have none, are looked at.
 */
#ifndef MAILMEDIC_DIAGNOSE_MATCH_H
#define MAILMEDIC_DIAGNOSE_MATCH_H

#include "diagnose/scene.h"

enum { MATCHES_MAX = 48 };

/* The best rule of one cause. */
struct match {
	uint32_t layer, topic, rule;
	int confidence;            /* enum confidence */
	int score;                 /* how specific it is, with its weight */
	uint32_t reading, at, len; /* the deciding words in that reading's folded text; len 0: none */
	bool agrees;               /* the enhanced code without any words speaks for this cause too */
};

struct matcher;                                /* opaque; buffers kept from reply to reply */
void matcher_destroy(struct matcher *matcher); /* takes NULL */

/* Fills `list` with one match a cause, in no order; returns how many. `ret_scene` is borrowed until the next
 * call. */
size_t match_all(const struct kb *kb, const struct symptom *symptom, struct match list[MATCHES_MAX],
		 struct scene *ret_scene);

#endif
