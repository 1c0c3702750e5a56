/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one reader of YAML (help topics, scenarios, settings): thin and strict, on libyaml's document tree.
 * Tables of keys, typed values, errors by file and line. Knows nothing of what the keys mean.
 */
#ifndef MAILMEDIC_BASE_YAML_READER_H
#define MAILMEDIC_BASE_YAML_READER_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <yaml.h>

struct yaml_source {           /* all borrowed until yaml_reader_finish */
	const char *operation; /* for errors: "read the scenario" */
	const char *name;      /* of the file, for errors */
	const char *text;
	size_t len;
	int first_line;  /* number of the first line of `text` in the file: 1 where it is all of it */
	size_t list_max; /* items of one list */
};

struct yaml_reader {
	const struct yaml_source *source;
	yaml_document_t document;
	struct error *error;
};

/* One key of a mapping and where its value goes. */
struct yaml_key {
	const char *name;
	bool (*read)(struct yaml_reader *reader, const yaml_node_t *node, void *slot);
	void *slot;
};

/* Loads the one document in `source`. False with `error` when it is not YAML; then nothing is to be finished.
 */
bool yaml_reader_init(struct yaml_reader *reader, const struct yaml_source *source, struct error *error);
void yaml_reader_finish(struct yaml_reader *reader);

/* The top node; NULL for an empty file. */
const yaml_node_t *yaml_reader_root(struct yaml_reader *reader);

/* Fills in the error "NAME:LINE: `value` what" and returns false. `node` may be NULL (line 1). */
bool yaml_fail(struct yaml_reader *reader, const yaml_node_t *node, const char *what);

/* The same with another subject than the node's own text. */
bool yaml_fail_at(struct yaml_reader *reader, const yaml_node_t *node, const char *subject, const char *what);

/* The line of the file where a node begins. */
int yaml_line(const struct yaml_reader *reader, const yaml_node_t *node);

bool yaml_is_scalar(const yaml_node_t *node);   /* false for NULL */
const char *yaml_text(const yaml_node_t *node); /* of a scalar; NUL-terminated, borrowed */

/*
 * Reads a mapping by a table of keys. An unknown or repeated key, and a node that is no mapping, is an error.
 * The slot of a key that is missing stays as it was.
 */
bool yaml_read_mapping(struct yaml_reader *reader, const yaml_node_t *node, const struct yaml_key *keys,
		       size_t count);

/* Lists: at most `list_max` items. */
bool yaml_list_length(struct yaml_reader *reader, const yaml_node_t *node, size_t *ret_length);
const yaml_node_t *yaml_list_item(struct yaml_reader *reader, const yaml_node_t *node, size_t index);

/* Values. `slot`: char ** (owned copy, not empty, no control characters), bool *, long * (0 to a million),
 * int64_t * in ms ("500ms", "20s", "5m"). */
bool yaml_read_text(struct yaml_reader *reader, const yaml_node_t *node, void *slot);
bool yaml_read_bool(struct yaml_reader *reader, const yaml_node_t *node, void *slot);
bool yaml_read_count(struct yaml_reader *reader, const yaml_node_t *node, void *slot);
bool yaml_read_duration(struct yaml_reader *reader, const yaml_node_t *node, void *slot);

struct yaml_choice {
	const char *const *ids;
	size_t count;
	const char *complaint; /* "must be plain or tls" */
};

/* One of several words; *ret_index stays as it was on failure. */
bool yaml_read_choice(struct yaml_reader *reader, const yaml_node_t *node, const struct yaml_choice *choice,
		      int *ret_index);

#endif
