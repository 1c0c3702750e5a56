/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How one byte may be escaped in a text. Only compares: nothing is decoded into memory. */
#ifndef MAILMEDIC_SMTP_ESCAPE_H
#define MAILMEDIC_SMTP_ESCAPE_H

#include <stddef.h>

enum { ESCAPE_MAX = 8 }; /* bytes that stand for one, at most */

/*
 * How many bytes at the start of `text` stand for the byte `wanted`, escaped or in either case as it is; 0:
 * they stand for another. Escapes: %41 (URL), =41 (quoted-printable), +41 (xtext, RFC 3461), \x41, \u0041,
 * \101, a backslash before the byte, &#65; &#x41; &amp; (HTML), + and _ for a space (forms, RFC 2047), U+FF21
 * (full width).
 */
size_t escape_match(unsigned char wanted, const char *text, size_t len);

#endif
