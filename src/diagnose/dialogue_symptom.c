/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hands what a paste shows to the diagnosis. */
#include "diagnose/dialogue_symptom.h"

#include <string.h>

#include "base/strbuf.h"
#include "base/text.h"
#include "diagnose/dialogue_certificate.h"
#include "diagnose/dialogue_fixes.h"
#include "diagnose/fold.h"
#include "diagnose/match.h"
#include "smtp/capabilities.h"

static void join_lines(const struct reply *reply, struct strbuf *text)
{
	strbuf_clear(text);
	for (size_t i = 0; i < reply->line_count; i++) {
		if (i > 0)
			strbuf_addc(text, '\n');
		strbuf_add(text, reply->lines[i].bytes, reply->lines[i].len);
	}
}

static const char *known(const struct assumption *assumption)
{
	return assumption->value[0] != '\0' ? assumption->value : NULL;
}

/* What the session shows beside the reply, when that is a fact of its own. */
static enum problem problem_beside(const struct dialogue *dialogue)
{
	if (dialogue->greeting != NULL && greeting_crossed_out(dialogue->greeting))
		return PROBLEM_BANNER_MASKED;
	if (!dialogue->saw_auth || dialogue->offers == NULL ||
	    strcmp(dialogue->stage.value, stage_id(STAGE_AUTH)) != 0)
		return PROBLEM_NONE;
	if (!dialogue_offers(dialogue, "AUTH"))
		return dialogue->reply.code / 10 == 50 ? PROBLEM_NO_MECHANISM_OFFERED : PROBLEM_NONE;
	return dialogue_offers_mechanism(dialogue, dialogue->mechanism.value) ? PROBLEM_NONE
									      : PROBLEM_MECHANISM_NOT_OFFERED;
}

/* Nothing was refused, but the client took its leave: what it missed in the server's offers. */
static enum problem problem_missed(const struct dialogue *dialogue)
{
	bool early = strcmp(dialogue->stage.value, stage_id(STAGE_EHLO)) == 0 ||
		     strcmp(dialogue->stage.value, stage_id(STAGE_TLS)) == 0;

	if (!dialogue->left || dialogue->offers == NULL || !early || dialogue_offers(dialogue, "AUTH"))
		return PROBLEM_NONE;
	if (dialogue->tls == DIALOGUE_TLS_UNKNOWN && !dialogue_offers(dialogue, "STARTTLS"))
		return PROBLEM_TLS_NOT_OFFERED;
	return dialogue->tls == DIALOGUE_TLS_ON ? PROBLEM_NO_MECHANISM_OFFERED : PROBLEM_NONE;
}

/* STARTTLS was offered and no log-in, and the client left: servers offer the log-in when TLS is up. */
static bool left_without_tls(const struct dialogue *dialogue)
{
	return dialogue->left && dialogue->tls == DIALOGUE_TLS_UNKNOWN && dialogue->offers != NULL &&
	       strcmp(dialogue->stage.value, stage_id(STAGE_EHLO)) == 0 &&
	       dialogue_offers(dialogue, "STARTTLS") && !dialogue_offers(dialogue, "AUTH");
}

/* A client that leaves instead of answering what the log-in asks. */
static bool left_log_in(const struct dialogue *dialogue)
{
	return dialogue->left && !dialogue->logged_in && dialogue->saw_auth && dialogue->reply.code == 334;
}

