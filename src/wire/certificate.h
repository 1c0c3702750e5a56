/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A certificate chain and the outcome of a TLS handshake as plain data: no OpenSSL types, all texts inert. */
#ifndef MAILMEDIC_WIRE_CERTIFICATE_H
#define MAILMEDIC_WIRE_CERTIFICATE_H

#include "smtp/problem.h"
#include "wire/tlsa.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

enum { CERTIFICATE_CHAIN_MAX = 10, CERTIFICATE_NAMES_MAX = 100 };

struct certificate {
	char *subject; /* one line, "CN=mail.example.org, O=Example" */
	char *issuer;
	char **names;      /* subject alternative names: "DNS:mail.example.org", "IP:192.0.2.1" */
	size_t name_count; /* at most CERTIFICATE_NAMES_MAX */
	size_t name_total; /* names in the certificate; more than name_count when the cap left some out */
	time_t not_before;
	time_t not_after;
	char *key;         /* "RSA 2048 bits" */
	char *signature;   /* "sha256WithRSAEncryption" */
	char *fingerprint; /* SHA-256, colon-separated hex */
	bool self_signed;
	struct tlsa_digests digests;
};

struct tls_facts {
	bool complete;                  /* the handshake finished (verified or not) */
	bool verified;                  /* chain trusted and name matches */
	enum problem problem;           /* why not, or PROBLEM_NONE */
	char *detail;                   /* one inert sentence with names and dates, or NULL */
	char *version;                  /* "TLSv1.3", or NULL */
	bool client_certificate_wanted; /* whether it does without, a TLS 1.3 server says only later */
	bool client_certificate_sent;
	char *client_authorities;  /* "CN=Example CA; CN=Other CA": whose certificates it takes; NULL: any */
	char *cipher;              /* "TLS_AES_256_GCM_SHA384", or NULL */
	struct certificate *chain; /* as the server sent it, its own first */
	size_t chain_count;        /* at most CERTIFICATE_CHAIN_MAX */
	size_t chain_total;        /* certificates sent; more than chain_count when the cap left some out */
};

void tls_facts_init(struct tls_facts *facts);
void tls_facts_finish(struct tls_facts *facts);
void tls_facts_copy(struct tls_facts *to, const struct tls_facts *from); /* `to` initialised; replaced */

/* Drops the chain alone. */
void certificate_free_chain(struct tls_facts *facts);

#endif
