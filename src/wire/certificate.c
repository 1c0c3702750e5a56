/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lifetimes of the plain data in certificate.h; how it is filled is x509.c's and tls.c's business. */
#include "wire/certificate.h"

#include <stdlib.h>

#include "base/memory.h"

static void certificate_finish(struct certificate *certificate)
{
	for (size_t i = 0; i < certificate->name_count; i++)
		free(certificate->names[i]);
	free(certificate->names);
	free(certificate->subject);
	free(certificate->issuer);
	free(certificate->key);
	free(certificate->signature);
	free(certificate->fingerprint);
}

static void certificate_copy(struct certificate *to, const struct certificate *from)
{
	*to = *from;
	to->subject = mem_strdup(from->subject);
	to->issuer = mem_strdup(from->issuer);
	to->key = mem_strdup(from->key);
	to->signature = mem_strdup(from->signature);
	to->fingerprint = mem_strdup(from->fingerprint);
	to->names = mem_calloc(to->name_count + 1, sizeof *to->names);
	for (size_t i = 0; i < to->name_count; i++)
		to->names[i] = mem_strdup(from->names[i]);
}

void certificate_free_chain(struct tls_facts *facts)
{
	for (size_t i = 0; i < facts->chain_count; i++)
		certificate_finish(&facts->chain[i]);
	free(facts->chain);
	facts->chain = NULL;
	facts->chain_count = facts->chain_total = 0;
}

void tls_facts_init(struct tls_facts *facts)
{
	*facts = (struct tls_facts){0};
}

void tls_facts_finish(struct tls_facts *facts)
{
	certificate_free_chain(facts);
	free(facts->detail);
	free(facts->version);
	free(facts->cipher);
	free(facts->client_authorities);
	tls_facts_init(facts);
}

void tls_facts_copy(struct tls_facts *to, const struct tls_facts *from)
{
	if (to == from)
		return;
	tls_facts_finish(to);
	*to = *from;
	to->detail = mem_strdup(from->detail);
	to->version = mem_strdup(from->version);
	to->cipher = mem_strdup(from->cipher);
	to->client_authorities = mem_strdup(from->client_authorities);
	to->chain = mem_calloc(to->chain_count + 1, sizeof *to->chain);
	for (size_t i = 0; i < to->chain_count; i++)
		certificate_copy(&to->chain[i], &from->chain[i]);
}
