/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's side of AUTH: a small state machine for each mechanism. No socket, no policy. */
#include "practice/login.h"

#include "base/memory.h"
#include "base/secret.h"
#include "base/text.h"
#include "practice/scram.h"
#include "smtp/base64.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ASK_USER     "VXNlcm5hbWU6" /* Username: */
#define ASK_PASSWORD "UGFzc3dvcmQ6" /* Password: */
/* Not the host name: it holds the practice password, and clients mask that in any disguise. */
#define CHALLENGE_END "@training.test>"

enum { NONCE_HEX_MAX = 2 * 12 + 1, SCRAM_ITERATIONS = 4096 };

#define REPLY_CANCELLED  "501 5.7.0 Authentication aborted"
#define REPLY_NOT_BASE64 "501 5.5.2 Invalid base64 data"
#define REPLY_MALFORMED  "501 5.5.2 Malformed authentication data"
#define REPLY_NO_INITIAL "501 5.7.0 This mechanism takes no initial response"

static void wipe(struct strbuf *buf)
{
	secret_wipe_buffer(buf->data, buf->size);
	strbuf_clear(buf);
}

void login_init(struct login *login)
{
	memset(login, 0, sizeof(*login));
	login->scram = mem_calloc(1, sizeof(*login->scram));
	strbuf_init(&login->user, LOGIN_CREDENTIAL_MAX);
	strbuf_init(&login->password, LOGIN_CREDENTIAL_MAX);
	strbuf_init(&login->text, 1024);
}

void login_finish(struct login *login)
{
	wipe(&login->user);
	wipe(&login->password);
	strbuf_finish(&login->user);
	strbuf_finish(&login->password);
	strbuf_finish(&login->text);
	free(login->scram);
}

static bool is_scram(enum mechanism_id id)
{
	return id == MECHANISM_SCRAM_SHA_256 || id == MECHANISM_SCRAM_SHA_1;
}

bool login_knows(const char *mechanism)
{
	const struct mechanism *known = mechanism_find(mechanism);

	return (known && is_scram(known->id)) || mechanism_takes_token(mechanism) ||
	       mechanism_is(mechanism, MECHANISM_PLAIN) || mechanism_is(mechanism, MECHANISM_LOGIN) ||
	       mechanism_is(mechanism, MECHANISM_CRAM_MD5);
}

bool login_takes_token(const struct login *login)
{
	return login->mechanism == MECHANISM_XOAUTH2 || login->mechanism == MECHANISM_OAUTHBEARER;
}

static enum login_progress refuse(const char *reply, const char **ret_text)
{
	*ret_text = reply;
	return LOGIN_REFUSED;
}

static enum login_progress challenge(struct login *login, const char *text, const char **ret_text)
{
	login->steps++;
	*ret_text = text;
	return LOGIN_CHALLENGE;
}

enum login_progress login_refuse_token(struct login *login, const char *status, const char *scope,
				       const char **ret_text)
{
	struct strbuf json;

	strbuf_init(&json, 1024);
	if (login->mechanism == MECHANISM_XOAUTH2)
		strbuf_addf(&json, "{\"status\":\"%s\",\"schemes\":\"bearer\",\"scope\":\"%s\"}",
			    strcmp(status, "insufficient_scope") == 0 ? "403" : "401", scope);
	else
		strbuf_addf(&json,
			    "{\"status\":\"%s\",\"scope\":\"%s\",\"openid-configuration\":\""
			    "https://login.practice.test/.well-known/openid-configuration\"}",
			    status, scope);
	strbuf_clear(&login->text);
	base64_encode(json.data, json.len, &login->text);
	strbuf_finish(&json);
	return challenge(login, login->text.data, ret_text);
}

static void make_nonce(char ret_hex[NONCE_HEX_MAX])
{
	unsigned char nonce[(NONCE_HEX_MAX - 1) / 2];

	if (RAND_bytes(nonce, sizeof(nonce)) != 1)
		memset(nonce, 0x5a, sizeof(nonce));
	for (size_t i = 0; i < sizeof(nonce); i++)
		snprintf(ret_hex + 2 * i, 3, "%02x", nonce[i]);
}

static enum login_progress challenge_encoded(struct login *login, const char *text, const char **ret_text)
{
	strbuf_clear(&login->text);
	base64_encode(text, strlen(text), &login->text);
	return challenge(login, login->text.data, ret_text);
}

