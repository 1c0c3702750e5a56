/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds and searches images: see image.h. */
#include "diagnose/image.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "diagnose/fold.h"

struct table {
	char *items;
	size_t size; /* of one */
	size_t count;
	size_t capacity;
};

struct builder {
	struct table strings, topics, rules, fixes, servers, replies, answers, words, phrases, lists;
	uint32_t *interned; /* open addressing: offsets of strings */
	size_t interned_size, interned_count;
	uint32_t *numbered; /* likewise: numbers of phrases */
	size_t numbered_size;
	struct post {
		uint32_t phrase, target;
	} * posts;
	size_t post_count, post_capacity;
	uint32_t buckets[IMAGE_BUCKETS];
	struct image_span loose;
};

static uint32_t push(struct table *table, const void *items, size_t count)
{
	uint32_t at = (uint32_t)table->count;

	if (table->count + count > table->capacity) {
		table->capacity = (table->count + count) * 2 + 64;
		table->items = mem_realloc(table->items, table->capacity, table->size);
	}
	if (count > 0)
		memcpy(table->items + table->count * table->size, items, count * table->size);
	table->count += count;
	return at;
}

static size_t text_hash(const char *text)
{
	size_t hash = 1469598103u;

	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * 1099511628211u;
	return hash ^ hash >> 29;
}

static void grow_interned(struct builder *builder)
{
	size_t size = builder->interned_size * 2 + 1024;
	uint32_t *slots = mem_calloc(size, sizeof *slots);

	for (size_t i = 0; i < builder->interned_size; i++) {
		if (builder->interned[i] == 0)
			continue;
		size_t slot = text_hash(builder->strings.items + builder->interned[i]) % size;
		while (slots[slot] != 0)
			slot = (slot + 1) % size;
		slots[slot] = builder->interned[i];
	}
	free(builder->interned);
	builder->interned = slots;
	builder->interned_size = size;
}

static uint32_t intern(struct builder *builder, const char *text)
{
	size_t slot;

	if (text == NULL)
		return 0;
	if (builder->interned_count * 2 >= builder->interned_size)
		grow_interned(builder);
	slot = text_hash(text) % builder->interned_size;
	while (builder->interned[slot] != 0) {
		if (strcmp(builder->strings.items + builder->interned[slot], text) == 0)
			return builder->interned[slot];
		slot = (slot + 1) % builder->interned_size;
	}
	builder->interned_count++;
	return builder->interned[slot] = push(&builder->strings, text, strlen(text) + 1);
}

static struct image_span intern_list(struct builder *builder, const struct text_list *list)
{
	struct image_span span = {(uint32_t)builder->lists.count, (uint32_t)list->count};

	for (size_t i = 0; i < list->count; i++) {
		uint32_t offset = intern(builder, list->items[i]);
		push(&builder->lists, &offset, 1);
	}
	return span;
}

static uint32_t phrase_number(struct builder *builder, const char *written)
{
	char *folded = fold_phrase(written);
	uint32_t text = intern(builder, folded);
	struct image_phrase phrase = {.text = text, .len = (uint16_t)strlen(folded)};

	free(folded);
	if (text >= builder->numbered_size) {
		size_t size = text * 2 + 4096u;
		builder->numbered = mem_realloc(builder->numbered, size, sizeof *builder->numbered);
		memset(builder->numbered + builder->numbered_size, 0,
		       (size - builder->numbered_size) * sizeof *builder->numbered);
		builder->numbered_size = size;
	}
	if (builder->numbered[text] == PHRASE_NONE)
		builder->numbered[text] = push(&builder->phrases, &phrase, 1);
	return builder->numbered[text];
}

static struct image_span phrase_list(struct builder *builder, const struct text_list *list)
{
	struct image_span span = {(uint32_t)builder->lists.count, (uint32_t)list->count};

	for (size_t i = 0; i < list->count; i++) {
		uint32_t number = phrase_number(builder, list->items[i]);
		push(&builder->lists, &number, 1);
	}
	return span;
}

