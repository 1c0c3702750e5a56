/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Follows the exchange from AUTH to the reply that ends it, with what each line of it means. */
#include "present/sasl_exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "oauth/refusal.h"
#include "present/sasl_exchange_fields.h"
#include "present/token_text.h"
#include "smtp/base64.h"
#include "smtp/mask.h"
#include "smtp/mechanism.h"
#include "smtp/transcript.h"
#include "walk/fact.h"

enum { LINE_MAX_BYTES = 8 * 1024 };

/* Where in the exchange a line stands. */
struct exchange {
	const struct sasl_exchange_input *input;
	const char *user;
	const struct mask *mask;
	char mechanism[32];
	unsigned answers; /* client lines after AUTH so far */
	bool refused; /* the server has said why, in JSON or as a field of SCRAM: nothing is left to say */
	size_t told;  /* of the fields that the helper reported, those already shown */
};

/* The practice password is public: here it may be seen what Base64 makes of it. */
static void show_practice(struct sasl_exchange *items, const struct exchange *exchange, const char *before)
{
	const char *password = exchange->input->practice_password;
	struct strbuf plain, base64;

	if (password == NULL)
		return;
	strbuf_init(&plain, LINE_MAX_BYTES);
	strbuf_init(&base64, LINE_MAX_BYTES);
	if (before != NULL) {
		strbuf_addc(&plain, '\0');
		strbuf_adds(&plain, before);
		strbuf_addc(&plain, '\0');
	}
	strbuf_adds(&plain, password);
	base64_encode(plain.data, plain.len, &base64);
	sasl_exchange_add_field(items, base64.data,
				_("this is what stands there with the practice password, which is public"));
	strbuf_finish(&plain);
	strbuf_finish(&base64);
}

static void explain_plain(struct sasl_exchange *items, const struct exchange *exchange)
{
	sasl_exchange_explain(
	    items, _("After it, in Base64, three fields with a zero byte between them (RFC 4616):"));
	sasl_exchange_add_field(items, _("(empty)"),
				_("the authorisation name: whose mailbox to act for; nobody else's"));
	sasl_exchange_add_field(items, "\\0", _("a zero byte between two fields"));
	sasl_exchange_add_field(items, exchange->user, _("the user name"));
	sasl_exchange_add_field(items, "\\0", _("a zero byte between two fields"));
	sasl_exchange_add_field(items, MASK_TEXT, _("the password, as you typed it"));
	show_practice(items, exchange, exchange->user);
	sasl_exchange_explain(
	    items, _("Base64 is no secret: who reads this line has the password. Only the encryption "
		     "around it protects it."));
}

static void add_claim(void *context, const char *label, const char *value)
{
	sasl_exchange_add_field(context, value, label);
}

/* The claims are in the token for everybody who has it; the signature, and so the token, is not shown. */
static void explain_token(struct sasl_exchange *items, const struct exchange *exchange)
{
	bool bearer = mechanism_is(exchange->mechanism, MECHANISM_OAUTHBEARER);
	const struct token_report *token =
	    exchange->input->facts->token_seen ? &exchange->input->facts->token : NULL;

	sasl_exchange_explain(items, bearer
					 ? _("In Base64, parts that end with the byte 0x01 (RFC 7628, 3.1):")
					 : _("In Base64, parts that end with the byte 0x01:"));
	if (bearer)
		sasl_exchange_add_field(items, "n,", _("no channel binding"));
	sasl_exchange_add_field(items, bearer ? "a=" : "user=", _("before the user name"));
	sasl_exchange_add_field(items, exchange->user, _("the user name"));
	if (bearer)
		sasl_exchange_add_field(items,
					"host= port=", _("the server and port that were connected to"));
	sasl_exchange_add_field(items, "auth=Bearer",
				_("how the token is used: who bears it may come in (RFC 6750)"));
	sasl_exchange_add_field(items, MASK_TEXT,
				_("the token: who has it can use the account until it expires"));
	if (token == NULL)
		return;
	sasl_exchange_explain(items, _("What the token says, its signature not checked:"));
	token_text_claims(token, add_claim, items);
	for (size_t i = 0; i < token->finding_count; i++)
		sasl_exchange_explain(items, token->findings[i].text);
}

