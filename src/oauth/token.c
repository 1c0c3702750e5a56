/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens: taken out of a text, and read as far as they can be read. */
#include "oauth/token.h"

#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/secret.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "oauth/claim.h"
#include "smtp/base64.h"
#include "smtp/mask.h"

static const char *const kind_ids[] = {"unknown", "access", "id", "refresh"};

const char *token_kind_id(enum token_kind kind)
{
	return kind_ids[kind];
}

bool token_kind_parse(const char *id, enum token_kind *ret_kind)
{
	for (size_t i = 0; i < sizeof(kind_ids) / sizeof(kind_ids[0]); i++) {
		if (strcmp(kind_ids[i], id) == 0) {
			*ret_kind = (enum token_kind)i;
			return true;
		}
	}
	return false;
}

/* ---- what it says */

/* How tokens begin that only their maker can read (seen in 2026; nothing promises that they stay so). */
static const struct {
	const char *start;
	const char *maker;
	enum token_kind kind;
} opaque_starts[] = {
    {"ya29.", "Google", TOKEN_KIND_ACCESS},    {"1//", "Google", TOKEN_KIND_REFRESH},
    {"EwA", "Microsoft", TOKEN_KIND_ACCESS},   {"EwB", "Microsoft", TOKEN_KIND_ACCESS},
    {"M.C5", "Microsoft", TOKEN_KIND_REFRESH}, {"M.R3_", "Microsoft", TOKEN_KIND_REFRESH},
    {"0.A", "Microsoft", TOKEN_KIND_REFRESH},  {"1.A", "Microsoft", TOKEN_KIND_REFRESH},
};

static void read_opaque(const char *bytes, size_t len, struct token_facts *facts)
{
	for (size_t i = 0; i < sizeof(opaque_starts) / sizeof(opaque_starts[0]); i++) {
		size_t size = strlen(opaque_starts[i].start);
		if (len > size && memcmp(bytes, opaque_starts[i].start, size) == 0) {
			claim_fit(opaque_starts[i].maker, facts->maker, sizeof(facts->maker));
			facts->kind = opaque_starts[i].kind;
		}
	}
}

/* The object in a part of a JWT (base64url, RFC 7515, 2), or NULL. */
static json_t *read_part(const char *part, size_t len)
{
	struct strbuf base64, json;
	json_t *object = NULL;

	strbuf_init(&base64, TOKEN_TEXT_MAX);
	strbuf_init(&json, TOKEN_TEXT_MAX);
	for (size_t i = 0; i < len; i++)
		strbuf_addc(&base64, part[i] == '-' ? '+' : part[i] == '_' ? '/' : part[i]);
	while (base64.len % 4 != 0)
		strbuf_addc(&base64, '=');
	if (!base64.overflowed && base64_decode(base64.data, base64.len, &json))
		object = claim_parse(json.data, json.len);
	secret_wipe_buffer(base64.data, base64.size);
	secret_wipe_buffer(json.data, json.size);
	strbuf_finish(&base64);
	strbuf_finish(&json);
	return object;
}

static bool says(const json_t *object, const char *name, const char *value)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text != NULL && text_compare_nocase(text, value) == 0;
}

static bool has(const json_t *object, const char *name)
{
	return json_object_get(object, name) != NULL;
}

/* RFC 9068, 2.1; OpenID Connect Core, 2; the "typ" claim of Keycloak. */
static enum token_kind kind_of(const json_t *header, const json_t *claims)
{
	if (says(header, "typ", "at+jwt") || says(header, "typ", "application/at+jwt"))
		return TOKEN_KIND_ACCESS;
	if (says(claims, "typ", "Refresh") || says(claims, "typ", "Offline"))
		return TOKEN_KIND_REFRESH;
	if (says(claims, "typ", "ID"))
		return TOKEN_KIND_ID;
	if (has(claims, "scp") || has(claims, "scope") || has(claims, "roles"))
		return TOKEN_KIND_ACCESS;
	if (has(claims, "at_hash") || has(claims, "c_hash") || has(claims, "nonce") ||
	    has(claims, "email_verified"))
		return TOKEN_KIND_ID;
	return says(claims, "typ", "Bearer") ? TOKEN_KIND_ACCESS : TOKEN_KIND_UNKNOWN;
}

