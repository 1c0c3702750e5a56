/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Undoes the quoting that programs put around replies when they print them. */
#ifndef MAILMEDIC_DIAGNOSE_UNESCAPE_H
#define MAILMEDIC_DIAGNOSE_UNESCAPE_H

#include "base/strbuf.h"

/*
 * Appends `text` with JSON, Python and C escapes (\n, \r, \t, \", \', \xNN, \uNNNN, \NNN octal) and the
 * common HTML entities undone, CR LF as LF, <CR><LF> or ^M written out and the end of a JSON member as line
 * ends; another space after a digit as a space. A backslash that begins no escape stays.
 */
void unescape(struct strbuf *out, const char *text, size_t len);

#endif
