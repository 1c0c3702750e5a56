/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is wrong with a token, as far as it says so itself: its claims against the user name, the provider's
 * published names and a clock. A finding is a warning: the server alone decides. Pure.
 */
#ifndef MAILMEDIC_OAUTH_FINDING_H
#define MAILMEDIC_OAUTH_FINDING_H

#include "base/intl.h"
#include "oauth/token.h"

/* X(enumerator, identifier in JSON, topics and recordings), gravest first: with a refresh token the rest says
 * nothing. */
#define TOKEN_FINDING_LIST(X)                                                                                \
	X(REFRESH, "token-is-refresh")                                                                       \
	X(ID, "token-is-id")                                                                                 \
	X(EXPIRED, "token-expired")                                                                          \
	X(EARLY, "token-not-yet-valid")                                                                      \
	X(ISSUER, "token-of-other-provider")                                                                 \
	X(AUDIENCE, "token-for-other-service")                                                               \
	X(SCOPE, "token-lacks-scope")                                                                        \
	X(USER, "token-for-other-user")

enum token_finding_kind {
#define X(name, id) TOKEN_FINDING_##name,
	TOKEN_FINDING_LIST(X)
#undef X
	    TOKEN_FINDING_COUNT
};
/* "token-expired"; static. */
const char *token_finding_id(enum token_finding_kind kind);
/* False, with *ret_kind untouched, when there is none of this name. */
bool token_finding_parse(const char *id, enum token_finding_kind *ret_kind);

/* What the server wants; lists have spaces between their words. NULL: not known, not compared. Borrowed. */
struct token_want {
	const char *user;
	const char *maker;     /* token_facts.maker of the provider's own opaque tokens */
	const char *issuers;   /* each the beginning of an issuer */
	const char *audiences; /* each the beginning of an audience, or a GUID */
	const char *scopes;    /* one of them is enough; the last part of a URL counts as well */
	int64_t now;           /* seconds since 1970 */
};

struct token_finding {
	enum token_finding_kind kind;
	char text[480]; /* translated, inert: "This token ran out 12 minutes ago (...)." */
};

/* What a token says and what was found in it, when it was read. */
struct token_report {
	struct token_facts facts;
	struct token_finding findings[TOKEN_FINDING_COUNT];
	size_t finding_count;
	int64_t when; /* seconds since 1970, by the clock of this computer */
};

/* Fills in what was found, gravest first, one a kind at most; returns how many. */
size_t token_compare(const struct token_facts *facts, const struct token_want *want,
		     struct token_finding ret_findings[TOKEN_FINDING_COUNT]);

#endif
