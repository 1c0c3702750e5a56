/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parent's side of mailmedic-sasl, the helper that computes what one AUTH sends (RFC 4422): starts it,
 * gives it the secret, passes challenges and responses. Nothing here blocks; the helper may hang, crash or
 * have been taken over by a server, and the caller has the deadline. Knows no SMTP.
 */
#ifndef MAILMEDIC_SASL_SASL_H
#define MAILMEDIC_SASL_SASL_H

#include "base/error.h"
#include "base/loop.h"
#include "sasl/order.h"
#include "smtp/problem.h"

struct fork_servers;
struct secret;
struct sasl; /* opaque */

enum { SASL_FIELDS_MAX = 32 }; /* in one AUTH */

enum sasl_event_kind {
	SASL_RESPONSE,    /* what answers the challenge, before Base64; a secret */
	SASL_NO_RESPONSE, /* the server speaks first */
	SASL_COMPLETE,    /* nothing is missing but the server's verdict: where it proves itself, it has */
	SASL_FIELD,       /* a public part of the exchange, "name=value"; printable ASCII */
	SASL_FAULT,       /* it cannot go on: `problem`, and details or ""; printable ASCII. The last one */
	SASL_CRASHED,     /* the helper has ended: "signal 11", "broke the protocol: ..."; the last one */
};

struct sasl_event {
	enum sasl_event_kind kind;
	enum problem problem;
	const char *bytes; /* borrowed until the next sasl_ call; NUL-terminated but for a response */
	size_t len;
};

/*
 * Starts the helper and gives it order and secret (NULL: none is needed); SASL_RESPONSE, SASL_NO_RESPONSE or
 * an end follows. Found as the engine is, or as $MAILMEDIC_SASL (tests); a copy where there are fork servers
 * (or NULL). False with `error` when the system refuses. The caller destroys *ret_sasl.
 */
bool sasl_create(const struct sasl_order *order, const struct secret *secret, struct fork_servers *servers,
		 struct sasl **ret_sasl, struct error *error);

/* Kills and reaps the helper at once, whatever it does; wipes buffers; takes NULL. */
void sasl_destroy(struct sasl *sasl);

void sasl_want(const struct sasl *sasl, struct loop *loop);
void sasl_step(struct sasl *sasl, const struct loop *loop);
bool sasl_next(struct sasl *sasl, struct sasl_event *ret_event);

/* Wipes what the last event pointed to, which may be the secret itself; the next sasl_next() does so too. */
void sasl_forget_event(struct sasl *sasl);

/* What a 334 holds, decoded, after the latest response. At most FRAME_PAYLOAD_MAX bytes. */
void sasl_challenge(struct sasl *sasl, const char *bytes, size_t len);

/* Process id, for tests that kill or stop it; 0 once it has ended. */
int sasl_pid(const struct sasl *sasl);

#endif
