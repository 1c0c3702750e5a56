/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two messages of the client, and the keys of RFC 5802, 3. */
#include "practice/scram.h"

#include "base/secret.h"
#include "base/strbuf.h"
#include "smtp/base64.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <string.h>

static const EVP_MD *digest(const struct scram *scram)
{
	return scram->sha256 ? EVP_sha256() : EVP_sha1();
}

static bool copy(char *to, const char *from, size_t len)
{
	if (len >= SCRAM_TEXT_MAX)
		return false;
	memcpy(to, from, len);
	to[len] = '\0';
	return true;
}

/* The value of the attribute `name` in a message, up to the next comma; NULL: it is not there. */
static const char *attribute(const char *message, char name, size_t *ret_len)
{
	for (const char *at = message; at; at = strchr(at, ',')) {
		at += *at == ',';
		if (at[0] == name && at[1] == '=') {
			*ret_len = strcspn(at + 2, ",");
			return at + 2;
		}
	}
	return NULL;
}

/* RFC 5802, 5.1: "=2C" is a comma and "=3D" the sign itself. */
static bool read_user(struct scram *scram, const char *text, size_t len)
{
	size_t used = 0;

	for (size_t i = 0; i < len && used + 1 < sizeof(scram->user); i++) {
		if (text[i] != '=') {
			scram->user[used++] = text[i];
			continue;
		}
		if (i + 2 >= len || (strncmp(text + i, "=2C", 3) != 0 && strncmp(text + i, "=3D", 3) != 0))
			return false;
		scram->user[used++] = text[i + 1] == '2' ? ',' : '=';
		i += 2;
	}
	scram->user[used] = '\0';
	return used > 0;
}

bool scram_take_first(struct scram *scram, const char *message, const char *nonce)
{
	const char *comma = strchr(message, ',');
	const char *bare = comma ? strchr(comma + 1, ',') : NULL;
	const char *user, *theirs;
	size_t user_len = 0, theirs_len = 0;
	struct strbuf salt;

	if (!bare || !copy(scram->gs2, message, (size_t)(bare + 1 - message)) ||
	    !copy(scram->first_bare, bare + 1, strlen(bare + 1)))
		return false;
	user = attribute(scram->first_bare, 'n', &user_len);
	theirs = attribute(scram->first_bare, 'r', &theirs_len);
	if (!user || !theirs || theirs_len == 0 || !read_user(scram, user, user_len))
		return false;
	if (theirs_len + strlen(nonce) >= sizeof(scram->nonce))
		return false;
	snprintf(scram->nonce, sizeof(scram->nonce), "%.*s%s", (int)theirs_len, theirs, nonce);
	strbuf_init(&salt, SCRAM_TEXT_MAX);
	base64_encode(scram->salt, scram->salt_len, &salt);
	const int len = snprintf(scram->server_first, sizeof(scram->server_first), "r=%s,s=%s,i=%d",
				 scram->nonce, salt.data, scram->iterations);
	strbuf_finish(&salt);
	return len > 0 && (size_t)len < sizeof(scram->server_first);
}

/* "c=" repeats the header of the first message, and has the binding data after it. */
static bool repeats_header(const struct scram *scram, const char *text, size_t len, const char *binding,
			   size_t binding_len)
{
	const size_t header_len = strlen(scram->gs2);
	const size_t bound = scram->gs2[0] == 'p' ? binding_len : 0;
	struct strbuf decoded;
	bool same;

	strbuf_init(&decoded, 2 * SCRAM_TEXT_MAX);
	same = base64_decode(text, len, &decoded) && decoded.len == header_len + bound &&
	       memcmp(decoded.data, scram->gs2, header_len) == 0 &&
	       (bound == 0 || memcmp(decoded.data + header_len, binding, bound) == 0);
	strbuf_finish(&decoded);
	return same;
}

bool scram_take_final(struct scram *scram, const char *message, const char *binding, size_t binding_len)
{
	const char *proof = strstr(message, ",p=");
	const char *header, *nonce;
	size_t header_len = 0, nonce_len = 0;
	struct strbuf decoded;
	bool readable;

	if (!proof || !copy(scram->final, message, (size_t)(proof - message)))
		return false;
	header = attribute(scram->final, 'c', &header_len);
	nonce = attribute(scram->final, 'r', &nonce_len);
	if (!header || !repeats_header(scram, header, header_len, binding, binding_len) || !nonce ||
	    nonce_len != strlen(scram->nonce) || memcmp(nonce, scram->nonce, nonce_len) != 0)
		return false;
	strbuf_init(&decoded, SCRAM_DIGEST_MAX);
	readable = base64_decode(proof + 3, strlen(proof + 3), &decoded) &&
		   decoded.len == (size_t)EVP_MD_get_size(digest(scram));
	if (readable) {
		memcpy(scram->proof, decoded.data, decoded.len);
		scram->proof_len = decoded.len;
	}
	strbuf_finish(&decoded);
	return readable;
}

static void hmac(const struct scram *scram, const unsigned char *key, const char *text, unsigned char *ret)
{
	HMAC(digest(scram), key, EVP_MD_get_size(digest(scram)), (const unsigned char *)text, strlen(text),
	     ret, NULL);
}

static void write_final(struct scram *scram, const unsigned char *signature, size_t len)
{
	struct strbuf base64;

	strbuf_init(&base64, SCRAM_TEXT_MAX);
	base64_encode((const char *)signature, len, &base64);
	snprintf(scram->server_final, sizeof(scram->server_final), "v=%s", base64.data);
	strbuf_finish(&base64);
}

bool scram_proves(struct scram *scram, const char *password, size_t len)
{
	unsigned char salted[EVP_MAX_MD_SIZE], client[EVP_MAX_MD_SIZE], stored[EVP_MAX_MD_SIZE];
	unsigned char server[EVP_MAX_MD_SIZE], mine[EVP_MAX_MD_SIZE], shown[EVP_MAX_MD_SIZE];
	const size_t size = (size_t)EVP_MD_get_size(digest(scram));
	char message[3 * SCRAM_TEXT_MAX];
	bool right = scram->proof_len == size;

	snprintf(message, sizeof(message), "%s,%s,%s", scram->first_bare, scram->server_first, scram->final);
	if (PKCS5_PBKDF2_HMAC(password, (int)len, (const unsigned char *)scram->salt, (int)scram->salt_len,
			      scram->iterations, digest(scram), (int)size, salted) != 1)
		return false;
	hmac(scram, salted, "Client Key", client);
	EVP_Digest(client, size, stored, NULL, digest(scram), NULL);
	hmac(scram, stored, message, mine);
	for (size_t i = 0; i < size; i++)
		shown[i] = (unsigned char)((unsigned char)scram->proof[i] ^ mine[i]); /* the client's key */
	EVP_Digest(shown, size, shown, NULL, digest(scram), NULL);
	right = right && CRYPTO_memcmp(shown, stored, size) == 0;
	hmac(scram, salted, "Server Key", server);
	hmac(scram, server, message, mine);
	if (right)
		write_final(scram, mine, size);
	secret_wipe_buffer(salted, sizeof(salted));
	return right;
}
