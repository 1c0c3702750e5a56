/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The order of the conversation: which reply lets the walk go on, and what comes then (RFC 5321, 3207). Pure:
 * each function looks at the walk and returns what is to be done. AUTH is in login.c.
 */
#include "walk/internal.h"

#include "account/proxy.h"
#include "base/intl.h"
#include "base/text.h"
#include "walk/protocols.h"

#include <stdio.h>
#include <string.h>

void decision_quote(struct decision *decision, const char *words)
{
	struct strbuf text;

	strbuf_init(&text, sizeof(decision->text) - 1);
	strbuf_adds(&text, _("The server sent: "));
	text_quote(&text, words, strlen(words));
	memcpy(decision->text, text.data, text.len + 1);
	strbuf_finish(&text);
}

static struct decision fail_by_reply(enum problem problem)
{
	return (struct decision){.act = ACT_FAIL, .problem = problem, .by_reply = true};
}

static struct decision ask_engine(enum stage enter, enum walk_command command, const char *line)
{
	return (struct decision){
	    .act = ACT_ASK_ENGINE, .enter = enter, .command = command, .line = line, .len = strlen(line)};
}

/* ---- after a stage */

static struct decision say_hello(const struct walk *walk, enum walk_command command)
{
	struct decision decision = {.act = ACT_SEND, .command = command};
	int len = snprintf(decision.text, sizeof(decision.text), "%s %s",
			   command == COMMAND_HELO ? "HELO" : "EHLO", walk->ehlo_name);

	decision.len = (size_t)len < sizeof(decision.text) ? (size_t)len : sizeof(decision.text) - 1;
	return decision;
}

/* A firewall that rewrites the conversation stars out the greeting or crosses out keywords. */
static bool looks_rewritten(const struct walk *walk)
{
	return walk->greeting_masked || capabilities_crossed_out(&walk->capabilities);
}

static struct decision begin_starttls(const struct walk *walk)
{
	struct decision decision = decision_send(COMMAND_STARTTLS, "STARTTLS", strlen("STARTTLS"));

	if (!walk->capabilities.starttls) {
		decision =
		    decision_fail(PROBLEM_TLS_NOT_OFFERED,
				  looks_rewritten(walk) ? _(problem_sentence(PROBLEM_BANNER_MASKED)) : NULL);
		decision.tls_problem = PROBLEM_TLS_NOT_OFFERED;
	}
	decision.enter = STAGE_TLS;
	return decision;
}

static struct decision hear_greeting(void)
{
	return (struct decision){.act = ACT_AWAIT, .enter = STAGE_GREETING, .command = COMMAND_GREETING};
}

static struct decision after_ehlo(const struct walk *walk)
{
	if (account_tls(&walk->account) == TLS_STARTTLS && !walk->tls_done)
		return begin_starttls(walk);
	if (walk->options.quit_after == STAGE_TLS)
		return (struct decision){.act = ACT_SUCCEED};
	return login_begin(walk);
}

static struct decision after_tls(const struct walk *walk)
{
	struct decision decision = say_hello(walk, COMMAND_EHLO);

	if (account_tls(&walk->account) == TLS_IMPLICIT)
		return hear_greeting();
	decision.enter = STAGE_EHLO;
	return decision;
}

static struct decision begin_connection(const struct walk *walk)
{
	bool by_proxy = account_proxy(&walk->account) != NULL;

	return (struct decision){.act = ACT_NOTHING, .enter = by_proxy ? STAGE_PROXY : STAGE_CONNECT};
}

struct decision decide_next(const struct walk *walk)
{
	bool connected = walk->stage == STAGE_CONNECT || walk->stage == STAGE_PROXY;

	if (connected ? walk->options.quit_after <= STAGE_PROXY : walk->options.quit_after == walk->stage)
		return (struct decision){.act = ACT_SUCCEED};
	switch (walk->stage) {
	case STAGE_RESOLVE: return begin_connection(walk);
	case STAGE_CONNECT:
	case STAGE_PROXY:
		if (account_tls(&walk->account) == TLS_IMPLICIT)
			return (struct decision){.act = ACT_NOTHING, .enter = STAGE_TLS};
		return hear_greeting();
	case STAGE_GREETING: return ask_engine(STAGE_EHLO, COMMAND_EHLO, "220 ready");
	case STAGE_EHLO: return after_ehlo(walk);
	case STAGE_TLS: return after_tls(walk);
	case STAGE_AUTH: return ask_engine(STAGE_MAIL, COMMAND_MAIL, "235 ok");
	case STAGE_MAIL: return ask_engine(STAGE_RCPT, COMMAND_RCPT, "250 ok");
	case STAGE_RCPT: return ask_engine(STAGE_DATA, COMMAND_DATA, "250 ok");
	default: return (struct decision){.act = ACT_SUCCEED};
	}
}

