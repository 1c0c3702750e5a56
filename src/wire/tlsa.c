/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Usage 3 names the server's own certificate, usage 2 one of its issuers (RFC 7671, 5.1 and 5.2). */
#include "wire/tlsa.h"

#include <string.h>

enum { USAGE_ISSUER = 2, USAGE_SERVER = 3, MATCHING_SHA256 = 1, MATCHING_SHA512 = 2 };

const char *tlsa_fit_id(enum tlsa_fit fit)
{
	static const char *const ids[] = {
#define X(name, id) id,
	    TLSA_FIT_LIST(X)
#undef X
	};
	return ids[fit];
}

static size_t digest_len(const struct dns_record *record)
{
	return record->matching == MATCHING_SHA256 ? TLSA_SHA256_BYTES : TLSA_SHA512_BYTES;
}

static bool is_usable(const struct dns_record *record)
{
	return (record->usage == USAGE_ISSUER || record->usage == USAGE_SERVER) && record->selector <= 1 &&
	       (record->matching == MATCHING_SHA256 || record->matching == MATCHING_SHA512) &&
	       record->data_len == digest_len(record);
}

static bool is_of(const struct dns_record *record, const struct tlsa_digests *certificate)
{
	const unsigned char *digest = record->matching == MATCHING_SHA256
					  ? certificate->sha256[record->selector]
					  : certificate->sha512[record->selector];

	return memcmp(record->data, digest, digest_len(record)) == 0;
}

static bool fits(const struct dns_record *record, const struct tlsa_digests *chain, size_t count)
{
	size_t first = record->usage == USAGE_SERVER ? 0 : 1;
	size_t end = record->usage == USAGE_SERVER ? 1 : count;

	for (size_t i = first; i < end; i++) {
		if (is_of(record, &chain[i]))
			return true;
	}
	return false;
}

enum tlsa_fit tlsa_compare(const struct dns_answer *answer, const struct tlsa_digests *chain, size_t count)
{
	enum tlsa_fit best = TLSA_UNUSABLE;

	if (count == 0)
		return TLSA_UNSEEN;
	for (size_t i = 0; i < answer->count; i++) {
		if (!is_usable(&answer->records[i]))
			continue;
		if (fits(&answer->records[i], chain, count))
			return TLSA_FITS;
		best = TLSA_DIFFERS;
	}
	return best;
}
