/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One client's socket on the server's side, with or without TLS, never blocking. What is written
 * gathers until peer_flush, so that several replies can share a segment. Knows no SMTP.
 */
#ifndef MAILMEDIC_PRACTICE_PEER_H
#define MAILMEDIC_PRACTICE_PEER_H

#include "base/strbuf.h"

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>

enum {
	PEER_IN_MAX = 256 * 1024,   /* bytes read and not yet taken */
	PEER_OUT_MAX = 1024 * 1024, /* bytes waiting for the socket; above it the connection is given up */
	PEER_OUT_FULL = 64 * 1024,  /* a writer that can wait does so above this */
	PEER_LINE_MAX = 16 * 1024,  /* bytes in a line (RFC 4954 asks for 12288) */
};

struct peer {
	int fd; /* owned; -1 once closed */
	SSL *ssl;
	BIO *net_in;  /* owned by ssl: bytes from the client, still encrypted */
	BIO *net_out; /* owned by ssl */
	struct strbuf in;
	struct strbuf out;
	bool handshaking;
	bool eof;      /* the client will send no more */
	bool broken;   /* socket or TLS failed: only peer_finish is left */
	bool finished; /* FIN is sent or will be with the next flush */
	bool fin_sent;
	bool skip_line; /* the rest of a line that was too long is being thrown away */
	size_t line;    /* bytes at the front of `in` that peer_peek_line showed */
};

void peer_init(struct peer *peer, int fd);
void peer_finish(struct peer *peer);

/* Reads what has arrived, at most a few KB. */
void peer_receive(struct peer *peer);

/* Whether there is room for more from the client. */
bool peer_has_room(const struct peer *peer);

/* Gathers bytes for the next flush. */
void peer_write(struct peer *peer, const char *bytes, size_t len);

/* Hands as much as the socket takes to it. */
void peer_flush(struct peer *peer);

/* Begins TLS: bytes that the client sent before are thrown away (RFC 3207, 4.2). */
void peer_start_tls(struct peer *peer, SSL_CTX *tls);
bool peer_is_tls(const struct peer *peer); /* the handshake is complete */

/* FIN, in one segment with what has not gone out yet where the system can do that (Linux). */
void peer_shutdown(struct peer *peer);

/* RST; what was flushed before may be lost to the client, as in life. */
void peer_reset(struct peer *peer);

enum peer_line { PEER_NO_LINE, PEER_LINE, PEER_LINE_TOO_LONG };

/*
 * Looks at the first line. PEER_LINE: *ret_len bytes of peer->in.data are the line, now
 * NUL-terminated, without CR LF (NULs within it are counted); peer_drop_line must then take it
 * away, and wipes it.
 */
enum peer_line peer_peek_line(struct peer *peer, size_t *ret_len);
void peer_drop_line(struct peer *peer);

/* Throws away all that came in. */
void peer_discard(struct peer *peer);

#endif
