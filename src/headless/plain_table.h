/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pipe tables of help topics as sentences: "Header: cell; Header: cell." a row. */
#ifndef MAILMEDIC_HEADLESS_PLAIN_TABLE_H
#define MAILMEDIC_HEADLESS_PLAIN_TABLE_H

#include <stdbool.h>

struct strbuf;

/* Appends the rows, a line each, when the lines `first` to `last` (from 1) of `source` are a table. */
bool plain_table_write(const char *source, int first, int last, struct strbuf *out);

#endif