static bool is_scram(const struct exchange *exchange)
{
	const struct mechanism *mechanism = mechanism_find(exchange->mechanism);

	return mechanism && mechanism->salted;
}

/* RFC 5802, 7: what the client says, its proof left out. */
static void explain_scram(struct sasl_exchange *items, const struct exchange *exchange)
{
	const bool bound = mechanism_find(exchange->mechanism)->strength == STRENGTH_BOUND;

	sasl_exchange_explain(items, _("In Base64, fields with commas between them (RFC 5802):"));
	if (exchange->answers <= 1) {
		if (!bound)
			sasl_exchange_add_field(items, "n,,", _("not tied to the encrypted connection"));
		sasl_exchange_add_field(items, "n=", _("before the user name"));
		sasl_exchange_add_field(items, exchange->user, _("the user name"));
		return;
	}
	sasl_exchange_add_field(items,
				"c=", _("the first field again, and what ties the log-in to the connection"));
	sasl_exchange_add_field(items, "r=", _("both nonces, the client's and the server's"));
	sasl_exchange_add_field(
	    items, "p=" MASK_TEXT,
	    _("a proof computed from the password: who has it can guess passwords at leisure"));
}

static void explain_auth(struct sasl_exchange *items, struct exchange *exchange, const char *line)
{
	const char *name = line + strlen("AUTH");
	size_t len;

	name += strspn(name, " ");
	len = strcspn(name, " ");
	if (len >= sizeof(exchange->mechanism))
		len = sizeof(exchange->mechanism) - 1;
	memcpy(exchange->mechanism, name, len);
	exchange->mechanism[len] = '\0';
	exchange->answers = 0;
	exchange->refused = false;
	if (mechanism_is(exchange->mechanism, MECHANISM_PLAIN) && strchr(name, ' ') != NULL) {
		sasl_exchange_explain(items, _("Log in with PLAIN: everything in one line."));
		explain_plain(items, exchange);
	} else if (mechanism_takes_token(exchange->mechanism)) {
		sasl_exchange_explain(items, _("Log in with a token in place of the password."));
		if (strchr(name, ' ') != NULL)
			explain_token(items, exchange);
	} else if (mechanism_is(exchange->mechanism, MECHANISM_PLAIN))
		sasl_exchange_explain(
		    items, _("Log in with PLAIN: everything in one line, when the server says go on."));
	else if (mechanism_is(exchange->mechanism, MECHANISM_LOGIN))
		sasl_exchange_explain(
		    items, _("Log in with LOGIN: the server asks for user name and password, one by one."));
	else if (mechanism_is(exchange->mechanism, MECHANISM_CRAM_MD5))
		sasl_exchange_explain(
		    items, _("Log in with CRAM-MD5: the server gives a text, the client proves with it that "
			     "it knows the password, and does not send it."));
	else if (is_scram(exchange)) {
		sasl_exchange_explain(
		    items, _("Log in with SCRAM: both sides prove that they know the password, and "
			     "neither sends it."));
		if (strchr(name, ' ') != NULL)
			explain_scram(items, exchange);
		exchange->answers = strchr(name, ' ') != NULL;
	} else
		sasl_exchange_explain(items, _("Log in with this mechanism."));
}

/* The line after the server's proof. Like every answer it is hidden in the transcript. */
static bool follows_proof(const struct exchange *exchange)
{
	return (is_scram(exchange) && exchange->answers > 2) ||
	       (mechanism_is(exchange->mechanism, MECHANISM_DIGEST_MD5) && exchange->answers > 1);
}

