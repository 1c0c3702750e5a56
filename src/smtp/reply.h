/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An SMTP reply (RFC 5321, 4.2), built line by line. Pure syntax: no I/O, no policy. Lines are kept
 * as received (not inert): whoever shows them makes them so.
 */
#ifndef MAILMEDIC_SMTP_REPLY_H
#define MAILMEDIC_SMTP_REPLY_H

#include "smtp/problem.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	REPLY_LINES_MAX = 512,       /* lines in one reply */
	REPLY_BYTES_MAX = 64 * 1024, /* bytes in one reply */
	REPLY_ENHANCED_MAX = 16,
};

enum reply_class {
	REPLY_INVALID,
	REPLY_POSITIVE,     /* 2xx */
	REPLY_INTERMEDIATE, /* 3xx */
	REPLY_TRANSIENT,    /* 4xx */
	REPLY_PERMANENT,    /* 5xx */
};

struct reply_line {
	char *bytes; /* whole line with its code, without the line end; NUL-terminated, may hold NULs */
	size_t len;
};

struct reply {
	int code;                          /* 200 to 599, or 0 while none is known */
	char enhanced[REPLY_ENHANCED_MAX]; /* RFC 3463 "5.7.8", or "" (RFC 2034) */
	struct reply_line *lines;
	size_t line_count;
	size_t byte_count;
	bool complete;
};

enum reply_progress {
	REPLY_MORE,   /* a continuation line: the reply goes on */
	REPLY_DONE,   /* the reply is complete */
	REPLY_BROKEN, /* not a reply; *ret_problem says which way; the line is kept in `lines` */
};

void reply_init(struct reply *reply);
void reply_finish(struct reply *reply);

/* Empties it for the next reply. */
void reply_reset(struct reply *reply);

/* Wipes and frees the lines; the code and whether it is complete stay. */
void reply_forget_lines(struct reply *reply);

/*
 * Adds one line (no CR LF at its end). REPLY_BROKEN comes with PROBLEM_INVALID_REPLY (no code of
 * 200 to 599, or no ' ', '-' or end after it), PROBLEM_MIXED_CODES or PROBLEM_REPLY_TOO_LONG.
 * "220" alone (no text) is complete.
 */
enum reply_progress reply_add_line(struct reply *reply, const char *bytes, size_t len,
				   enum problem *ret_problem);

/* Keeps a line as it stands, NUL bytes included, whatever it says; false when the reply is full. */
bool reply_keep_line(struct reply *reply, const char *bytes, size_t len);

/* Length of an enhanced status code ("5.7.8", RFC 3463: 1, 1-3 and 1-3 digits) at `text`, with a space or
 * nothing after it; 0: there is none. */
size_t reply_enhanced_length(const char *text);

/* Deep copy into an initialised or finished `to`. */
void reply_copy(struct reply *to, const struct reply *from);

/* By the first of its digits. */
enum reply_class reply_class(int code);
const char *reply_class_id(enum reply_class class); /* "transient" */

/* Whether the word stands in one of its lines, in either case, whatever bytes are before it. */
bool reply_has_word(const struct reply *reply, const char *word);

/* The text of a line after code, separator and enhanced code; borrowed. Never NULL. */
const char *reply_text(const struct reply *reply, size_t line);

#endif
