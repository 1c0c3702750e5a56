/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pipe tables in help topics: plain CommonMark has none, so they are found in the source of a paragraph. */
#ifndef MAILMEDIC_UI_MARKDOWN_TABLE_H
#define MAILMEDIC_UI_MARKDOWN_TABLE_H

#include "ui/document.h"

enum { TABLE_COLUMNS_MAX = 6 };

struct markdown_table {
	const char *source; /* its first line; borrowed */
	int lines;          /* with the header and the line of dashes */
	int columns;
};

/* True when the lines `first` to `last` (from 1) of `source` are a table. */
bool markdown_table_find(const char *source, int first, int last, struct markdown_table *ret_table);

/* Appends the table; cells wrap within their column. */
void markdown_table_layout(const struct markdown_table *table, struct document *document);

#endif
