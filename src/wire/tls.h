/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One TLS client session on a connected socket; the same for implicit TLS and STARTTLS. A
 * certificate problem does not end the handshake: it is reported in the facts, and the caller decides.
 */
#ifndef MAILMEDIC_WIRE_TLS_H
#define MAILMEDIC_WIRE_TLS_H

#include "wire/address.h"
#include "wire/certificate.h"
#include "wire/client_identity.h"
#include "wire/socket.h"
#include "wire/trust.h"

#include <stdbool.h>
#include <stddef.h>

struct strbuf;
struct tls_session; /* opaque */

struct tls_settings {
	const struct server_name *host; /* verified; lives as long as the session */
	const char *sni;                /* A-label to send, or NULL for none; lives as long as the session */
	struct trust *trust;            /* lives as long as the session */
	const struct client_identity
	    *identity; /* shown to a server that asks, or NULL; lives as long as the session */
	bool implicit; /* the port is expected to speak TLS from the first byte */
};

enum tls_progress { TLS_UNDER_WAY, TLS_DONE, TLS_GIVEN_UP };

/* A session on `fd`, which stays the caller's. Nothing is sent before tls_session_handshake. */
struct tls_session *tls_session_create(int fd, const struct tls_settings *settings);
void tls_session_destroy(
    struct tls_session *session); /* takes NULL; says close_notify if that is possible at once */

/*
 * Takes the handshake as far as it goes without waiting, and without taking more than *allowance bytes from
 * the socket; they are subtracted. TLS_GIVEN_UP: tls_session_failure says why.
 */
enum tls_progress tls_session_handshake(struct tls_session *session, size_t *allowance);

/* The handshake took too long: puts that, or the better explanation there is, into the facts. */
void tls_session_time_out(struct tls_session *session);

/* True while encrypted bytes wait to be written: poll for POLLOUT, then call tls_session_flush. */
bool tls_session_has_output(const struct tls_session *session);
enum io_status tls_session_flush(struct tls_session *session);

/* After TLS_DONE; *allowance as in the handshake. IO_FAILED: tls_session_failure says why. */
enum io_status tls_session_read(struct tls_session *session, char *bytes, size_t size, size_t *ret_count,
				size_t *allowance);
enum io_status tls_session_write(struct tls_session *session, const char *bytes, size_t len,
				 size_t *ret_count);

/*
 * What binds a log-in to this very connection, in Base64: "tls-exporter" in TLS 1.3 (RFC 9266), "tls-unique"
 * before (RFC 5929). After TLS_DONE. Returns the name, NULL: there is none.
 */
const char *tls_session_binding(const struct tls_session *session, struct strbuf *ret_base64);

/* What the handshake found; it stays as it is when the session fails later. Borrowed. */
const struct tls_facts *tls_session_facts(const struct tls_session *session);

/* After TLS_GIVEN_UP or IO_FAILED: the same with what went wrong as problem and detail. Borrowed. */
const struct tls_facts *tls_session_failure(const struct tls_session *session);

/* The first bytes of a server that answered the handshake in plain text, as received; NULL: it did not.
 * Borrowed.
 */
const char *tls_session_plain_text(const struct tls_session *session, size_t *ret_len);

#endif
