/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Carries decisions out. Nothing else writes to the wire, enters stages or ends runs, and here alone is known
 * what the server is ready to hear: QUIT goes out only where a command is expected, and nothing at all while
 * a reply is incomplete. Decides nothing itself.
 */
#include "walk/internal.h"

#include "account/proxy.h"
#include "base/clock.h"
#include "base/intl.h"
#include "base/memory.h"
#include "base/secret.h"
#include "base/text.h"
#include "smtp/base64.h"
#include "smtp/mechanism.h"

#include <stdio.h>
#include <string.h>

enum { SIGN_OF_LIFE_MS = 60 * 1000 };

/* ---- stages */

static void enter(struct walk *walk, enum stage stage)
{
	walk->stage = stage;
	walk->stage_started_us = clock_now_us();
	walk->stage_open = true;
	walk_emit(walk, (struct event){.kind = EVENT_STAGE_ENTERED});
}

static void end_stage(struct walk *walk, enum outcome outcome)
{
	if (!walk->stage_open)
		return;
	/* A stage that ends while the user thinks took until the question. */
	int64_t until = walk->user_wait == USER_NONE ? clock_now_us() : walk->user_wait_started_us;
	walk->stage_open = false;
	walk_emit(walk, (struct event){.kind = EVENT_STAGE_ENDED,
				       .outcome = outcome,
				       .duration_us = until - walk->stage_started_us});
}

/* ---- waiting */

/* Waits for the server's reply to `command`. */
static void await(struct walk *walk, enum walk_command command)
{
	int64_t patience = command_patience_ms(command, walk->account.timeout_seconds);
	int64_t probe = walk_step_ms(walk) / 2 < WALK_PROBE_MS ? walk_step_ms(walk) / 2 : WALK_PROBE_MS;

	walk->awaited = command;
	walk->deadline = clock_now() + patience;
	walk->sign_of_life = clock_now() + walk_step_ms(walk);
	if (walk->sign_of_life >= walk->deadline)
		walk->sign_of_life = CLOCK_NEVER;
	/* The longer waits of the standard come on top of a person's patience with the whole run. */
	if (patience > walk_step_ms(walk) && walk->total_deadline < walk->deadline)
		walk->total_deadline = walk->deadline;
	if (command == COMMAND_GREETING)
		walk->probe_at = clock_now() + probe;
	report_waiting(walk, command_awaited(command), walk->deadline);
}

void act_sign_of_life(struct walk *walk)
{
	walk->sign_of_life = clock_now() + SIGN_OF_LIFE_MS;
	if (walk->sign_of_life >= walk->deadline)
		walk->sign_of_life = CLOCK_NEVER;
	walk_note(walk,
		  _("No answer yet. A server may take minutes here (RFC 5321, 4.5.3.2): the wait goes on."));
}

/* ---- lines out */

static void wipe_line(struct walk *walk)
{
	secret_wipe_buffer(walk->line.data, walk->line.size);
	strbuf_clear(&walk->line);
}

static void forget_outgoing(struct walk *walk)
{
	walk->outgoing_held = COMMAND_NONE;
	walk->awaited = COMMAND_NONE;
	walk->engine_turn = COMMAND_NONE;
	walk->sasl_turn = false;
	walk->user_wait = USER_NONE;
	walk->deed_held = DEED_NONE;
	wipe_line(walk);
}

static void wipe_response(struct walk *walk)
{
	secret_wipe_buffer(walk->response.data, walk->response.size);
	strbuf_clear(&walk->response);
}

/* AUTH is over, or its secret is not needed any more: the helper goes, and what it said. */
static void end_sasl(struct walk *walk)
{
	sasl_destroy(walk->sasl);
	walk->sasl = NULL;
	walk->sasl_turn = false;
	wipe_response(walk);
}

/* Makes a line (without CR LF) ready to be sent, and holds it in step mode. */
static void submit_line(struct walk *walk, const struct decision *decision, const char *line)
{
	const enum walk_command command = decision->command;
	struct mask preview = walk->mask; /* how it will look, without moving the masking on */
	struct strbuf shown;

	wipe_line(walk);
	strbuf_add(&walk->line, line, decision->len);
	if (decision->adds_response) {
		strbuf_add(&walk->line, walk->response.data, walk->response.len);
		wipe_response(walk);
	}
	walk->awaited = COMMAND_NONE;
	walk->engine_turn = COMMAND_NONE;
	walk->outgoing_held = command;
	/* It waits for the end of a reply that is under way; on the way out not for long. */
	walk->deadline = clock_now() + (walk->decided ? WALK_LAST_WORD_MS : walk_step_ms(walk));
	if (!walk->options.step)
		return;
	strbuf_init(&shown, WALK_LINE_MAX);
	mask_client_line(&preview, walk->line.data, walk->line.len, &shown);
	ask_user(walk, USER_STEP,
		 (struct event){.kind = EVENT_STEP, .text = shown.data, .why = command_why(command)});
	strbuf_finish(&shown);
}

