/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Markdown of a cell is reduced to its words. */
#include "headless/plain_table.h"

#include "base/strbuf.h"
#include "diagnose/table.h"

#include <ctype.h>
#include <string.h>

/* A backslash takes the meaning from a punctuation mark alone, and in code from the bar of the table alone.
 */
static bool is_escape(const struct table_cell *cell, size_t i, bool code)
{
	if (cell->text[i] != '\\' || i + 1 == cell->len)
		return false;
	return code ? cell->text[i + 1] == '|' : ispunct((unsigned char)cell->text[i + 1]) != 0;
}

/* Marks of emphasis, code and escapes go, and of [text](target) the text stays. */
static void add_words(const struct table_cell *cell, struct strbuf *out)
{
	bool code = false;
	for (size_t i = 0; i < cell->len; i++) {
		char c = cell->text[i];
		if (is_escape(cell, i, code))
			strbuf_addc(out, cell->text[++i]);
		else if (c == '`')
			code = !code;
		else if (!code && c == ']' && i + 1 < cell->len && cell->text[i + 1] == '(')
			while (i + 1 < cell->len && cell->text[i] != ')')
				i++;
		else if (code || (c != '*' && c != '['))
			strbuf_addc(out, c);
	}
}

static void add_row(const struct table_cell *heads, size_t count, const struct table_cell *cells,
		    struct strbuf *out)
{
	bool any = false;
	for (size_t i = 0; i < count; i++) {
		if (cells[i].len == 0)
			continue;
		strbuf_adds(out, any ? "; " : "");
		add_words(&heads[i], out);
		strbuf_adds(out, heads[i].len > 0 ? ": " : "");
		add_words(&cells[i], out);
		any = true;
	}
	strbuf_addc(out, '\n');
}

bool plain_table_write(const char *source, int first, int last, struct strbuf *out)
{
	struct table_cell heads[TABLE_COLUMNS_MAX], cells[TABLE_COLUMNS_MAX];
	struct table table;
	if (!table_find(source, first, last, &table))
		return false;
	size_t count = table_read_row(&table.head, heads);
	for (int i = 0; i < table.rows; i++) {
		table_read_row(&table.body, cells);
		add_row(heads, count, cells, out);
	}
	return true;
}
