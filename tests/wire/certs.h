/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates made while the test runs. */
#ifndef MAILMEDIC_TESTS_WIRE_CERTS_H
#define MAILMEDIC_TESTS_WIRE_CERTS_H

#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdbool.h>

enum { DAY = 24 * 60 * 60 };

struct identity {
	X509 *certificate;
	EVP_PKEY *key;
};

struct recipe {
	const char *name;              /* common name */
	const char *organization;      /* or NULL */
	const char *alternatives;      /* "DNS:a.example,IP:127.0.0.1", or NULL */
	const char *usage;             /* extendedKeyUsage, or NULL */
	const char *issuer_url;        /* authorityInfoAccess, or NULL */
	const struct identity *issuer; /* NULL: self-signed */
	long from;                     /* seconds from now; both 0: valid from a day ago for a year */
	long until;
	bool ca;
	int rsa_bits; /* 0: an EC key, which is quick to make */
};

struct identity identity_make(const struct recipe *recipe);
void identity_free(struct identity *identity);

/* Writes certificates (NULL ends the list) to a fresh file; the caller unlinks it and frees its name. */
char *certs_write(const X509 *first, ...);

/* A server's context with `own` and up to two more certificates in its chain (NULL for none). */
SSL_CTX *certs_server(const struct identity *own, X509 *second, X509 *third);

#endif
