/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads a YAML mapping into a struct by a table of fields. Knows nothing of what the fields mean.
 * An unknown key, a wrong kind of value or a value out of range is an error with its line.
 */
#ifndef MAILMEDIC_DIAGNOSE_HEAD_H
#define MAILMEDIC_DIAGNOSE_HEAD_H

#include "base/error.h"
#include "smtp/stage.h"

#include <stddef.h>

enum field_kind {
	FIELD_TEXT,    /* char * */
	FIELD_LIST,    /* struct text_list; one scalar is a list of one */
	FIELD_NUMBER,  /* int in [min, max] */
	FIELD_CHOICE,  /* int: index in `choices` */
	FIELD_STAGES,  /* unsigned: a bit a stage */
	FIELD_RECORDS, /* struct record_list of `records` */
};

struct text_list {
	char **items;
	size_t count;
};

struct record_list { /* an array of structs of one record_type */
	void *items;
	size_t count;
};

enum { STAGE_IDLE = STAGE_COUNT }; /* between commands: only rules know it */

struct record_type;

struct field {
	const char *key;
	enum field_kind kind;
	size_t offset;
	unsigned groups;            /* bit 1 << group where it is allowed; 0: everywhere */
	const char *const *choices; /* NULL-terminated */
	int min, max;
	const struct record_type *records;
};

struct record_type {
	const struct field *fields; /* ends with key NULL */
	size_t size;                /* of the struct, whose first member is `int line` */
};

struct head_source {
	const char *path;
	const char *text; /* YAML only */
	size_t len;
	int first_line; /* of `text` in the file */
	unsigned group; /* bit */
};

enum { HEAD_BYTES_MAX = 256 * 1024 }; /* of a file, head and body */

/* Reads a whole file of at most HEAD_BYTES_MAX; the caller frees it; NULL with `error`. */
char *head_load(const char *path, size_t *ret_len, struct error *error);

/* Fills `record` (zeroed by the caller). On failure what was filled is freed and `error` begins with
 * FILE:LINE. */
bool head_read(const struct head_source *source, const struct record_type *type, void *record,
	       struct error *error);

/* Frees all that head_read allocated in `record`, not the record itself. */
void head_finish(const struct record_type *type, void *record);

/* The name of a stage, or "idle": STAGE_IDLE. False when it is neither. */
bool head_parse_stage(const char *text, int *ret_stage);

/* "FILE:LINE: text"; returns false. */
bool head_error(struct error *error, const char *path, int line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
