/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A set of topics in the form in which it is searched: constant tables that point into each other by
 * numbers. The shipped topics are compiled in like this (no relocation, no reading at start); an
 * organisation's are built at run time. Nothing here grows a search with the number of topics:
 * phrases are found by a hash of three bytes, and rules by their phrases.
 */
#ifndef MAILMEDIC_DIAGNOSE_IMAGE_H
#define MAILMEDIC_DIAGNOSE_IMAGE_H

#include "diagnose/concept.h"
#include "diagnose/topic.h"

#include <stdint.h>
#include <stdio.h>

enum { IMAGE_BUCKETS = 4096, PHRASE_NONE = 0 };
#define POST_TOPIC   0x80000000u /* a posting that names a provider or software, not a rule */
#define POST_CONCEPT 0x40000000u /* a posting that names a word of a concept (its number) */

struct image_span { /* of `lists`, or of another table */
	uint32_t at;
	uint32_t count;
};

/* Members of type uint32_t are offsets in `strings` (0: none) unless said otherwise. */
struct image_topic {
	uint32_t id, title, summary, path;
	uint32_t user_name, user_name_literal, app_password_page, checked;
	uint32_t token_topic, token_maker, token_issuers, token_audiences, token_scopes;
	struct image_span rules, fixes, servers; /* of their tables */
	struct image_span replies, answers;
	struct image_span domains, hosts, mx, see, wordings; /* of lists: strings; wordings: phrases */
	uint32_t line;                                       /* a number */
	uint16_t log_ins_at_once, log_ins_a_minute;          /* numbers */
	uint8_t group, who, password, class, own_wordings, takes_token;
};

struct image_rule {
	struct image_span any, all, none;                                   /* phrases */
	struct image_span codes;                                            /* low << 16 | high */
	struct image_span enhanced, provider, software, mechanism, problem; /* strings */
	uint64_t who, state;                                                /* bit 1 << enum concept */
	uint64_t given, unless;                                             /* bit 1 << enum circumstance */
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

struct image_fix {
	uint32_t label, to;
	uint32_t seconds; /* a number */
	uint8_t action;
};

struct image_server {
	uint32_t host;
	struct image_span domains; /* of lists: strings */
	uint16_t port;
	uint8_t tls;
};

struct image_reply { /* what a provider's reply means, to be shown */
	uint32_t reply, means;
	struct image_span causes; /* of lists: strings */
};

struct image_answer {
	uint64_t yes, no; /* bit 1 << enum circumstance */
	uint32_t id, label;
};

struct image_word { /* of a concept */
	uint32_t concept_number;
	uint32_t first, second; /* phrases; second PHRASE_NONE: no gap */
};

struct image_phrase {
	uint32_t text; /* folded */
	uint16_t len;
	uint16_t anchor;         /* offset of the three bytes that it is filed under */
	uint32_t next;           /* next phrase in the bucket; a number, PHRASE_NONE ends */
	struct image_span posts; /* of lists: rules it may set off, or POST_TOPIC | topic */
};

struct image {
	const char *strings;
	const struct image_topic *topics; /* in order of group and id */
	const struct image_rule *rules;
	const struct image_fix *fixes;
	const struct image_server *servers;
	const struct image_reply *replies;
	const struct image_answer *answers;
	const struct image_word *words;     /* of concepts */
	const struct image_phrase *phrases; /* number 0 is none */
	const uint32_t *lists;
	const uint32_t *buckets; /* IMAGE_BUCKETS first phrases */
	uint32_t string_bytes, topic_count, rule_count, fix_count, server_count, reply_count, answer_count,
	    word_count, phrase_count, list_count;
	struct image_span loose; /* of lists: rules without any phrase to set them off */
};

static inline uint32_t image_hash(const char *bytes)
{
	uint32_t value = (uint32_t)(unsigned char)bytes[0] << 16 | (uint32_t)(unsigned char)bytes[1] << 8 |
			 (unsigned char)bytes[2];
	return value * 2654435761u >> 20; /* 12 bits */
}

static inline const char *image_string(const struct image *image, uint32_t offset)
{
	return offset != 0 ? image->strings + offset : NULL;
}

/* Builds an image; `topics` are borrowed and sorted by group and id, `words` (of `languages`) borrowed too.
 * The caller destroys it. */
struct image *image_build(struct topic *topics, size_t count, const struct concept_words *words,
			  size_t languages);
void image_destroy(struct image *image);

/* Writes it as C: `const struct image NAME`. False when writing fails. */
bool image_write(const struct image *image, const char *name, FILE *out);

/* The number of a topic, or -1. `group` < 0: any. */
long image_find(const struct image *image, int group, const char *id);

#endif