static void post(struct builder *builder, struct image_span phrases, uint32_t target)
{
	for (uint32_t i = 0; i < phrases.count; i++) {
		if (builder->post_count == builder->post_capacity) {
			builder->post_capacity = builder->post_capacity * 2 + 256;
			builder->posts =
			    mem_realloc(builder->posts, builder->post_capacity, sizeof *builder->posts);
		}
		builder->posts[builder->post_count++] =
		    (struct post){((uint32_t *)(void *)builder->lists.items)[phrases.at + i], target};
	}
}

static struct image_span code_list(struct builder *builder, const struct text_list *list)
{
	struct image_span span = {(uint32_t)builder->lists.count, (uint32_t)list->count};

	for (size_t i = 0; i < list->count; i++) {
		int low = 0;
		int high = 0;
		uint32_t range;
		topic_parse_code(list->items[i], &low, &high);
		range = (uint32_t)low << 16 | (uint32_t)high;
		push(&builder->lists, &range, 1);
	}
	return span;
}

static uint8_t password_bits(const struct text_list *list)
{
	static const char *const kinds[] = {"unknown", "password", "app-password", "api-key", "oauth-only"};
	uint8_t bits = 0;

	for (size_t i = 0; i < list->count; i++) {
		for (unsigned kind = 0; kind < sizeof kinds / sizeof kinds[0]; kind++) {
			if (strcmp(kinds[kind], list->items[i]) == 0)
				bits |= (uint8_t)(1u << kind);
		}
	}
	return bits;
}

static uint64_t concept_bits(const struct text_list *list)
{
	enum concept concept;
	uint64_t bits = 0;

	for (size_t i = 0; i < list->count; i++) {
		if (concept_parse(list->items[i], &concept))
		bits |= UINT64_C(1) << concept;
	}
	return bits;
}

static uint64_t circumstance_bits(const struct text_list *list)
{
	enum circumstance circumstance;
	uint64_t bits = 0;

	for (size_t i = 0; i < list->count; i++) {
		if (circumstance_parse(list->items[i], &circumstance))
			bits |= UINT64_C(1) << circumstance;
	}
	return bits;
}

static void post_rule(struct builder *builder, const struct image_rule *rule, uint32_t number)
{
	if (rule->any.count > 0)
		post(builder, rule->any, number);
	else if (rule->all.count > 0)
		post(builder, (struct image_span){rule->all.at, 1}, number);
}

static void add_rule(struct builder *builder, const struct rule_head *head, uint32_t topic)
{
	uint32_t number = (uint32_t)builder->rules.count;
	struct image_rule rule = {
	    .any = phrase_list(builder, &head->any),
	    .all = phrase_list(builder, &head->all),
	    .none = phrase_list(builder, &head->none),
	    .codes = code_list(builder, &head->code),
	    .enhanced = intern_list(builder, &head->enhanced),
	    .provider = intern_list(builder, &head->provider),
	    .software = intern_list(builder, &head->software),
	    .mechanism = intern_list(builder, &head->mechanism),
	    .problem = intern_list(builder, &head->problem),
	    .regex = intern(builder, head->regex),
	    .example = intern(builder, head->example),
	    .topic = topic,
	    .line = (uint32_t)head->line,
	    .stages = (uint16_t)head->stages,
	    .confidence = (uint8_t)head->confidence,
	    .channel = (uint8_t)head->channel,
	    .passwords = password_bits(&head->password),
	    .weight = (int8_t)head->weight,
	    .who = concept_bits(&head->who),
	    .state = concept_bits(&head->state),
	    .given = circumstance_bits(&head->given),
	    .unless = circumstance_bits(&head->unless),
	};

	post_rule(builder, &rule, number);
	push(&builder->rules, &rule, 1);
}

