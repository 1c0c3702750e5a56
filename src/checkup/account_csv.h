/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comma-separated values (RFC 4180), record by record. Knows nothing of what they mean. */
#ifndef MAILMEDIC_CHECKUP_ACCOUNT_CSV_H
#define MAILMEDIC_CHECKUP_ACCOUNT_CSV_H

#include <stdbool.h>
#include <stddef.h>

enum { CSV_FIELDS_MAX = 32 };

struct csv_record {
	char *fields[CSV_FIELDS_MAX]; /* NUL-terminated, borrowed from the text */
	size_t count;
	size_t line; /* where it begins */
};

struct csv_reader {
	char *next; /* changed in place */
	size_t line;
};

enum csv_outcome { CSV_RECORD, CSV_END, CSV_BROKEN };

/* Reads the next record; empty lines are left out. `text`, NUL-terminated, is changed. CSV_BROKEN: a
 * quotation mark that does not close, or more than CSV_FIELDS_MAX fields; ret_record->line tells where. */
enum csv_outcome csv_next(struct csv_reader *reader, struct csv_record *ret_record);

#endif
