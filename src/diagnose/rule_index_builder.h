/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A rule index while it is built: tables that grow. For rule_index.c and rule_index_topic.c only. */
#ifndef MAILMEDIC_DIAGNOSE_RULE_INDEX_BUILDER_H
#define MAILMEDIC_DIAGNOSE_RULE_INDEX_BUILDER_H

#include "diagnose/rule_index.h"

struct rule_index_table {
	char *items;
	size_t size; /* of one */
	size_t count;
	size_t capacity;
};

struct rule_index_builder {
	struct rule_index_table strings, topics, rules, fixes, servers, replies, answers, words, phrases,
	    lists;
	uint32_t *interned; /* open addressing: offsets of strings */
	size_t interned_size, interned_count;
	uint32_t *numbered; /* likewise: numbers of phrases */
	size_t numbered_size;
	struct rule_index_post {
		uint32_t phrase, target;
	} * posts;
	size_t post_count, post_capacity;
	uint32_t buckets[RULE_INDEX_BUCKETS];
	struct rule_index_span loose;
};

/* ---- rule_index_builder.c */

/* Appends `count` items; returns the number of the first. */
uint32_t rule_index_push(struct rule_index_table *table, const void *items, size_t count);

/* The offset of a string among the strings, each kept once; 0 for NULL. */
uint32_t rule_index_intern(struct rule_index_builder *builder, const char *text);
struct rule_index_span rule_index_intern_list(struct rule_index_builder *builder,
					      const struct text_list *list);

/* The number of a phrase, which is folded first. */
uint32_t rule_index_phrase_number(struct rule_index_builder *builder, const char *written);
struct rule_index_span rule_index_phrase_list(struct rule_index_builder *builder,
					      const struct text_list *list);

/* When one of these phrases is found, `target` is to be looked at. */
void rule_index_post(struct rule_index_builder *builder, struct rule_index_span phrases, uint32_t target);

/* ---- rule_index_topic.c */

/* A topic with its rules, fixes, servers, replies and answers. */
void rule_index_add_topic(struct rule_index_builder *builder, const struct topic *topic);

/* The rules that follow from the replies of topics[provider]. */
void rule_index_add_reply_rules(struct rule_index_builder *builder, const struct topic *topics, size_t count,
				uint32_t provider);

/* The words for concepts, of every language. */
void rule_index_add_words(struct rule_index_builder *builder, const struct concept_words *words,
			  size_t languages);

#endif