/* ---- TLS */

static bool is_tls_1_3(const struct walk *walk)
{
	return strcmp(walk->tls.version, "TLSv1.3") == 0;
}

struct decision decide_tls_trusted(const struct walk *walk)
{
	bool implicit = account_tls(&walk->account) == TLS_IMPLICIT;

	/* A TLS 1.3 server judges our side of the handshake when we are done with it already (RFC
	 * 8446, 4.4.2.4): where the run ends here, its first words are waited for. */
	if (walk->options.quit_after != STAGE_TLS || !walk->tls.client_certificate_wanted ||
	    !is_tls_1_3(walk))
		return (struct decision){.act = ACT_PASS};
	if (implicit)
		return (struct decision){.act = ACT_AWAIT, .command = COMMAND_CONFIRM};
	return decision_send(COMMAND_CONFIRM, "NOOP", strlen("NOOP"));
}

struct decision decide_tls(const struct walk *walk)
{
	if (walk->greeting_probe)
		return decision_fail(PROBLEM_TLS_ON_PLAIN_PORT, NULL);
	if (walk->tls.verified)
		return decide_tls_trusted(walk);
	if (walk->account.trust_certificate) {
		struct decision decision = decide_tls_trusted(walk);
		decision.note = _("You agreed to go on despite the certificate for this run.");
		return decision;
	}
	if (walk->options.ask_consent)
		return (struct decision){
		    .act = ACT_ASK_USER, .question = USER_CERTIFICATE, .problem = walk->tls.problem};
	return decision_fail(walk->tls.problem, walk->tls.detail);
}

/* ---- replies */

static struct decision accepted(const struct walk *walk, enum walk_command command)
{
	switch (command) {
	case COMMAND_GREETING:
		return (struct decision){
		    .act = ACT_PASS,
		    .note = walk->greeting_masked ? _(problem_sentence(PROBLEM_BANNER_MASKED)) : NULL};
	case COMMAND_STARTTLS: return (struct decision){.act = ACT_START_TLS};
	case COMMAND_AUTH:
	case COMMAND_RESPONSE: return login_accepted(walk);
	case COMMAND_DATA: return ask_engine(STAGE_RESOLVE, COMMAND_BODY, "354 go on");
	default: return (struct decision){.act = ACT_PASS};
	}
}

/* RFC 5321, 3.2: a server that does not know EHLO is greeted with HELO; TLS and AUTH are then out of reach.
 */
static bool knows_no_ehlo(int code)
{
	return code == 500 || code == 501 || code == 502 || code == 504;
}

static struct decision name_protocol(struct decision decision, const char *name)
{
	snprintf(decision.text, sizeof(decision.text), _("It looks like %s."), name);
	return decision;
}

static struct decision other_protocol(const char *name)
{
	if (strcmp(name, "FTP") == 0)
		return fail_by_reply(PROBLEM_NOT_SMTP_FTP);
	return name_protocol(fail_by_reply(PROBLEM_NOT_SMTP_OTHER), name);
}

/* LMTP is greeted with LHLO, and must refuse EHLO (RFC 2033, 4.1). */
static const char *protocol_of_refusal(const struct walk *walk)
{
	return reply_has_word(&walk->reply, "LHLO") ? "LMTP" : walk->greeting_names;
}

/* RFC 4954, 6: these refuse AUTH and nothing else. */
static bool refuses_a_login(int code)
{
	return code == 432 || code == 534 || code == 535;
}

static struct decision refused(const struct walk *walk, enum walk_command command)
{
	int code = walk->reply.code;
	bool negative = reply_class(code) >= REPLY_TRANSIENT;
	struct decision decision = fail_by_reply(negative ? PROBLEM_NONE : PROBLEM_UNEXPECTED_CODE);

