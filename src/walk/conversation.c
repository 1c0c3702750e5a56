/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The order of the conversation: which reply lets the walk go on, and what comes then (RFC 5321,
 * 3207). Reads from top to bottom as the session does; AUTH is in login.c.
 */
#include "walk/internal.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static const char engine_ok[] = "250 ok";

/* The reply is none that lets the walk go on. */
static void refused(struct walk *walk)
{
	bool negative = reply_class(walk->reply.code) >= REPLY_TRANSIENT;

	walk_fail_by_reply(walk, negative ? PROBLEM_NONE : PROBLEM_UNEXPECTED_CODE);
}

/* ---- greeting */

void walk_connected(struct walk *walk)
{
	int64_t patience = walk_step_ms(walk) / 2 < WALK_PROBE_MS ? walk_step_ms(walk) / 2 : WALK_PROBE_MS;

	walk_enter(walk, STAGE_GREETING);
	walk_expect(walk, COMMAND_GREETING);
	walk->probe_at = clock_now() + patience;
}

static bool has_word(const struct reply *reply, const char *word)
{
	for (size_t i = 0; i < reply->line_count; i++)
		for (const char *at = reply->lines[i].bytes; *at; at++)
			if (text_starts_nocase(at, word))
				return true;
	return false;
}

static void greeting_accepted(struct walk *walk)
{
	walk->greeting_done = true;
	walk_probe_end(walk);
	if (has_word(&walk->reply, "***"))
		walk_note(walk, "%s", _(problem_sentence(PROBLEM_BANNER_MASKED)));
	walk_pass(walk);
	if (walk_done_after(walk, STAGE_GREETING))
		return;
	walk_enter(walk, STAGE_EHLO);
	walk_ask_engine(walk, COMMAND_EHLO, "220 ready");
}

/* ---- EHLO */

static void send_hello(struct walk *walk, enum command command)
{
	struct strbuf line;

	strbuf_init(&line, WALK_LINE_MAX);
	strbuf_addf(&line, "%s %s", command == COMMAND_HELO ? "HELO" : "EHLO", walk->ehlo_name);
	walk_offer(walk, command, line.data, line.len);
	strbuf_finish(&line);
}

static void tell_tls_problem(struct walk *walk, enum problem problem)
{
	struct tls_facts facts;

	tls_facts_init(&facts);
	facts.problem = problem;
	walk_emit(walk, (struct event){.kind = EVENT_TLS, .problem = problem, .tls_facts = &facts});
	tls_facts_finish(&facts);
}

/* A firewall that rewrites the conversation stars out the greeting or crosses out keywords. */
static bool looks_rewritten(const struct walk *walk)
{
	if (walk->facts.greeting_seen && has_word(&walk->facts.greeting, "***"))
		return true;
	for (size_t i = 0; i < walk->capabilities.count; i++)
		if (text_starts_nocase(walk->capabilities.list[i].keyword, "XXXX"))
			return true;
	return false;
}

static void begin_starttls(struct walk *walk)
{
	walk_enter(walk, STAGE_TLS);
	if (walk->capabilities.starttls) {
		walk_offer(walk, COMMAND_STARTTLS, "STARTTLS", 8);
		return;
	}
	tell_tls_problem(walk, PROBLEM_TLS_NOT_OFFERED);
	walk_fail(walk, PROBLEM_TLS_NOT_OFFERED,
		  looks_rewritten(walk) ? _(problem_sentence(PROBLEM_BANNER_MASKED)) : NULL);
}

static void hello_accepted(struct walk *walk)
{
	walk_pass(walk);
	bool again = walk->tls_done && account_tls(&walk->account) == TLS_STARTTLS;
	if (!again && walk_done_after(walk, STAGE_EHLO))
		return;
	if (account_tls(&walk->account) == TLS_STARTTLS && !walk->tls_done)
		begin_starttls(walk);
	else
		walk_begin_auth(walk);
}

static void ehlo_accepted(struct walk *walk)
{
	capabilities_read(&walk->capabilities, &walk->reply);
	walk_emit(walk, (struct event){.kind = EVENT_CAPABILITIES, .reply = &walk->shown});
	hello_accepted(walk);
}

static bool greeted_as_ftp(const struct walk *walk)
{
	return walk->facts.greeting_seen && has_word(&walk->facts.greeting, "FTP") &&
	       !has_word(&walk->facts.greeting, "SMTP");
}

/* RFC 5321, 3.2: a server that does not know EHLO is greeted with HELO; TLS and AUTH are then out of reach.
 */
static void ehlo_refused(struct walk *walk)
{
	int code = walk->reply.code;

	if (reply_class(code) == REPLY_PERMANENT && greeted_as_ftp(walk)) {
		walk_fail_by_reply(walk, PROBLEM_NOT_SMTP_FTP);
	} else if (code != 500 && code != 501 && code != 502 && code != 504) {
		refused(walk);
	} else {
		walk_note(walk, "%s",
			  _("The server does not know EHLO. HELO is tried instead; encryption and log-in "
			    "cannot be had this way."));
		capabilities_finish(&walk->capabilities);
		send_hello(walk, COMMAND_HELO);
	}
}

