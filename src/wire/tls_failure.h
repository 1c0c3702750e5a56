/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a handshake failed, from what was seen on the way. */
#ifndef MAILMEDIC_WIRE_TLS_FAILURE_H
#define MAILMEDIC_WIRE_TLS_FAILURE_H

#include "wire/certificate.h"

#include <stdbool.h>
#include <stddef.h>

enum { TLS_FIRST_MAX = 256 }; /* bytes of a plain-text answer that are kept to be shown */

/* What the session noticed. */
struct tls_seen {
	int alert;         /* number of the fatal alert the server sent, or -1 */
	bool server_hello; /* the server answered the ClientHello with a ServerHello */
	int version;       /* in that ServerHello, 0x0301 and the like; 0: none */
	bool plain_text;   /* what came first is not TLS */
	char first[TLS_FIRST_MAX];
	size_t first_len;
};

/* What else the sentences mention. */
struct tls_context {
	const char *sni; /* name sent, or NULL */
	bool implicit;
	unsigned long error; /* OpenSSL's first error, or 0 */
};

/* OpenSSL gave up: sets problem and detail. */
void tls_explain_failure(struct tls_facts *facts, const struct tls_seen *seen,
			 const struct tls_context *context);

/* The server hung up (`reset`: the rough way) during the handshake. */
void tls_explain_close(struct tls_facts *facts, const struct tls_seen *seen, bool reset);

/* The server answered in plain text. */
void tls_explain_plain(struct tls_facts *facts, const struct tls_seen *seen, bool implicit);

/* The time was up. */
void tls_explain_timeout(struct tls_facts *facts, const struct tls_seen *seen);

/* The server ended an established session with an alert, or sent what cannot be decrypted. */
void tls_explain_abort(struct tls_facts *facts, const struct tls_seen *seen,
		       const struct tls_context *context, bool data_seen);

#endif