/* The first of these that is there. */
static void copy_first(const json_t *claims, const char *const *names, char *out)
{
	for (; *names != NULL; names++)
		if (claim_copy(claims, *names, out, TOKEN_CLAIM_MAX))
			return;
}

static void read_claims(const json_t *claims, struct token_facts *facts)
{
	static const char *const users[] = {"upn", "email", "preferred_username", "unique_name", NULL};
	static const char *const clients[] = {"appid", "azp", "client_id", NULL};
	static const char *const scopes[] = {"scp", "scope", NULL};

	claim_copy(claims, "iss", facts->issuer, sizeof(facts->issuer));
	claim_copy(claims, "aud", facts->audience, sizeof(facts->audience));
	copy_first(claims, users, facts->user);
	copy_first(claims, clients, facts->client);
	copy_first(claims, scopes, facts->scopes);
	if (facts->scopes[0] == '\0')
		facts->scopes_are_roles = claim_copy(claims, "roles", facts->scopes, sizeof(facts->scopes));
	facts->issued = claim_seconds(claims, "iat");
	facts->not_before = claim_seconds(claims, "nbf");
	facts->expires = claim_seconds(claims, "exp");
}

/* Three parts with dots between them (RFC 7515, 7.1): where the second and the third begin. */
static bool split(const char *bytes, size_t len, size_t *ret_claims, size_t *ret_signature)
{
	const char *one = memchr(bytes, '.', len);
	size_t claims = one != NULL ? (size_t)(one - bytes) + 1 : len;
	const char *two = claims < len ? memchr(bytes + claims, '.', len - claims) : NULL;

	if (two == NULL || memchr(two + 1, '.', len - (size_t)(two - bytes) - 1) != NULL)
		return false;
	*ret_claims = claims;
	*ret_signature = (size_t)(two - bytes) + 1;
	return true;
}

/* Five parts, and how it is encrypted (RFC 7516, 4.1.2, 7.1). */
static bool is_encrypted(const char *bytes, size_t len)
{
	const char *dot = memchr(bytes, '.', len);
	json_t *header = dot != NULL ? read_part(bytes, (size_t)(dot - bytes)) : NULL;
	bool encrypted = json_is_string(json_object_get(header, "enc"));
	size_t dots = 0;

	for (size_t i = 0; i < len; i++)
		dots += bytes[i] == '.';
	json_decref(header);
	return encrypted && dots == 4;
}

void token_read(const struct secret *token, struct token_facts *ret_facts)
{
	struct token_facts facts = {.kind = TOKEN_KIND_UNKNOWN};
	size_t len = secret_length(token), claims_at, signature_at;
	const char *bytes = len > 0 ? secret_bytes(token) : "";
	json_t *header = NULL, *claims = NULL;

	if (split(bytes, len, &claims_at, &signature_at)) {
		header = read_part(bytes, claims_at - 1);
		claims = read_part(bytes + claims_at, signature_at - claims_at - 1);
	}
	facts.is_jwt = header != NULL && claims != NULL;
	facts.is_encrypted = is_encrypted(bytes, len);
	if (facts.is_jwt) {
		facts.kind = kind_of(header, claims);
		claim_copy(header, "alg", facts.algorithm, sizeof(facts.algorithm));
		read_claims(claims, &facts);
	} else {
		read_opaque(bytes, len, &facts);
	}
	json_decref(header);
	json_decref(claims);
	*ret_facts = facts;
}

static void watch_part(struct mask *mask, const char *user, const char *bytes, size_t len)
{
	struct secret *part = secret_create();

	if (len >= TOKEN_PART_MIN && secret_append(part, bytes, len))
		mask_watch(mask, user, part);
	secret_destroy(part);
}