/* ---- STARTTLS */

static void starttls_accepted(struct walk *walk)
{
	walk_emit(walk, (struct event){.kind = EVENT_WAITING,
				       .text = N_("the TLS handshake"),
				       .until = clock_now() + walk_step_ms(walk)});
	walk->pending = COMMAND_STARTTLS;
	walk->deadline = CLOCK_NEVER; /* the handshake has one of its own, in the wire */
	wire_start_tls(walk->wire);
}

static void starttls_refused(struct walk *walk)
{
	bool negative = reply_class(walk->reply.code) >= REPLY_TRANSIENT;

	tell_tls_problem(walk, PROBLEM_STARTTLS_REFUSED);
	walk_fail_by_reply(walk, negative ? PROBLEM_NONE : PROBLEM_UNEXPECTED_CODE);
}

void walk_tls_ready(struct walk *walk)
{
	walk->tls_done = true;
	walk_pass(walk);
	if (account_tls(&walk->account) == TLS_IMPLICIT) {
		if (!walk_done_after(walk, STAGE_TLS))
			walk_connected(walk);
		return;
	}
	if (walk_done_after(walk, STAGE_TLS))
		return;
	/* What was said before encryption is forgotten (RFC 3207, 4.2). */
	capabilities_finish(&walk->capabilities);
	walk_enter(walk, STAGE_EHLO);
	send_hello(walk, COMMAND_EHLO);
}

/* ---- MAIL, RCPT, DATA: only when asked for */

static void auth_accepted(struct walk *walk)
{
	walk_pass(walk);
	if (walk_done_after(walk, STAGE_AUTH))
		return;
	walk_enter(walk, STAGE_MAIL);
	walk_ask_engine(walk, COMMAND_MAIL, "235 ok");
}

static void mail_accepted(struct walk *walk)
{
	walk_pass(walk);
	if (walk_done_after(walk, STAGE_MAIL))
		return;
	walk_enter(walk, STAGE_RCPT);
	walk_ask_engine(walk, COMMAND_RCPT, engine_ok);
}

static void rcpt_accepted(struct walk *walk)
{
	walk_pass(walk);
	if (walk_done_after(walk, STAGE_RCPT))
		return;
	walk_enter(walk, STAGE_DATA);
	walk_ask_engine(walk, COMMAND_DATA, engine_ok);
}

static void data_accepted(struct walk *walk)
{
	struct strbuf message;

	walk_ask_engine(walk, COMMAND_BODY, "354 go on");
	strbuf_init(&message, WALK_LINE_MAX);
	strbuf_addf(&message,
		    "From: <%s>\r\nTo: <%s>\r\nSubject: mailmedic test message\r\n\r\n"
		    "This message was sent by mailmedic to show that sending mail works.\r\n",
		    walk->account.from ? walk->account.from : walk->account.address,
		    walk->account.to ? walk->account.to : walk->account.address);
	engine_give_message(walk->engine, message.data, message.len);
	engine_give_message(walk->engine, "", 0);
	strbuf_finish(&message);
}

static void body_accepted(struct walk *walk)
{
	walk_pass(walk);
	walk_done_after(walk, STAGE_DATA);
}

static void quit_answered(struct walk *walk)
{
	if (walk->reply.code / 100 == 2)
		walk_pass(walk);
	walk_end(walk);
}

/* ---- replies */

/* The answer to "*" is the end of an AUTH that made no sense. */
static void auth_given_up(struct walk *walk)
{
	walk_fail_by_reply(walk,
			   walk->reply.code == 334 ? PROBLEM_ENDLESS_CHALLENGES : PROBLEM_BAD_CHALLENGE);
}

/* For each command: the codes that let the walk go on, what comes then, and what else may be done. */
static const struct {
	int low, high;
	void (*accepted)(struct walk *walk);
	void (*refused)(struct walk *walk);
} commands[] = {
    [COMMAND_GREETING] = {220, 220, greeting_accepted, refused},
    [COMMAND_EHLO] = {250, 250, ehlo_accepted, ehlo_refused},
    [COMMAND_HELO] = {250, 250, hello_accepted, refused},
    [COMMAND_STARTTLS] = {220, 220, starttls_accepted, starttls_refused},
    [COMMAND_AUTH] = {235, 235, auth_accepted, refused},
    [COMMAND_RESPONSE] = {235, 235, auth_accepted, refused},
    [COMMAND_CANCEL] = {0, 0, NULL, auth_given_up},
    [COMMAND_MAIL] = {250, 250, mail_accepted, refused},
    [COMMAND_RCPT] = {250, 251, rcpt_accepted, refused},
    [COMMAND_DATA] = {354, 354, data_accepted, refused},
    [COMMAND_BODY] = {250, 250, body_accepted, refused},
    [COMMAND_QUIT] = {0, 0, NULL, quit_answered},
};

