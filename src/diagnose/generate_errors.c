/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Build-time tool: makes C tables of client_errors.yaml. A fault in it stops the build with its line.
 *
 *	generate-errors IN.yaml OUT.c
 */
#include <yaml.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "diagnose/client_error.h"
#include "smtp/problem.h"
#include "smtp/stage.h"

enum { WORDINGS_MAX = 8000, CAUSES_MAX = 128 };

struct row {
	char *words;
	const char *problem, *cause;
	int stage, strength;
};

struct rows {
	struct row list[WORDINGS_MAX];
	size_t count;
};

static yaml_document_t document;

static void fail(const yaml_node_t *node, const char *what)
{
	fprintf(stderr, "client_errors.yaml:%zu: %s\n", node != NULL ? node->start_mark.line + 1 : 0, what);
	exit(EXIT_FAILURE);
}

static yaml_node_t *member(const yaml_node_t *map, const char *key)
{
	if (map->type != YAML_MAPPING_NODE)
		fail(map, "is no mapping");
	for (yaml_node_pair_t *pair = map->data.mapping.pairs.start; pair < map->data.mapping.pairs.top;
	     pair++) {
		const yaml_node_t *name = yaml_document_get_node(&document, pair->key);
		if (strcmp((const char *)name->data.scalar.value, key) == 0)
			return yaml_document_get_node(&document, pair->value);
	}
	return NULL;
}

static const char *text_of(const yaml_node_t *node)
{
	if (node == NULL)
		return NULL;
	if (node->type != YAML_SCALAR_NODE)
		fail(node, "is no text");
	return (const char *)node->data.scalar.value;
}

static int read_strength(const yaml_node_t *node)
{
	static const char *const names[] = {"vague", "plain", "sure"};
	const char *name = text_of(node);

	for (int i = 0; name != NULL && i < 3; i++) {
		if (strcmp(name, names[i]) == 0)
			return i;
	}
	if (name != NULL)
		fail(node, "strength is vague, plain or sure");
	return 1;
}

static void check_words(const yaml_node_t *node, const char *words)
{
	const char *gap = strstr(words, " * ");

	if (strlen(words) < CLIENT_WORDING_PREFIX || words[0] == '*' || strstr(words, "  ") != NULL)
		fail(node, "a wording has four bytes or more, one space at a time, and begins with a word");
	if (gap != NULL && gap - words < CLIENT_WORDING_PREFIX)
		fail(node, "there are four bytes or more before the gap of a wording");
	for (const char *at = words; *at != '\0'; at++) {
		if (*at >= 'A' && *at <= 'Z')
			fail(node, "wordings are lower case");
	}
}

static void add_words(struct rows *rows, const yaml_node_t *entry, struct row row)
{
	const yaml_node_t *node = member(entry, "words");
	const char *text = text_of(node);

	if (text == NULL)
		fail(entry, "has no words");
	for (size_t len; *text != '\0'; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		if (len == 0)
			continue;
		if (rows->count == WORDINGS_MAX)
			fail(node, "there are too many wordings");
		row.words = strndup(text, len);
		if (row.words == NULL)
			fail(node, "there is no memory for it");
		check_words(node, row.words);
		rows->list[rows->count++] = row;
	}
}

static void read_entry(struct rows *rows, const yaml_node_t *entry)
{
	struct row row = {.problem = text_of(member(entry, "problem")),
			  .cause = text_of(member(entry, "cause")),
			  .strength = read_strength(member(entry, "strength")),
			  .stage = -1};
	const yaml_node_t *stage = member(entry, "stage");
	enum stage parsed;
	enum problem problem;

	if ((row.problem == NULL) == (row.cause == NULL))
		fail(entry, "has either a problem or a cause");
	if (row.problem != NULL && !problem_parse(row.problem, &problem))
		fail(entry, "names a problem that does not exist");
	if (stage != NULL) {
		if (!stage_parse(text_of(stage), &parsed))
			fail(stage, "names a stage that does not exist");
		row.stage = (int)parsed;
	}
	add_words(rows, entry, row);
}

static int compare_rows(const void *a, const void *b)
{
	const struct row *left = a, *right = b;
	int order = (unsigned char)left->words[0] - (unsigned char)right->words[0];

	return order != 0 ? order : strcmp(left->words, right->words);
}

static void write_text(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text != '\0'; text++)
		fprintf(out, *text >= ' ' && *text < 127 && *text != '"' && *text != '\\' ? "%c" : "\\%03o",
			(unsigned char)*text);
	fputc('"', out);
}

/* The causes that rows name, each once; the first is none. */
struct causes {
	const char *list[CAUSES_MAX];
	size_t count;
};

static size_t place_of(struct causes *causes, const char *cause)
{
	size_t at = 1;

	if (cause == NULL)
		return 0;
	while (at < causes->count && strcmp(causes->list[at], cause) != 0)
		at++;
	if (at == CAUSES_MAX) {
		fprintf(stderr, "client_errors.yaml: too many causes\n");
		exit(EXIT_FAILURE);
	}
	if (at == causes->count)
		causes->list[causes->count++] = cause;
	return at;
}