static void add_circumstances(const struct dialogue *dialogue, struct circumstances *set)
{
	if (dialogue->offers != NULL) {
		circumstances_set(set, CIRCUMSTANCE_EHLO_SENT, true);
		circumstances_set(set, CIRCUMSTANCE_AUTH_OFFERED, dialogue_offers(dialogue, "AUTH"));
		if (dialogue->tls != DIALOGUE_TLS_ON)
			circumstances_set(set, CIRCUMSTANCE_STARTTLS_OFFERED,
					  dialogue_offers(dialogue, "STARTTLS"));
	}
	if (dialogue->port == 465 && dialogue->begins_plain && dialogue->tls != DIALOGUE_TLS_ON)
		circumstances_set(set, CIRCUMSTANCE_TLS, false);
	else if (dialogue->tls == DIALOGUE_TLS_ON || dialogue->port == 465)
		circumstances_set(set, CIRCUMSTANCE_TLS, true);
	if (dialogue->saw_auth)
		circumstances_set(set, CIRCUMSTANCE_AUTH_SENT, true);
	if (dialogue->user_is_address)
		circumstances_set(set, CIRCUMSTANCE_USER_IS_ADDRESS, true);
	if (dialogue->logged_in)
		circumstances_set(set, CIRCUMSTANCE_LOGGED_IN, true);
	if (dialogue->greeting != NULL && greeting_crossed_out(dialogue->greeting))
		circumstances_set(set, CIRCUMSTANCE_WORDS_MASKED, true);
	if (dialogue->port == 25 || dialogue->port == 465 || dialogue->port == 587) {
		circumstances_set(set, CIRCUMSTANCE_PORT_25, dialogue->port == 25);
		circumstances_set(set, CIRCUMSTANCE_PORT_465, dialogue->port == 465);
		circumstances_set(set, CIRCUMSTANCE_PORT_587, dialogue->port == 587);
	}
}

static struct symptom make_symptom(const struct dialogue *dialogue, const struct symptom *context)
{
	struct symptom symptom = *context;

	if (symptom.stage == NULL)
		symptom.stage = known(&dialogue->stage);
	if (symptom.host == NULL)
		symptom.host = known(&dialogue->server);
	if (symptom.mechanism == NULL)
		symptom.mechanism = known(&dialogue->mechanism);
	if (symptom.greeting == NULL)
		symptom.greeting = dialogue->greeting;
	if (symptom.channel == NULL && dialogue->tls == DIALOGUE_TLS_ON)
		symptom.channel = "tls";
	add_circumstances(dialogue, &symptom.known);
	symptom.known = circumstances_join(symptom.known, context->known);
	return symptom;
}

/* The program calls it a failed log-in, but after the server's offers it sent none. */
static bool never_logged_in(const struct dialogue *dialogue)
{
	return strcmp(dialogue->error.cause, "wrong-password") == 0 && !dialogue->saw_auth &&
	       dialogue->last_command != NULL && strncasecmp(dialogue->last_command, "EHLO ", 5) == 0;
}

/* Puts a cause in front of the others. */
static size_t put_first(const struct kb *kb, const char *cause, const char *words, size_t count,
			struct diagnosis list[DIAGNOSES_MAX])
{
	struct diagnosis first;

	if (!diagnose_cause(kb, cause, words, &first))
		return count;
	count = count < DIAGNOSES_MAX ? count : DIAGNOSES_MAX - 1;
	memmove(list + 1, list, count * sizeof *list);
	list[0] = first;
	return count + 1;
}

/* No way to addresses of the new kind, and none of the old kind failed; or one of these was connected to. */
static bool is_family_dead(const struct dialogue *dialogue)
{
	return dialogue->only_ipv6 &&
	       (dialogue->error.problem == PROBLEM_UNREACHABLE ||
		(dialogue->ipv4_works && dialogue->error.problem == PROBLEM_CONNECT_TIMEOUT));
}

/* A program that says "error", "invalid" or "failed" of itself sounds like a server that has a fault. */
static bool is_fault_of_either(const char *cause)
{
	static const char *const faults[] = {"server-internal-fault", "protocol-error", "auth-backend-down",
					     "server-overloaded", NULL};

	for (size_t i = 0; faults[i] != NULL; i++) {
		if (strcmp(cause, faults[i]) == 0)
			return true;
	}
	return false;
}