static void explain_answer(struct sasl_exchange *items, struct exchange *exchange, const char *line)
{
	exchange->answers++;
	if (strcmp(line, "*") == 0)
		sasl_exchange_explain(items, _("The client gives up this log-in."));
	else if (exchange->refused)
		sasl_exchange_explain(
		    items, _("An answer without content: it only ends the log-in, so that the server can "
			     "refuse it."));
	else if (mechanism_takes_token(exchange->mechanism))
		explain_token(items, exchange);
	else if (mechanism_is(exchange->mechanism, MECHANISM_PLAIN))
		explain_plain(items, exchange);
	else if (mechanism_is(exchange->mechanism, MECHANISM_LOGIN) && exchange->answers == 1)
		sasl_exchange_add_field(items, exchange->user, _("the user name, in Base64"));
	else if (mechanism_is(exchange->mechanism, MECHANISM_LOGIN)) {
		sasl_exchange_add_field(items, MASK_TEXT,
					_("the password, in Base64: who reads it has the password"));
		show_practice(items, exchange, NULL);
	} else if (mechanism_is(exchange->mechanism, MECHANISM_CRAM_MD5)) {
		sasl_exchange_explain(items, _("In Base64, two fields with a space between them:"));
		sasl_exchange_add_field(items, exchange->user, _("the user name"));
		sasl_exchange_add_field(items, MASK_TEXT,
					_("32 hex digits: HMAC-MD5 of the challenge, with the password as "
					  "the key"));
	} else if (follows_proof(exchange)) {
		sasl_exchange_explain(items, _("An empty answer: the server's proof was right."));
	} else if (is_scram(exchange)) {
		explain_scram(items, exchange);
	} else {
		const struct mechanism *mechanism = mechanism_find(exchange->mechanism);

		sasl_exchange_explain(items, _("An answer that is kept secret."));
		if (mechanism != NULL)
			sasl_exchange_add_field(items, MASK_TEXT, _(mechanism->hides));
	}
}

/* Why a token is refused: the server's JSON, taken apart. False when it is none. */
static bool explain_refusal(struct sasl_exchange *items, struct exchange *exchange,
			    const struct strbuf *decoded)
{
	struct refusal refusal;
	const char *meaning;

	if (!mechanism_takes_token(exchange->mechanism) ||
	    !refusal_read(decoded->data, decoded->len, &refusal))
		return false;
	exchange->refused = true;
	sasl_exchange_explain(items, _("The server refuses the token, and says why in JSON, in Base64:"));
	sasl_exchange_add_field(items, refusal.status, "status");
	meaning = refusal_meaning(&refusal);
	if (meaning != NULL)
		sasl_exchange_explain(items, _(meaning));
	if (refusal.schemes[0] != '\0')
		sasl_exchange_add_field(items, refusal.schemes,
					_("schemes: the kinds of token that it takes"));
	if (refusal.scope[0] != '\0')
		sasl_exchange_add_field(items, refusal.scope, _("scope: what it wants to find in the token"));
	if (refusal.configuration[0] != '\0')
		sasl_exchange_add_field(
		    items, refusal.configuration,
		    _("openid-configuration: where its log-in is described; mailmedic does not fetch it"));
	return true;
}

/* A challenge that is a list of fields, or bytes; false when it is neither. */
static bool explain_fields(struct sasl_exchange *items, struct exchange *exchange, const char *text)
{
	if (is_scram(exchange)) {
		sasl_exchange_add_scram(items, text);
		exchange->refused = strncmp(text, "e=", 2) == 0;
	} else if (mechanism_is(exchange->mechanism, MECHANISM_DIGEST_MD5))
		sasl_exchange_add_digest(items, text);
	else if (mechanism_is(exchange->mechanism, MECHANISM_NTLM))
		sasl_exchange_explain(items, _("Go on. What it holds is said below the answer."));
	else
		return false;
	return true;
}

/* What is hidden as a whole: the last challenge of a server that proves itself, each one of a ticket. */
static void explain_hidden(struct sasl_exchange *items, const struct exchange *exchange)
{
	const struct mechanism *mechanism = mechanism_find(exchange->mechanism);

	sasl_exchange_explain(items,
			      mechanism != NULL && mechanism->need == MECHANISM_NEEDS_PASSWORD
				  ? _("Go on. The server proves that it knows the password. Its proof is "
				      "hidden: who has it can guess passwords at leisure.")
				  : _("Go on. What it holds is kept secret."));
}

