/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One line of a log, without what the log puts in front: time, host, process, level, container, and the mark
 * that tells who spoke. What the line means for the session is not its business.
 */
#ifndef MAILMEDIC_DIAGNOSE_LOG_LINE_H
#define MAILMEDIC_DIAGNOSE_LOG_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "smtp/mechanism.h"
#include "smtp/stage.h"

enum line_side { SIDE_UNKNOWN, SIDE_SERVER, SIDE_CLIENT };

struct log_line {
	const char *text; /* after prefix and mark; borrowed */
	size_t len;
	size_t prefix; /* bytes of time, host, level and the like, without the mark */
	bool marked;   /* a mark told who speaks */
	enum line_side side;
};

/* Reads one line (no line end). Never fails. */
void log_line_read(const char *line, size_t len, struct log_line *ret_line);

/* Bytes of time, date, level, host[process]: and container in front of a line; 0 to `len`. */
size_t log_line_prefix(const char *line, size_t len);

struct command { /* of a client */
	enum stage stage;
	bool quits, resets; /* QUIT; RSET or NOOP */
	bool starts_tls;
	char mechanism[MECHANISM_NAME_MAX]; /* of AUTH, upper case, or "" */
};

/* Reads an SMTP command with a plausible argument. `strict`: upper or lower case throughout, as programs
 * write. */
bool log_line_command(const char *text, size_t len, struct command *ret_command);

/* "400 Bad Request": the status of a web server; it is no reply's code. */
bool log_line_is_http(const char *text, size_t len);

/* The code of a reply at the start of a text ("250-SIZE", "354 go", "221"), 0 when there is none. */
int log_line_code(const char *text, size_t len);

#endif