static void write_line(struct walk *walk, const char *line, size_t len)
{
	report_sent(walk, line, len);
	if (wire_send_line(walk->wire, line, len))
		return;
	walk->peer = PEER_EXPECTS_NOTHING;
	act(walk, &(struct decision){.act = ACT_FAIL,
				     .problem = PROBLEM_REPLY_TIMEOUT,
				     .detail = _("It does not read what it is sent.")});
}

bool act_send_outgoing(struct walk *walk)
{
	enum walk_command command = walk->outgoing_held;
	bool in_reply = (walk->reply.code && !walk->reply.complete) || wire_is_mid_line(walk->wire);
	bool heard_out = !in_reply && !wire_is_behind(walk->wire);

	if (walk->over || walk->closing || !command || walk->user_wait != USER_NONE || !heard_out)
		return false;
	walk->outgoing_held = COMMAND_NONE;
	walk->peer = PEER_EXPECTS_NOTHING;
	write_line(walk, walk->line.data, walk->line.len);
	wipe_line(walk);
	if (!walk->closing)
		await(walk, command);
	return true;
}

void act_send_text(struct walk *walk, const char *line, size_t len)
{
	if (walk->peer == PEER_EXPECTS_TEXT)
		write_line(walk, line, len);
}

/* ---- what the peer expects */

void act_reply_arrived(struct walk *walk)
{
	walk->peer = command_peer_after(walk->awaited, walk->reply.code);
	/* With TLS from the first byte the greeting comes after the handshake. */
	if (walk->awaited == COMMAND_GREETING ||
	    (walk->awaited == COMMAND_CONFIRM && account_tls(&walk->account) == TLS_IMPLICIT))
		walk->greeting_done |= walk->reply.code == 220;
}

void act_tls_stands(struct walk *walk)
{
	bool begun_by_command = walk->greeting_done;

	walk->tls_done = !walk->greeting_probe;
	walk->awaited = COMMAND_NONE;
	walk->peer = begun_by_command ? PEER_EXPECTS_COMMAND : PEER_EXPECTS_NOTHING;
	if (begun_by_command) /* what was said before encryption is forgotten (RFC 3207, 4.2) */
		capabilities_finish(&walk->capabilities);
}

void act_peer_lost(struct walk *walk)
{
	walk->peer = PEER_EXPECTS_NOTHING;
}

void act_peer_silent(struct walk *walk)
{
	if (walk->awaited != COMMAND_NONE || walk->outgoing_held != COMMAND_NONE)
		walk->peer = PEER_EXPECTS_NOTHING;
}

/* ---- the end */

void act_finish(struct walk *walk)
{
	if (walk->over)
		return;
	end_stage(walk, walk->awaited == COMMAND_QUIT ? OUTCOME_FAILED : OUTCOME_SKIPPED);
	forget_outgoing(walk);
	walk->over = true;
	wire_destroy(walk->wire);
	walk->wire = NULL;
	probe_end(walk);
	walk_emit(walk, (struct event){
			    .kind = EVENT_FINISHED, .stage = walk->verdict.stage, .verdict = &walk->verdict});
}

/* The next step out: "*" where a SASL response is expected (RFC 4954, 4), QUIT where a command is (RFC 5321,
 * 4.1.1.10), and elsewhere the connection just ends. */
static void disconnect(struct walk *walk, bool send_quit)
{
	bool quit_answered = walk->awaited == COMMAND_QUIT || !send_quit;

	if (walk->awaited == COMMAND_QUIT && walk->reply.complete &&
	    reply_class(walk->reply.code) == REPLY_POSITIVE)
		end_stage(walk, OUTCOME_PASSED);
	walk->closing =
	    quit_answered || (walk->peer != PEER_EXPECTS_COMMAND && walk->peer != PEER_EXPECTS_RESPONSE);
	/* A second "*" would be answered like the first. */
	walk->closing |= walk->awaited == COMMAND_CANCEL && walk->peer == PEER_EXPECTS_RESPONSE;
	if (walk->closing)
		return;
	bool in_auth = walk->peer == PEER_EXPECTS_RESPONSE;
	forget_outgoing(walk);
	if (walk->stage != STAGE_QUIT)
		enter(walk, STAGE_QUIT);
	const struct decision last = in_auth ? decision_send(COMMAND_CANCEL, "*", 1)
					     : decision_send(COMMAND_QUIT, "QUIT", strlen("QUIT"));
	submit_line(walk, &last, last.line);
}

