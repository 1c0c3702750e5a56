/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a bearer token (RFC 6750) says of itself. Tokens come out of a file, a command or a pasted text and
 * are read here, on this computer: no signature is checked, so a claim is what "the token says", never what
 * is true. Pure functions on bytes; knows no network, no account.
 */
#ifndef MAILMEDIC_OAUTH_TOKEN_H
#define MAILMEDIC_OAUTH_TOKEN_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mask;
struct secret;

enum {
	TOKEN_TEXT_MAX = 16 * 1024, /* bytes of what a file, a command or a paste may hold */
	TOKEN_MAX = 8 * 1024,       /* bytes of one token: its Base64 has to fit into AUTH (RFC 4954, 4) */
	TOKEN_PART_MIN = 16,        /* shorter parts of a JWT are not watched */
	TOKEN_CLAIM_MAX = 256,      /* bytes of one claim, as it is kept */
};

enum token_kind {
	TOKEN_KIND_UNKNOWN, /* opaque, or a JWT that does not say */
	TOKEN_KIND_ACCESS,
	TOKEN_KIND_ID,      /* says who somebody is (OpenID Connect); no server takes it as a log-in */
	TOKEN_KIND_REFRESH, /* fetches access tokens; must not be sent to a mail server */
};
const char *token_kind_id(enum token_kind kind); /* "unknown", "access", "id", "refresh" */
bool token_kind_parse(const char *id, enum token_kind *ret_kind);

/* Every text is inert, and cut with "..." where it is longer than TOKEN_CLAIM_MAX; "": not said. Times are
 * seconds since 1970; 0: not said. */
struct token_facts {
	bool is_jwt;       /* false: opaque, only its maker can read it */
	bool is_encrypted; /* a JWE (RFC 7516): not even its maker's clients can read it */
	enum token_kind kind;
	char maker[32];                      /* "Google", from what it looks like */
	char issuer[TOKEN_CLAIM_MAX];        /* iss */
	char audience[TOKEN_CLAIM_MAX];      /* aud; several with spaces between them */
	char scopes[TOKEN_CLAIM_MAX];        /* scp, scope or roles; several with spaces between them */
	bool scopes_are_roles;               /* of an application, not of a user */
	char user[TOKEN_CLAIM_MAX];          /* upn, email, preferred_username, unique_name */
	char client[TOKEN_CLAIM_MAX];        /* appid, azp, client_id: the program that it was made for */
	char algorithm[32];                  /* of the signature, which is not checked */
	int64_t issued, not_before, expires; /* iat, nbf, exp */
	int64_t lifetime;                    /* expires_in of the JSON answer that it came in; seconds */
};

/* Where tokens come from, as the command line or the user's settings say; borrowed. NULL: not from there. */
struct token_source {
	struct secret *text; /* a token in any of the forms of token_take */
	const char *command; /* writes one; run with /bin/sh, with the user name as its $1 */
};

/*
 * Takes the access token out of `text`: the token alone (also in quotation marks, after a byte order mark,
 * and a JWT that is broken into lines), "Bearer TOKEN" (also after "Authorization:"), or the whole JSON
 * answer of a token end point (RFC 6749, 5.1). `ret_token` (empty) gets it, *ret_facts what it and the answer
 * say. False with `error` when there is none: an empty text, words, an answer that is an error or holds other
 * tokens only. The error never repeats a token. The caller wipes `text`.
 */
bool token_take(const char *text, size_t len, struct secret *ret_token, struct token_facts *ret_facts,
		struct error *error);

/* What the token alone says. */
void token_read(const struct secret *token, struct token_facts *ret_facts);

/* From now on `mask` hides the token and, of a JWT, its claims and its signature too. `user` (may be NULL) is
 * public. */
void token_watch(struct mask *mask, const char *user, const struct secret *token);

/* The same with a text in any of the forms of token_take; one that holds no token is hidden as it is. */
void token_watch_text(struct mask *mask, const char *user, const struct secret *text);

#endif
