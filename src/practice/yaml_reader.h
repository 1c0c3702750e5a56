/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A thin, strict reader on libyaml's document tree: tables of keys, typed values, errors by file and
 * line. Knows nothing of scenarios; script_read_rule is declared here because both files share it.
 */
#ifndef MAILMEDIC_PRACTICE_YAML_READER_H
#define MAILMEDIC_PRACTICE_YAML_READER_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <yaml.h>

struct script_rule;

struct yaml_reader {
	const char *name; /* of the file, for errors; borrowed */
	yaml_document_t document;
	struct error *error;
};

/* One key of a mapping and where its value goes. */
struct yaml_key {
	const char *name;
	bool (*read)(struct yaml_reader *reader, const yaml_node_t *node, void *slot);
	void *slot;
};

/* Loads the one document in `bytes`. False with `error` when it is not YAML; then nothing is to be finished.
 */
bool yaml_reader_init(struct yaml_reader *reader, const char *name, const char *bytes, size_t len,
		      struct error *error);
void yaml_reader_finish(struct yaml_reader *reader);

/* The top node; NULL for an empty file. */
const yaml_node_t *yaml_reader_root(struct yaml_reader *reader);

/* Fills in the error "NAME:LINE: `value` what" and returns false. `node` may be NULL (line 1). */
bool yaml_fail(struct yaml_reader *reader, const yaml_node_t *node, const char *what);

bool yaml_is_scalar(const yaml_node_t *node);   /* false for NULL */
const char *yaml_text(const yaml_node_t *node); /* of a scalar; NUL-terminated, borrowed */

/*
 * Reads a mapping by a table of keys. An unknown or repeated key, and a node that is no mapping, is an error.
 * The slot of a key that is missing stays as it was.
 */
bool yaml_read_mapping(struct yaml_reader *reader, const yaml_node_t *node, const struct yaml_key *keys,
		       size_t count);

/* Lists: at most SCENARIO_LIST_MAX items. */
bool yaml_list_length(struct yaml_reader *reader, const yaml_node_t *node, size_t *ret_length);
const yaml_node_t *yaml_list_item(struct yaml_reader *reader, const yaml_node_t *node, size_t index);

/* Values. `slot`: char ** (owned copy, not empty, no control characters), bool *, long * (0 to a million),
 * int64_t * in ms ("500ms", "20s", "5m"). */
bool yaml_read_text(struct yaml_reader *reader, const yaml_node_t *node, void *slot);
bool yaml_read_bool(struct yaml_reader *reader, const yaml_node_t *node, void *slot);
bool yaml_read_count(struct yaml_reader *reader, const yaml_node_t *node, void *slot);
bool yaml_read_duration(struct yaml_reader *reader, const yaml_node_t *node, void *slot);

/* script_file.c: reads one rule of the script. On failure the rule may be half filled; it is finished with
 * its scenario. */
bool script_read_rule(struct yaml_reader *reader, const yaml_node_t *node, struct script_rule *rule);

#endif