void walk_take_reply(struct walk *walk)
{
	enum command command = walk->pending;
	int code = walk->reply.code;

	walk_emit(walk, (struct event){.kind = EVENT_REPLY,
				       .reply = &walk->shown,
				       .unsolicited = command == COMMAND_NONE});
	if (command == COMMAND_NONE) {
		bool negative = reply_class(code) >= REPLY_TRANSIENT;
		walk_fail_by_reply(walk, negative ? PROBLEM_NONE : PROBLEM_OUT_OF_STEP);
		return;
	}
	if (code == 334 && (command == COMMAND_AUTH || command == COMMAND_RESPONSE)) {
		walk->pending = COMMAND_NONE;
		walk_take_challenge(walk);
		return;
	}
	if (code >= commands[command].low && code <= commands[command].high) {
		walk->pending = COMMAND_NONE;
		commands[command].accepted(walk);
	} else if (code == 421 && command != COMMAND_QUIT) {
		walk_fail_by_reply(walk, PROBLEM_NONE);
	} else {
		commands[command].refused(walk);
	}
}

/* Something that is no SMTP reply at all: perhaps another protocol's greeting. */
static enum problem name_stranger(const struct reply *reply)
{
	static const struct {
		const char *start;
		enum problem problem;
	} strangers[] = {
	    {"HTTP/", PROBLEM_NOT_SMTP_HTTP},     {"<html", PROBLEM_NOT_SMTP_HTTP},
	    {"<!DOCTYPE", PROBLEM_NOT_SMTP_HTTP}, {"* OK", PROBLEM_NOT_SMTP_IMAP},
	    {"* PREAUTH", PROBLEM_NOT_SMTP_IMAP}, {"* BYE", PROBLEM_NOT_SMTP_IMAP},
	    {"+OK", PROBLEM_NOT_SMTP_POP3},       {"-ERR", PROBLEM_NOT_SMTP_POP3},
	    {"SSH-", PROBLEM_NOT_SMTP_SSH},
	};
	const char *line = reply->line_count ? reply->lines[0].bytes : "";

	for (size_t i = 0; i < sizeof(strangers) / sizeof(*strangers); i++)
		if (text_starts_nocase(line, strangers[i].start))
			return strangers[i].problem;
	return PROBLEM_INVALID_REPLY;
}

void walk_take_broken(struct walk *walk, enum problem problem)
{
	const char *line =
	    walk->shown.line_count ? walk->shown.lines[walk->shown.line_count - 1].bytes : NULL;

	if (problem == PROBLEM_INVALID_REPLY &&
	    !walk->greeting_done) /* who greeted as a mail server is one */
		problem = name_stranger(&walk->reply);
	walk_fail(walk, problem, line);
}

/* ---- lines of the engine */

static void take_command_line(struct walk *walk, enum command command, const char *verb, const char *line,
			      size_t len)
{
	if (text_starts_nocase(line, verb))
		walk_offer(walk, command, line, len);
	else
		walk_fail(walk, PROBLEM_ENGINE_CRASHED,
			  _("It sent another command than the one that was due."));
}

/* One line of the message. The final dot is the one that is answered. */
static void take_body_line(struct walk *walk, const char *line, size_t len)
{
	if (len == 1 && line[0] == '.') {
		walk->engine_turn = COMMAND_NONE;
		walk_offer(walk, COMMAND_BODY, line, len);
		return;
	}
	struct strbuf shown;
	strbuf_init(&shown, WALK_LINE_MAX);
	mask_client_line(&walk->mask, line, len, &shown);
	walk_emit(walk,
		  (struct event){
		      .kind = EVENT_LINE, .from = FROM_CLIENT, .text = shown.data, .tls = walk->tls_done});
	strbuf_finish(&shown);
	wire_send(walk->wire, line, len);
	wire_send(walk->wire, "\r\n", 2);
}

void walk_take_engine_line(struct walk *walk, const char *line, size_t len)
{
	enum command turn = walk->engine_turn;

	if (turn != COMMAND_BODY)
		walk->engine_turn = COMMAND_NONE;
	switch (turn) {
	case COMMAND_EHLO: take_command_line(walk, turn, "EHLO ", line, len); break;
	case COMMAND_AUTH: walk_take_auth_line(walk, line, len); break;
	case COMMAND_RESPONSE: walk_offer(walk, turn, line, len); break;
	case COMMAND_MAIL: take_command_line(walk, turn, "MAIL FROM:", line, len); break;
	case COMMAND_RCPT: take_command_line(walk, turn, "RCPT TO:", line, len); break;
	case COMMAND_DATA: take_command_line(walk, turn, "DATA", line, len); break;
	case COMMAND_BODY: take_body_line(walk, line, len); break;
	default: walk_fail(walk, PROBLEM_ENGINE_CRASHED, _("It spoke out of turn.")); break;
	}
}
