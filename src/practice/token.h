/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tokens of a practice server: made at its start, public, worth nothing elsewhere. */
#ifndef MAILMEDIC_PRACTICE_TOKEN_H
#define MAILMEDIC_PRACTICE_TOKEN_H

#include "oauth/finding.h"
#include "practice/scenario.h"

#define PRACTICE_ISSUER   "https://login.practice.test/"
#define PRACTICE_AUDIENCE "https://smtp.practice.test"
#define PRACTICE_SCOPE    "SMTP.Send"

/* Signs the scenario's tokens (HS256) with a key that nobody keeps. */
void practice_tokens_make(struct scenario *scenario);

/* What the practice server wants of a token of `user`. */
struct token_want practice_token_want(const char *user);

/* True when no other log-in is offered. */
bool practice_needs_token(const struct scenario *scenario);

/* Whether the log-in brought one of the scenario's tokens and it gives the right to send; else *ret_status is
 * what the error JSON calls it (RFC 7628, 3.2.2). */
bool practice_token_accepts(const struct scenario *scenario, const struct login *login,
			    const char **ret_status);

#endif