void token_watch(struct mask *mask, const char *user, const struct secret *token)
{
	size_t len = secret_length(token), claims, signature;

	if (len > 0 && split(secret_bytes(token), len, &claims, &signature)) {
		watch_part(mask, user, secret_bytes(token) + claims, signature - claims - 1);
		watch_part(mask, user, secret_bytes(token) + signature, len - signature);
	}
	if (len > 0)
		mask_watch(mask, user, token);
}

/* ---- where it comes from */

static bool refuse(struct error *error, const char *sentence)
{
	return error_set(error, ERROR_USAGE, "read the token", "%s", sentence);
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* RFC 6749, A.12, but the space: nobody makes tokens with one, and who copies words has one in them. */
static bool is_token_character(char c)
{
	return c > ' ' && c < 0x7F;
}

/* A JWT that a mail or a terminal has broken into lines. Whether others belong together is not to be seen. */
static bool take_wrapped(const char *bytes, size_t len, struct secret *token)
{
	struct token_facts facts;
	bool broken = false, ok = true;

	for (size_t i = 0; i < len && ok; i++) {
		if (is_space(bytes[i])) { /* a line may be indented */
			broken |= bytes[i] == '\r' || bytes[i] == '\n';
			ok = broken;
			continue;
		}
		broken = false;
		ok = is_token_character(bytes[i]) && secret_append(token, &bytes[i], 1);
	}
	token_read(token, &facts);
	ok = ok && facts.is_jwt && secret_length(token) <= TOKEN_MAX;
	if (!ok)
		secret_clear(token);
	return ok;
}

static bool take_bare(const char *bytes, size_t len, struct secret *token, struct error *error)
{
	if (take_wrapped(bytes, len, token))
		return true;
	if (len == 4 && memcmp(bytes, "null", 4) == 0)
		return refuse(error,
			      _("This is the word \"null\": what jq prints where an answer has no such "
				"member. Look at the whole answer."));
	for (size_t i = 0; i < len; i++)
		if (!is_token_character(bytes[i]))
			return refuse(error,
				      _("This is no token: it has characters that tokens do not have. Take "
					"the access token alone, or the whole JSON answer."));
	if (len > TOKEN_MAX || !secret_append(token, bytes, len))
		return error_set(
		    error, ERROR_LIMIT, "read the token",
		    _("The token is longer than %d bytes: no mail server takes one of that size."),
		    TOKEN_MAX);
	return true;
}

/* What the token's end point says in addition to the token (RFC 6749, 5.1). */
static void add_answer(const json_t *answer, struct token_facts *facts)
{
	if (facts->kind == TOKEN_KIND_UNKNOWN)
		facts->kind = TOKEN_KIND_ACCESS;
	if (facts->scopes[0] == '\0')
		claim_copy(answer, "scope", facts->scopes, sizeof(facts->scopes));
	facts->lifetime = claim_seconds(answer, "expires_in");
	if (facts->expires == 0) /* some tools keep this next to the token */
		facts->expires = claim_seconds(answer, "expires_at");
}

static bool refuse_answer(const json_t *answer, struct error *error)
{
	char name[TOKEN_CLAIM_MAX] = "";

	if (claim_copy(answer, "error", name, sizeof(name)))
		return error_set(error, ERROR_USAGE, "read the token",
				 _("This is no token but the answer that there is none: %s."), name);
	if (has(answer, "refresh_token"))
		return refuse(error,
			      _("Here is only a refresh token: it fetches tokens and must not be sent to a "
				"mail server. Let the tool that made it fetch an access token."));
	if (has(answer, "id_token"))
		return refuse(error,
			      _("Here is only an ID token: it says who you are, and no mail server takes it. "
				"Ask for an access token."));
	return refuse(error, _("This JSON has no member \"access_token\"."));
}

static bool take_answer(const char *text, size_t len, struct secret *token, struct token_facts *facts,
			struct error *error)
{
	json_t *answer = claim_parse(text, len);
	const json_t *member = json_object_get(answer, "access_token");
	bool ok;

	if (answer == NULL)
		ok = refuse(
		    error,
		    _("This looks like JSON but is not whole: copy it from the first brace to the last."));
	else if (!json_is_string(member) || json_string_length(member) == 0)
		ok = refuse_answer(answer, error);
	else
		ok = take_bare(json_string_value(member), json_string_length(member), token, error);
	if (ok) {
		token_read(token, facts);
		add_answer(answer, facts);
	}
	json_decref(answer);
	return ok;
}

/* Steps over a word that people copy along with the token. */
static void skip_word(const char **text, size_t *len, const char *word)
{
	size_t size = strlen(word);

	if (*len < size || !text_starts_nocase(*text, word) || (*len > size && !is_space((*text)[size])))
		return;
	*text += size;
	*len -= size;
	while (*len > 0 && is_space(**text)) {
		(*text)++;
		(*len)--;
	}
}

/* As jq prints it, or as a shell wants it. */
static void skip_quotes(const char **text, size_t *len)
{
	if (*len < 2 || ((*text)[0] != '"' && (*text)[0] != '\'') || (*text)[*len - 1] != (*text)[0])
		return;
	(*text)++;
	*len -= 2;
}

static void skip_mark(const char **text, size_t *len)
{
	if (*len < 3 || memcmp(*text, "\xEF\xBB\xBF", 3) != 0) /* the byte order mark of UTF-8 */
		return;
	*text += 3;
	*len -= 3;
}

static void trim(const char **text, size_t *len)
{
	while (*len > 0 && is_space(**text)) {
		(*text)++;
		(*len)--;
	}
	while (*len > 0 && is_space((*text)[*len - 1]))
		(*len)--;
}

static bool check_text(const char *text, size_t len, struct error *error)
{
	if (len == 0)
		return refuse(error, _("There is no token here: the text is empty."));
	if (len > TOKEN_TEXT_MAX)
		return error_set(error, ERROR_LIMIT, "read the token", _("This is longer than %d bytes."),
				 TOKEN_TEXT_MAX);
	if (len > 1 && (memcmp(text, "\xFF\xFE", 2) == 0 || memcmp(text, "\xFE\xFF", 2) == 0 ||
			(text[0] == '\0') != (text[1] == '\0')))
		return refuse(error,
			      _("This text is UTF-16, as some programs of Windows write it. Save it as "
				"UTF-8 or ASCII."));
	if (memchr(text, '\0', len) != NULL)
		return refuse(error, _("There is a zero byte in this: it is no text."));
	if (*text == '[')
		return refuse(error, _("This is a list in JSON. Take the object in it that has the member "
				       "\"access_token\"."));
	return true;
}

bool token_take(const char *text, size_t len, struct secret *ret_token, struct token_facts *ret_facts,
		struct error *error)
{
	struct token_facts facts = {.kind = TOKEN_KIND_UNKNOWN};
	bool ok;

	skip_mark(&text, &len);
	trim(&text, &len);
	skip_quotes(&text, &len);
	skip_word(&text, &len, "Authorization:");
	skip_word(&text, &len, "Bearer");
	skip_quotes(&text, &len);
	if (!check_text(text, len, error))
		return false;
	if (*text == '{') {
		ok = take_answer(text, len, ret_token, &facts, error);
	} else {
		ok = take_bare(text, len, ret_token, error);
		if (ok)
			token_read(ret_token, &facts);
	}
	if (ok)
		*ret_facts = facts;
	return ok;
}

void token_watch_text(struct mask *mask, const char *user, const struct secret *text)
{
	struct secret *token = secret_create();
	struct token_facts facts;
	struct error error;
	bool taken = token_take(secret_bytes(text), secret_length(text), token, &facts, &error);

	token_watch(mask, user, taken ? token : text);
	secret_destroy(token);
}