/* A program calls it a failed log-in, and the words that it adds tell more. */
static bool tells_more(const struct client_error *error, const struct diagnosis *first)
{
	static const char *const more[] = {"account-",     "api-key-",  "app-password-", "basic-auth-",
					   "conditional-", "ip-or-geo", "oauth-",        "smtp-auth-",
					   "token-",       "too-many-"};

	if (strcmp(error->cause, "recipient-rejected") == 0)
		return error->strength < ERROR_SURE && first->confidence == CONFIDENCE_HIGH &&
		       (strcmp(first->id, "recipient-mailbox-full") == 0 ||
			strcmp(first->id, "message-too-large") == 0 ||
			strcmp(first->id, "content-rejected") == 0);
	for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
		if (strncmp(first->id, more[i], strlen(more[i])) == 0)
			return strcmp(error->cause, "wrong-password") == 0 &&
			       first->confidence == CONFIDENCE_HIGH;
	}
	return false;
}

/* The connection was cut off, as far as the program could tell. */
static bool is_cut_off(const struct client_error *error)
{
	return error->problem == PROBLEM_CLOSED || error->problem == PROBLEM_RESET ||
	       error->problem == PROBLEM_CONNECT_FAILED ||
	       (error->cause != NULL && strcmp(error->cause, "connection-lost") == 0);
}

/* TLS from the first byte on the port of STARTTLS, or nothing said of TLS on the port that begins with it:
 * neither side hears what it waits for. */
static bool is_wrong_mode(const struct dialogue *dialogue)
{
	if (dialogue->greeting != NULL || dialogue->tls != DIALOGUE_TLS_UNKNOWN)
		return false;
	if (dialogue->tls_bytes)
		return is_cut_off(&dialogue->error);
	if (dialogue->port == 465)
		return !dialogue->begins_tls && dialogue->error.problem != PROBLEM_CONNECT_FAILED &&
		       is_cut_off(&dialogue->error);
	return dialogue->port == 587 && dialogue->begins_tls && !dialogue->begins_plain &&
	       (is_cut_off(&dialogue->error) || dialogue->error.problem == PROBLEM_TLS_HANDSHAKE_FAILED ||
		dialogue->error.problem == PROBLEM_TLS_CLOSED);
}

/* The server was ready for TLS, and the client's next word was QUIT: it did not like what it was
 * shown, and mostly that was the certificate. */
static bool turned_away_in_tls(const struct dialogue *dialogue)
{
	return dialogue->tls == DIALOGUE_TLS_ON && dialogue->left && dialogue->last_command != NULL &&
	       strncasecmp(dialogue->last_command, "STARTTLS", 8) == 0 && !dialogue->saw_auth;
}

/* Somebody else answered in a provider's place. */
static bool is_stranger(const struct diagnosis *first)
{
	return strcmp(first->id, "middlebox-or-port-blocked") == 0 && first->confidence == CONFIDENCE_HIGH;
}

static size_t diagnose_turned_away(const struct kb *kb, const char *words,
				   struct diagnosis ret_list[DIAGNOSES_MAX])
{
	static const char *const causes[] = {"tls-version-too-old", "certificate-wrong-host",
					     "certificate-not-trusted"};
	size_t count = 0;

	for (size_t i = 0; i < sizeof causes / sizeof *causes; i++) {
		count = put_first(kb, causes[i], words, count, ret_list);
		ret_list[0].confidence = i == 0 ? CONFIDENCE_LOW : CONFIDENCE_MEDIUM;
	}
	return count;
}

