/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How much of the knowledge is general? The sample is parted into groups, by provider or by the place
 * where a reply was found. For each group, every phrase is taken out of the rules, of the providers'
 * replies, of the words for concepts, and of the wordings by which providers and programs are known
 * that occurs in this group's replies and in nobody else's. What is then still right about it is counted.
 *
 *	leave-one-out provider|source|none HELP-FOLDER MIN-PERCENT FILE.jsonl...
 *
 * With MIN-PERCENT "features" each reply is written as a line of JSON for fit.py: what it shows, and what the
 * rules said of it. Weights that were fitted count in neither case: they come from the very replies. With
 *"none" nothing is left out.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/text.h"
#include "diagnose/diagnosis.h"
#include "diagnose/fold.h"
#include "diagnose/folder.h"
#include "diagnose/knowledge.h"
#include "diagnose/learned.h"
#include "diagnose/match.h"

enum { ROWS_MAX = 8000, RULE_DEAD = 1u << 15 };

struct row {
	json_t *json;
	char group[64]; /* first word of the provider, or the site of the source, lower case; "" for none */
	char *folded;
	bool judged;
};

static struct row rows[ROWS_MAX];
static bool everything; /* nothing is left out */
static size_t row_count;

static const char *text_of(const json_t *json, const char *key)
{
	const char *text = json_string_value(json_object_get(json, key));

	return text != NULL && strcmp(text, "n/a") != 0 && strcmp(text, "unknown") != 0 ? text : NULL;
}

static char *folded_copy(const char *reply)
{
	struct folded folded;
	char *copy;

	if (reply == NULL)
		return NULL;
	folded_init(&folded);
	folded_read(&folded, reply, strlen(reply));
	copy = strdup(folded.text.data);
	folded_finish(&folded);
	return copy;
}

/* "https://github.com/nodemailer/..." -> "github.com/nodemailer"; other sites by their name; a plain word as
 * it is. */
static size_t site_length(const char *source)
{
	size_t start = strncmp(source, "https://", 8) == 0 ? 8 : strncmp(source, "http://", 7) == 0 ? 7 : 0;
	size_t end = start + strcspn(source + start, "/ ");

	if (start > 0 && strncmp(source + start, "github.com/", 11) == 0)
		end += 1 + strcspn(source + end + 1, "/ ");
	return end;
}

static void name_group(struct row *row, bool by_source)
{
	const char *provider = text_of(row->json, "provider");
	const char *source = text_of(row->json, "source");
	const char *name = by_source || provider == NULL ? source : provider;
	size_t len = name == NULL ? 0 : name == source ? site_length(name) : strcspn(name, " /");

	row->judged = by_source ? source != NULL : provider != NULL;
	if (everything)
		len = 0, row->judged = true;
	for (size_t i = 0; i < len && i < sizeof row->group - 1; i++)
		row->group[i] = text_lower(name[i]);
}

static void read_rows(const char *path, bool by_source)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;

	while (file != NULL && row_count < ROWS_MAX && getline(&line, &size, file) > 0) {
		struct row *row = &rows[row_count];
		row->json = json_loads(line, 0, NULL);
		if (row->json == NULL || text_of(row->json, "reply") == NULL)
			continue;
		name_group(row, by_source);
		row->folded = folded_copy(text_of(row->json, "reply"));
		row_count++;
	}
	free(line);
	if (file != NULL)
		fclose(file);
}

static bool is_said(const char *folded, const char *group, bool by_group)
{
	for (size_t i = 0; i < row_count; i++) {
		if ((strcmp(rows[i].group, group) == 0) == by_group && strstr(rows[i].folded, folded) != NULL)
			return true;
	}
	return false;
}

/* Seen in this group's replies and in nobody else's. */
static bool is_own(const char *phrase, const char *group)
{
	char *folded = fold_phrase(phrase);
	bool own = is_said(folded, group, true) && !is_said(folded, group, false);

	free(folded);
	return own;
}

/* Takes the group's own phrases out; true when all are gone now. */
static bool take_out(struct text_list *list, const char *group)
{
	size_t kept = 0;
	bool had = list->count > 0;

	for (size_t i = 0; i < list->count; i++) {
		if (is_own(list->items[i], group))
			free(list->items[i]);
		else
			list->items[kept++] = list->items[i];
	}
	list->count = kept;
	return had && kept == 0;
}

/* Conditions of phrases that are gone cannot hold. */
static unsigned forget_phrases(struct text_list *any, struct text_list *all, unsigned stages,
			       const char *group)
{
	size_t count = all->count;
	bool gone = take_out(any, group);

	take_out(all, group);
	return gone || all->count < count ? RULE_DEAD : stages;
}

