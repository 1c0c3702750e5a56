/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Table-driven reading of YAML mappings. What the keys mean is topic.c's business. */
#include "diagnose/head.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "base/yaml_reader.h"

#define OPERATION "read a help topic"

enum { LIST_MAX = 2000, TEXT_BYTES_MAX = 2 * 1024 * 1024 };

struct head_reader {
	struct yaml_reader yaml;
	unsigned group; /* of head_source */
};

bool head_error(struct error *error, const char *path, int line, const char *format, ...)
{
	char text[200];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	return error_set(error, ERROR_FILE, OPERATION, "%s:%d: %s", path, line, text);
}

static const char *node_text(const yaml_node_t *node)
{
	const char *text = (const char *)node->data.scalar.value;

	if (node->type != YAML_SCALAR_NODE || strlen(text) != node->data.scalar.length || text[0] == '\0')
		return NULL;
	return text;
}

/* YAML can write any character ("\e[2J"), and titles and labels go to the screen as they are. */
static char *inert_copy(const char *text)
{
	struct strbuf inert;
	char *copy;

	strbuf_init(&inert, TEXT_BYTES_MAX);
	for (;;) {
		size_t len = strcspn(text, "\n");
		text_make_inert(&inert, text, len);
		if (text[len] == '\0')
			break;
		strbuf_addc(&inert, '\n');
		text += len + 1;
	}
	copy = strbuf_take(&inert);
	strbuf_finish(&inert);
	return copy;
}

static bool read_text(struct head_reader *reader, const struct field *field, const yaml_node_t *node,
		      void *slot)
{
	const char *text = node_text(node);

	if (text == NULL)
		return yaml_fail_at(&reader->yaml, node, field->key, "takes a text");
	*(char **)slot = inert_copy(text);
	return true;
}

static bool read_list(struct head_reader *reader, const struct field *field, const yaml_node_t *node,
		      void *slot)
{
	struct text_list *list = slot;
	const yaml_node_item_t *item;

	if (node->type == YAML_SCALAR_NODE && node_text(node) != NULL) {
		list->items = mem_calloc(1, sizeof *list->items);
		list->items[list->count++] = mem_strdup(node_text(node));
		return true;
	}
	if (node->type != YAML_SEQUENCE_NODE)
		return yaml_fail_at(&reader->yaml, node, field->key, "takes a text or a list of texts");
	for (item = node->data.sequence.items.start; item < node->data.sequence.items.top; item++) {
		const yaml_node_t *child = yaml_document_get_node(&reader->yaml.document, *item);
		if (node_text(child) == NULL || list->count == LIST_MAX)
			return yaml_fail_at(&reader->yaml, child, field->key,
					    "holds something that is not a text");
		list->items = mem_realloc(list->items, list->count + 1, sizeof *list->items);
		list->items[list->count++] = mem_strdup(node_text(child));
	}
	return true;
}

static bool read_number(struct head_reader *reader, const struct field *field, const yaml_node_t *node,
			void *slot)
{
	const char *text = node_text(node);
	bool negative = text != NULL && text[0] == '-';
	long number;

	if (text == NULL || !text_parse_number(text + negative, 0, 1000000, &number))
		return yaml_fail_at(&reader->yaml, node, field->key, "takes a number");
	number = negative ? -number : number;
	if (number < field->min || number > field->max)
		return yaml_fail_at(&reader->yaml, node, field->key, "is out of range");
	*(int *)slot = (int)number;
	return true;
}

static bool read_choice(struct head_reader *reader, const struct field *field, const yaml_node_t *node,
			void *slot)
{
	const char *text = node_text(node);

	for (int i = 0; text != NULL && field->choices[i] != NULL; i++) {
		if (strcmp(field->choices[i], text) == 0) {
			*(int *)slot = i;
			return true;
		}
	}
	return yaml_fail_at(&reader->yaml, node, field->key, "has a value that is not one of those allowed");
}

bool head_parse_stage(const char *text, int *ret_stage)
{
	enum stage stage;

	if (strcmp(text, "idle") == 0) {
		*ret_stage = STAGE_IDLE;
		return true;
	}
	if (!stage_parse(text, &stage))
		return false;
	*ret_stage = stage;
	return true;
}

static bool read_stages(struct head_reader *reader, const struct field *field, const yaml_node_t *node,
			void *slot)
{
	struct text_list list = {0};
	bool fine = read_list(reader, field, node, &list);

	for (size_t i = 0; fine && i < list.count; i++) {
		int stage;
		if (head_parse_stage(list.items[i], &stage))
			*(unsigned *)slot |= 1u << stage;
		else
			fine = yaml_fail_at(&reader->yaml, node, field->key, "names an unknown stage");
	}
	for (size_t i = 0; i < list.count; i++)
		free(list.items[i]);
	free(list.items);
	return fine;
}

static bool read_record(struct head_reader *reader, const struct record_type *type, const yaml_node_t *node,
			void *record);

static bool read_records(struct head_reader *reader, const struct field *field, const yaml_node_t *node,
			 void *slot)
{
	struct record_list *list = slot;
	const struct record_type *type = field->records;
	const yaml_node_item_t *item;

	if (node->type != YAML_SEQUENCE_NODE)
		return yaml_fail_at(&reader->yaml, node, field->key, "takes a list");
	for (item = node->data.sequence.items.start; item < node->data.sequence.items.top; item++) {
		char *record;
		if (list->count == LIST_MAX)
			return yaml_fail_at(&reader->yaml, node, field->key, "is too long");
		list->items = mem_realloc(list->items, list->count + 1, type->size);
		record = (char *)list->items + list->count++ * type->size;
		memset(record, 0, type->size);
		if (!read_record(reader, type, yaml_document_get_node(&reader->yaml.document, *item), record))
			return false;
	}
	return true;
}

