/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells are cut at bars that are not escaped. */
#include "diagnose/table.h"

#include <string.h>

static const char *next_line(const char *line)
{
	line += strcspn(line, "\n");
	return *line == '\n' ? line + 1 : line;
}

/* Bytes up to the next bar that is not escaped, or to the end of the line. */
static size_t cell_length(const char *cell)
{
	size_t len = 0;

	while (cell[len] != '\0' && cell[len] != '\n' && cell[len] != '|')
		len += cell[len] == '\\' && cell[len + 1] == '|' ? 2 : 1;
	return len;
}

static struct table_cell trimmed(const char *text, size_t len)
{
	while (len > 0 && *text == ' ')
		text++, len--;
	while (len > 0 && text[len - 1] == ' ')
		len--;
	return (struct table_cell){text, len};
}

size_t table_read_row(const char **row, struct table_cell ret_cells[TABLE_COLUMNS_MAX])
{
	const char *at = *row;
	size_t count = 0;

	for (size_t i = 0; i < TABLE_COLUMNS_MAX; i++)
		ret_cells[i] = (struct table_cell){"", 0};
	at += strspn(at, " ");
	at += *at == '|';
	while (*at != '\0' && *at != '\n' && count < TABLE_COLUMNS_MAX) {
		size_t len = cell_length(at);

		ret_cells[count++] = trimmed(at, len);
		at += len;
		at += *at == '|';
		at += strspn(at, " ");
	}
	*row = next_line(at);
	return count;
}

bool table_find(const char *source, int first, int last, struct table *ret_table)
{
	struct table_cell cells[TABLE_COLUMNS_MAX];
	const char *dashes;
	size_t len;

	for (int line = 1; line < first; line++)
		source = next_line(source);
	source += strspn(source, " ");
	dashes = source;
	if (*source != '|' || last <= first || table_read_row(&dashes, cells) == 0)
		return false;
	len = strcspn(dashes, "\n");
	if (len == 0 || strspn(dashes, " |:-") < len)
		return false;
	*ret_table = (struct table){.head = source, .body = next_line(dashes), .rows = last - first - 1};
	return true;
}
