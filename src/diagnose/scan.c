/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One look-up of three bytes a position; see rule_index.h for how phrases are filed. */
#include "diagnose/scan.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void scan_init(struct scan *scan, const struct rule_index *rule_index)
{
	*scan = (struct scan){
	    .rule_index = rule_index,
	    .phrase_stamps = mem_calloc(rule_index->phrase_count + 1, sizeof *scan->phrase_stamps),
	    .found = mem_calloc(rule_index->phrase_count + 1, sizeof *scan->found),
	    .rule_stamps = mem_calloc(rule_index->rule_count + 1, sizeof *scan->rule_stamps),
	    .rules = mem_calloc(rule_index->rule_count + 1, sizeof *scan->rules),
	    .topics = mem_calloc(rule_index->topic_count + 1, sizeof *scan->topics),
	    .topic_stamps = mem_calloc(rule_index->topic_count + 1, sizeof *scan->topic_stamps),
	};
}

void scan_finish(struct scan *scan)
{
	free(scan->phrase_stamps);
	free(scan->found);
	free(scan->rule_stamps);
	free(scan->rules);
	free(scan->topics);
	free(scan->topic_stamps);
}

void scan_begin(struct scan *scan)
{
	scan->stamp++;
	scan->rule_count = 0;
	scan->topic_count = 0;
	scan->hit_count = 0;
}

/* Every place counts: which of them is near another concept is seen later. */
static void take_words(struct scan *scan, uint32_t phrase, uint32_t decoding, uint32_t at)
{
	struct rule_index_span posts = scan->rule_index->phrases[phrase].posts;

	for (uint32_t i = 0; i < posts.count && scan->hit_count < HITS_MAX; i++) {
		uint32_t target = scan->rule_index->lists[posts.at + i];
		if ((target & POST_TOPIC) == 0 && (target & POST_CONCEPT) != 0)
			scan->hits[scan->hit_count++] =
			    (struct scan_hit){decoding, at, scan->rule_index->phrases[phrase].len, phrase,
					      target & ~POST_CONCEPT};
	}
}

static void take_posts(struct scan *scan, struct rule_index_span posts, bool rules)
{
	for (uint32_t i = 0; i < posts.count; i++) {
		uint32_t target = scan->rule_index->lists[posts.at + i];
		bool topic = (target & POST_TOPIC) != 0;
		uint32_t number = target & ~(POST_TOPIC | POST_CONCEPT);
		uint32_t *stamp;

		if (!topic && (!rules || (target & POST_CONCEPT) != 0))
			continue;
		stamp = topic ? &scan->topic_stamps[number] : &scan->rule_stamps[number];

		if (*stamp == scan->stamp)
			continue;
		*stamp = scan->stamp;
		if (topic)
			scan->topics[scan->topic_count++] = number;
		else
			scan->rules[scan->rule_count++] = number;
	}
}

void scan_text(struct scan *scan, const struct folded *folded, uint32_t decoding, bool rules)
{
	const struct rule_index *rule_index = scan->rule_index;
	const char *text = folded->text.data;
	size_t len = folded->text.len;

	for (size_t at = 0; at + 3 <= len; at++) {
		uint32_t number = rule_index->buckets[rule_index_hash(text + at)];
		for (; number != PHRASE_NONE; number = rule_index->phrases[number].next) {
			const struct rule_index_phrase *phrase = &rule_index->phrases[number];
			size_t start = at - phrase->anchor;
			if (phrase->anchor > at || start + phrase->len > len ||
			    memcmp(text + start, rule_index->strings + phrase->text, phrase->len) != 0)
				continue;
			if (rules)
				take_words(scan, number, decoding, (uint32_t)start);
			if (scan->phrase_stamps[number] == scan->stamp)
				continue;
			if (rules) {
				scan->phrase_stamps[number] = scan->stamp;
				scan->found[number] = (struct scan_found){decoding, (uint32_t)start};
			}
			take_posts(scan, phrase->posts, rules);
		}
	}
}

const struct scan_found *scan_phrase(const struct scan *scan, uint32_t phrase)
{
	return scan->phrase_stamps[phrase] == scan->stamp ? &scan->found[phrase] : NULL;
}
