/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The JSON with which a server refuses a token: in the 334 of XOAUTH2, and in that of OAUTHBEARER (RFC 7628,
 * 3.2.2). Pure; the text is the server's, so whoever shows it masks it first.
 */
#ifndef MAILMEDIC_OAUTH_REFUSAL_H
#define MAILMEDIC_OAUTH_REFUSAL_H

#include <stdbool.h>
#include <stddef.h>

enum { REFUSAL_TEXT_MAX = 4096, REFUSAL_MEMBER_MAX = 256 };

/* Every text is inert, and cut with "..." where it is longer; "": not there. */
struct refusal {
	char status[REFUSAL_MEMBER_MAX];        /* "401", "invalid_token" */
	char schemes[REFUSAL_MEMBER_MAX];       /* XOAUTH2: "bearer" */
	char scope[REFUSAL_MEMBER_MAX];         /* what the server wants to find in the token */
	char configuration[REFUSAL_MEMBER_MAX]; /* openid-configuration: where its log-in is described; never
						   fetched */
};

/* Reads `len` bytes of decoded challenge. False when that is no JSON object with a "status". */
bool refusal_read(const char *json, size_t len, struct refusal *ret_refusal);

/* What the status means, as one sentence; untranslated. NULL: nothing is known of it. */
const char *refusal_meaning(const struct refusal *refusal);

#endif
