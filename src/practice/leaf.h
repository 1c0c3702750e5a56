/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates for practice, good and bad, made in memory with OpenSSL. Knows no file and no socket. */
#ifndef MAILMEDIC_PRACTICE_LEAF_H
#define MAILMEDIC_PRACTICE_LEAF_H

#include "practice/scenario.h"

#include <openssl/x509.h>
#include <stdbool.h>

struct leaf_set {
	X509 *root;         /* what a client is told to trust */
	X509 *leaf;         /* what the server shows */
	EVP_PKEY *leaf_key; /* all owned */
};

/* Makes a root and a leaf of the wanted kind. False when OpenSSL fails; finish the set in either case. */
bool leaf_set_init(struct leaf_set *set, enum leaf kind);
void leaf_set_finish(struct leaf_set *set);

#endif
