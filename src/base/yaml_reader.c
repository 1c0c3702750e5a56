/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thin, strict reader on libyaml's document tree. */
#include "base/yaml_reader.h"

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	NUMBER_MAX = 1000000,
	DURATION_MAX = 24 * 60 * 60 * 1000,
	SHOWN_MAX = 60,
	SUBJECT_BYTES = SHOWN_MAX + 8,
	KEYS_MAX = 32
};

static bool fail_on_line(const struct yaml_reader *reader, size_t line, const char *subject, const char *what)
{
	const struct yaml_source *source = reader->source;

	return error_set(reader->error, ERROR_FILE, source->operation, "%.200s:%zu: %s %s", source->name,
			 line + (size_t)source->first_line, subject, what);
}

bool yaml_reader_init(struct yaml_reader *reader, const struct yaml_source *source, struct error *error)
{
	yaml_parser_t parser;
	bool ok;

	reader->source = source;
	reader->error = error;
	if (text_has_many_flows(source->text, source->len))
		return fail_on_line(reader, 0, "there are", "too many lists in it");
	if (!yaml_parser_initialize(&parser))
		mem_exhausted();
	yaml_parser_set_input_string(&parser, (const unsigned char *)source->text, source->len);
	ok = yaml_parser_load(&parser, &reader->document);
	/* Where memory runs out at a tag, libyaml fails without an error. */
	if (!ok && (parser.error == YAML_MEMORY_ERROR || parser.error == YAML_NO_ERROR))
		mem_exhausted();
	if (!ok)
		fail_on_line(reader, parser.problem_mark.line,
			     "this is not YAML:", parser.problem ? parser.problem : "broken");
	yaml_parser_delete(&parser);
	return ok;
}

void yaml_reader_finish(struct yaml_reader *reader)
{
	yaml_document_delete(&reader->document);
}

const yaml_node_t *yaml_reader_root(struct yaml_reader *reader)
{
	return yaml_document_get_root_node(&reader->document);
}

bool yaml_fail(struct yaml_reader *reader, const yaml_node_t *node, const char *what)
{
	char subject[SUBJECT_BYTES] = "this";
	struct strbuf inert;

	strbuf_init(&inert, SHOWN_MAX);
	if (yaml_is_scalar(node)) {
		text_make_inert(&inert, yaml_text(node), strlen(yaml_text(node)));
		snprintf(subject, sizeof(subject), "`%s`", inert.data);
	}
	strbuf_finish(&inert);
	return yaml_fail_at(reader, node, subject, what);
}

bool yaml_fail_at(struct yaml_reader *reader, const yaml_node_t *node, const char *subject, const char *what)
{
	return fail_on_line(reader, node ? node->start_mark.line : 0, subject, what);
}

int yaml_line(const struct yaml_reader *reader, const yaml_node_t *node)
{
	return (int)node->start_mark.line + reader->source->first_line;
}

bool yaml_is_scalar(const yaml_node_t *node)
{
	return node && node->type == YAML_SCALAR_NODE;
}

const char *yaml_text(const yaml_node_t *node)
{
	return (const char *)node->data.scalar.value;
}

static bool read_pair(struct yaml_reader *reader, const yaml_node_pair_t *pair, const struct yaml_key *keys,
		      size_t count, bool *seen)
{
	const yaml_node_t *key = yaml_document_get_node(&reader->document, pair->key);
	const yaml_node_t *value = yaml_document_get_node(&reader->document, pair->value);

	for (size_t i = 0; yaml_is_scalar(key) && i < count; i++) {
		if (strcmp(keys[i].name, yaml_text(key)) != 0)
			continue;
		if (seen[i])
			return yaml_fail(reader, key, "stands here twice");
		seen[i] = true;
		return keys[i].read(reader, value, keys[i].slot);
	}
	return yaml_fail(reader, key, "is not a key that belongs here");
}

