/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "checkup/account_csv.h"

#include <string.h>

/* Takes a quoted field; the reader stands after its closing mark. False when there is none. */
static bool unquote(struct csv_reader *reader, char **ret_field)
{
	char *to = reader->next;
	const char *from = reader->next + 1;

	*ret_field = to;
	for (; *from != '\0'; from++) {
		if (*from == '"' && from[1] != '"')
			break;
		from += *from == '"'; /* two of them stand for one */
		reader->line += *from == '\n';
		*to++ = *from;
	}
	if (*from == '\0')
		return false;
	reader->next += from + 1 - reader->next;
	*to = '\0';
	return *reader->next == '\0' || strchr(",\r\n", *reader->next) != NULL;
}

static void skip_line_end(struct csv_reader *reader)
{
	reader->line += *reader->next == '\n';
	reader->next++;
}

static void skip_empty_lines(struct csv_reader *reader)
{
	while (*reader->next == '\r' || *reader->next == '\n')
		skip_line_end(reader);
}

enum csv_outcome csv_next(struct csv_reader *reader, struct csv_record *ret_record)
{
	char end = ',';

	skip_empty_lines(reader);
	*ret_record = (struct csv_record){.line = reader->line};
	if (*reader->next == '\0')
		return CSV_END;
	while (end == ',') {
		if (ret_record->count == CSV_FIELDS_MAX)
			return CSV_BROKEN;
		char **field = &ret_record->fields[ret_record->count++];
		if (*reader->next == '"' && !unquote(reader, field))
			return CSV_BROKEN;
		if (*field == NULL) {
			*field = reader->next;
			reader->next += strcspn(reader->next, ",\r\n");
		}
		end = *reader->next;
		*reader->next = '\0';
		reader->line += end == '\n';
		reader->next += end != '\0';
	}
	return CSV_RECORD;
}
