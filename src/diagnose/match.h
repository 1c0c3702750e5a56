/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What speaks for and against each cause, and how much: log-odds in hundredths, which add up. One pass
 * over the reply finds every phrase of every rule; only rules whose phrases were found, or that have
 * none, are looked at.
 */
#ifndef MAILMEDIC_DIAGNOSE_MATCH_H
#define MAILMEDIC_DIAGNOSE_MATCH_H

#include "diagnose/match_input.h"

enum { MATCHES_MAX = 64 };

#define RULE_NONE UINT32_MAX

/* What one rule says, or (RULE_NONE) the reply as a whole. */
struct finding {
	uint32_t layer, topic, rule;
	int points;                 /* below zero: against the cause */
	bool words;                 /* the reply's own words, or a fact of ours; not codes alone */
	bool said_there;            /* by the provider whose server answers */
	bool known_there;           /* the rule is about that provider */
	uint32_t decoding, at, len; /* the deciding words in that decoding's folded text; len 0: none */
	signed char stage,
	    code; /* 1: fits the rule, -1: does not, 0: the rule does not ask or it is unknown */
};

/* One cause. */
struct match {
	struct finding best; /* the strongest finding for it */
	int total;           /* log-odds in hundredths */
	int against;         /* part of it that speaks against */
	uint32_t
	    objection; /* the rule that speaks against it most strongly, in best.layer; UINT32_MAX: none */
	bool words;    /* some finding for it goes by words */
	bool spoken;   /* ... or by some of the words, in whatever place */
	int codes;     /* the strongest finding that goes by codes alone */
	bool below;    /* what only a code speaks for, and no words of the whole: under all words */
	int learned;   /* what the reply as a whole says for or against it, part of the total */
	int learned_words; /* ... and its words by themselves */
};

struct matcher;                                /* opaque; buffers kept from reply to reply */
void matcher_destroy(struct matcher *matcher); /* takes NULL */

/* Fills `list` with one match a cause for which something speaks, likeliest first; returns how many.
 * `ret_match_input` is borrowed until the next call. */
size_t match_all(const struct kb *kb, const struct symptom *symptom, struct match list[MATCHES_MAX],
		 struct match_input *ret_match_input);

#endif