bool yaml_read_mapping(struct yaml_reader *reader, const yaml_node_t *node, const struct yaml_key *keys,
		       size_t count)
{
	bool seen[KEYS_MAX] = {false};

	if (!node || node->type != YAML_MAPPING_NODE || count > KEYS_MAX)
		return yaml_fail(reader, node, "must be a list of `key: value`");
	for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
	     pair < node->data.mapping.pairs.top; pair++)
		if (!read_pair(reader, pair, keys, count, seen))
			return false;
	return true;
}

bool yaml_list_length(struct yaml_reader *reader, const yaml_node_t *node, size_t *ret_length)
{
	size_t length;

	if (!node || node->type != YAML_SEQUENCE_NODE)
		return yaml_fail(reader, node, "must be a list");
	length = (size_t)(node->data.sequence.items.top - node->data.sequence.items.start);
	if (length > reader->source->list_max)
		return yaml_fail(reader, node, "list is too long");
	*ret_length = length;
	return true;
}

const yaml_node_t *yaml_list_item(struct yaml_reader *reader, const yaml_node_t *node, size_t index)
{
	return yaml_document_get_node(&reader->document, node->data.sequence.items.start[index]);
}

bool yaml_read_choice(struct yaml_reader *reader, const yaml_node_t *node, const struct yaml_choice *choice,
		      int *ret_index)
{
	for (size_t i = 0; yaml_is_scalar(node) && i < choice->count; i++)
		if (strcmp(choice->ids[i], yaml_text(node)) == 0) {
			*ret_index = (int)i;
			return true;
		}
	return yaml_fail(reader, node, choice->complaint);
}

bool yaml_read_text(struct yaml_reader *reader, const yaml_node_t *node, void *slot)
{
	const char *text;

	if (!yaml_is_scalar(node) || node->data.scalar.length == 0)
		return yaml_fail(reader, node, "must be a text");
	text = yaml_text(node);
	if (strlen(text) != node->data.scalar.length)
		return yaml_fail(reader, node, "has a NUL in it");
	for (const char *c = text; *c; c++)
		if (((unsigned char)*c < 0x20 && *c != '\n') || *c == 0x7f)
			return yaml_fail(reader, node, "has a control character in it (use raw)");
	mem_replace(slot, text);
	return true;
}

bool yaml_read_bool(struct yaml_reader *reader, const yaml_node_t *node, void *slot)
{
	bool yes = yaml_is_scalar(node) &&
		   (strcmp(yaml_text(node), "yes") == 0 || strcmp(yaml_text(node), "true") == 0);
	bool no = yaml_is_scalar(node) &&
		  (strcmp(yaml_text(node), "no") == 0 || strcmp(yaml_text(node), "false") == 0);

	if (!yes && !no)
		return yaml_fail(reader, node, "must be yes or no");
	*(bool *)slot = yes;
	return true;
}

bool yaml_read_count(struct yaml_reader *reader, const yaml_node_t *node, void *slot)
{
	if (!yaml_is_scalar(node) || !text_parse_number(yaml_text(node), 0, NUMBER_MAX, slot))
		return yaml_fail(reader, node, "must be a number from 0 to 1000000");
	return true;
}

bool yaml_read_duration(struct yaml_reader *reader, const yaml_node_t *node, void *slot)
{
	static const struct {
		const char *unit;
		long ms;
	} units[] = {{"ms", 1}, {"s", 1000}, {"m", 60 * 1000}};
	const char *text = yaml_is_scalar(node) ? yaml_text(node) : "";
	size_t digits = strspn(text, "0123456789");

	for (size_t i = 0; digits > 0 && i < sizeof(units) / sizeof(units[0]); i++) {
		char *number;
		long value;
		bool ok;

		if (strcmp(text + digits, units[i].unit) != 0)
			continue;
		number = mem_strndup(text, digits);
		ok = text_parse_number(number, 0, DURATION_MAX / units[i].ms, &value);
		free(number);
		if (ok)
			*(int64_t *)slot = (int64_t)value * units[i].ms;
		return ok || yaml_fail(reader, node, "is longer than a day");
	}
	return yaml_fail(reader, node, "must be a time such as 500ms, 20s or 5m");
}
