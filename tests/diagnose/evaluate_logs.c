/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How often the first cause is right for whole logs, errors and bounces as people paste them. Prints right,
 *false and silent by kind; fails when fewer are right, or more are false, than said.
 *
 *	evaluate_logs FILE.jsonl MIN-PERCENT MAX-FALSE
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/strbuf.h"
#include "diagnose/dialogue_symptom.h"

enum { KINDS_MAX = 96, TEXT_MAX = 1024 * 1024 };

struct tally {
	char kind[16];
	int rows, right, wrong, silent;
};

struct tallies {
	struct tally list[KINDS_MAX];
	size_t count;
	struct tally all;
};

static struct tally *tally_of(struct tallies *tallies, const char *kind)
{
	for (size_t i = 0; i < tallies->count; i++) {
		if (strcmp(tallies->list[i].kind, kind) == 0)
			return &tallies->list[i];
	}
	if (tallies->count == KINDS_MAX)
		return &tallies->list[KINDS_MAX - 1];
	snprintf(tallies->list[tallies->count].kind, sizeof tallies->list->kind, "%s", kind);
	return &tallies->list[tallies->count++];
}

/* ["none"]: no cause is wanted. */
static bool is_right(const json_t *truth, const struct diagnosis *list, size_t count)
{
	size_t i;
	json_t *wanted;

	json_array_foreach(truth, i, wanted)
	{
		const char *id = json_string_value(wanted);
		if (count == 0 ? strcmp(id, "none") == 0 : strcmp(id, list[0].id) == 0)
			return true;
	}
	return false;
}

static void count_row(struct tally *tally, bool right, size_t count)
{
	tally->rows++;
	tally->right += right;
	tally->wrong += !right && count > 0;
	tally->silent += !right && count == 0;
}

static void judge(struct tallies *tallies, const struct kb *kb, const json_t *row)
{
	const json_t *input = json_object_get(row, "input");
	struct dialogue dialogue;
	struct diagnosis list[DIAGNOSES_MAX];
	const struct symptom context = {0};
	struct strbuf text;
	size_t count;
	bool right;

	strbuf_init(&text, TEXT_MAX);
	dialogue_init(&dialogue);
	dialogue_read(&dialogue, json_string_value(input), json_string_length(input));
	count = dialogue_diagnose(kb, &dialogue, &context, &text, list);
	right = is_right(json_object_get(row, "truth"), list, count);
	count_row(tally_of(tallies, json_string_value(json_object_get(row, "kind"))), right, count);
	count_row(&tallies->all, right, count);
	if (!right)
		printf("# %s: %s\n", json_string_value(json_object_get(row, "id")),
		       count > 0 ? list[0].id : "none");
	dialogue_finish(&dialogue);
	strbuf_finish(&text);
}

static bool read_rows(struct tallies *tallies, const struct kb *kb, const char *path)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;

	if (file == NULL)
		return false;
	while (getline(&line, &size, file) > 0) {
		json_t *row = json_loads(line, 0, NULL);
		if (row != NULL)
			judge(tallies, kb, row);
		json_decref(row);
	}
	free(line);
	fclose(file);
	return tallies->all.rows > 0;
}

static void print_tally(const struct tally *tally)
{
	printf("# %-8s rows %3d, right %3d (%3.0f%%), false %2d, silent %2d\n", tally->kind, tally->rows,
	       tally->right, 100.0 * tally->right / tally->rows, tally->wrong, tally->silent);
}

int main(int argc, char **argv)
{
	static const char *const nobody[] = {NULL};
	struct tallies tallies = {.all = {.kind = "all"}};
	struct kb *kb;
	bool fine;

	if (argc != 4)
		return EXIT_FAILURE;
	kb = kb_create("en", nobody);
	printf("1..1\n");
	fine = read_rows(&tallies, kb, argv[1]);
	kb_destroy(kb);
	for (size_t i = 0; fine && i < tallies.count; i++)
		print_tally(&tallies.list[i]);
	if (fine)
		print_tally(&tallies.all);
	fine = fine && tallies.all.right * 100.0 >= tallies.all.rows * atof(argv[2]) &&
	       tallies.all.wrong <= atoi(argv[3]);
	printf("%s 1 - %s: first cause right in at least %s %%, false in at most %s rows\n",
	       fine ? "ok" : "not ok", argv[1], argv[2], argv[3]);
	return fine ? EXIT_SUCCESS : EXIT_FAILURE;
}