static void add_fixes(struct builder *builder, const struct topic *topic, struct image_topic *to)
{
	const struct fix_head *fixes = topic->fixes.items;

	to->fixes = (struct image_span){(uint32_t)builder->fixes.count, (uint32_t)topic->fixes.count};
	for (size_t i = 0; i < topic->fixes.count; i++) {
		struct image_fix fix = {intern(builder, fixes[i].label), intern(builder, fixes[i].to),
					(uint32_t)fixes[i].seconds, (uint8_t)fixes[i].action};
		push(&builder->fixes, &fix, 1);
	}
}

static void add_servers(struct builder *builder, const struct topic *topic, struct image_topic *to)
{
	const struct server_head *servers = topic->servers.items;

	to->servers = (struct image_span){(uint32_t)builder->servers.count, (uint32_t)topic->servers.count};
	for (size_t i = 0; i < topic->servers.count; i++) {
		struct image_server server = {intern(builder, servers[i].host), (uint16_t)servers[i].port,
					      (uint8_t)servers[i].tls};
		push(&builder->servers, &server, 1);
	}
}

static void add_replies(struct builder *builder, const struct topic *topic, struct image_topic *to)
{
	const struct reply_head *replies = topic->replies.items;

	to->replies = (struct image_span){(uint32_t)builder->replies.count, (uint32_t)topic->replies.count};
	for (size_t i = 0; i < topic->replies.count; i++) {
		struct image_reply reply = {.reply = intern(builder, replies[i].reply),
					    .means = intern(builder, replies[i].means),
					    .causes = intern_list(builder, &replies[i].cause)};
		push(&builder->replies, &reply, 1);
	}
}

static void add_answers(struct builder *builder, const struct topic *topic, struct image_topic *to)
{
	const struct answer_head *answers = topic->answers.items;

	to->answers = (struct image_span){(uint32_t)builder->answers.count, (uint32_t)topic->answers.count};
	for (size_t i = 0; i < topic->answers.count; i++) {
		struct image_answer answer = {.yes = circumstance_bits(&answers[i].yes),
					      .no = circumstance_bits(&answers[i].no),
					      .id = intern(builder, answers[i].id),
					      .label = intern(builder, answers[i].label)};
		push(&builder->answers, &answer, 1);
	}
}

/* A reply of a provider is a rule of each cause that it may have there; the first cause is the likeliest. */
static void add_reply_rules(struct builder *builder, const struct topic *topics, size_t count,
			    uint32_t provider)
{
	const struct reply_head *replies = topics[provider].replies.items;

	for (size_t i = 0; i < topics[provider].replies.count; i++) {
		for (size_t k = 0; k < replies[i].cause.count; k++) {
			struct rule_head head = {.line = replies[i].line,
						 .confidence = k == 0 ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM,
						 .stages = replies[i].stages,
						 .any = replies[i].any,
						 .all = replies[i].all,
						 .code = replies[i].code,
						 .enhanced = replies[i].enhanced};
			uint32_t cause = 0;
			while (cause < count && (topics[cause].group != GROUP_CAUSES ||
						 strcmp(topics[cause].id, replies[i].cause.items[k]) != 0))
				cause++;
			if (cause == count)
				continue; /* the lint tells it */
			add_rule(builder, &head, cause);
			((struct image_rule *)(void *)builder->rules.items)[builder->rules.count - 1]
			    .said_by = provider + 1;
		}
	}
}

static void add_word(struct builder *builder, enum concept concept, const char *written)
{
	static const char gap[] = " .. ";
	const char *at = strstr(written, gap);
	char *first = mem_strndup(written, at != NULL ? (size_t)(at - written) : strlen(written));
	struct image_word word = {.concept_number = concept,
				  .first = phrase_number(builder, first),
				  .second =
				      at != NULL ? phrase_number(builder, at + sizeof gap - 1) : PHRASE_NONE};
	uint32_t number = push(&builder->words, &word, 1);
	uint32_t last = at != NULL ? word.second : word.first;
	struct image_span span = {push(&builder->lists, &last, 1), 1};

	free(first);
	post(builder, span, POST_CONCEPT | number); /* the later of the two sets it off */
	if (at != NULL) {
		span.at = push(&builder->lists, &word.first, 1);
		post(builder, span, POST_CONCEPT); /* number 0: only its place is kept */
	}
}

