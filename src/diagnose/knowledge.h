/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside of struct kb, for this folder only: the shipped rule index, and above it a layer for each of the
 * organisation's folders. The layers are read when the first question comes, not at start.
 */
#ifndef MAILMEDIC_DIAGNOSE_KNOWLEDGE_H
#define MAILMEDIC_DIAGNOSE_KNOWLEDGE_H

#include "diagnose/kb.h"
#include "diagnose/rule_index.h"

enum { LAYERS_MAX = 4 };

struct layer {
	const struct rule_index *rule_index;
	struct rule_index *owned; /* the same, when it was built here */
	unsigned char *hidden;    /* a byte a topic: replaced by a layer above; NULL: none is */
};

struct topic_place {
	uint32_t layer;
	uint32_t topic;
};

struct matcher; /* match.c */

/* What changes behind a const kb: read when needed. */
struct kb_state {
	bool loaded;
	struct layer layers[LAYERS_MAX];
	size_t layer_count;
	char **complaints;
	size_t complaint_count;
	struct topic_place *order; /* NULL until asked for */
	size_t order_count;
	struct matcher *matcher; /* NULL until asked for */
	bool rules_only;         /* what was learned does not count: it comes from the replies of tests */
};

struct kb {
	char *language;
	const struct rule_index *translation; /* or NULL */
	char *help;                    /* folder of the shipped bodies: help/, with en/ in it; or NULL */
	char *folders[LAYERS_MAX - 1]; /* the organisation's */
	struct kb_state *state;
};

/* A kb over any rule index (borrowed), for tests and the lint; `help` may be NULL. */
struct kb *kb_create_over(const struct rule_index *base, const char *help, const char *const *organisation);

/* The layers, shipped one first; reads the organisation's folders when that was not done. */
const struct layer *kb_layers(const struct kb *kb, size_t *ret_count);

static inline bool layer_shows(const struct layer *layer, uint32_t topic)
{
	return layer->hidden == NULL || !layer->hidden[topic];
}

/* Finds the visible topic; false when there is none. `group` < 0: any. */
bool kb_place(const struct kb *kb, int group, const char *id, struct topic_place *ret_place);

/* The record of a provider, or NULL; *ret_rule_index gets its rule index. */
const struct rule_index_topic *kb_provider_record(const struct kb *kb, const char *provider,
						  const struct rule_index **ret_rule_index);

/* Title and summary in the kb's language. */
void kb_describe(const struct kb *kb, const struct layer *layer, uint32_t topic, struct kb_topic *ret_topic);

/* The label of fix number `index` of a topic in the kb's language. */
const char *kb_fix_label(const struct kb *kb, const struct layer *layer, uint32_t topic, uint32_t index);

/* The label of answer number `index` of a question, in the kb's language. */
const char *kb_answer_label(const struct kb *kb, const struct layer *layer, uint32_t topic, uint32_t index);

/* What reply number `index` of a provider means, in the kb's language. */
const char *kb_reply_means(const struct kb *kb, const struct layer *layer, uint32_t topic, uint32_t index);

#endif
