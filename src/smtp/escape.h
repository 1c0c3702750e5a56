/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How one byte may be escaped in a text. Only compares: nothing is decoded into memory. */
#ifndef MAILMEDIC_SMTP_ESCAPE_H
#define MAILMEDIC_SMTP_ESCAPE_H

#include <stddef.h>

enum { ESCAPE_MAX = 12 }; /* bytes that stand for one, at most */

/*
 * How many bytes at the start of `text` stand for `wanted`, a byte or the number of a character, escaped or
 * in either case as it is (a character in Latin-1); 0: they stand for another. Escapes: %41 %u0041 (URL), =41
 * (quoted-printable), +41 (xtext, RFC 3461), \x41, \u0041, \U00000041, \u{41}, \x{41}, \101, a backslash
 * before the byte, &#65; &#x41; &amp; (HTML), + and _ for a space (forms, RFC 2047), U+FF21 (full width).
 */
size_t escape_match(unsigned wanted, const char *text, size_t len);

/* The number of digits at the start of `text` when the number they make is `wanted`, else 0. */
size_t escape_match_digits(unsigned wanted, const char *text, size_t len, int base);

/* The size of the character at the start of `text` when it is what becomes of `byte`, 0x80 or more, where
 * UTF-8 is taken for Latin-1 or Windows-1252 and encoded once more ("Ã" for C3), else 0. */
size_t escape_match_again(unsigned byte, const char *text, size_t len);

#endif
