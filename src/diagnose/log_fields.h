/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Structured log lines (JSON, logfmt) that tell a reply in pieces: code here, enhanced code and text there.
 */
#ifndef MAILMEDIC_DIAGNOSE_LOG_FIELDS_H
#define MAILMEDIC_DIAGNOSE_LOG_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

struct strbuf;

/*
 * Appends "CODE ENHANCED TEXT" (and what the line says of the command) when the line tells a refusal so;
 * false, with nothing added, when it does not, or when its text has the code in it.
 */
bool log_fields_read(struct strbuf *out, const char *line, size_t len);

#endif
