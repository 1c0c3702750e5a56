/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whom to trust: the system's certificates or the user's own file or folder. The system's are
 * found one by one through the hashed folder; the bundle, ten times the cost of the whole
 * handshake, is parsed only when a chain could not be completed that way.
 */
#ifndef MAILMEDIC_WIRE_TRUST_H
#define MAILMEDIC_WIRE_TRUST_H

#include "base/error.h"

#include <openssl/x509.h>
#include <stdbool.h>

struct trust; /* opaque */

/*
 * `ca_path`: file (PEM, one certificate or more, CRLs too) or folder (hashed by c_rehash, or plain
 * .pem, .crt and .cer files); NULL: the system's. False with `error` when nothing can be read there.
 */
bool trust_create(const char *ca_path, struct trust **ret_trust, struct error *error);

/* For one more user, who destroys it too; takes NULL. */
struct trust *trust_share(struct trust *trust);

/* Freed with its last user; takes NULL. */
void trust_destroy(struct trust *trust);

/* The certificates to verify with, borrowed. */
X509_STORE *trust_store(struct trust *trust);

/* The system's bundle as a second try, borrowed; NULL when there is none or a ca_path was given. */
X509_STORE *trust_bundle(struct trust *trust);

/* True when revocation lists came with the certificates. */
bool trust_has_crls(struct trust *trust);

/* True when a known certificate belongs to the organization in `name`: it may be the missing one's issuer. */
bool trust_knows_organization(struct trust *trust, const X509_NAME *name);

#endif
