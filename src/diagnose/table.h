/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pipe tables of a topic. CommonMark has none: to cmark they are paragraphs, so they are found in its source.
 */
#ifndef MAILMEDIC_DIAGNOSE_TABLE_H
#define MAILMEDIC_DIAGNOSE_TABLE_H

#include <stdbool.h>
#include <stddef.h>

enum { TABLE_COLUMNS_MAX = 8 };

struct table_cell { /* borrowed; without white space around it, with the marks of Markdown */
	const char *text;
	size_t len;
};

struct table { /* borrowed: where its lines begin */
	const char *head;
	const char *body; /* below the line of dashes */
	int rows;         /* of the body */
};

/* True when the lines `first` to `last` (from 1) of `source` are a table. */
bool table_find(const char *source, int first, int last, struct table *ret_table);

/* The cells of the line at `*row`, which moves to the next one; those that it lacks are empty. Returns how
 * many it has, TABLE_COLUMNS_MAX at most. */
size_t table_read_row(const char **row, struct table_cell ret_cells[TABLE_COLUMNS_MAX]);

#endif
