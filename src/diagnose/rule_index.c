/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds and searches rule indexes (see rule_index.h). */
#include "diagnose/rule_index_builder.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Files each phrase under the three of its bytes that the fewest phrases share. */
static void file_phrases(struct rule_index_builder *builder)
{
	struct rule_index_phrase *phrases = (struct rule_index_phrase *)(void *)builder->phrases.items;
	uint32_t *seen = mem_calloc(RULE_INDEX_BUCKETS, sizeof *seen);

	for (size_t i = 1; i < builder->phrases.count; i++) {
		const char *text = builder->strings.items + phrases[i].text;
		for (unsigned at = 0; at + 3 <= phrases[i].len; at++)
			seen[rule_index_hash(text + at)]++;
	}
	for (size_t i = 1; i < builder->phrases.count; i++) {
		const char *text = builder->strings.items + phrases[i].text;
		uint32_t bucket;
		for (unsigned at = 1; at + 3 <= phrases[i].len; at++) {
			if (seen[rule_index_hash(text + at)] <
			    seen[rule_index_hash(text + phrases[i].anchor)])
				phrases[i].anchor = (uint16_t)at;
		}
		bucket = rule_index_hash(text + phrases[i].anchor);
		phrases[i].next = builder->buckets[bucket];
		builder->buckets[bucket] = (uint32_t)i;
	}
	free(seen);
}

static int compare_posts(const void *a, const void *b)
{
	const struct rule_index_post *left = a;
	const struct rule_index_post *right = b;

	if (left->phrase != right->phrase)
		return left->phrase < right->phrase ? -1 : 1;
	return left->target < right->target ? -1 : left->target > right->target;
}

static void file_posts(struct rule_index_builder *builder)
{
	struct rule_index_phrase *phrases = (struct rule_index_phrase *)(void *)builder->phrases.items;

	if (builder->post_count > 0)
		qsort(builder->posts, builder->post_count, sizeof *builder->posts, compare_posts);
	for (size_t i = 0; i < builder->post_count; i++) {
		struct rule_index_span *span = &phrases[builder->posts[i].phrase].posts;
		uint32_t at = rule_index_push(&builder->lists, &builder->posts[i].target, 1);
		if (span->count++ == 0)
			span->at = at;
	}
}

static void file_loose_rules(struct rule_index_builder *builder)
{
	const struct rule_index_rule *rules =
	    (const struct rule_index_rule *)(const void *)builder->rules.items;

	builder->loose.at = (uint32_t)builder->lists.count;
	for (uint32_t i = 0; i < builder->rules.count; i++) {
		if (rules[i].any.count == 0 && rules[i].all.count == 0)
			rule_index_push(&builder->lists, &i, 1);
	}
	builder->loose.count = (uint32_t)builder->lists.count - builder->loose.at;
}

static struct rule_index *hand_over(struct rule_index_builder *builder)
{
	struct rule_index *rule_index = mem_calloc(1, sizeof *rule_index);
	uint32_t *buckets = mem_calloc(RULE_INDEX_BUCKETS, sizeof *buckets);

	memcpy(buckets, builder->buckets, sizeof builder->buckets);
	*rule_index = (struct rule_index){
	    .strings = builder->strings.items,
	    .topics = (const void *)builder->topics.items,
	    .rules = (const void *)builder->rules.items,
	    .fixes = (const void *)builder->fixes.items,
	    .servers = (const void *)builder->servers.items,
	    .replies = (const void *)builder->replies.items,
	    .answers = (const void *)builder->answers.items,
	    .words = (const void *)builder->words.items,
	    .phrases = (const void *)builder->phrases.items,
	    .lists = (const void *)builder->lists.items,
	    .buckets = buckets,
	    .string_bytes = (uint32_t)builder->strings.count,
	    .topic_count = (uint32_t)builder->topics.count,
	    .rule_count = (uint32_t)builder->rules.count,
	    .fix_count = (uint32_t)builder->fixes.count,
	    .server_count = (uint32_t)builder->servers.count,
	    .reply_count = (uint32_t)builder->replies.count,
	    .answer_count = (uint32_t)builder->answers.count,
	    .word_count = (uint32_t)builder->words.count,
	    .phrase_count = (uint32_t)builder->phrases.count,
	    .list_count = (uint32_t)builder->lists.count,
	    .loose = builder->loose,
	};
	free(builder->interned);
	free(builder->numbered);
	free(builder->posts);
	return rule_index;
}

static int compare_topics(const void *a, const void *b)
{
	const struct topic *left = a;
	const struct topic *right = b;

	return left->group != right->group ? (int)left->group - (int)right->group
					   : strcmp(left->id, right->id);
}

struct rule_index *rule_index_build(struct topic *topics, size_t count, const struct concept_words *words,
				    size_t languages)
{
	struct rule_index_builder *builder = mem_calloc(1, sizeof *builder);
	struct rule_index *rule_index;
	struct rule_index_phrase nothing = {0};

	builder->strings.size = 1;
	builder->topics.size = sizeof(struct rule_index_topic);
	builder->rules.size = sizeof(struct rule_index_rule);
	builder->fixes.size = sizeof(struct rule_index_fix);
	builder->servers.size = sizeof(struct rule_index_server);
	builder->replies.size = sizeof(struct rule_index_reply);
	builder->answers.size = sizeof(struct rule_index_answer);
	builder->words.size = sizeof(struct rule_index_word);
	builder->phrases.size = sizeof(struct rule_index_phrase);
	builder->lists.size = sizeof(uint32_t);
	rule_index_push(&builder->strings, "", 1); /* offset 0 is none */
	rule_index_push(&builder->phrases, &nothing, 1);
	if (count > 0)
		qsort(topics, count, sizeof *topics, compare_topics);
	for (size_t i = 0; i < count; i++)
		rule_index_add_topic(builder, &topics[i]);
	for (size_t i = 0; i < count; i++)
		rule_index_add_reply_rules(builder, topics, count, (uint32_t)i);
	rule_index_add_words(builder, words, languages);
	file_phrases(builder);
	file_posts(builder);
	file_loose_rules(builder);
	rule_index = hand_over(builder);
	free(builder);
	return rule_index;
}

void rule_index_destroy(struct rule_index *rule_index)
{
	if (rule_index == NULL)
		return;
	free((void *)rule_index->strings);
	free((void *)rule_index->topics);
	free((void *)rule_index->rules);
	free((void *)rule_index->fixes);
	free((void *)rule_index->servers);
	free((void *)rule_index->replies);
	free((void *)rule_index->answers);
	free((void *)rule_index->words);
	free((void *)rule_index->phrases);
	free((void *)rule_index->lists);
	free((void *)rule_index->buckets);
	free(rule_index);
}

long rule_index_find(const struct rule_index *rule_index, int group, const char *id)
{
	long low = 0;
	long high = (long)rule_index->topic_count - 1;

	for (int g = group < 0 ? 0 : group; group < 0 && g < GROUP_COUNT; g++) {
		long found = rule_index_find(rule_index, g, id);
		if (found >= 0)
			return found;
	}
	while (group >= 0 && low <= high) {
		long middle = (low + high) / 2;
		const struct rule_index_topic *topic = &rule_index->topics[middle];
		int order = group != topic->group ? group - topic->group
						  : strcmp(id, rule_index->strings + topic->id);
		if (order == 0)
			return middle;
		if (order < 0)
			high = middle - 1;
		else
			low = middle + 1;
	}
	return -1;
}