static void give_verdict(struct walk *walk, const struct verdict *verdict)
{
	struct strbuf detail;

	strbuf_init(&detail, WALK_SENTENCE_MAX + 4);
	if (verdict->detail)
		text_add_short(&detail, verdict->detail, WALK_SENTENCE_MAX);
	walk->decided = true;
	walk->verdict = *verdict;
	walk->verdict.detail = verdict->detail ? mem_strdup(detail.data) : NULL;
	strbuf_finish(&detail);
	secret_destroy(walk->password);
	walk->password = NULL;
	engine_destroy(walk->engine);
	walk->engine = NULL;
	end_sasl(walk);
	const struct reply *reply =
	    ending_by_reply(verdict) && walk->shown.line_count > 0 ? &walk->shown : NULL;
	walk_emit(walk, (struct event){.kind = EVENT_VERDICT, .verdict = &walk->verdict, .reply = reply});
	reply_forget_lines(&walk->reply); /* as received: a server may have echoed the password */
}

static void fail(struct walk *walk, const struct decision *decision)
{
	struct verdict verdict;

	if (walk->decided) { /* the verdict stands; whatever happens on the way out only ends the run */
		walk->closing = true;
		return;
	}
	if (decision->tls_facts)
		walk_emit(walk, (struct event){.kind = EVENT_TLS,
					       .problem = decision->problem,
					       .tls_facts = decision->tls_facts});
	else if (decision->tls_problem)
		report_tls_problem(walk, decision->tls_problem);
	ending_judge(walk, decision, &verdict);
	end_stage(walk, OUTCOME_FAILED);
	give_verdict(walk, &verdict);
	disconnect(walk, ending_sends_quit(verdict.problem));
}

/* ---- decisions */

void act_begin(struct walk *walk)
{
	const char *proxy = account_proxy(&walk->account);

	enter(walk, proxy_hides_names(proxy) ? STAGE_PROXY : STAGE_RESOLVE);
	report_proxy(walk, proxy);
	if (walk->stage == STAGE_PROXY)
		ask_or_do(walk, DEED_OF_WIRE);
	else
		report_waiting(walk, N_("the server's address"), clock_now() + walk_step_ms(walk));
}

static void ask_engine(struct walk *walk, const struct decision *decision, const char *text)
{
	char line[ENGINE_REPLY_MAX + 1];

	if (walk->engine_failure) {
		fail(walk, &(struct decision){.act = ACT_FAIL,
					      .problem = PROBLEM_ENGINE_CRASHED,
					      .detail = walk->engine_failure});
		return;
	}
	walk->engine_turn = decision->command;
	walk->deadline = clock_now() + WALK_ENGINE_MS;
	for (size_t len; *text; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		memcpy(line, text, len);
		line[len] = '\0';
		engine_send_line(walk->engine, line);
	}
	if (decision->command != COMMAND_BODY)
		return;
	struct strbuf message;
	strbuf_init(&message, WALK_LINE_MAX);
	decide_message(walk, &message);
	engine_give_message(walk->engine, message.data, message.len);
	engine_give_message(walk->engine, "", 0);
	strbuf_finish(&message);
}

static void await_sasl(struct walk *walk)
{
	walk->sasl_turn = true;
	walk->deadline = clock_now() + WALK_SASL_MS;
}

static void hand_over(struct walk *walk, const char *binding_type, const char *binding)
{
	char port[8];
	const char *user = account_user(&walk->account);
	const struct sasl_order order = {.mechanism = walk->mechanism,
					 .user = user ? user : "",
					 .authzid = login_acts_for(walk),
					 .host = walk->account.host,
					 .port = port,
					 .binding_type = binding_type,
					 .binding = binding};
	struct error error = {0};

	snprintf(port, sizeof(port), "%d", account_port(&walk->account));
	if (!sasl_create(&order, walk->password, walk->options.fork_servers, &walk->sasl, &error)) {
		fail(walk, &(struct decision){
			       .act = ACT_FAIL, .problem = PROBLEM_SASL_CRASHED, .detail = error.text});
		return;
	}
	secret_destroy(walk->password); /* from here on it is in the helper, and nowhere else in the walk */
	walk->password = NULL;
	await_sasl(walk);
}

