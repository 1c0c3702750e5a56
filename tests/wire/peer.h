/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The other side: a listening socket on loopback and one accepted connection, plain or TLS. */
#ifndef MAILMEDIC_TESTS_WIRE_PEER_H
#define MAILMEDIC_TESTS_WIRE_PEER_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>

struct peer {
	int listener;
	int fd; /* -1: nobody connected yet */
	int port;
	SSL_CTX *tls_context; /* not NULL: TLS starts with the connection; borrowed */
	SSL *ssl;
	bool tls_done;     /* the handshake finished here */
	char sni[256];     /* name asked for, "" for none */
	const char *first; /* sent as soon as somebody connects (in TLS when that is on), or NULL */
	bool close_after_first;
	char received[64 * 1024]; /* everything that came, decrypted */
	size_t received_len;
};

void peer_listen(struct peer *peer, int family, const char *first);
void peer_finish(struct peer *peer);

/* Accepts, continues the TLS handshake, reads; never blocks. */
void peer_step(struct peer *peer);
int peer_fd(const struct peer *peer);

void peer_send(struct peer *peer, const char *bytes, size_t len);
void peer_sends(struct peer *peer, const char *text);
void peer_close(struct peer *peer);
void peer_reset(struct peer *peer);

/* Starts the server's side of TLS on an established connection. */
void peer_start_tls(struct peer *peer, SSL_CTX *context);

/* A port on 127.0.0.1 that nobody listens on. */
int peer_closed_port(void);

#endif
