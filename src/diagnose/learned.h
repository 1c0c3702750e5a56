/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A reply as a whole: its words, codes, step and concepts weighed with weights that were fitted over labelled
 * replies (tests/diagnose/fit.py). It is one more piece of evidence next to the rules; match.c says how much
 * it counts.
 */
#ifndef MAILMEDIC_DIAGNOSE_LEARNED_H
#define MAILMEDIC_DIAGNOSE_LEARNED_H

#include "diagnose/match_input.h"

enum { LEARNED_CAUSES_MAX = 64, LEARNED_BUCKETS = 16384 };

/* Made at build time by generate_learned.c. */
struct learned_weight {
	unsigned char cause;
	signed char weight; /* log-odds in twentieths */
};
struct learned_feature {
	unsigned name;            /* where it begins in learned_names, which end with 0 each */
	unsigned short at, count; /* of its weights */
};
extern const unsigned char learned_names[];
extern const struct learned_feature learned_features[];
extern const struct learned_weight learned_weights[];
extern const unsigned short learned_buckets[LEARNED_BUCKETS]; /* 1 + number of a feature; 0: free */
extern const char *const learned_causes[];
extern const unsigned learned_cause_count;

/* Where a feature is looked for first; a taken place leads to the next. */
static inline uint32_t learned_hash(const char *name, size_t len)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)name[i]) * 16777619u;
	return (hash ^ hash >> 15) % LEARNED_BUCKETS;
}

/* Reads one feature, which is not terminated. */
typedef void learned_take(void *context, const char *feature, size_t len);

/* Hands each feature of the reply to `take`, each word and each pair of neighbouring words once a place. */
void learned_each(const struct match_input *match_input, learned_take *take, void *context);

/* What a reply says for a cause: as a whole, and of it the part of its words. */
struct learned_points {
	int whole, words;
};

/*
 * Fills in what the reply as a whole says for (above 0) and against each of learned_causes: log-odds in
 * hundredths. False when there is no refusal to weigh, or
 * nothing in it is known.
 */
bool learned_weigh(const struct match_input *match_input, struct learned_points ret_list[LEARNED_CAUSES_MAX]);

#endif