	if (code == 421)
		return decision;
	if (command == COMMAND_GREETING && (code == 200 || code == 201)) /* RFC 3977, 5.1.1 */
		return name_protocol(fail_by_reply(PROBLEM_NOT_SMTP_OTHER), "NNTP");
	if (command == COMMAND_EHLO && reply_class(code) == REPLY_PERMANENT && protocol_of_refusal(walk))
		return other_protocol(protocol_of_refusal(walk));
	if (command == COMMAND_EHLO && knows_no_ehlo(code)) {
		decision = say_hello(walk, COMMAND_HELO);
		decision.note =
		    _("The server does not know EHLO. HELO is tried instead; encryption and log-in "
		      "cannot be had this way.");
	} else if (command <= COMMAND_STARTTLS && refuses_a_login(code)) {
		decision.problem = PROBLEM_LOGIN_CODE_UNASKED;
	}
	if (command == COMMAND_STARTTLS) {
		decision.tls_problem = PROBLEM_STARTTLS_REFUSED;
	} else if (command == COMMAND_CANCEL) {
		/* The answer to "*" is the end of an AUTH that made no sense. */
		decision = fail_by_reply(code == 334 ? PROBLEM_ENDLESS_CHALLENGES : PROBLEM_BAD_CHALLENGE);
		if (walk->sasl_problem != PROBLEM_NONE && walk->sasl_problem != PROBLEM_BAD_CHALLENGE) {
			decision.problem = walk->sasl_problem;
			decision.detail = walk->sasl_detail;
		}
	}
	return decision;
}

/* A reply that nobody asked for says nothing about what was asked, whatever its code; but a 421 may come at
 * any time (RFC 5321, 3.8), and so may the refusal of a message that is under way. */
static struct decision unsolicited(const struct walk *walk)
{
	bool negative = reply_class(walk->reply.code) >= REPLY_TRANSIENT;
	bool sensible = walk->reply.code == 421 || (negative && walk->engine_turn == COMMAND_BODY);

	if (sensible)
		return fail_by_reply(PROBLEM_NONE);
	return fail_by_reply(refuses_a_login(walk->reply.code) ? PROBLEM_LOGIN_CODE_UNASKED
							       : PROBLEM_OUT_OF_STEP);
}

struct decision decide_reply(const struct walk *walk)
{
	enum walk_command command = walk->awaited;
	int code = walk->reply.code;

	if (walk->decided)
		return (struct decision){.act = ACT_LEAVE};
	if (command == COMMAND_NONE)
		return unsolicited(walk);
	if (command == COMMAND_CONFIRM)
		return (struct decision){.act = ACT_PASS};
	if (code == 334 && (command == COMMAND_AUTH || command == COMMAND_RESPONSE))
		return login_challenge(walk);
	enum code_rule rule = command_judge(command, code);
	if (rule == CODE_REFUSED)
		return refused(walk, command);
	struct decision decision = accepted(walk, command);
	if (rule == CODE_UNUSUAL)
		decision.note =
		    _("This code is not the usual one here, but its first digit says yes (RFC 5321, 4.2).");
	return decision;
}

struct decision decide_broken(const struct walk *walk, enum problem problem)
{
	const struct reply *shown = &walk->shown;
	const char *name = NULL;

	if (walk->decided)
		return (struct decision){.act = ACT_LEAVE};
	if (problem == PROBLEM_INVALID_REPLY &&
	    !walk->greeting_done) /* who greeted as a mail server is one */
		problem = identify_protocol(walk->reply.lines[0].bytes, walk->reply.lines[0].len, &name);
	struct decision decision = decision_fail(problem, NULL);
	if (name)
		return name_protocol(decision, name);
	if (shown->line_count)
		decision_quote(&decision, shown->lines[shown->line_count - 1].bytes);
	return decision;
}

struct decision decide_lost(const struct walk *walk, enum problem problem)
{
	if (walk->greeting_probe)
		return decision_fail(PROBLEM_REPLY_TIMEOUT, NULL);
	if (walk->stage == STAGE_EHLO && !walk->tls_done && walk->greeting_names)
		return other_protocol(walk->greeting_names);
	return decision_fail(problem, NULL);
}

/* ---- lines of the engine */

static struct decision command_line(enum walk_command command, const char *verb, const char *line, size_t len)
{
	if (!text_starts_nocase(line, verb))
		return decision_fail(PROBLEM_ENGINE_CRASHED,
				     _("It sent another command than the one that was due."));
	return decision_send(command, line, len);
}