static void write_causes(FILE *out, const struct causes *causes)
{
	fprintf(out, "const char *const client_causes[] = {\n\tNULL,\n");
	for (size_t i = 1; i < causes->count; i++) {
		fprintf(out, "\t");
		write_text(out, causes->list[i]);
		fprintf(out, ",\n");
	}
	fprintf(out, "};\n");
}

/* As numbers: compilers need not take a string so long. */
static void write_words(FILE *out, const struct rows *rows)
{
	fprintf(out, "const unsigned char client_words[] = {\n");
	for (size_t i = 0; i < rows->count; i++) {
		for (const char *at = rows->list[i].words; *at != '\0'; at++)
			fprintf(out, "%d,", (unsigned char)*at);
		fprintf(out, "0,\n");
	}
	fprintf(out, "};\n");
}

static void write_starts(FILE *out, const struct rows *rows)
{
	fprintf(out, "const unsigned short client_wording_starts[257] = {");
	for (size_t byte = 0, at = 0; byte <= 256; byte++) {
		while (at < rows->count && (unsigned char)rows->list[at].words[0] < byte)
			at++;
		fprintf(out, "%zu,", at);
	}
	fprintf(out, "};\n");
}

static void write_rows(FILE *out, const struct rows *rows)
{
	struct causes causes = {.count = 1};
	size_t words = 0;

	fprintf(out, "const struct client_wording client_wordings[] = {\n");
	for (size_t i = 0; i < rows->count; i++) {
		const struct row *row = &rows->list[i];
		enum problem problem = PROBLEM_NONE;
		if (i > 0 && strcmp(row->words, row[-1].words) == 0) {
			fprintf(stderr, "client_errors.yaml: \"%s\" stands there twice\n", row->words);
			exit(EXIT_FAILURE);
		}
		if (row->problem != NULL)
			problem_parse(row->problem, &problem);
		fprintf(out, "\t{%zu, %zu, %d, %d, %d},\n", words, place_of(&causes, row->cause),
			(int)problem, row->strength, row->stage);
		words += strlen(row->words) + 1;
	}
	fprintf(out, "};\n");
	write_causes(out, &causes);
	write_words(out, rows);
	write_starts(out, rows);
}

static void write_signs(FILE *out, const char *name, const char *text)
{
	fprintf(out, "const char *const %s[] = {\n", name);
	for (size_t len; *text != '\0'; text += len + (text[len] == '\n')) {
		char word[64];
		len = strcspn(text, "\n");
		snprintf(word, sizeof word, "%.*s", (int)len, text);
		write_text(out, word);
		fprintf(out, ",\n");
	}
	fprintf(out, "NULL};\n");
}

static bool load(const char *path)
{
	yaml_parser_t parser;
	FILE *in = fopen(path, "re");
	bool fine;

	if (in == NULL)
		return false;
	if (!yaml_parser_initialize(&parser)) {
		fclose(in);
		return false;
	}
	yaml_parser_set_input_file(&parser, in);
	fine = yaml_parser_load(&parser, &document) != 0 && yaml_document_get_root_node(&document) != NULL;
	if (!fine)
		fprintf(stderr, "%s:%zu: %s\n", path, parser.problem_mark.line + 1,
			parser.problem != NULL ? parser.problem : "is empty");
	yaml_parser_delete(&parser);
	fclose(in);
	return fine;
}

int main(int argc, char **argv)
{
	static struct rows rows;
	const yaml_node_t *root, *errors;
	FILE *out;

	if (argc != 3 || !load(argv[1]))
		return EXIT_FAILURE;
	root = yaml_document_get_root_node(&document);
	errors = member(root, "errors");
	if (errors == NULL || errors->type != YAML_SEQUENCE_NODE || member(root, "smtp") == NULL ||
	    member(root, "mail") == NULL || member(root, "elsewhere") == NULL ||
	    member(root, "asides") == NULL || member(root, "protocol") == NULL ||
	    member(root, "local") == NULL)
		fail(root, "has not the members errors, smtp, mail, elsewhere, asides, protocol and local");
	for (yaml_node_item_t *item = errors->data.sequence.items.start;
	     item < errors->data.sequence.items.top; item++)
		read_entry(&rows, yaml_document_get_node(&document, *item));
	qsort(rows.list, rows.count, sizeof *rows.list, compare_rows);
	out = fopen(argv[2], "we");
	if (out == NULL)
		return EXIT_FAILURE;
	fprintf(out, "/* Made from client_errors.yaml. */\n#include \"diagnose/client_error.h\"\n\n");
	write_rows(out, &rows);
	write_signs(out, "client_smtp_signs", text_of(member(root, "smtp")));
	write_signs(out, "client_mail_signs", text_of(member(root, "mail")));
	write_signs(out, "client_aside_signs", text_of(member(root, "asides")));
	write_signs(out, "client_elsewhere_signs", text_of(member(root, "elsewhere")));
	write_signs(out, "client_protocol_signs", text_of(member(root, "protocol")));
	write_signs(out, "client_local_signs", text_of(member(root, "local")));
	write_signs(out, "client_programs", text_of(member(root, "programs")));
	return fclose(out) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
