/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The server's side of AUTH (RFC 4954): PLAIN (RFC 4616), LOGIN, CRAM-MD5 (RFC 2195), SCRAM (RFC 5802),
 * XOAUTH2 and OAUTHBEARER (RFC 7628), each with or without an initial response. Gathers credentials; who may
 * log in is the scenario's business.
 */
#ifndef MAILMEDIC_PRACTICE_LOGIN_H
#define MAILMEDIC_PRACTICE_LOGIN_H

#include "base/strbuf.h"
#include "smtp/mechanism.h"

#include <stdbool.h>
#include <stddef.h>

enum { LOGIN_CREDENTIAL_MAX = 12288 }; /* bytes of one decoded response (RFC 4954, 4) */

enum login_progress {
	LOGIN_CHALLENGE, /* *ret_text is what goes after "334 " */
	LOGIN_COMPLETE,  /* user and password (or digest) are there */
	LOGIN_REFUSED,   /* *ret_text is the reply that ends it */
};

struct scram;

struct login {
	enum mechanism_id mechanism;
	unsigned steps; /* challenges sent */
	struct strbuf user;
	struct strbuf password; /* CRAM-MD5: the digest, in hexadecimal */
	char challenge[128];    /* CRAM-MD5: as sent, before Base64 */
	struct scram *scram;    /* its state; owned */
	struct strbuf text;     /* what ret_text points to */
};

void login_init(struct login *login);

/* Wipes what was gathered. */
void login_finish(struct login *login);

/* Whether this server can carry out `mechanism` (it may advertise others). */
bool login_knows(const char *mechanism);

/*
 * Begins afresh with a mechanism that login_knows. `initial` is the initial response as sent, or
 * NULL. ret_text stays valid until the next call.
 */
enum login_progress login_start(struct login *login, const char *mechanism, const char *initial,
				const char **ret_text);

/* Goes on with the client's answer to the challenge, as sent ("*" cancels). */
enum login_progress login_answer(struct login *login, const char *response, const char **ret_text);

/* XOAUTH2 and OAUTHBEARER: `password` is the token then. */
bool login_takes_token(const struct login *login);

/* The challenge with which a token is refused: JSON (RFC 7628, 3.2.2); the answer to it, whatever it is, ends
 * the log-in with LOGIN_REFUSED. */
enum login_progress login_refuse_token(struct login *login, const char *status, const char *scope,
				       const char **ret_text);

/* The password was right, and it is the server's turn to prove that it knows it (SCRAM): *ret_text is the
 * challenge with that. The answer to it completes the log-in once more. False: it owes nothing, or not any
 * more. */
bool login_owes_proof(struct login *login, const char **ret_text);

/* Whether the client proved that it knows `password`; spaces in it may be left out or put in if
 * `spaces_optional`. */
bool login_has_password(const struct login *login, const char *password, bool spaces_optional);

#endif
