/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The server's side of SCRAM (RFC 5802, RFC 7677), computed with OpenSSL: nothing of it is shared with the
 * client. Pure: nonce, salt and password come from the caller.
 */
#ifndef MAILMEDIC_PRACTICE_SCRAM_H
#define MAILMEDIC_PRACTICE_SCRAM_H

#include <stdbool.h>
#include <stddef.h>

enum { SCRAM_TEXT_MAX = 1024, SCRAM_SALT_MAX = 64, SCRAM_DIGEST_MAX = 64 };

struct scram {
	bool sha256; /* else SHA-1 */
	int iterations;
	char salt[SCRAM_SALT_MAX]; /* before Base64 */
	size_t salt_len;
	char nonce[SCRAM_TEXT_MAX]; /* the client's, and ours after it */
	char user[SCRAM_TEXT_MAX];
	char gs2[SCRAM_TEXT_MAX];          /* "n,," or "p=tls-exporter,," and the like */
	char first_bare[SCRAM_TEXT_MAX];   /* of the client */
	char server_first[SCRAM_TEXT_MAX]; /* as it is to be sent, before Base64 */
	char final[SCRAM_TEXT_MAX];        /* of the client, without its proof */
	char proof[SCRAM_DIGEST_MAX];
	size_t proof_len;
	char server_final[SCRAM_TEXT_MAX]; /* "v=...", once the proof was right */
};

/*
 * Takes the client's first message; sha256, iterations and salt are set. `nonce` is ours. On success
 * server_first is ready. False: it is malformed.
 */
bool scram_take_first(struct scram *scram, const char *message, const char *nonce);

/* Takes the client's last message: nonce and binding flag must be those of before. `binding` is the channel
 * binding data that a "p=" header must be followed by. False: it is malformed or does not belong here. */
bool scram_take_final(struct scram *scram, const char *message, const char *binding, size_t binding_len);

/* Whether the proof is one of `password`; server_final is ready then. */
bool scram_proves(struct scram *scram, const char *password, size_t len);

#endif