/* The program's own error: the fact that it states, or the cause that it names. */
static size_t diagnose_error(const struct kb *kb, const struct dialogue *dialogue, struct symptom symptom,
			     const char *words, struct diagnosis ret_list[DIAGNOSES_MAX])
{
	const struct client_error *error = &dialogue->error;
	char host[256], other_name[256];
	size_t count;

	if (error->problem == PROBLEM_CERT_WRONG_HOST) {
		if (symptom.host == NULL && dialogue_certificate_host(kb, words, host))
			symptom.host = host;
		dialogue_certificate_name(words, symptom.host, other_name);
		symptom.other_name = other_name[0] != '\0' ? other_name : NULL;
	}
	if (turned_away_in_tls(dialogue) && is_cut_off(error))
		return diagnose_turned_away(kb, words, ret_list);
	if (error->cause == NULL || never_logged_in(dialogue)) {
		symptom.problem =
		    problem_id(error->cause == NULL ? error->problem : PROBLEM_NO_MECHANISM_OFFERED);
		count = diagnose(kb, &symptom, ret_list);
		return is_family_dead(dialogue) ? put_first(kb, "address-family-dead", words, count, ret_list)
						: count;
	}
	symptom.reply = words;
	count = diagnose(kb, &symptom, ret_list);
	if (error->strength > ERROR_VAGUE && count > 0 && !tells_more(error, &ret_list[0]) &&
	    !is_stranger(&ret_list[0]))
		count = 0;
	if (count > 0 && strcmp(error->cause, "wrong-password") == 0 && is_fault_of_either(ret_list[0].id))
		count = 0; /* a program's "error" of logging in is no fault of the server */
	if (count == 0 && diagnose_cause(kb, error->cause, words, &ret_list[0]))
		count = 1;
	return count;
}

static size_t diagnose_end(const struct kb *kb, const struct dialogue *dialogue, struct symptom *symptom,
			   const char *words, struct diagnosis ret_list[DIAGNOSES_MAX])
{
	enum problem missed = problem_missed(dialogue);
	size_t count;

	if (left_log_in(dialogue) && diagnose_cause(kb, "mechanism-unsupported", words, &ret_list[0])) {
		ret_list[0].confidence = CONFIDENCE_LOW;
		return 1;
	}
	if (turned_away_in_tls(dialogue))
		return diagnose_turned_away(kb, words, ret_list);
	if (missed == PROBLEM_NONE && left_without_tls(dialogue) &&
	    diagnose_cause(kb, "auth-before-tls-required", words, &ret_list[0]))
		return 1;
	symptom->problem = problem_id(missed);
	count = diagnose(kb, symptom, ret_list);
	return missed != PROBLEM_NONE || (count > 0 && is_stranger(&ret_list[0])) ? count : 0;
}

/* The number alone speaks for it, and no word. */
static bool rests_on_number(const char *evidence)
{
	return evidence[strspn(evidence, "0123456789 .")] == '\0';
}

/* "5.7.8 ...": many programs drop the reply code. */
static bool begins_with_enhanced(const struct reply *reply)
{
	return reply->line_count > 0 &&
	       fold_enhanced(reply->lines[0].bytes, strlen(reply->lines[0].bytes)) > 0;
}

/* A line of a log may be about anything: of such words, three guesses in four were wrong. So may a number
 * with words that no mail server says. */
static bool is_guess(const struct dialogue *dialogue, const struct diagnosis *first)
{
	if (dialogue->outcome == DIALOGUE_SAID && dialogue->alone && begins_with_enhanced(&dialogue->reply))
		return false;
	if (dialogue->outcome == DIALOGUE_SAID && dialogue->own_words && is_fault_of_either(first->id))
		return true;
	if (dialogue->outcome == DIALOGUE_SAID)
		return first->confidence <
		       (dialogue->alone && !dialogue->own_words ? CONFIDENCE_MEDIUM : CONFIDENCE_HIGH);
	return first->confidence == CONFIDENCE_LOW &&
	       (dialogue->doubtful || (dialogue->unheard && !first->of_mail &&
				       (first->as_whole || rests_on_number(first->evidence))));
}

/* A number that a server said, and no word with it. */
static bool is_bare_refusal(const struct dialogue *dialogue)
{
	size_t letters = 0;

	for (size_t i = 0; dialogue->reply.line_count > 0 && i < dialogue->reply.lines[0].len; i++)
		letters += text_is_alpha(dialogue->reply.lines[0].bytes[i]);
	return dialogue->outcome == DIALOGUE_REFUSED && !dialogue->doubtful && dialogue->reply.code >= 400 &&
	       dialogue->reply.line_count == 1 && letters <= sizeof "ERR" - 1;
}

