/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The user's own certificate and its private key, as a TLS server may ask for them. Read from files once; the
 * passphrase of an encrypted key comes from the caller, never from a terminal that OpenSSL opens.
 */
#ifndef MAILMEDIC_WIRE_CLIENT_IDENTITY_H
#define MAILMEDIC_WIRE_CLIENT_IDENTITY_H

#include "base/error.h"

#include <openssl/ssl.h>
#include <stdbool.h>

struct secret;
struct client_identity; /* opaque */

enum client_identity_state {
	CLIENT_IDENTITY_READ,
	CLIENT_IDENTITY_LOCKED, /* a passphrase is needed, or the one given is wrong: `error` says which */
	CLIENT_IDENTITY_UNUSABLE,
};

/*
 * `cert_path`: PEM (the certificate, those of its issuers after it, its key where `key_path` is NULL) or PKCS
 * #12 (RFC 7292). `key_path`: PEM, or NULL. `passphrase` may be NULL. The caller destroys *ret_identity,
 * which is set with CLIENT_IDENTITY_READ alone; otherwise `error` has one sentence.
 */
enum client_identity_state client_identity_read(const char *cert_path, const char *key_path,
						const struct secret *passphrase,
						struct client_identity **ret_identity, struct error *error);

/* One more owner of the same (NULL for NULL), who destroys it too. */
struct client_identity *client_identity_share(struct client_identity *identity);
void client_identity_destroy(struct client_identity *identity); /* takes NULL */

/* True when it was read from these files. */
bool client_identity_is_from(const struct client_identity *identity, const char *cert_path,
			     const char *key_path);

/* By the clock of this computer. False for NULL. */
bool client_identity_has_run_out(const struct client_identity *identity);

/* Makes it the one that `ssl` shows. */
void client_identity_use(const struct client_identity *identity, SSL *ssl);

#endif