static void add_words(struct builder *builder, const struct concept_words *words, size_t languages)
{
	struct image_word none = {0};

	push(&builder->words, &none, 1);
	for (size_t i = 0; i < languages; i++) {
		for (int concept = 0; concept < CONCEPT_COUNT; concept ++) {
			for (size_t k = 0; k < words[i].words[concept].count; k++)
				add_word(builder, concept, words[i].words[concept].items[k]);
		}
	}
}

static void add_topic(struct builder *builder, const struct topic *topic)
{
	uint32_t number = (uint32_t)builder->topics.count;
	const struct rule_head *rules = topic->rules.items;
	struct image_topic to = {
	    .id = intern(builder, topic->id),
	    .title = intern(builder, topic->title),
	    .summary = intern(builder, topic->summary),
	    .path = intern(builder, topic->path),
	    .user_name = intern(builder, topic->user_name),
	    .user_name_literal = intern(builder, topic->user_name_literal),
	    .app_password_page = intern(builder, topic->app_password_page),
	    .checked = intern(builder, topic->checked),
	    .domains = intern_list(builder, &topic->domains),
	    .hosts = intern_list(builder, &topic->hosts),
	    .see = intern_list(builder, &topic->see),
	    .wordings = phrase_list(builder, &topic->wordings),
	    .line = (uint32_t)topic->line,
	    .group = (uint8_t)topic->group,
	    .who = (uint8_t)topic->who,
	    .password = (uint8_t)topic->password,
	    .class = (uint8_t)topic->class,
	};

	post(builder, to.wordings, POST_TOPIC | number);
	to.rules = (struct image_span){(uint32_t)builder->rules.count, (uint32_t)topic->rules.count};
	for (size_t i = 0; i < topic->rules.count; i++)
		add_rule(builder, &rules[i], number);
	add_fixes(builder, topic, &to);
	add_servers(builder, topic, &to);
	add_replies(builder, topic, &to);
	add_answers(builder, topic, &to);
	push(&builder->topics, &to, 1);
}

/* Files each phrase under the three of its bytes that the fewest phrases share. */
static void file_phrases(struct builder *builder)
{
	struct image_phrase *phrases = (struct image_phrase *)(void *)builder->phrases.items;
	uint32_t *seen = mem_calloc(IMAGE_BUCKETS, sizeof *seen);

	for (size_t i = 1; i < builder->phrases.count; i++) {
		const char *text = builder->strings.items + phrases[i].text;
		for (unsigned at = 0; at + 3 <= phrases[i].len; at++)
			seen[image_hash(text + at)]++;
	}
	for (size_t i = 1; i < builder->phrases.count; i++) {
		const char *text = builder->strings.items + phrases[i].text;
		uint32_t bucket;
		for (unsigned at = 1; at + 3 <= phrases[i].len; at++) {
			if (seen[image_hash(text + at)] < seen[image_hash(text + phrases[i].anchor)])
				phrases[i].anchor = (uint16_t)at;
		}
		bucket = image_hash(text + phrases[i].anchor);
		phrases[i].next = builder->buckets[bucket];
		builder->buckets[bucket] = (uint32_t)i;
	}
	free(seen);
}

static int compare_posts(const void *a, const void *b)
{
	const struct post *left = a;
	const struct post *right = b;

	if (left->phrase != right->phrase)
		return left->phrase < right->phrase ? -1 : 1;
	return left->target < right->target ? -1 : left->target > right->target;
}