/* The server refused what was a TLS handshake; but no reply has such bytes itself. */
static bool got_tls(const struct dialogue *dialogue, const char *words)
{
	return dialogue->tls_bytes && dialogue->outcome == DIALOGUE_REFUSED &&
	       dialogue->last_command == NULL && dialogue->reply.code >= 500 &&
	       strstr(words, "\xef\xbf\xbd") == NULL;
}

/* These say no more than "not now", whatever the step (RFC 5321, 4.2.3). */
static bool is_for_now(int code)
{
	return code == 421 || code == 450 || code == 451;
}

static const char *cause_of_code(int code)
{
	return code < 500 ? "refused-for-now" : code == 552 ? "message-too-large" : "refused-for-good";
}

static size_t find_causes(const struct kb *kb, const struct dialogue *dialogue, const struct symptom *context,
			  struct symptom symptom, const struct strbuf *text,
			  struct diagnosis ret_list[DIAGNOSES_MAX])
{
	size_t count;

	switch (dialogue->outcome) {
	case DIALOGUE_FAILED:
		count = diagnose_error(kb, dialogue, symptom, text->data, ret_list);
		return is_wrong_mode(dialogue) && (count == 0 || !is_stranger(&ret_list[0]))
			   ? put_first(kb, "tls-mode-port-mismatch", text->data, count, ret_list)
			   : count;
	case DIALOGUE_REFUSED:
	case DIALOGUE_SAID: break;
	case DIALOGUE_ENDS:
		if (dialogue->alone)
			break; /* one reply, which somebody wants explained */
		return diagnose_end(kb, dialogue, &symptom, text->data, ret_list);
	default: return 0;
	}
	symptom.reply = text->data;
	if (symptom.problem == NULL)
		symptom.problem = problem_id(problem_beside(dialogue));
	count = diagnose(kb, &symptom, ret_list);
	if (got_tls(dialogue, text->data))
		return put_first(kb, "tls-mode-port-mismatch", text->data, count, ret_list);
	if (is_bare_refusal(dialogue) && (count == 0 || (is_for_now(dialogue->reply.code) &&
							 dialogue->reply.lines[0].len <= sizeof "450 " - 1)))
		return diagnose_cause(kb, cause_of_code(dialogue->reply.code), text->data, &ret_list[0]);
	return count > 0 && context->stage == NULL && is_guess(dialogue, &ret_list[0]) ? 0 : count;
}

size_t dialogue_diagnose(const struct kb *kb, const struct dialogue *dialogue, const struct symptom *context,
			 struct strbuf *text, struct diagnosis ret_list[DIAGNOSES_MAX])
{
	struct symptom symptom = make_symptom(dialogue, context);
	size_t count;

	join_lines(&dialogue->reply, text);
	count = find_causes(kb, dialogue, context, symptom, text, ret_list);
	dialogue_drop_fixes(dialogue, symptom.mechanism, ret_list, count);
	return count;
}

size_t dialogue_questions(const struct kb *kb, const struct dialogue *dialogue, size_t cause_count,
			  const struct symptom *context, const struct strbuf *text,
			  struct question ret_list[QUESTIONS_MAX])
{
	struct symptom symptom = make_symptom(dialogue, context);

	if (cause_count == 0 || (dialogue->outcome != DIALOGUE_REFUSED && dialogue->outcome != DIALOGUE_SAID))
		return 0;
	symptom.reply = text->data;
	return questions_for(kb, &symptom, ret_list);
}

const char *dialogue_software(const struct kb *kb, const struct dialogue *dialogue)
{
	const struct symptom symptom = {.greeting = dialogue->greeting};
	struct match list[MATCHES_MAX];
	struct match_input match_input;
	struct kb_topic topic;

	if (dialogue->greeting == NULL)
		return NULL;
	match_all(kb, &symptom, list, &match_input);
	return match_input.software_count > 0 && kb_find(kb, "software", match_input.software[0], &topic)
		   ? topic.title
		   : NULL;
}
