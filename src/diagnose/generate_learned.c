/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Build-time tool: makes C tables of learned.tsv. A line is a feature, a tab, and pairs of "cause weight"
 * separated by spaces; weights are log-odds in twentieths. A fault in it stops the build with its line.
 *
 *	generate-learned IN.tsv OUT.c
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "diagnose/learned.h"

enum { FEATURES_MAX = LEARNED_BUCKETS / 2, LINE_MAX_BYTES = 16 * 1024, WEIGHTS_MAX = 65535 };

struct tables {
	char *causes[LEARNED_CAUSES_MAX];
	size_t cause_count;
	char *names[FEATURES_MAX];
	unsigned counts[FEATURES_MAX];
	size_t count;
	struct learned_weight weights[WEIGHTS_MAX];
	size_t weight_count;
	unsigned short buckets[LEARNED_BUCKETS];
};

static struct tables tables;

static void fail(unsigned line, const char *what)
{
	fprintf(stderr, "learned.tsv:%u: %s\n", line, what);
	exit(EXIT_FAILURE);
}

static size_t cause_number(const char *name, unsigned line)
{
	for (size_t i = 0; i < tables.cause_count; i++) {
		if (strcmp(tables.causes[i], name) == 0)
			return i;
	}
	if (tables.cause_count == LEARNED_CAUSES_MAX)
		fail(line, "too many causes");
	tables.causes[tables.cause_count] = strdup(name);
	return tables.cause_count++;
}

static void add_weight(const char *cause, const char *weight, unsigned line)
{
	bool negative = weight[0] == '-';
	long value;

	if (!text_parse_number(weight + negative, 0, 127, &value) || tables.weight_count == WEIGHTS_MAX)
		fail(line, "a weight is a number from -127 to 127, and there may be 65535");
	tables.weights[tables.weight_count++] = (struct learned_weight){
	    (unsigned char)cause_number(cause, line), (signed char)(negative ? -value : value)};
	tables.counts[tables.count]++;
}

static void add_line(char *text, unsigned line)
{
	char *rest = NULL;
	char *name = strtok_r(text, "\t\n", &rest);
	uint32_t bucket;

	if (name == NULL || name[0] == '#')
		return;
	if (tables.count == FEATURES_MAX)
		fail(line, "too many features");
	bucket = learned_hash(name, strlen(name));
	while (tables.buckets[bucket] != 0)
		bucket = (bucket + 1) % LEARNED_BUCKETS;
	for (char *cause; (cause = strtok_r(NULL, " \n", &rest)) != NULL;) {
		const char *weight = strtok_r(NULL, " \n", &rest);
		if (weight == NULL)
			fail(line, "a weight is missing");
		add_weight(cause, weight, line);
	}
	tables.names[tables.count++] = strdup(name);
	tables.buckets[bucket] = (unsigned short)tables.count;
}

static void write_names(FILE *out)
{
	fputs("const unsigned char learned_names[] = {\n", out);
	for (size_t i = 0; i < tables.count; i++) {
		for (const char *c = tables.names[i]; *c != '\0'; c++)
			fprintf(out, "%u,", (unsigned char)*c);
		fputs("0,\n", out);
	}
	fputs("};\n", out);
}

static void write_features(FILE *out)
{
	size_t name = 0, at = 0;

	fputs("const struct learned_feature learned_features[] = {\n", out);
	for (size_t i = 0; i < tables.count; i++) {
		fprintf(out, "{%zu,%zu,%u},", name, at, tables.counts[i]);
		name += strlen(tables.names[i]) + 1;
		at += tables.counts[i];
	}
	fputs("};\n", out);
}

static void write_tables(FILE *out)
{
	fputs("/* Made from learned.tsv by generate_learned.c. */\n#include \"diagnose/learned.h\"\n", out);
	write_names(out);
	write_features(out);
	fputs("const struct learned_weight learned_weights[] = {\n", out);
	for (size_t i = 0; i < tables.weight_count; i++)
		fprintf(out, "{%u,%d},", tables.weights[i].cause, tables.weights[i].weight);
	fputs("};\nconst unsigned short learned_buckets[LEARNED_BUCKETS] = {\n", out);
	for (size_t i = 0; i < LEARNED_BUCKETS; i++)
		fprintf(out, "%u,", tables.buckets[i]);
	fputs("};\nconst char *const learned_causes[] = {", out);
	for (size_t i = 0; i < tables.cause_count; i++)
		fprintf(out, "\"%s\",", tables.causes[i]);
	fprintf(out, "};\nconst unsigned learned_cause_count = %zu;\n", tables.cause_count);
}

int main(int argc, char **argv)
{
	static char line[LINE_MAX_BYTES];
	FILE *in, *out;
	bool fine;

	if (argc != 3)
		fail(0, "generate-learned IN.tsv OUT.c");
	in = fopen(argv[1], "re");
	if (in == NULL)
		fail(0, "the first file cannot be read");
	out = fopen(argv[2], "we");
	if (out == NULL) {
		fclose(in);
		fail(0, "the second file cannot be written");
	}
	for (unsigned number = 1; fgets(line, sizeof line, in) != NULL; number++)
		add_line(line, number);
	write_tables(out);
	fine = ferror(in) == 0;
	fclose(in);
	return fclose(out) == 0 && fine ? EXIT_SUCCESS : EXIT_FAILURE;
}
