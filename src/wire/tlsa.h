/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares a TLSA record (RFC 6698, RFC 7671) with certificates that were seen. No I/O, no OpenSSL types. */
#ifndef MAILMEDIC_WIRE_TLSA_H
#define MAILMEDIC_WIRE_TLSA_H

#include "wire/dns_record.h"

enum { TLSA_CHAIN_MAX = 4, TLSA_SHA256_BYTES = 32, TLSA_SHA512_BYTES = 64 };

/* Of one certificate, by selector: the whole of it, its public key. */
struct tlsa_digests {
	unsigned char sha256[2][TLSA_SHA256_BYTES];
	unsigned char sha512[2][TLSA_SHA512_BYTES];
};

/* X(enumerator, identifier) */
#define TLSA_FIT_LIST(X)                                                                                     \
	X(UNSEEN, "no-certificate") /* nothing to compare with */                                            \
	X(UNUSABLE, "unusable")     /* no record of the usages 2 and 3 with a digest */                      \
	X(DIFFERS, "differs")                                                                                \
	X(FITS, "fits")

enum tlsa_fit {
#define X(name, id) TLSA_##name,
	TLSA_FIT_LIST(X)
#undef X
};
const char *tlsa_fit_id(enum tlsa_fit fit); /* "fits" */

/* The best that one of the answer's records says of a chain, the server's own certificate first. */
enum tlsa_fit tlsa_compare(const struct dns_answer *answer, const struct tlsa_digests *chain, size_t count);

#endif
