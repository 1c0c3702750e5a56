/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells are cut at bars that are not escaped; their Markdown is reduced to its words. */
#include "headless/plain_table.h"

#include "base/strbuf.h"

#include <ctype.h>
#include <string.h>

enum { COLUMNS_MAX = 8, CELL_MAX = 16 * 1024 };

struct cell {
	const char *text;
	size_t len;
};

static const char *next_line(const char *line)
{
	line += strcspn(line, "\n");
	return *line == '\n' ? line + 1 : line;
}

static size_t split_row(const char *row, struct cell ret_cells[COLUMNS_MAX])
{
	size_t count = 0;
	row += strspn(row, " ");
	row += *row == '|';
	while (*row != '\0' && *row != '\n' && count < COLUMNS_MAX) {
		size_t len = 0;
		while (row[len] != '\0' && row[len] != '\n' && row[len] != '|')
			len += row[len] == '\\' && row[len + 1] == '|' ? 2 : 1;
		size_t skip = strspn(row, " ");
		skip = skip < len ? skip : len;
		size_t end = len;
		while (end > skip && row[end - 1] == ' ')
			end--;
		ret_cells[count++] = (struct cell){.text = row + skip, .len = end - skip};
		row += len;
		row += *row == '|';
		row += strspn(row, " ");
	}
	return count;
}

/* A backslash takes the meaning from a punctuation mark alone, and in code from the bar of the table alone.
 */
static bool is_escape(const struct cell *cell, size_t i, bool code)
{
	if (cell->text[i] != '\\' || i + 1 == cell->len)
		return false;
	return code ? cell->text[i + 1] == '|' : ispunct((unsigned char)cell->text[i + 1]) != 0;
}

/* Marks of emphasis, code and escapes go, and of [text](target) the text stays. */
static void add_words(const struct cell *cell, struct strbuf *out)
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

static void add_row(const struct cell *heads, size_t head_count, const char *row, struct strbuf *out)
{
	struct cell cells[COLUMNS_MAX];
	size_t count = split_row(row, cells);
	bool any = false;
	for (size_t i = 0; i < count && i < head_count; i++) {
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
	struct cell heads[COLUMNS_MAX];
	for (int line = 1; line < first; line++)
		source = next_line(source);
	source += strspn(source, " ");
	const char *row = next_line(source);
	size_t dashes = strcspn(row, "\n");
	if (*source != '|' || last <= first || dashes == 0 || strspn(row, " |:-") < dashes)
		return false;
	size_t count = split_row(source, heads);
	for (int line = first + 2; line <= last; line++) {
		row = next_line(row);
		add_row(heads, count, row, out);
	}
	return true;
}
