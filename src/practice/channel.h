/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One client's socket on the server's side, with or without TLS, never blocking. What is written
 * gathers until server_channel_flush, so that several replies can share a segment. Knows no SMTP.
 */
#ifndef MAILMEDIC_PRACTICE_CHANNEL_H
#define MAILMEDIC_PRACTICE_CHANNEL_H

#include "base/strbuf.h"

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>

enum {
	CHANNEL_IN_MAX = 256 * 1024,   /* bytes read and not yet taken */
	CHANNEL_OUT_MAX = 1024 * 1024, /* bytes waiting for the socket; above it the connection is given up */
	CHANNEL_OUT_FULL = 64 * 1024,  /* a writer that can wait does so above this */
	CHANNEL_LINE_MAX = 16 * 1024,  /* bytes in a line (RFC 4954 asks for 12288) */
};

struct channel {
	int fd; /* owned; -1 once closed */
	SSL *ssl;
	BIO *net_in;  /* owned by ssl: bytes from the client, still encrypted */
	BIO *net_out; /* owned by ssl */
	struct strbuf in;
	struct strbuf out;
	bool handshaking;
	bool eof;      /* the client will send no more */
	bool broken;   /* socket or TLS failed: only server_channel_finish is left */
	bool finished; /* FIN is sent or will be with the next flush */
	bool fin_sent;
	bool skip_line; /* the rest of a line that was too long is being thrown away */
	size_t line;    /* bytes at the front of `in` that server_channel_peek_line showed */
};

void server_channel_init(struct channel *channel, int fd);
void server_channel_finish(struct channel *channel);

/* Reads what has arrived, at most a few KB. */
void server_channel_receive(struct channel *channel);

/* Whether there is room for more from the client. */
bool server_channel_has_room(const struct channel *channel);

/* Gathers bytes for the next flush. */
void server_channel_write(struct channel *channel, const char *bytes, size_t len);

/* Hands as much as the socket takes to it. */
void server_channel_flush(struct channel *channel);

/* Begins TLS: bytes that the client sent before are thrown away (RFC 3207, 4.2). */
void server_channel_start_tls(struct channel *channel, SSL_CTX *tls);
bool server_channel_is_tls(const struct channel *channel); /* the handshake is complete */

/* FIN, in one segment with what has not gone out yet where the system can do that (Linux). */
void server_channel_shutdown(struct channel *channel);

/* RST; what was flushed before may be lost to the client, as in life. */
void server_channel_reset(struct channel *channel);

enum server_channel_line { CHANNEL_NO_LINE, CHANNEL_LINE, CHANNEL_LINE_TOO_LONG };

/*
 * Looks at the first line. CHANNEL_LINE: *ret_len bytes of channel->in.data are the line, now
 * NUL-terminated, without CR LF (NULs within it are counted); server_channel_drop_line must then take it
 * away, and wipes it.
 */
enum server_channel_line server_channel_peek_line(struct channel *channel, size_t *ret_len);
void server_channel_drop_line(struct channel *channel);

/* Throws away all that came in. */
void server_channel_discard(struct channel *channel);

#endif
