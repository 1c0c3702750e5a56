/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds all phrases of a rule index in a text in one pass, whatever their number. */
#ifndef MAILMEDIC_DIAGNOSE_SCAN_H
#define MAILMEDIC_DIAGNOSE_SCAN_H

#include "diagnose/fold.h"
#include "diagnose/rule_index.h"

struct scan_found {
	uint32_t decoding;
	uint32_t at; /* in the folded text */
};

enum { HITS_MAX = 256 }; /* of concept words in one reply; more say nothing new */

struct scan_hit { /* a word of a concept, or (concept CONCEPT_COUNT) the first part of one with a gap */
	uint32_t decoding;
	uint32_t at, len;
	uint32_t phrase;
	uint32_t word; /* number of the rule_index's words; 0: a first part */
};

struct scan { /* of one rule_index; kept from reply to reply */
	const struct rule_index *rule_index;
	uint32_t *phrase_stamps;
	struct scan_found *found; /* valid where the stamp is the present one */
	uint32_t *rule_stamps;
	uint32_t *rules; /* set off by phrases, each once */
	size_t rule_count;
	uint32_t *topics; /* providers and software named by wordings, each once */
	uint32_t *topic_stamps;
	size_t topic_count;
	struct scan_hit hits[HITS_MAX]; /* in the order of the text */
	size_t hit_count;
	uint32_t stamp;
};

void scan_init(struct scan *scan, const struct rule_index *rule_index);
void scan_finish(struct scan *scan);

/* Forgets what was found before. */
void scan_begin(struct scan *scan);

/* `rules` false: only providers and software are wanted (a greeting). */
void scan_text(struct scan *scan, const struct folded *folded, uint32_t decoding, bool rules);

/* Where a phrase was found first, or NULL. */
const struct scan_found *scan_phrase(const struct scan *scan, uint32_t phrase);

#endif
