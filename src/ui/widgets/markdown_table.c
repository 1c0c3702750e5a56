/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every cell is a small document, a row joins them side by side. */
#include "ui/widgets/markdown_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "ui/terminal/glyph.h"
#include "ui/widgets/markdown.h"

enum { GAP = 2, CELL_MIN = 8 };

/* Columns of a cell without the marks of emphasis and code. */
static int cell_width(const struct table_cell *cell)
{
	int width = (int)text_width_n(cell->text, cell->len);

	for (size_t i = 0; i < cell->len; i++)
		width -= cell->text[i] == '*' || cell->text[i] == '`';
	return width;
}

static void widen(const struct table_cell *cells, int columns, int *widths)
{
	for (int column = 0; column < columns; column++) {
		int width = cell_width(&cells[column]);

		widths[column] = width > widths[column] ? width : widths[column];
	}
}

/* Width of the widest cell of each column. Returns how many columns the table has. */
static int measure(const struct table *table, int widths[TABLE_COLUMNS_MAX])
{
	struct table_cell cells[TABLE_COLUMNS_MAX];
	const char *head = table->head, *row = table->body;
	int columns = (int)table_read_row(&head, cells);

	widen(cells, columns, widths);
	for (int i = 0; i < table->rows; i++) {
		table_read_row(&row, cells);
		widen(cells, columns, widths);
	}
	return columns;
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

static void add_row(const struct table_cell *cells, bool header, const int *widths, int columns,
		    struct document *document)
{
	struct document parts[TABLE_COLUMNS_MAX] = {0};
	int at[TABLE_COLUMNS_MAX] = {0}, x = 0;

	for (int column = 0; column < columns; column++) {
		char *text = mem_strndup(cells[column].text, cells[column].len);
		enum style style = header ? STYLE_ACCENT : column == 0 ? STYLE_DIM : STYLE_TEXT;

		document_init(&parts[column], widths[column]);
		document_begin(&parts[column], 0, STYLE_TEXT, NULL);
		markdown_inline(text, style, &parts[column]);
		document_end(&parts[column]);
		at[column] = x;
		x += widths[column] + GAP;
		free(text);
	}
	document_join(document, parts, at, (size_t)columns);
	for (int column = 0; column < columns; column++)
		document_finish(&parts[column]);
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

void markdown_table_layout(const struct table *table, struct document *document)
{
	struct table_cell cells[TABLE_COLUMNS_MAX];
	const char *head = table->head, *row = table->body;
	int widths[TABLE_COLUMNS_MAX] = {0};
	int columns = measure(table, widths);

	squeeze(widths, columns, document->columns);
	table_read_row(&head, cells);
	add_row(cells, true, widths, columns, document);
	add_rule(document, widths, columns);
	for (int i = 0; i < table->rows; i++) {
		table_read_row(&row, cells);
		add_row(cells, false, widths, columns, document);
	}
}