static void file_posts(struct builder *builder)
{
	struct image_phrase *phrases = (struct image_phrase *)(void *)builder->phrases.items;

	if (builder->post_count > 0)
		qsort(builder->posts, builder->post_count, sizeof *builder->posts, compare_posts);
	for (size_t i = 0; i < builder->post_count; i++) {
		struct image_span *span = &phrases[builder->posts[i].phrase].posts;
		uint32_t at = push(&builder->lists, &builder->posts[i].target, 1);
		if (span->count++ == 0)
			span->at = at;
	}
}

static void file_loose_rules(struct builder *builder)
{
	const struct image_rule *rules = (const struct image_rule *)(const void *)builder->rules.items;

	builder->loose.at = (uint32_t)builder->lists.count;
	for (uint32_t i = 0; i < builder->rules.count; i++) {
		if (rules[i].any.count == 0 && rules[i].all.count == 0)
			push(&builder->lists, &i, 1);
	}
	builder->loose.count = (uint32_t)builder->lists.count - builder->loose.at;
}

static struct image *hand_over(struct builder *builder)
{
	struct image *image = mem_calloc(1, sizeof *image);
	uint32_t *buckets = mem_calloc(IMAGE_BUCKETS, sizeof *buckets);

	memcpy(buckets, builder->buckets, sizeof builder->buckets);
	*image = (struct image){
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
	return image;
}

static int compare_topics(const void *a, const void *b)
{
	const struct topic *left = a;
	const struct topic *right = b;

	return left->group != right->group ? (int)left->group - (int)right->group
					   : strcmp(left->id, right->id);
}

struct image *image_build(struct topic *topics, size_t count, const struct concept_words *words,
			  size_t languages)
{
	struct builder *builder = mem_calloc(1, sizeof *builder);
	struct image *image;
	struct image_phrase nothing = {0};

	builder->strings.size = 1;
	builder->topics.size = sizeof(struct image_topic);
	builder->rules.size = sizeof(struct image_rule);
	builder->fixes.size = sizeof(struct image_fix);
	builder->servers.size = sizeof(struct image_server);
	builder->replies.size = sizeof(struct image_reply);
	builder->answers.size = sizeof(struct image_answer);
	builder->words.size = sizeof(struct image_word);
	builder->phrases.size = sizeof(struct image_phrase);
	builder->lists.size = sizeof(uint32_t);
	push(&builder->strings, "", 1); /* offset 0 is none */
	push(&builder->phrases, &nothing, 1);
	if (count > 0)
		qsort(topics, count, sizeof *topics, compare_topics);
	for (size_t i = 0; i < count; i++)
		add_topic(builder, &topics[i]);
	for (size_t i = 0; i < count; i++)
		add_reply_rules(builder, topics, count, (uint32_t)i);
	add_words(builder, words, languages);
	file_phrases(builder);
	file_posts(builder);
	file_loose_rules(builder);
	image = hand_over(builder);
	free(builder);
	return image;
}

void image_destroy(struct image *image)
{
	if (image == NULL)
		return;
	free((void *)image->strings);
	free((void *)image->topics);
	free((void *)image->rules);
	free((void *)image->fixes);
	free((void *)image->servers);
	free((void *)image->replies);
	free((void *)image->answers);
	free((void *)image->words);
	free((void *)image->phrases);
	free((void *)image->lists);
	free((void *)image->buckets);
	free(image);
}

long image_find(const struct image *image, int group, const char *id)
{
	long low = 0;
	long high = (long)image->topic_count - 1;

	for (int g = group < 0 ? 0 : group; group < 0 && g < GROUP_COUNT; g++) {
		long found = image_find(image, g, id);
		if (found >= 0)
			return found;
	}
	while (group >= 0 && low <= high) {
		long middle = (low + high) / 2;
		const struct image_topic *topic = &image->topics[middle];
		int order =
		    group != topic->group ? group - topic->group : strcmp(id, image->strings + topic->id);
		if (order == 0)
			return middle;
		if (order < 0)
			high = middle - 1;
		else
			low = middle + 1;
	}
	return -1;
}
