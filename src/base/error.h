/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A program error: which operation failed and why, in one clear sentence. What the network does is
 * never an error; it is a fact (see walk/fact.h).
 */
#ifndef MAILMEDIC_BASE_ERROR_H
#define MAILMEDIC_BASE_ERROR_H

#include <stdbool.h>

enum error_kind {
	ERROR_NONE,
	ERROR_USAGE,    /* the command line or a value typed by the user */
	ERROR_FILE,     /* a file is missing, unreadable or malformed */
	ERROR_SYSTEM,   /* the operating system refused */
	ERROR_LIMIT,    /* a stated cap was reached */
	ERROR_INTERNAL, /* a fault of ours */
};

enum { ERROR_TEXT_MAX = 320 };

struct error {
	enum error_kind kind;
	const char *operation; /* static string, e.g. "read the password file" */
	char text[ERROR_TEXT_MAX];
};

/*
 * Fills `error` (may be NULL) and returns false, so that a failing function ends with
 * `return error_set(...)`. `operation` must be a static string. The text is made inert (base/text.h),
 * because names of files and what was typed are repeated in it; what is too long is left out.
 */
bool error_set(struct error *error, enum error_kind kind, const char *operation, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/*
 * As error_set with kind ERROR_SYSTEM and the text of the current errno after `subject`. Does not return when
 * errno says that there is no memory: see mem_exhausted.
 */
bool error_set_errno(struct error *error, const char *operation, const char *subject);

#endif
