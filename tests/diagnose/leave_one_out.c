/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How much of the knowledge is general? For each provider of the sample, every phrase is taken out of
 * the rules (and out of the wordings by which providers and programs are known) that occurs in this
 * provider's replies and in nobody else's. What is then still right about this provider is counted.
 *
 *	leave-one-out HELP-FOLDER MIN-PERCENT FILE.jsonl...	(rows with a provider are judged, all are
 *evidence)
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

enum { ROWS_MAX = 2000 };

struct row {
	json_t *json;
	char provider[32]; /* first word, lower case; "" for none */
	char *folded;
	bool judged;
};

static struct row rows[ROWS_MAX];
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

static void read_rows(const char *path)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;

	while (file != NULL && row_count < ROWS_MAX && getline(&line, &size, file) > 0) {
		struct row *row = &rows[row_count];
		const char *provider;
		row->json = json_loads(line, 0, NULL);
		if (row->json == NULL || text_of(row->json, "reply") == NULL)
			continue;
		provider = text_of(row->json, "provider");
		row->judged = provider != NULL;
		provider = provider != NULL ? provider : text_of(row->json, "source");
		for (size_t i = 0; provider != NULL && provider[i] > ' ' && provider[i] != '/' &&
				   i < sizeof row->provider - 1;
		     i++)
			row->provider[i] = text_lower(provider[i]);
		row->folded = folded_copy(text_of(row->json, "reply"));
		row_count++;
	}
	free(line);
	if (file != NULL)
		fclose(file);
}

/* Seen in this provider's replies and in nobody else's. */
static bool is_own(const char *phrase, const char *provider)
{
	char *folded = fold_phrase(phrase);
	bool own = false;
	bool others = false;

	for (size_t i = 0; i < row_count; i++) {
		if (strstr(rows[i].folded, folded) != NULL) {
			own = own || strcmp(rows[i].provider, provider) == 0;
			others = others || strcmp(rows[i].provider, provider) != 0;
		}
	}
	free(folded);
	return own && !others;
}

/* Takes the provider's own phrases out; true when all are gone now. */
static bool take_out(struct text_list *list, const char *provider)
{
	size_t kept = 0;
	bool had = list->count > 0;

	for (size_t i = 0; i < list->count; i++) {
		if (is_own(list->items[i], provider))
			free(list->items[i]);
		else
			list->items[kept++] = list->items[i];
	}
	list->count = kept;
	return had && kept == 0;
}

static void forget(struct folder *folder, const char *provider)
{
	for (size_t t = 0; t < folder->count; t++) {
		struct topic *topic = &folder->topics[t];
		struct rule_head *rules = topic->rules.items;
		take_out(&topic->wordings, provider);
		for (size_t r = 0; r < topic->rules.count; r++) {
			size_t all = rules[r].all.count;
			bool gone = take_out(&rules[r].any, provider);
			take_out(&rules[r].all, provider);
			if (gone || rules[r].all.count < all)
				rules[r].stages = 1u << 15; /* never holds */
		}
	}
}

static void judge(const struct kb *kb, const char *provider, int *total, int *first, int *third)
{
	for (size_t i = 0; i < row_count; i++) {
		const json_t *json = rows[i].json;
		struct symptom symptom = {.stage = text_of(json, "stage"),
					  .reply = text_of(json, "reply"),
					  .mechanism = text_of(json, "mechanism")};
		struct diagnosis list[DIAGNOSES_MAX];
		size_t count;
		bool found = false;
		if (!rows[i].judged || strcmp(rows[i].provider, provider) != 0)
			continue;
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
		if (rows[i].judged && strcmp(rows[i].provider, rows[row].provider) == 0)
			return true;
	}
	return false;
}

int main(int argc, char **argv)
{
	int total = 0, first = 0, third = 0;
	bool fine;

	for (int i = 3; i < argc; i++)
		read_rows(argv[i]);
	for (size_t i = 0; i < row_count; i++) {
		struct folder folder = {0};
		struct image *image;
		struct kb *kb;
		if (!rows[i].judged || seen_before(i))
			continue;
		folder_read(&folder, argv[1]);
		forget(&folder, rows[i].provider);
		image = image_build(folder.topics, folder.count, folder.words, folder.language_count);
		kb = kb_create_over(image, NULL, NULL);
		judge(kb, rows[i].provider, &total, &first, &third);
		kb_destroy(kb);
		image_destroy(image);
		folder_finish(&folder);
	}
	for (size_t i = 0; i < row_count; i++) {
		json_decref(rows[i].json);
		free(rows[i].folded);
	}
	fine = argc > 3 && total > 0 && first * 100.0 >= total * atof(argv[2]);
	printf("1..1\n# without what only one provider says: %d replies, top-1 %.1f%%, top-3 %.1f%%\n", total,
	       total > 0 ? 100.0 * first / total : 0.0, total > 0 ? 100.0 * third / total : 0.0);
	printf("%s 1 - right first answers without the provider's own phrases\n", fine ? "ok" : "not ok");
	return fine ? EXIT_SUCCESS : EXIT_FAILURE;
}
