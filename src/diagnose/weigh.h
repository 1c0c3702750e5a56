/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one rule says about a symptom. For match.c, which adds up what all of them say. */
#ifndef MAILMEDIC_DIAGNOSE_WEIGH_H
#define MAILMEDIC_DIAGNOSE_WEIGH_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "diagnose/match.h"

struct matcher {
	struct match_scratch match_scratch;
	pcre2_code **codes[LAYERS_MAX]; /* a rule each; NULL: not compiled yet */
	pcre2_match_data *match_data;
	pcre2_match_context *match_context;
	struct match_input match_input;
};

/* True when rule number `number` of the layer holds; `ret_finding` gets what it says. */
bool weigh_rule(struct matcher *matcher, uint32_t layer, uint32_t number, struct finding *ret_finding);

#endif
