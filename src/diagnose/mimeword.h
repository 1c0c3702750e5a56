/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Encoded words in replies (RFC 2047): =?utf-8?B?...?= and =?utf-8?Q?...?=. */
#ifndef MAILMEDIC_DIAGNOSE_MIMEWORD_H
#define MAILMEDIC_DIAGNOSE_MIMEWORD_H

#include <stddef.h>

/*
 * The text with its encoded words replaced by the bytes they stand for (whatever their character
 * set: the decodings find it). NULL when there is none. The caller frees it.
 */
char *mimeword_decode(const char *text, size_t len, size_t *ret_len);

#endif