/* What a 334 asks: its Base64, decoded, made inert, searched for the secret once more. */
static void explain_challenge(struct sasl_exchange *items, struct exchange *exchange, const char *line)
{
	const char *encoded = line + strcspn(line, " ");
	struct strbuf decoded, searched, shown;

	encoded += strspn(encoded, " ");
	strbuf_init(&decoded, LINE_MAX_BYTES);
	strbuf_init(&searched, LINE_MAX_BYTES);
	strbuf_init(&shown, LINE_MAX_BYTES);
	if (strcmp(encoded, MASK_TEXT) == 0) {
		explain_hidden(items, exchange);
	} else if (!base64_decode(encoded, strlen(encoded), &decoded)) {
		sasl_exchange_explain(items,
				      _("Go on. The text after it is no Base64: a fault of the server."));
	} else if (decoded.len == 0) {
		sasl_exchange_explain(items, _("Go on. It asks nothing in particular."));
	} else {
		mask_scan(exchange->mask, decoded.data, decoded.len, &searched);
		if (explain_refusal(items, exchange, &searched))
			goto done;
		text_make_inert(&shown, searched.data, searched.len);
		if (explain_fields(items, exchange, shown.data))
			goto done;
		sasl_exchange_explain(items, _("Go on. Decoded from Base64:"));
		sasl_exchange_add_field(items, shown.data,
					mechanism_is(exchange->mechanism, MECHANISM_CRAM_MD5)
					    ? _("the challenge: a text made for this log-in alone")
					    : _("what it asks for"));
	}
done:
	strbuf_finish(&decoded);
	strbuf_finish(&searched);
	strbuf_finish(&shown);
}

static void explain_reply(struct sasl_exchange *items, struct exchange *exchange, const char *line)
{
	char code[4] = "";

	snprintf(code, sizeof(code), "%.3s", line);
	if (strcmp(code, "334") == 0)
		explain_challenge(items, exchange, line);
	else
		sasl_exchange_add(items, SASL_EXCHANGE_CODE, code, NULL);
}

/* A line that waits for a 334 before it says anything has no fields yet. */
static bool says_something(const struct transcript_entry *entry)
{
	return !text_starts_nocase(entry->line, "AUTH ") ||
	       strchr(entry->line + strlen("AUTH "), ' ') != NULL;
}

static void add_entry(struct sasl_exchange *items, struct exchange *exchange, size_t at)
{
	const struct facts *facts = exchange->input->facts;
	const struct transcript_entry *entry = &facts->transcript.entries[at];

	sasl_exchange_add(items, entry->from == FROM_SERVER ? SASL_EXCHANGE_RECEIVED : SASL_EXCHANGE_SENT,
			  entry->line, NULL);
	if (entry->from == FROM_SERVER)
		explain_reply(items, exchange, entry->line);
	else if (text_starts_nocase(entry->line, "AUTH"))
		explain_auth(items, exchange, entry->line);
	else
		explain_answer(items, exchange, entry->line);
	if (entry->from == FROM_CLIENT && says_something(entry))
		sasl_exchange_add_told(items, facts, at, &exchange->told);
}

/* True for the line that ends the exchange: no 334, and the last line of its reply. */
static bool is_final(const char *line)
{
	return strncmp(line, "334", 3) != 0 && (strlen(line) < 4 || line[3] != '-');
}

void sasl_exchange_collect(struct sasl_exchange *items, const struct sasl_exchange_input *input)
{
	const struct transcript *transcript = &input->facts->transcript;
	struct exchange exchange = {
	    .input = input, .user = input->user == NULL ? "" : input->user, .mask = input->mask};
	bool inside = false;

	*items = (struct sasl_exchange){.count = 0};
	for (size_t i = 0; i < transcript->count; i++) {
		const struct transcript_entry *entry = &transcript->entries[i];

		inside = inside || (entry->from == FROM_CLIENT && text_starts_nocase(entry->line, "AUTH "));
		if (!inside || entry->from == FROM_NOTE)
			continue;
		add_entry(items, &exchange, i);
		inside = entry->from == FROM_CLIENT || !is_final(entry->line);
	}
}

void sasl_exchange_finish(struct sasl_exchange *items)
{
	for (size_t i = 0; i < items->count; i++)
		free(items->list[i].text);
	free(items->list);
	*items = (struct sasl_exchange){.count = 0};
}
