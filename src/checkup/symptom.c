/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The symptom of a finished run, for the diagnosis: its reply or problem, and all that is known in addition.
 */
#include "checkup/run.h"

#include <string.h>

#include "base/strbuf.h"
#include "base/text.h"
#include "oauth/refusal.h"
#include "smtp/base64.h"
#include "smtp/mechanism.h"

/* Lines as received, with \n between them, NUL-terminated; returns where they start in `text`. */
static size_t add_lines(const struct reply *reply, struct strbuf *text)
{
	size_t start = text->len;
	for (size_t i = 0; i < reply->line_count; i++) {
		if (i > 0)
			strbuf_addc(text, '\n');
		strbuf_add(text, reply->lines[i].bytes, reply->lines[i].len);
	}
	strbuf_addc(text, '\0');
	return start;
}

static bool client_sent(const struct facts *facts, const char *verb)
{
	for (size_t i = 0; i < facts->transcript.count; i++) {
		const struct transcript_entry *entry = &facts->transcript.entries[i];
		if (entry->from == FROM_CLIENT && text_starts_nocase(entry->line, verb))
			return true;
	}
	return false;
}

static bool offers_other_mechanism(const struct facts *facts)
{
	for (size_t i = 0; i < facts->capabilities.mechanism_count; i++) {
		const char *offered = facts->capabilities.mechanisms[i];
		if (facts->mechanism != NULL && text_compare_nocase(offered, facts->mechanism) != 0 &&
		    mechanism_is_usable(offered))
			return true;
	}
	return false;
}

/* A firewall stars out the greeting, or crosses out keywords of EHLO. */
static bool words_are_masked(const struct facts *facts)
{
	if (facts->greeting_seen && facts->greeting.line_count > 0 &&
	    greeting_crossed_out(facts->greeting.lines[0].bytes))
		return true;
	return capabilities_crossed_out(&facts->capabilities);
}

/* The first name in the certificate, where it is not for the server. */
static const char *other_name(const struct facts *facts)
{
	const struct certificate *own = facts->tls.chain_count > 0 ? &facts->tls.chain[0] : NULL;

	if (facts->verdict.problem != PROBLEM_CERT_WRONG_HOST || own == NULL || own->name_count == 0 ||
	    !text_starts_nocase(own->names[0], "DNS:"))
		return NULL;
	return own->names[0] + strlen("DNS:");
}

/* The certificate has no names (RFC 6125, 6.4.4), but its subject is the server. */
static bool common_name_fits(const struct account *account, const struct facts *facts)
{
	const struct certificate *own = facts->tls.chain_count > 0 ? &facts->tls.chain[0] : NULL;
	const char *name = own != NULL && own->name_count == 0 ? strstr(own->subject, "CN=") : NULL;
	size_t len = account->host != NULL ? strlen(account->host) : 0;

	return name != NULL && len > 0 && text_starts_nocase(name + 3, account->host) &&
	       (name[3 + len] == '\0' || name[3 + len] == ',');
}

static void add_course(const struct facts *facts, struct circumstances *known)
{
	circumstances_set(known, CIRCUMSTANCE_EHLO_SENT, client_sent(facts, "EHLO"));
	circumstances_set(known, CIRCUMSTANCE_TLS, facts->channel_tls);
	circumstances_set(known, CIRCUMSTANCE_AUTH_SENT, client_sent(facts, "AUTH "));
	circumstances_set(known, CIRCUMSTANCE_LOGGED_IN, facts->stages[STAGE_AUTH].outcome == OUTCOME_PASSED);
	if (facts->ehlo_seen) {
		circumstances_set(known, CIRCUMSTANCE_AUTH_OFFERED, facts->capabilities.mechanism_count > 0);
		circumstances_set(known, CIRCUMSTANCE_OTHER_MECHANISM, offers_other_mechanism(facts));
		if (facts->mechanism != NULL)
			circumstances_set(
			    known, CIRCUMSTANCE_MECHANISM_UNOFFERED,
			    !capabilities_has_mechanism(&facts->capabilities, facts->mechanism));
	}
	if (facts->ehlo_seen && !facts->channel_tls)
		circumstances_set(known, CIRCUMSTANCE_STARTTLS_OFFERED, facts->capabilities.starttls);
	circumstances_set(known, CIRCUMSTANCE_WORDS_MASKED, words_are_masked(facts));
}

static void add_settings(const struct account *account, const struct facts *facts,
			 struct circumstances *known)
{
	const char *user = account_user(account);
	bool is_address = user != NULL && strchr(user, '@') != NULL;
	int port = account_port(account);

