/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Practice tokens: made, and judged by what they say, as a real server does after it has checked the
 * signature. */
#include "practice/token.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "base/secret.h"
#include "practice/login.h"
#include "practice/practice.h"
#include "smtp/base64.h"

enum { KEY_BYTES = 32, LIFETIME_SECONDS = 3600, TEXT_MAX = 4096 };

/* Base64url without padding (RFC 7515, 2). */
static void add_part(const char *bytes, size_t len, struct strbuf *out)
{
	struct strbuf base64;

	strbuf_init(&base64, TEXT_MAX);
	base64_encode(bytes, len, &base64);
	for (size_t i = 0; i < base64.len && base64.data[i] != '='; i++)
		strbuf_addc(out, base64.data[i] == '+' ? '-' : base64.data[i] == '/' ? '_' : base64.data[i]);
	strbuf_finish(&base64);
}

static char *sign(const struct scenario_token *token, const unsigned char *key)
{
	static const char header[] = "{\"typ\":\"JWT\",\"alg\":\"HS256\"}";
	unsigned char signature[EVP_MAX_MD_SIZE];
	unsigned size = 0;
	struct strbuf claims, text;
	int64_t expires = time(NULL) + (token->ran_out > 0 ? -token->ran_out / 1000 : LIFETIME_SECONDS);

	strbuf_init(&claims, TEXT_MAX);
	strbuf_init(&text, TEXT_MAX);
	strbuf_addf(&claims,
		    "{\"iss\":\"" PRACTICE_ISSUER "\",\"aud\":\"%s\",\"scp\":\"%s\",\"upn\":\"%s\","
		    "\"iat\":%lld,\"nbf\":%lld,\"exp\":%lld}",
		    token->audience != NULL ? token->audience : PRACTICE_AUDIENCE,
		    token->scopes != NULL ? token->scopes : PRACTICE_SCOPE,
		    token->user != NULL ? token->user : PRACTICE_USER, (long long)expires - LIFETIME_SECONDS,
		    (long long)expires - LIFETIME_SECONDS, (long long)expires);
	add_part(header, strlen(header), &text);
	strbuf_addc(&text, '.');
	add_part(claims.data, claims.len, &text);
	HMAC(EVP_sha256(), key, KEY_BYTES, (const unsigned char *)text.data, text.len, signature, &size);
	strbuf_addc(&text, '.');
	add_part((const char *)signature, size, &text);
	char *taken = strbuf_take(&text);
	strbuf_finish(&claims);
	strbuf_finish(&text);
	return taken;
}

void practice_tokens_make(struct scenario *scenario)
{
	unsigned char key[KEY_BYTES];

	if (RAND_bytes(key, sizeof(key)) != 1)
		memset(key, 0x5a, sizeof(key));
	for (size_t i = 0; i < scenario->token_count; i++)
		scenario->tokens[i].text = sign(&scenario->tokens[i], key);
	secret_wipe_buffer(key, sizeof(key));
}

bool practice_needs_token(const struct scenario *scenario)
{
	for (size_t i = 0; i < scenario->mechanism_count; i++)
		if (!mechanism_takes_token(scenario->mechanisms[i]))
			return false;
	return scenario->mechanism_count > 0 && scenario->token_count > 0;
}

struct token_want practice_token_want(const char *user)
{
	return (struct token_want){.user = user,
				   .issuers = PRACTICE_ISSUER,
				   .audiences = PRACTICE_AUDIENCE,
				   .scopes = PRACTICE_SCOPE,
				   .now = time(NULL)};
}

bool practice_token_accepts(const struct scenario *scenario, const struct login *login,
			    const char **ret_status)
{
	const struct token_want want = practice_token_want(login->user.data);
	struct token_finding findings[TOKEN_FINDING_COUNT];
	bool known = false, lacks_scope = false;

	for (size_t i = 0; i < scenario->token_count && !known; i++)
		known = login_has_password(login, scenario->tokens[i].text, false);
	*ret_status = "invalid_token";
	if (!known)
		return false;
	struct secret *token = secret_create();
	struct token_facts facts;
	secret_append(token, login->password.data, login->password.len);
	token_read(token, &facts);
	secret_destroy(token);
	size_t count = token_compare(&facts, &want, findings);
	for (size_t i = 0; i < count; i++)
		lacks_scope = lacks_scope || findings[i].kind == TOKEN_FINDING_SCOPE;
	if (lacks_scope && count == 1)
		*ret_status = "insufficient_scope";
	return count == 0;
}
