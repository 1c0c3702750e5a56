/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ways in which the bytes of a reply may be read. Replies in other languages reach people garbled:
 * GB18030 shown as Latin-1, UTF-8 shown as CP1252, KOI8-R as CP1251, CP1250 as CP1252. Each plausible reading
 * is folded for matching; the first is always the bytes as they are.
 */
#ifndef MAILMEDIC_DIAGNOSE_DECODING_H
#define MAILMEDIC_DIAGNOSE_DECODING_H

#include "diagnose/fold.h"

#include <iconv.h>

enum { DECODINGS_MAX = 14, CHARSETS = 10 };

struct decoding {
	char *source; /* UTF-8, with the reply's line ends */
	size_t len;
	struct folded folded;
};

/* Kept from reply to reply: buffers and converters. */
struct decodings {
	struct decoding list[DECODINGS_MAX];
	size_t count;
	iconv_t to_utf8[CHARSETS];
	iconv_t from_utf8[CHARSETS];
	bool opened[2][CHARSETS];
};

void decodings_init(struct decodings *decodings);
void decodings_finish(struct decodings *decodings);

/* Reads `reply` (any bytes) in every plausible way; at most FOLD_MAX bytes of it. */
void decodings_make(struct decodings *decodings, const char *reply, size_t len);

#endif