static enum login_progress cram_challenge(struct login *login, const char **ret_text)
{
	char nonce[NONCE_HEX_MAX];

	make_nonce(nonce);
	snprintf(login->challenge, sizeof(login->challenge), "<%s" CHALLENGE_END, nonce);
	return challenge_encoded(login, login->challenge, ret_text);
}

/* The client's first message, its proof, and at last nothing but that it has seen the server's. */
static enum login_progress take_scram(struct login *login, const struct strbuf *bytes, const char **ret_text)
{
	static const char salt[] = "a-grain-of-salt!";
	struct scram *scram = login->scram;
	char nonce[NONCE_HEX_MAX];

	if (login->steps == 1) {
		*scram = (struct scram){.sha256 = login->mechanism == MECHANISM_SCRAM_SHA_256,
					.iterations = SCRAM_ITERATIONS,
					.salt_len = sizeof(salt) - 1};
		memcpy(scram->salt, salt, sizeof(salt) - 1);
		make_nonce(nonce);
		if (strlen(bytes->data) != bytes->len || !scram_take_first(scram, bytes->data, nonce))
			return refuse(REPLY_MALFORMED, ret_text);
		return challenge_encoded(login, scram->server_first, ret_text);
	}
	if (login->steps > 2)
		return LOGIN_COMPLETE;
	if (strlen(bytes->data) != bytes->len || !scram_take_final(scram, bytes->data, "", 0))
		return refuse(REPLY_MALFORMED, ret_text);
	strbuf_adds(&login->user, scram->user);
	return LOGIN_COMPLETE;
}

bool login_owes_proof(struct login *login, const char **ret_text)
{
	if (!is_scram(login->mechanism) || login->steps > 2)
		return false;
	challenge_encoded(login, login->scram->server_final, ret_text);
	return true;
}

enum login_progress login_start(struct login *login, const char *mechanism, const char *initial,
				const char **ret_text)
{
	wipe(&login->user);
	wipe(&login->password);
	login->steps = 0;
	login->mechanism = mechanism_find(mechanism)->id;
	if (login->mechanism == MECHANISM_CRAM_MD5)
		return initial ? refuse(REPLY_NO_INITIAL, ret_text) : cram_challenge(login, ret_text);
	if (initial) {
		login->steps = 1;
		return login_answer(login, strcmp(initial, "=") == 0 ? "" : initial, ret_text);
	}
	return challenge(login, login->mechanism == MECHANISM_LOGIN ? ASK_USER : "", ret_text);
}

/* [authorization name] NUL user NUL password */
static enum login_progress take_plain(struct login *login, const struct strbuf *bytes, const char **ret_text)
{
	const char *end = bytes->data + bytes->len;
	const char *user = memchr(bytes->data, '\0', bytes->len);
	const char *password = user ? memchr(user + 1, '\0', (size_t)(end - user - 1)) : NULL;

	if (!password || memchr(password + 1, '\0', (size_t)(end - password - 1)))
		return refuse(REPLY_MALFORMED, ret_text);
	strbuf_add(&login->user, user + 1, (size_t)(password - user - 1));
	strbuf_add(&login->password, password + 1, (size_t)(end - password - 1));
	if (login->user.len == 0)
		return refuse(REPLY_MALFORMED, ret_text);
	return LOGIN_COMPLETE;
}

static enum login_progress take_login(struct login *login, const struct strbuf *bytes, const char **ret_text)
{
	if (login->steps == 1) {
		strbuf_add(&login->user, bytes->data, bytes->len);
		return challenge(login, ASK_PASSWORD, ret_text);
	}
	strbuf_add(&login->password, bytes->data, bytes->len);
	return LOGIN_COMPLETE;
}

/* The value after `name` in text whose parts end with ^A. */
static bool add_part(const struct strbuf *text, const char *name, struct strbuf *out)
{
	size_t size = strlen(name), start = 0;

	while (start < text->len) {
		const char *part = text->data + start;
		const char *end = memchr(part, '\x01', text->len - start);
		size_t len = end ? (size_t)(end - part) : text->len - start;

		if (len > size && text_starts_nocase(part, name))
			return strbuf_add(out, part + size, len - size);
		start += len + 1;
	}
	return false;
}

/* user=NAME ^A auth=Bearer TOKEN ^A ^A, or n,a=NAME, ^A host=... ^A port=... ^A auth=Bearer TOKEN ^A ^A (RFC
 * 7628, 3.1). What comes after that only ends a refusal. */
