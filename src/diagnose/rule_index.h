/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A set of topics in the form in which it is searched: constant tables that point into each other by
 * numbers. The shipped topics are compiled in like this (no relocation, no reading at start); an
 * organisation's are built at run time. Nothing here grows a search with the number of topics:
 * phrases are found by a hash of three bytes, and rules by their phrases.
 */
#ifndef MAILMEDIC_DIAGNOSE_RULE_INDEX_H
#define MAILMEDIC_DIAGNOSE_RULE_INDEX_H

#include "diagnose/concept.h"
#include "diagnose/topic.h"

#include <stdint.h>
#include <stdio.h>

enum { RULE_INDEX_BUCKETS = 4096, PHRASE_NONE = 0 };
#define POST_TOPIC   0x80000000u /* a posting that names a provider or software, not a rule */
#define POST_CONCEPT 0x40000000u /* a posting that names a word of a concept (its number) */

struct rule_index_span { /* of `lists`, or of another table */
	uint32_t at;
	uint32_t count;
};

/* Members of type uint32_t are offsets in `strings` (0: none) unless said otherwise. */
struct rule_index_topic {
	uint32_t id, title, summary, path;
	uint32_t user_name, user_name_literal, app_password_page, checked;
	uint32_t token_topic, token_maker, token_issuers, token_audiences, token_scopes;
	struct rule_index_span rules, fixes, servers; /* of their tables */
	struct rule_index_span replies, answers;
	struct rule_index_span domains, hosts, mx, see, wordings; /* of lists: strings; wordings: phrases */
	uint32_t line;                                            /* a number */
	uint16_t log_ins_at_once, log_ins_a_minute;               /* numbers */
	uint8_t group, who, password, class, own_wordings, takes_token;
};

struct rule_index_rule {
	struct rule_index_span any, all, none;                                   /* phrases */
	struct rule_index_span codes;                                            /* low << 16 | high */
	struct rule_index_span enhanced, provider, software, mechanism, problem; /* strings */
	uint64_t who, state;                                                     /* bit 1 << enum concept */
	uint64_t given, unless; /* bit 1 << enum circumstance */
	uint32_t regex;
	uint32_t example;
	uint32_t topic;   /* a number */
	uint32_t said_by; /* number of the provider's topic whose reply it is, plus 1; 0: none */
	uint32_t line;    /* a number */
	uint16_t stages;
	uint8_t confidence, channel;
	uint8_t passwords; /* bit 1 << enum password_kind */
	int16_t weight;
};

struct rule_index_fix {
	uint32_t label, to;
	uint32_t seconds; /* a number */
	uint8_t action;
};

struct rule_index_server {
	uint32_t host;
	struct rule_index_span domains; /* of lists: strings */
	uint16_t port;
	uint8_t tls;
};

struct rule_index_reply { /* what a provider's reply means, to be shown */
	uint32_t reply, means;
	struct rule_index_span causes; /* of lists: strings */
};

struct rule_index_answer {
	uint64_t yes, no; /* bit 1 << enum circumstance */
	uint32_t id, label;
};

struct rule_index_word { /* of a concept */
	uint32_t concept_number;
	uint32_t first, second; /* phrases; second PHRASE_NONE: no gap */
};

struct rule_index_phrase {
	uint32_t text; /* folded */
	uint16_t len;
	uint16_t anchor;              /* offset of the three bytes that it is filed under */
	uint32_t next;                /* next phrase in the bucket; a number, PHRASE_NONE ends */
	struct rule_index_span posts; /* of lists: rules it may set off, or POST_TOPIC | topic */
};

struct rule_index {
	const char *strings;
	const struct rule_index_topic *topics; /* in order of group and id */
	const struct rule_index_rule *rules;
	const struct rule_index_fix *fixes;
	const struct rule_index_server *servers;
	const struct rule_index_reply *replies;
	const struct rule_index_answer *answers;
	const struct rule_index_word *words;     /* of concepts */
	const struct rule_index_phrase *phrases; /* number 0 is none */
	const uint32_t *lists;
	const uint32_t *buckets; /* RULE_INDEX_BUCKETS first phrases */
	uint32_t string_bytes, topic_count, rule_count, fix_count, server_count, reply_count, answer_count,
	    word_count, phrase_count, list_count;
	struct rule_index_span loose; /* of lists: rules without any phrase to set them off */
};

static inline uint32_t rule_index_hash(const char *bytes)
{
	uint32_t value = (uint32_t)(unsigned char)bytes[0] << 16 | (uint32_t)(unsigned char)bytes[1] << 8 |
			 (unsigned char)bytes[2];
	return value * 2654435761u >> 20; /* 12 bits */
}

static inline const char *rule_index_string(const struct rule_index *rule_index, uint32_t offset)
{
	return offset != 0 ? rule_index->strings + offset : NULL;
}

/* Builds a rule index; `topics` are borrowed and sorted by group and id, `words` (of `languages`) borrowed
 * too. The caller destroys it. */
struct rule_index *rule_index_build(struct topic *topics, size_t count, const struct concept_words *words,
				    size_t languages);
void rule_index_destroy(struct rule_index *rule_index);

/* Writes it as C: `const struct rule_index NAME`. False when writing fails. */
bool rule_index_write(const struct rule_index *rule_index, const char *name, FILE *out);

/* The number of a topic, or -1. `group` < 0: any. */
long rule_index_find(const struct rule_index *rule_index, int group, const char *id);

#endif