static void forget(struct folder *folder, const char *group)
{
	for (size_t t = 0; t < folder->count; t++) {
		struct topic *topic = &folder->topics[t];
		struct rule_head *rules = topic->rules.items;
		struct reply_head *replies = topic->replies.items;
		take_out(&topic->wordings, group);
		for (size_t r = 0; r < topic->rules.count; r++)
			rules[r].stages =
			    forget_phrases(&rules[r].any, &rules[r].all, rules[r].stages, group);
		for (size_t r = 0; r < topic->replies.count; r++)
			replies[r].stages =
			    forget_phrases(&replies[r].any, &replies[r].all, replies[r].stages, group);
	}
	for (size_t l = 0; l < folder->language_count; l++) {
		for (size_t c = 0; c < CONCEPT_COUNT; c++)
			take_out(&folder->words[l].words[c], group);
	}
}

static void take_feature(void *context, const char *feature, size_t len)
{
	json_array_append_new(context, json_stringn(feature, len));
}

static void write_features(const struct kb *kb, const struct symptom *symptom, const json_t *row,
			   const char *group)
{
	struct match list[MATCHES_MAX];
	struct match_input match_input;
	size_t layer_count, count = match_all(kb, symptom, list, &match_input);
	const struct rule_index *rule_index = kb_layers(kb, &layer_count)[0].rule_index;
	json_t *features = json_array(), *totals = json_object(), *words = json_array(), *said = json_array(),
	       *line;
	char *text;

	learned_each(&match_input, take_feature, features);
	for (size_t i = 0; i < count; i++) {
		const char *id = rule_index_string(rule_index, rule_index->topics[list[i].best.topic].id);
		json_object_set_new(totals, id, json_integer(list[i].total));
		if (list[i].words)
			json_array_append_new(words, json_string(id));
		if (list[i].best.said_there)
			json_array_append_new(said, json_string(id));
	}
	line = json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:O*}", "id", text_of(row, "id"), "group",
			 group, "cause", text_of(row, "category"), "features", features, "totals", totals,
			 "words", words, "said", said, "also", json_object_get(row, "also"));
	text = json_dumps(line, JSON_COMPACT);
	puts(text);
	free(text);
	json_decref(line);
}

static bool wants_features;

static void judge(const struct kb *kb, const char *group, int *total, int *first, int *third)
{
	for (size_t i = 0; i < row_count; i++) {
		const json_t *json = rows[i].json;
		struct symptom symptom = {.stage = text_of(json, "stage"),
					  .reply = text_of(json, "reply"),
					  .host = text_of(json, "server"),
					  .mechanism = text_of(json, "mechanism")};
		struct diagnosis list[DIAGNOSES_MAX];
		size_t count;
		bool found = false;
		if (!rows[i].judged || strcmp(rows[i].group, group) != 0)
			continue;
		if (wants_features)
			write_features(kb, &symptom, json, group);
		count = diagnose(kb, &symptom, list);
		for (size_t d = 0; d < count && d < 3; d++)
			found = found || strcmp(list[d].id, text_of(json, "category")) == 0;
		*total += 1;
		*first += count > 0 && strcmp(list[0].id, text_of(json, "category")) == 0;
		*third += found;
	}
}

static bool seen_before(size_t row)
{
	for (size_t i = 0; i < row; i++) {
		if (rows[i].judged && strcmp(rows[i].group, rows[row].group) == 0)
			return true;
	}
	return false;
}

int main(int argc, char **argv)
{
	int total = 0, first = 0, third = 0;
	bool fine;

	wants_features = argc > 3 && strcmp(argv[3], "features") == 0;
	everything = argc > 1 && strcmp(argv[1], "none") == 0;
	for (int i = 4; i < argc; i++)
		read_rows(argv[i], strcmp(argv[1], "source") == 0);
	for (size_t i = 0; i < row_count; i++) {
		struct folder folder = {0};
		struct rule_index *rule_index;
		struct kb *kb;
		if (!rows[i].judged || seen_before(i))
			continue;
		folder_read(&folder, argv[2]);
		if (!everything)
			forget(&folder, rows[i].group);
		rule_index =
		    rule_index_build(folder.topics, folder.count, folder.words, folder.language_count);
		kb = kb_create_over(rule_index, NULL, NULL);
		kb->state->rules_only = true;
		judge(kb, rows[i].group, &total, &first, &third);
		kb_destroy(kb);
		rule_index_destroy(rule_index);
		folder_finish(&folder);
	}
	for (size_t i = 0; i < row_count; i++) {
		json_decref(rows[i].json);
		free(rows[i].folded);
	}
	fine = argc > 4 && total > 0 && first * 100.0 >= total * atof(argv[3]);
	printf("1..1\n# without what only one %s says: %d replies, top-1 %.1f%%, top-3 %.1f%%\n",
	       argc > 1 ? argv[1] : "", total, total > 0 ? 100.0 * first / total : 0.0,
	       total > 0 ? 100.0 * third / total : 0.0);
	printf("%s 1 - right first answers without a group's own phrases\n", fine ? "ok" : "not ok");
	return fine ? EXIT_SUCCESS : EXIT_FAILURE;
}
