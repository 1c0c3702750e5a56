/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Certificates to text and to a judgement. Input: one or more certificates in DER, one after the other,
 * as a server sends them.
 */
#include "fuzz.h"

#include "base/memory.h"
#include "wire/verify.h"
#include "wire/x509.h"

#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>

enum { CHAIN_MAX = 20 };

static STACK_OF(X509) *read_chain(struct fuzz_input input)
{
	STACK_OF(X509) *chain = sk_X509_new_null();
	const unsigned char *at = (const unsigned char *)input.bytes;
	const unsigned char *end = at + input.len;

	while (at < end && sk_X509_num(chain) < CHAIN_MAX) {
		X509 *certificate = d2i_X509(NULL, &at, (long)(end - at));
		if (certificate == NULL)
			break;
		sk_X509_push(chain, certificate);
	}
	ERR_clear_error();
	return chain;
}

static void check_text(const char *text)
{
	fuzz_require(text != NULL, "each text is there");
	fuzz_require_inert(text, strlen(text), false);
}

static void check_facts(const struct tls_facts *facts, size_t count)
{
	fuzz_require(facts->chain_total == count, "all certificates are counted");
	for (size_t i = 0; i < facts->chain_count; i++) {
		const struct certificate *certificate = &facts->chain[i];
		check_text(certificate->subject);
		check_text(certificate->issuer);
		check_text(certificate->key);
		check_text(certificate->signature);
		check_text(certificate->fingerprint);
		fuzz_require(certificate->name_count <= CERTIFICATE_NAMES_MAX, "the cap holds");
		for (size_t j = 0; j < certificate->name_count; j++)
			check_text(certificate->names[j]);
	}
}

static void check_verdict(STACK_OF(X509) *chain)
{
	static struct trust *trust;
	static struct server_name host;
	struct error error;
	char *detail = NULL;

	if (trust == NULL) {
		fuzz_require(server_name_parse("mail.example.org", &host, &error), "the name is a name");
		fuzz_require(trust_create(NULL, &trust, &error), "the system's certificates are there");
	}
	enum problem problem = verify_chain(chain, &host, trust, &detail);
	fuzz_require(problem != PROBLEM_NONE, "nothing made up is trusted");
	check_text(detail);
	free(detail);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	STACK_OF(X509) *chain = read_chain(fuzz_input(bytes, len));
	struct tls_facts facts, copy;

	tls_facts_init(&facts);
	tls_facts_init(&copy);
	x509_read_chain(&facts, chain);
	check_facts(&facts, (size_t)sk_X509_num(chain));
	tls_facts_copy(&copy, &facts);
	check_facts(&copy, (size_t)sk_X509_num(chain));
	if (sk_X509_num(chain) > 0)
		check_verdict(chain);
	tls_facts_finish(&facts);
	tls_facts_finish(&copy);
	sk_X509_pop_free(chain, X509_free);
	return 0;
}