static enum login_progress take_token(struct login *login, const struct strbuf *bytes, const char **ret_text)
{
	bool bearer = login->mechanism == MECHANISM_OAUTHBEARER;

	if (login->password.len > 0)
		return refuse("535 5.7.8 Error: authentication failed: the token is not accepted", ret_text);
	if (!add_part(bytes, bearer ? "n,a=" : "user=", &login->user) ||
	    !add_part(bytes, "auth=Bearer ", &login->password))
		return refuse(REPLY_MALFORMED, ret_text);
	if (bearer && login->user.len > 0 && login->user.data[login->user.len - 1] == ',')
		login->user.data[--login->user.len] = '\0';
	return LOGIN_COMPLETE;
}

/* user SP digest */
static enum login_progress take_cram(struct login *login, const struct strbuf *bytes, const char **ret_text)
{
	const char *space = strrchr(bytes->data, ' ');

	if (!space || strlen(bytes->data) != bytes->len || space == bytes->data)
		return refuse(REPLY_MALFORMED, ret_text);
	strbuf_add(&login->user, bytes->data, (size_t)(space - bytes->data));
	strbuf_adds(&login->password, space + 1);
	return LOGIN_COMPLETE;
}

enum login_progress login_answer(struct login *login, const char *response, const char **ret_text)
{
	struct strbuf bytes;
	enum login_progress progress;

	if (strcmp(response, "*") == 0)
		return refuse(REPLY_CANCELLED, ret_text);
	strbuf_init(&bytes, LOGIN_CREDENTIAL_MAX);
	if (!base64_decode(response, strlen(response), &bytes))
		progress = refuse(REPLY_NOT_BASE64, ret_text);
	else if (login_takes_token(login))
		progress = take_token(login, &bytes, ret_text);
	else if (is_scram(login->mechanism))
		progress = take_scram(login, &bytes, ret_text);
	else if (login->mechanism == MECHANISM_PLAIN)
		progress = take_plain(login, &bytes, ret_text);
	else if (login->mechanism == MECHANISM_LOGIN)
		progress = take_login(login, &bytes, ret_text);
	else
		progress = take_cram(login, &bytes, ret_text);
	wipe(&bytes);
	strbuf_finish(&bytes);
	return progress;
}

static void cram_digest(const char *challenge_text, const char *password, size_t len, char *ret_hex)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned digest_len = 0;

	HMAC(EVP_md5(), password, (int)len, (const unsigned char *)challenge_text, strlen(challenge_text),
	     digest, &digest_len);
	for (unsigned i = 0; i < digest_len; i++)
		snprintf(ret_hex + 2 * (size_t)i, 3, "%02x", digest[i]);
}

static bool proves(const struct login *login, const char *password, size_t len)
{
	char hex[2 * EVP_MAX_MD_SIZE + 1] = "";

	if (is_scram(login->mechanism))
		return scram_proves(login->scram, password, len);
	if (login->mechanism != MECHANISM_CRAM_MD5)
		return login->password.len == len && CRYPTO_memcmp(login->password.data, password, len) == 0;
	cram_digest(login->challenge, password, len, hex);
	return text_compare_nocase(login->password.data, hex) == 0;
}

static void drop_spaces(const char *text, size_t len, struct strbuf *out)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] != ' ')
			strbuf_addc(out, text[i]);
}

/* As proves(), with the spaces of both sides left out (a digest can only be compared as it is). */
static bool proves_without_spaces(const struct login *login, const char *password)
{
	struct strbuf given, wanted;
	bool same;

	strbuf_init(&given, LOGIN_CREDENTIAL_MAX);
	strbuf_init(&wanted, LOGIN_CREDENTIAL_MAX);
	drop_spaces(login->password.data, login->password.len, &given);
	drop_spaces(password, strlen(password), &wanted);
	if (login->mechanism == MECHANISM_CRAM_MD5)
		same = proves(login, wanted.data, wanted.len);
	else
		same = given.len == wanted.len && CRYPTO_memcmp(given.data, wanted.data, given.len) == 0;
	wipe(&given);
	wipe(&wanted);
	strbuf_finish(&given);
	strbuf_finish(&wanted);
	return same;
}

bool login_has_password(const struct login *login, const char *password, bool spaces_optional)
{
	if (proves(login, password, strlen(password)))
		return true;
	return spaces_optional && proves_without_spaces(login, password);
}