static bool read_field(struct head_reader *reader, const struct field *field, const yaml_node_t *node,
		       void *slot)
{
	switch (field->kind) {
	case FIELD_TEXT: return read_text(reader, field, node, slot);
	case FIELD_LIST: return read_list(reader, field, node, slot);
	case FIELD_NUMBER: return read_number(reader, field, node, slot);
	case FIELD_CHOICE: return read_choice(reader, field, node, slot);
	case FIELD_STAGES: return read_stages(reader, field, node, slot);
	case FIELD_RECORDS: return read_records(reader, field, node, slot);
	}
	return false;
}

static const struct field *find_field(const struct head_reader *reader, const struct record_type *type,
				      const char *key)
{
	for (const struct field *field = type->fields; field->key != NULL; field++) {
		if (strcmp(field->key, key) == 0 &&
		    (field->groups == 0 || (field->groups & reader->group) != 0))
			return field;
	}
	return NULL;
}

static bool read_record(struct head_reader *reader, const struct record_type *type, const yaml_node_t *node,
			void *record)
{
	unsigned long seen = 0;

	if (node->type != YAML_MAPPING_NODE)
		return yaml_fail_at(&reader->yaml, node, "this", "should be a mapping (key: value)");
	*(int *)record = yaml_line(&reader->yaml, node);
	for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
	     pair < node->data.mapping.pairs.top; pair++) {
		const yaml_node_t *key = yaml_document_get_node(&reader->yaml.document, pair->key);
		const char *name = node_text(key);
		const struct field *field = name != NULL ? find_field(reader, type, name) : NULL;
		if (field == NULL)
			return yaml_fail_at(&reader->yaml, key, name != NULL ? name : "this",
					    "is not a key that is known here");
		if ((seen & 1ul << (field - type->fields)) != 0)
			return yaml_fail_at(&reader->yaml, key, name, "stands here twice");
		seen |= 1ul << (field - type->fields);
		if (!read_field(reader, field, yaml_document_get_node(&reader->yaml.document, pair->value),
				(char *)record + field->offset))
			return false;
	}
	return true;
}

bool head_read(const struct head_source *source, const struct record_type *type, void *record,
	       struct error *error)
{
	const struct yaml_source yaml = {.operation = OPERATION,
					 .name = source->path,
					 .text = source->text,
					 .len = source->len,
					 .first_line = source->first_line,
					 .list_max = LIST_MAX};
	struct head_reader reader = {.group = source->group};
	const yaml_node_t *root;
	bool fine = false;

	if (!yaml_reader_init(&reader.yaml, &yaml, error))
		return false;
	root = yaml_reader_root(&reader.yaml);
	if (root == NULL)
		head_error(error, source->path, source->first_line, "the head is empty");
	else
		fine = read_record(&reader, type, root, record);
	if (!fine)
		head_finish(type, record);
	yaml_reader_finish(&reader.yaml);
	return fine;
}

static void finish_list(struct text_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i]);
	free(list->items);
	*list = (struct text_list){0};
}

void head_finish(const struct record_type *type, void *record)
{
	for (const struct field *field = type->fields; field->key != NULL; field++) {
		void *slot = (char *)record + field->offset;
		struct record_list *list = slot;

		if (field->kind == FIELD_TEXT) {
			free(*(char **)slot);
			*(char **)slot = NULL;
		} else if (field->kind == FIELD_LIST) {
			finish_list(slot);
		} else if (field->kind == FIELD_RECORDS) {
			for (size_t i = 0; i < list->count; i++)
				head_finish(field->records, (char *)list->items + i * field->records->size);
			free(list->items);
			*list = (struct record_list){0};
		}
	}
}

/* Without a byte order mark, and with LF as line end. */
static size_t tidy(char *text, size_t len)
{
	size_t kept = 0;
	size_t at = len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	for (; at < len; at++) {
		if (text[at] != '\r' || at + 1 == len || text[at + 1] != '\n')
			text[kept++] = text[at];
	}
	text[kept] = '\0';
	return kept;
}

static size_t read_whole(int fd, char *text, size_t size)
{
	size_t len = 0;
	ssize_t got = 1;

	while (len < size && got > 0) {
		got = read(fd, text + len, size - len);
		len += got > 0 ? (size_t)got : 0;
	}
	return len;
}

char *head_load(const char *path, size_t *ret_len, struct error *error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY); /* a FIFO is not waited for */
	struct stat status;
	char *text = NULL;

	if (fd < 0 || fstat(fd, &status) < 0) {
		error_set_errno(error, "read a help topic", path);
	} else if (!S_ISREG(status.st_mode) || status.st_size > HEAD_BYTES_MAX) {
		error_set(error, ERROR_LIMIT, "read a help topic", "%s: not a file of at most %d bytes", path,
			  HEAD_BYTES_MAX);
	} else {
		text = mem_calloc(1, (size_t)status.st_size + 1);
		*ret_len = tidy(text, read_whole(fd, text, (size_t)status.st_size));
	}
	if (fd >= 0)
		close(fd);
	return text;
}
