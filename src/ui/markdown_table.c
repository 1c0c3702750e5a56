/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds pipe tables and lays them out: every cell is a small document, a row joins them side by side. */
#include "ui/markdown_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "ui/glyph.h"
#include "ui/markdown.h"

enum { GAP = 2, CELL_MIN = 8 };

static const char *next_line(const char *line)
{
	line += strcspn(line, "\n");
	return *line == '\n' ? line + 1 : line;
}

/* Bytes up to the next '|' that is not escaped, or to the end of the line. */
static size_t cell_length(const char *cell)
{
	size_t len = 0;

	while (cell[len] != '\0' && cell[len] != '\n' && cell[len] != '|')
		len += cell[len] == '\\' && cell[len + 1] == '|' ? 2 : 1;
	return len;
}

/* The text of a cell, trimmed; "" when the row has fewer. The caller frees it. */
static char *cell_text(const char *row, int column)
{
	size_t len;

	row += strspn(row, " ");
	row += *row == '|';
	for (int i = 0; i < column; i++) {
		row += cell_length(row);
		if (*row != '|')
			return mem_strdup("");
		row++;
	}
	len = cell_length(row);
	while (len > 0 && *row == ' ') {
		row++;
		len--;
	}
	while (len > 0 && row[len - 1] == ' ')
		len--;
	return mem_strndup(row, len);
}

static int count_columns(const char *row)
{
	int count = 0;

	row += strspn(row, " ");
	row += *row == '|';
	while (*row != '\0' && *row != '\n') {
		row += cell_length(row);
		count++;
		if (*row == '|')
			row++;
		row += strspn(row, " ");
	}
	return count;
}

bool markdown_table_find(const char *source, int first, int last, struct markdown_table *ret_table)
{
	const char *dashes;
	size_t len;

	for (int line = 1; line < first; line++)
		source = next_line(source);
	source += strspn(source, " ");
	dashes = next_line(source);
	len = strcspn(dashes, "\n");
	if (*source != '|' || last <= first || len == 0 || strspn(dashes, " |:-") < len)
		return false;
	ret_table->source = source;
	ret_table->lines = last - first + 1;
	ret_table->columns = count_columns(source);
	if (ret_table->columns > TABLE_COLUMNS_MAX)
		ret_table->columns = TABLE_COLUMNS_MAX;
	return ret_table->columns > 0;
}

/* Columns of a cell without the marks of emphasis and code. */
static int cell_width(const char *text)
{
	int width = (int)text_width(text);

	for (; *text != '\0'; text++)
		width -= *text == '*' || *text == '`';
	return width;
}

/* Width of the widest cell of each column. */
static void measure(const struct markdown_table *table, int widths[TABLE_COLUMNS_MAX])
{
	const char *row = table->source;

	for (int line = 0; line < table->lines; line++, row = next_line(row)) {
		if (line == 1)
			continue;
		for (int column = 0; column < table->columns; column++) {
			char *text = cell_text(row, column);
			int width = cell_width(text);

			widths[column] = width > widths[column] ? width : widths[column];
			free(text);
		}
	}
}

/* Takes columns away from the widest until the table fits. */
static void squeeze(int widths[TABLE_COLUMNS_MAX], int columns, int room)
{
	for (;;) {
		int total = GAP * (columns - 1), widest = 0;

		for (int column = 0; column < columns; column++) {
			total += widths[column];
			if (widths[column] > widths[widest])
				widest = column;
		}
		if (total <= room || widths[widest] <= CELL_MIN)
			return;
		widths[widest]--;
	}
}

static void add_row(const struct markdown_table *table, const char *row, bool header, const int *widths,
		    struct document *document)
{
	struct document cells[TABLE_COLUMNS_MAX];
	int at[TABLE_COLUMNS_MAX], x = 0;

	for (int column = 0; column < table->columns; column++) {
		char *text = cell_text(row, column);
		enum style style = header ? STYLE_ACCENT : column == 0 ? STYLE_DIM : STYLE_TEXT;

		document_init(&cells[column], widths[column]);
		document_begin(&cells[column], 0, STYLE_TEXT, NULL);
		markdown_inline(text, style, &cells[column]);
		document_end(&cells[column]);
		at[column] = x;
		x += widths[column] + GAP;
		free(text);
	}
	document_join(document, cells, at, (size_t)table->columns);
	for (int column = 0; column < table->columns; column++)
		document_finish(&cells[column]);
}

static void add_rule(struct document *document, const int *widths, int columns)
{
	int total = GAP * (columns - 1);

	for (int column = 0; column < columns; column++)
		total += widths[column];
	document_begin(document, 0, STYLE_TEXT, NULL);
	for (int i = 0; i < total && i < document->columns; i++)
		document_text(document, STYLE_BORDER, glyph(GLYPH_HORIZONTAL));
	document_end(document);
}

void markdown_table_layout(const struct markdown_table *table, struct document *document)
{
	int widths[TABLE_COLUMNS_MAX] = {0};
	const char *row = table->source;

	measure(table, widths);
	squeeze(widths, table->columns, document->columns);
	for (int line = 0; line < table->lines; line++, row = next_line(row)) {
		if (line == 1)
			add_rule(document, widths, table->columns);
		else
			add_row(table, row, line == 0, widths, document);
	}
}
