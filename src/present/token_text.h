/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a token says of itself, as labels and values for people. Never the token. */
#ifndef MAILMEDIC_PRESENT_TOKEN_TEXT_H
#define MAILMEDIC_PRESENT_TOKEN_TEXT_H

#include "oauth/finding.h"

/* Calls `add` for each claim that there is, in teaching order: translated label, inert value, both valid for
 * the call only. */
void token_text_claims(const struct token_report *report,
		       void (*add)(void *context, const char *label, const char *value), void *context);

#endif