static void start_sasl(struct walk *walk)
{
	const bool bound = mechanism_find(walk->mechanism)->strength == STRENGTH_BOUND;
	struct strbuf binding;

	strbuf_init(&binding, 2 * SASL_BINDING_MAX);
	const char *type = bound ? wire_binding(walk->wire, &binding) : "";
	if (type)
		hand_over(walk, type, binding.data);
	else
		fail(walk, &(struct decision){.act = ACT_FAIL, .problem = PROBLEM_SASL_NOT_USABLE});
	secret_wipe_buffer(binding.data, binding.size);
	strbuf_finish(&binding);
}

static void ask_sasl(struct walk *walk, const char *base64, size_t len)
{
	struct strbuf challenge;

	strbuf_init(&challenge, FRAME_PAYLOAD_MAX);
	base64_decode(base64, len, &challenge);
	sasl_challenge(walk->sasl, challenge.data, challenge.len);
	strbuf_finish(&challenge);
	await_sasl(walk);
}

static void start_tls(struct walk *walk, const struct decision *decision)
{
	walk->greeting_probe = decision->command == COMMAND_GREETING;
	walk->awaited = walk->greeting_probe ? COMMAND_GREETING : COMMAND_STARTTLS;
	/* The handshake has a deadline of its own, in the wire. */
	walk->deadline = walk->greeting_probe ? clock_now() + WALK_LAST_WORD_MS : CLOCK_NEVER;
	if (walk->greeting_probe)
		wire_start_tls(walk->wire);
	else
		ask_or_do(walk, DEED_STARTTLS);
}

static void prepare(struct walk *walk, const struct decision *decision)
{
	bool failed = decision->act == ACT_FAIL;

	if (!failed && decision->act != ACT_LEAVE && decision->act != ACT_SUCCEED)
		walk->awaited = COMMAND_NONE;
	if (decision->note)
		walk_note(walk, decision->note);
	if (decision->skips_login)
		report_skipped_login(walk);
	if (decision->enter != STAGE_RESOLVE) {
		if (failed)
			walk->awaited = COMMAND_NONE;
		enter(walk, decision->enter);
		if (decision->act == ACT_NOTHING) /* it begins with connecting, or with TLS */
			ask_or_do(walk, DEED_OF_WIRE);
	}
	if (decision->mechanism) {
		snprintf(walk->mechanism, sizeof(walk->mechanism), "%s", decision->mechanism);
		walk_emit(walk, (struct event){.kind = EVENT_MECHANISM, .text = walk->mechanism});
	}
}

static void carry_out(struct walk *walk, const struct decision *decision)
{
	const char *line = decision->line ? decision->line : decision->text;

	switch (decision->act) {
	case ACT_NOTHING: break;
	case ACT_AWAIT: await(walk, decision->command); break;
	case ACT_SEND: submit_line(walk, decision, line); break;
	case ACT_START_SASL: start_sasl(walk); break;
	case ACT_ASK_SASL: ask_sasl(walk, line, decision->len); break;
	case ACT_ASK_ENGINE: ask_engine(walk, decision, line); break;
	case ACT_START_TLS: start_tls(walk, decision); break;
	case ACT_ASK_USER: ask_question(walk, decision); break;
	case ACT_PASS:
		end_sasl(walk);
		end_stage(walk, OUTCOME_PASSED);
		break;
	case ACT_FAIL: fail(walk, decision); break;
	case ACT_SUCCEED:
		give_verdict(walk, &(struct verdict){
				       .outcome = OUTCOME_PASSED, .stage = walk->stage, .peer = walk->peer});
		disconnect(walk, true);
		break;
	case ACT_LEAVE: disconnect(walk, true); break;
	}
}

void act(struct walk *walk, const struct decision *decision)
{
	struct decision now = *decision;

	if (!now.line && !now.detail && now.act == ACT_FAIL && now.text[0])
		now.detail = now.text;
	for (;;) {
		prepare(walk, &now);
		carry_out(walk, &now);
		if (now.act != ACT_PASS)
			return;
		now = decide_next(walk);
		if (now.act == ACT_FAIL && !now.detail && now.text[0])
			now.detail = now.text;
	}
}
