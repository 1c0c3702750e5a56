/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which rules hold for a symptom, and how strongly. One pass over the reply finds every phrase of
 * every rule; only rules whose phrases were found, or that have none, are looked at.
 */
#ifndef MAILMEDIC_DIAGNOSE_MATCH_H
#define MAILMEDIC_DIAGNOSE_MATCH_H

#include "diagnose/diagnosis.h"
#include "diagnose/knowledge.h"
#include "diagnose/reading.h"

enum { MATCHES_MAX = 48, IDENTITIES_MAX = 6 };

/* The best rule of one cause. */
struct match {
	uint32_t layer, topic, rule;
	int confidence; /* enum confidence */
	int score;      /* how specific it is, with its weight */
	uint32_t reading, at, len; /* the deciding words in that reading's folded text; len 0: none */
};

struct matcher; /* opaque; buffers kept from reply to reply */
void matcher_destroy(struct matcher *matcher); /* takes NULL */

/* What the matcher made of a symptom; borrowed until the next call on the same kb. */
struct scene {
	const struct readings *readings;
	const char *providers[IDENTITIES_MAX]; /* ids, surest first */
	size_t provider_count;
	const char *software[IDENTITIES_MAX];
	size_t software_count;
	int code;
	char enhanced[16];
	int stage; /* enum stage or STAGE_IDLE; -1: unknown */
};

/* Fills `list` with one match a cause, in no order; returns how many. */
size_t match_all(const struct kb *kb, const struct symptom *symptom, struct match list[MATCHES_MAX],
                 struct scene *ret_scene);

#endif