	circumstances_set(known, CIRCUMSTANCE_HOST_TYPED, account->host_origin == ORIGIN_TYPED);
	circumstances_set(known, CIRCUMSTANCE_HOST_GUESSED, account->host_origin == ORIGIN_GUESSED);
	circumstances_set(known, CIRCUMSTANCE_HOST_KNOWN, account->host_origin == ORIGIN_PROVIDER);
	circumstances_set(known, CIRCUMSTANCE_USER_IS_ADDRESS, is_address);
	circumstances_set(known, CIRCUMSTANCE_USER_IS_SHORT,
			  user != NULL && !is_address && account->address != NULL);
	circumstances_set(known, CIRCUMSTANCE_PORT_25, port == 25);
	circumstances_set(known, CIRCUMSTANCE_PORT_465, port == 465);
	circumstances_set(known, CIRCUMSTANCE_PORT_587, port == 587);
	circumstances_set(known, CIRCUMSTANCE_NO_TLS_WANTED, account_tls(account) == TLS_NONE);
	circumstances_set(known, CIRCUMSTANCE_COMMON_NAME_FITS, common_name_fits(account, facts));
}

/* The server's own word for it, in the JSON with which it refuses a token. */
static bool server_misses_scope(const struct facts *facts)
{
	struct refusal refusal = {.status = ""};
	struct strbuf json;

	strbuf_init(&json, REFUSAL_TEXT_MAX);
	for (size_t i = 0; i < facts->transcript.count; i++) {
		const struct transcript_entry *entry = &facts->transcript.entries[i];
		if (entry->from != FROM_SERVER || strncmp(entry->line, "334 ", 4) != 0)
			continue;
		strbuf_clear(&json);
		if (base64_decode(entry->line + 4, strlen(entry->line + 4), &json))
			refusal_read(json.data, json.len, &refusal);
	}
	strbuf_finish(&json);
	return strcmp(refusal.status, "insufficient_scope") == 0 || strcmp(refusal.status, "403") == 0;
}

/* Only a token that was sent says why it was refused. */
static void add_token(const struct facts *facts, struct circumstances *known)
{
	const struct token_report *token = &facts->token;

	circumstances_set(known, CIRCUMSTANCE_TOKEN_USED, facts->token_seen);
	if (!facts->token_seen)
		return;
	for (int kind = 0; kind < TOKEN_FINDING_COUNT; kind++)
		circumstances_set(known, (enum circumstance)(CIRCUMSTANCE_TOKEN_REFRESH + kind), false);
	if (server_misses_scope(facts))
		circumstances_set(known, CIRCUMSTANCE_TOKEN_SCOPE, true);
	for (size_t i = 0; i < token->finding_count; i++)
		circumstances_set(
		    known, (enum circumstance)(CIRCUMSTANCE_TOKEN_REFRESH + (int)token->findings[i].kind),
		    true);
}

_Static_assert(CIRCUMSTANCE_TOKEN_USER - CIRCUMSTANCE_TOKEN_REFRESH == TOKEN_FINDING_USER,
	       "a circumstance for each finding, in the same order");

void run_symptom(const struct account *account, const struct facts *facts, struct strbuf *text,
		 struct symptom *ret_symptom)
{
	const struct verdict *verdict = &facts->verdict;
	size_t greeting = 0, reply = 0;
	if (facts->greeting_seen)
		greeting = add_lines(&facts->greeting, text);
	bool evident = facts_reply_is_evidence(facts);
	if (evident)
		reply = add_lines(&facts->reply, text);
	bool connected = facts->stages[STAGE_CONNECT].outcome == OUTCOME_PASSED ||
			 facts->stages[STAGE_PROXY].outcome == OUTCOME_PASSED;
	*ret_symptom = (struct symptom){
	    .stage = facts->idle ? "idle" : stage_id(verdict->stage),
	    .reply = evident ? text->data + reply : NULL,
	    .problem = problem_id(verdict->problem),
	    .host = account->host,
	    .domain = account_domain(account),
	    .greeting = facts->greeting_seen ? text->data + greeting : NULL,
	    .other_name = other_name(facts),
	    .mechanism = facts->mechanism,
	    .channel = facts->channel_tls ? "tls"
		       : connected        ? "plain"
					  : NULL,
	    .takes_token = facts->ehlo_seen && capabilities_take_token(&facts->capabilities),
	};
	add_course(facts, &ret_symptom->known);
	add_settings(account, facts, &ret_symptom->known);
	add_token(facts, &ret_symptom->known);
}
