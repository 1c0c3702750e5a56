/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small blocking SMTP client for tests of the practice server. Independent of the wire: the two
 * sides share no code. Fails the running cmocka test when something goes wrong.
 */
#ifndef MAILMEDIC_TESTS_PRACTICE_CLIENT_H
#define MAILMEDIC_TESTS_PRACTICE_CLIENT_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>

enum { CLIENT_REPLY_MAX = 8192 };

struct client {
	int fd; /* -1: not connected */
	SSL_CTX *context;
	SSL *ssl;
	char in[CLIENT_REPLY_MAX];
	size_t in_len;
	char reply[CLIENT_REPLY_MAX]; /* the latest, all lines with LF between them */
};

void client_init(struct client *client);
void client_finish(struct client *client);

/* Connects to 127.0.0.1; true when it worked. */
bool client_connect(struct client *client, int port);

/* Shakes hands; `ca_file` is trusted. Returns the verification result (X509_V_OK...), -1 for a failed
 * handshake. */
long client_start_tls(struct client *client, const char *ca_file, const char *host);

void client_send(struct client *client, const char *bytes, size_t len);
void client_send_line(struct client *client, const char *line);

/* Reads one reply into client->reply; false at the end of the connection. */
bool client_read_reply(struct client *client);

/* Reads whatever comes first, without splitting it; 0 at the end, -1 for a reset. */
long client_read_some(struct client *client, char *bytes, size_t size);

/* Sends AUTH and answers challenges until another reply than 334 is in client->reply. */
void client_log_in(struct client *client, const char *mechanism, const char *user, const char *password,
		   bool initial_response);

/* AUTH and, after the empty 334, one response; reads the reply to it. */
void client_authenticate(struct client *client, const char *mechanism, const char *bytes, size_t len);

#endif