static bool is_ascii(const char *text)
{
	for (; text && *text; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

static const char *sender(const struct walk *walk)
{
	return account_from(&walk->account);
}

static const char *recipient(const struct walk *walk)
{
	return walk->account.to ? walk->account.to : walk->account.address;
}

/* RFC 6531, 3.4: a mailbox beyond ASCII travels only with SMTPUTF8, and only where that is offered. */
static struct decision mail_line(const struct walk *walk, const char *line, size_t len)
{
	struct decision decision = command_line(COMMAND_MAIL, "MAIL FROM:", line, len);
	bool ascii_recipient = walk->options.quit_after < STAGE_RCPT || is_ascii(recipient(walk));

	if (decision.act == ACT_FAIL || (is_ascii(sender(walk)) && ascii_recipient))
		return decision;
	if (!capabilities_has(&walk->capabilities, "SMTPUTF8"))
		return decision_fail(PROBLEM_SMTPUTF8_NOT_OFFERED,
				     is_ascii(sender(walk)) ? recipient(walk) : sender(walk));
	int written = snprintf(decision.text, sizeof(decision.text), "%.*s SMTPUTF8", (int)len, line);
	decision.line = NULL;
	decision.len = (size_t)written < sizeof(decision.text) ? (size_t)written : sizeof(decision.text) - 1;
	return decision;
}

struct decision decide_engine_line(const struct walk *walk, const char *line, size_t len)
{
	switch (walk->engine_turn) {
	case COMMAND_EHLO: return command_line(COMMAND_EHLO, "EHLO ", line, len);
	case COMMAND_AUTH:
	case COMMAND_RESPONSE: return login_engine_line(walk, line, len);
	case COMMAND_MAIL: return mail_line(walk, line, len);
	case COMMAND_RCPT: return command_line(COMMAND_RCPT, "RCPT TO:", line, len);
	case COMMAND_DATA: return command_line(COMMAND_DATA, "DATA", line, len);
	case COMMAND_BODY: return decision_send(COMMAND_BODY, line, len);
	default: return decision_fail(PROBLEM_ENGINE_CRASHED, _("It spoke out of turn."));
	}
}

void decide_message(const struct walk *walk, struct strbuf *message)
{
	strbuf_addf(message,
		    "From: <%s>\r\nTo: <%s>\r\nSubject: mailmedic test message\r\n\r\n"
		    "This message was sent by mailmedic to show that sending mail works.\r\n",
		    sender(walk), recipient(walk));
}

/* ---- time and the user */

struct decision decide_deadline(const struct walk *walk)
{
	if (walk->decided)
		return (struct decision){.act = ACT_LEAVE};
	if (walk->engine_turn)
		return decision_fail(PROBLEM_ENGINE_HUNG, NULL);
	if (walk->sasl_turn)
		return decision_fail(login_asks_others(walk) ? PROBLEM_TICKET_KDC_SILENT : PROBLEM_SASL_HUNG,
				     NULL);
	if (walk->awaited == COMMAND_CONFIRM) /* a refusal would have come at once */
		return (struct decision){.act = ACT_PASS};
	/* A port that speaks TLS from the first byte waits for us to begin: so begin. */
	if (walk->awaited == COMMAND_GREETING && !walk->tls_done && !walk->greeting_probe)
		return (struct decision){.act = ACT_START_TLS, .command = COMMAND_GREETING};
	return decide_lost(walk, PROBLEM_REPLY_TIMEOUT);
}

struct decision decide_total_timeout(const struct walk *walk)
{
	struct decision decision = decision_fail(PROBLEM_TOTAL_TIMEOUT, NULL);
	size_t tried = walk->facts.address_count + walk->facts.addresses_dropped;

	if (walk->stage == STAGE_CONNECT)
		snprintf(decision.text, sizeof(decision.text),
			 _("%zu of the server's %zu addresses were tried, one after the other; then the time "
			   "for the whole run, %d seconds, was over."),
			 tried, walk->address_total, (int)(WALK_TOTAL_FACTOR * walk_step_ms(walk) / 1000));
	return decision;
}

struct decision decide_declined(const struct walk *walk)
{
	switch (walk->user_wait) {
	case USER_CERTIFICATE: return decision_fail(walk->tls.problem, walk->tls.detail);
	case USER_CLEAR_TEXT: return decision_fail(PROBLEM_CLEAR_TEXT_REFUSED, NULL);
	case USER_UNOFFERED:
		if (walk->capabilities.mechanism_count == 0)
			return decision_fail(PROBLEM_NO_MECHANISM_OFFERED, NULL);
		return decision_fail(PROBLEM_MECHANISM_NOT_OFFERED, walk->account.mechanism);
	case USER_PASSWORD: return decision_fail(PROBLEM_NO_PASSWORD, NULL);
	default: return decision_fail(PROBLEM_CANCELLED, NULL);
	}
}
