/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How often the knowledge base is right on replies with known causes. Prints by category: first answer
 * right, right within three, first answer right or one of the row's `also`, harmful, silent. Fails when
 * the share of right first answers is below the wanted one, or harmful advice above none.
 *
 * Harmful: the first cause is told as very likely, it is none of the row's, and its first fix asks for
 * another password though the password is not at fault, or lowers security.
 *
 *	evaluate FILE.jsonl MIN-PERCENT MAX-HARMFUL [-v]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "diagnose/diagnosis.h"
#include "diagnose/paste.h"

enum { CATEGORIES_MAX = 64 };

struct tally {
	char name[64];
	int total, first, third, lenient, harmful, silent;
};

struct evaluation {
	struct tally categories[CATEGORIES_MAX];
	size_t count;
	struct tally all;
	bool verbose;
};

static struct tally *tally_of(struct evaluation *evaluation, const char *name)
{
	struct tally *tally;

	for (size_t i = 0; i < evaluation->count; i++) {
		if (strcmp(evaluation->categories[i].name, name) == 0)
			return &evaluation->categories[i];
	}
	if (evaluation->count == CATEGORIES_MAX)
		return &evaluation->categories[CATEGORIES_MAX - 1];
	tally = &evaluation->categories[evaluation->count++];
	snprintf(tally->name, sizeof tally->name, "%s", name);
	return tally;
}

/* Categories where the password is wrong, or another one is wanted. */
static bool password_at_fault(const char *category)
{
	static const char *const list[] = {"app-password-required",
					   "wrong-password",
					   "username-form",
					   "api-key-expected",
					   "basic-auth-retired",
					   "account-action-required",
					   "oauth-token-invalid-or-expired",
					   "account-suspended",
					   "auth-not-sent"};

	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
		if (strcmp(list[i], category) == 0)
			return true;
	}
	return false;
}

/* See above. */
static bool is_harmful(const struct diagnosis *best, const char *category)
{
	enum action_kind kind;

	if (best->fix_count == 0 || best->confidence != CONFIDENCE_HIGH)
		return false;
	kind = best->fixes[0].kind;
	if (kind == ACTION_TRUST_CERTIFICATE)
		return true;
	return (kind == ACTION_PASSWORD || kind == ACTION_APP_PASSWORD) && !password_at_fault(category);
}

static const char *text_of(const json_t *row, const char *key)
{
	const char *text = json_string_value(json_object_get(row, key));

	return text != NULL && strcmp(text, "n/a") != 0 && strcmp(text, "unknown") != 0 ? text : NULL;
}

/* One of the causes that the same words have, by the row's `also`. */
static bool is_also(const json_t *row, const char *cause)
{
	const json_t *also = json_object_get(row, "also");

	for (size_t i = 0; i < json_array_size(also); i++) {
		const char *id = json_string_value(json_array_get(also, i));
		if (id != NULL && strcmp(id, cause) == 0)
			return true;
	}
	return false;
}

static void report_miss(const json_t *row, const struct diagnosis *list, size_t count, const char *category)
{
	const char *reply = text_of(row, "reply");

	printf("# %s %s [", text_of(row, "id"), text_of(row, "stage"));
	for (; reply != NULL && *reply != '\0'; reply++)
		putchar(*reply == '\n' ? ' ' : *reply);
	printf("] wanted %s:", category);
	for (size_t i = 0; i < count; i++)
		printf(" %s(%s)", list[i].id, confidence_id(list[i].confidence));
	printf("%s%s\n", count > 0 ? " <- " : " none", count > 0 ? list[0].evidence : "");
}

static void count_row(struct tally *tally, const json_t *row, const char *category,
		      const struct diagnosis *list, size_t count)
{
	bool first = count > 0 && strcmp(list[0].id, category) == 0;
	bool lenient = first || (count > 0 && is_also(row, list[0].id));
	bool third = false;

	for (size_t i = 0; i < count && i < 3; i++)
		third = third || strcmp(list[i].id, category) == 0;
	tally->total++;
	tally->first += first;
	tally->third += third;
	tally->lenient += lenient;
	tally->harmful += !lenient && count > 0 && is_harmful(&list[0], category);
	tally->silent += count == 0;
}

static void judge(struct evaluation *evaluation, const struct kb *kb, const json_t *row)
{
	struct symptom symptom = {
	    .stage = text_of(row, "stage"),
	    .reply = text_of(row, "reply"),
	    .host = text_of(row, "server"),
	    .mechanism = text_of(row, "mechanism"),
	};
	const char *named = text_of(row, "category");
	const char *category = named != NULL ? named : "unknown";
	struct diagnosis list[DIAGNOSES_MAX];
	size_t count = diagnose(kb, &symptom, list);

	count_row(tally_of(evaluation, category), row, category, list, count);
	count_row(&evaluation->all, row, category, list, count);
	if ((count == 0 || strcmp(list[0].id, category) != 0) && evaluation->verbose)
		report_miss(row, list, count, category);
}

static void print_tally(const struct tally *tally)
{
	printf("# %-34s %4d %6.1f%% %6.1f%% %6.1f%% %4d %4d\n", tally->name, tally->total,
	       100.0 * tally->first / tally->total, 100.0 * tally->third / tally->total,
	       100.0 * tally->lenient / tally->total, tally->harmful, tally->silent);
}

static bool read_rows(struct evaluation *evaluation, const struct kb *kb, const char *path)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;

	if (file == NULL)
		return false;
	while (getline(&line, &size, file) > 0) {
		json_t *row = json_loads(line, 0, NULL);
		if (row != NULL)
			judge(evaluation, kb, row);
		json_decref(row);
	}
	free(line);
	fclose(file);
	return evaluation->all.total > 0;
}

int main(int argc, char **argv)
{
	static const char *const nobody[] = {NULL};
	struct evaluation evaluation = {.all = {.name = "all"}};
	struct kb *kb;
	bool fine;

	if (argc < 4)
		return EXIT_FAILURE;
	evaluation.verbose = argc > 4;
	kb = kb_create("en", nobody);
	fine = read_rows(&evaluation, kb, argv[1]);
	kb_destroy(kb);
	printf("1..1\n# category                             rows   top-1   top-3 lenient harm silent\n");
	for (size_t i = 0; fine && i < evaluation.count; i++)
		print_tally(&evaluation.categories[i]);
	if (fine)
		print_tally(&evaluation.all);
	fine = fine && evaluation.all.first * 100.0 >= evaluation.all.total * atof(argv[2]) &&
	       evaluation.all.harmful <= atoi(argv[3]);
	printf("%s 1 - %s: first answer right in at least %s %%\n", fine ? "ok" : "not ok", argv[1], argv[2]);
	return fine ? EXIT_SUCCESS : EXIT_FAILURE;
}
