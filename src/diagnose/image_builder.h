/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An image while it is built: tables that grow. For image.c and image_topic.c only. */
#ifndef MAILMEDIC_DIAGNOSE_IMAGE_BUILDER_H
#define MAILMEDIC_DIAGNOSE_IMAGE_BUILDER_H

#include "diagnose/image.h"

struct image_table {
	char *items;
	size_t size; /* of one */
	size_t count;
	size_t capacity;
};

struct image_builder {
	struct image_table strings, topics, rules, fixes, servers, replies, answers, words, phrases, lists;
	uint32_t *interned; /* open addressing: offsets of strings */
	size_t interned_size, interned_count;
	uint32_t *numbered; /* likewise: numbers of phrases */
	size_t numbered_size;
	struct image_post {
		uint32_t phrase, target;
	} * posts;
	size_t post_count, post_capacity;
	uint32_t buckets[IMAGE_BUCKETS];
	struct image_span loose;
};

/* ---- image.c */

/* Appends `count` items; returns the number of the first. */
uint32_t image_push(struct image_table *table, const void *items, size_t count);

/* The offset of a string among the strings, each kept once; 0 for NULL. */
uint32_t image_intern(struct image_builder *builder, const char *text);
struct image_span image_intern_list(struct image_builder *builder, const struct text_list *list);

/* The number of a phrase, which is folded first. */
uint32_t image_phrase_number(struct image_builder *builder, const char *written);
struct image_span image_phrase_list(struct image_builder *builder, const struct text_list *list);

/* When one of these phrases is found, `target` is to be looked at. */
void image_post(struct image_builder *builder, struct image_span phrases, uint32_t target);

/* ---- image_topic.c */

/* A topic with its rules, fixes, servers, replies and answers. */
void image_add_topic(struct image_builder *builder, const struct topic *topic);

/* The rules that follow from the replies of topics[provider]. */
void image_add_reply_rules(struct image_builder *builder, const struct topic *topics, size_t count,
			   uint32_t provider);

/* The words for concepts, of every language. */
void image_add_words(struct image_builder *builder, const struct concept_words *words, size_t languages);

#endif
