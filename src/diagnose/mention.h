/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a reply speaks of which concept, and whether two mentions belong together. */
#ifndef MAILMEDIC_DIAGNOSE_MENTION_H
#define MAILMEDIC_DIAGNOSE_MENTION_H

#include "diagnose/decoding.h"
#include "diagnose/scan.h"

enum { MENTIONS_MAX = 128 };

struct mention {
	enum concept concept;
	uint32_t decoding; /* number of the decoding, and place in its folded text */
	uint32_t at, len;
};

struct mentions {
	struct mention list[MENTIONS_MAX];
	size_t count;
	uint64_t present; /* bit 1 << enum concept */
};

/* Adds what a scan of all decodings found. */
void mentions_add(struct mentions *mentions, const struct scan *scan, const struct decodings *decodings);

/*
 * The mentions of one of `who` and one of `state` that stand nearest (bits; 0: any). Percent that they
 * belong together, 0 when no such pair is near; *ret_place gets the words from the first to the second.
 */
int mentions_pair(const struct mentions *mentions, const struct decodings *decodings, uint64_t who,
		  uint64_t state, struct mention *ret_place);

#endif
