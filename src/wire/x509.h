/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OpenSSL's certificates turned into plain data and inert text. */
#ifndef MAILMEDIC_WIRE_X509_H
#define MAILMEDIC_WIRE_X509_H

#include "base/strbuf.h"
#include "wire/certificate.h"

#include <openssl/x509.h>
#include <time.h>

/* Fills `facts` with the chain as sent (NULL: none), replacing what was there. */
void x509_read_chain(struct tls_facts *facts, STACK_OF(X509) *chain);

/* Appends a name on one line, the most specific part first: "CN=mail.example.org, O=Example". */
void x509_add_name(struct strbuf *out, const X509_NAME *name);

/* Appends the IPv4 or IPv6 address of an alternative name. */
void x509_add_address(struct strbuf *out, const ASN1_OCTET_STRING *octets);

/* Appends "2026-11-23 16:04 UTC". */
void x509_add_time(struct strbuf *out, time_t when);

/* Seconds since 1970; 0 for a time that cannot be read. */
time_t x509_time(const ASN1_TIME *time);

#endif
