/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens for tests, signed by an RSA key of the test (RS256). */
#ifndef MAILMEDIC_TESTS_JWT_H
#define MAILMEDIC_TESTS_JWT_H

#include "base/secret.h"
#include "base/strbuf.h"
#include "smtp/base64.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <string.h>

enum { JWT_TEXT_MAX = 32 * 1024 };

static inline void jwt_add_part(struct strbuf *out, const char *bytes, size_t len)
{
	struct strbuf base64;

	strbuf_init(&base64, JWT_TEXT_MAX);
	base64_encode(bytes, len, &base64);
	for (size_t i = 0; i < base64.len && base64.data[i] != '='; i++)
		strbuf_addc(out, base64.data[i] == '+' ? '-' : base64.data[i] == '/' ? '_' : base64.data[i]);
	strbuf_finish(&base64);
}

/* The signed token of `header` and `claims` in `out`. */
static inline void jwt_write(struct strbuf *out, const char *header, const char *claims)
{
	static EVP_PKEY *key;
	unsigned char signature[256];
	size_t size = sizeof(signature);
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	if (key == NULL)
		key = EVP_RSA_gen(2048);
	strbuf_clear(out);
	jwt_add_part(out, header, strlen(header));
	strbuf_addc(out, '.');
	jwt_add_part(out, claims, strlen(claims));
	EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key);
	EVP_DigestSign(context, signature, &size, (const unsigned char *)out->data, out->len);
	EVP_MD_CTX_free(context);
	strbuf_addc(out, '.');
	jwt_add_part(out, (const char *)signature, size);
}

/* The caller destroys it. */
static inline struct secret *jwt_create(const char *header, const char *claims)
{
	struct secret *token = secret_create();
	struct strbuf text;

	strbuf_init(&text, JWT_TEXT_MAX);
	jwt_write(&text, header, claims);
	secret_append(token, text.data, text.len);
	strbuf_finish(&text);
	return token;
}

#define JWT_HEADER "{\"typ\":\"JWT\",\"alg\":\"RS256\",\"kid\":\"k1\"}"

#endif
