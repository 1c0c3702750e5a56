/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A symptom as the rules see it. */
#ifndef MAILMEDIC_DIAGNOSE_MATCH_INPUT_H
#define MAILMEDIC_DIAGNOSE_MATCH_INPUT_H

#include "diagnose/decoding.h"
#include "diagnose/diagnosis.h"
#include "diagnose/knowledge.h"
#include "diagnose/mention.h"
#include "diagnose/scan.h"

enum { IDENTITIES_MAX = 6 };

/* Buffers kept from reply to reply. */
struct match_scratch {
	struct decodings decodings;
	struct folded greeting;
	struct scan scans[LAYERS_MAX]; /* one a layer */
	size_t scan_count;
};

void match_scratch_init(struct match_scratch *match_scratch, const struct kb *kb);
void match_scratch_finish(struct match_scratch *match_scratch);

/* All borrowed: from the symptom, the kb and the scratch (until it looks again). */
struct match_input {
	const struct symptom *symptom;
	const struct decodings *decodings;
	const char *providers[IDENTITIES_MAX]; /* ids, surest first: by host, by wording, by address */
	size_t provider_count;
	const char *named[IDENTITIES_MAX]; /* providers that a greeting or wording shows */
	size_t named_count;
	const char *software[IDENTITIES_MAX];
	size_t software_count;
	struct mentions mentions;
	struct circumstances known;  /* the symptom's, and what follows from it */
	enum password_kind password; /* that the provider takes */
	int code;
	char enhanced[16];
	int stage; /* enum stage or STAGE_IDLE; -1: unknown */
};

/* Reads a symptom for the rules. */
void match_input_look(struct match_input *match_input, const struct kb *kb, const struct symptom *symptom,
		      struct match_scratch *match_scratch);

/* First digit of the code, without one of the enhanced code; 0: neither is known. */
int match_input_class(const struct match_input *match_input);

#endif
