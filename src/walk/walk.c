/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Life of a walk: its loop turn, what wire and engine report, what the user answers. Every line in
 * either direction passes here before it goes on.
 */
#include "walk/internal.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/secret.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t step_ms(const struct walk *walk)
{
	return walk->account.timeout_seconds ? walk->account.timeout_seconds * INT64_C(1000) : WALK_REPLY_MS;
}

/* ---- events */

void walk_emit(struct walk *walk, struct event event)
{
	event.ms = clock_now() - walk->started;
	if (event.kind != EVENT_FINISHED)
		event.stage = walk->stage;
	event_queue_push(&walk->queue, &event);
}

void walk_note(struct walk *walk, const char *format, ...)
{
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	walk_emit(walk, (struct event){.kind = EVENT_NOTE, .text = text});
}

bool walk_next(struct walk *walk, struct event *ret_event)
{
	const struct event *event = event_queue_pull(&walk->queue);

	if (!event)
		return false;
	facts_apply(&walk->facts, event);
	*ret_event = *event;
	return true;
}

const struct facts *walk_facts(const struct walk *walk)
{
	return &walk->facts;
}

/* ---- waiting for the server */

static const char *what_is_awaited(enum command command)
{
	switch (command) {
	case COMMAND_GREETING: return N_("the server's greeting");
	case COMMAND_EHLO: return N_("the answer to EHLO");
	case COMMAND_HELO: return N_("the answer to HELO");
	case COMMAND_STARTTLS: return N_("the answer to STARTTLS");
	case COMMAND_AUTH:
	case COMMAND_RESPONSE:
	case COMMAND_CANCEL: return N_("the server's decision on the log-in");
	case COMMAND_MAIL: return N_("the answer to MAIL");
	case COMMAND_RCPT: return N_("the answer to RCPT");
	case COMMAND_DATA: return N_("the answer to DATA");
	case COMMAND_BODY: return N_("the server to take the message");
	case COMMAND_QUIT: return N_("the answer to QUIT");
	case COMMAND_NONE: break;
	}
	return N_("the server");
}

void walk_expect(struct walk *walk, enum command command)
{
	int64_t wait = step_ms(walk);

	if (command == COMMAND_QUIT && wait > WALK_QUIT_MS)
		wait = WALK_QUIT_MS;
	walk->pending = command;
	walk->deadline = clock_now() + wait;
	walk_emit(
	    walk,
	    (struct event){.kind = EVENT_WAITING, .text = what_is_awaited(command), .until = walk->deadline});
}

/* ---- lines to the server */

static const char *why_sent(enum command command)
{
	switch (command) {
	case COMMAND_EHLO: return N_("EHLO introduces this computer and asks what the server can do.");
	case COMMAND_HELO: return N_("HELO introduces this computer to a server that does not know EHLO.");
	case COMMAND_STARTTLS:
		return N_("STARTTLS asks for encryption, so that nobody on the way can read the password.");
	case COMMAND_AUTH: return N_("AUTH begins the log-in with the chosen method.");
	case COMMAND_RESPONSE: return N_("This is the answer to the server's question. It is never shown.");
	case COMMAND_CANCEL:
		return N_("A lone * gives up this log-in: the server's question makes no sense.");
	case COMMAND_MAIL:
		return N_("MAIL names the sender. The server checks that you may use this address.");
	case COMMAND_RCPT:
		return N_("RCPT names the recipient. The server checks that it may take mail for it.");
	case COMMAND_DATA: return N_("DATA asks whether the message itself may follow.");
	case COMMAND_BODY: return N_("A line with a single dot ends the message.");
	case COMMAND_QUIT:
		return N_("QUIT takes leave, so that the server can close the session in good order.");
	case COMMAND_NONE:
	case COMMAND_GREETING: break;
	}
	return "";
}

static void take_wire_events(struct walk *walk);

static void wipe_line(struct walk *walk)
{
	secret_wipe_buffer(walk->line.data, walk->line.size);
	strbuf_clear(&walk->line);
}

static void send_held(struct walk *walk)
{
	enum command command = walk->held;

	/* Whatever the server has pushed in the meantime comes first: it may be a 421. */
	wire_peek(walk->wire);
	take_wire_events(walk);
	if (walk->over || walk->held != command)
		return;
	walk->held = COMMAND_NONE;
	struct strbuf shown;
	strbuf_init(&shown, WALK_LINE_MAX);
	mask_client_line(&walk->mask, walk->line.data, walk->line.len, &shown);
	walk_emit(walk,
		  (struct event){
		      .kind = EVENT_LINE, .from = FROM_CLIENT, .text = shown.data, .tls = walk->tls_done});
	strbuf_finish(&shown);

	strbuf_adds(&walk->line, "\r\n");
	wire_send(walk->wire, walk->line.data, walk->line.len);
	wipe_line(walk);
	walk_expect(walk, command);
}

/* How the line will look, without moving the masking on. */
static void show_held(struct walk *walk, struct strbuf *shown)
{
	struct mask preview = walk->mask;

	mask_client_line(&preview, walk->line.data, walk->line.len, shown);
}

void walk_offer(struct walk *walk, enum command command, const char *line, size_t len)
{
	wipe_line(walk);
	strbuf_add(&walk->line, line, len);
	walk->held = command;
	walk->deadline = CLOCK_NEVER;
	if (!walk->options.step) {
		send_held(walk);
		return;
	}
	struct strbuf shown;
	strbuf_init(&shown, WALK_LINE_MAX);
	show_held(walk, &shown);
	walk_ask_user(walk, USER_STEP,
		      (struct event){.kind = EVENT_STEP, .text = shown.data, .why = why_sent(command)});
	strbuf_finish(&shown);
}

/* ---- the engine */

void walk_ask_engine(struct walk *walk, enum command command, const char *line)
{
	walk->engine_turn = command;
	walk->deadline = clock_now() + WALK_ENGINE_MS;
	engine_send_line(walk->engine, line);
}

static void take_engine_event(struct walk *walk, const struct engine_event *event)
{
	switch (event->kind) {
	case ENGINE_LINE: walk_take_engine_line(walk, event->text, event->len); break;
	case ENGINE_NEED_USER: engine_give_user(walk->engine, account_user(&walk->account)); break;
	case ENGINE_NEED_PASSWORD: engine_give_password(walk->engine, walk->password); break;
	case ENGINE_NOTE: walk_note(walk, "%s", event->text); break;
	case ENGINE_DONE:
		walk_fail(walk, PROBLEM_ENGINE_CRASHED, N_("It ended before its work was done."));
		break;
	case ENGINE_CRASHED: walk_fail(walk, PROBLEM_ENGINE_CRASHED, event->text); break;
	}
}

static void take_engine_events(struct walk *walk)
{
	struct engine_event event;

	/* A line that is held must go out before the engine is heard again. */
	while (walk->engine && !walk->held && engine_next(walk->engine, &event))
		take_engine_event(walk, &event);
}

/* ---- the wire */

static void take_line(struct walk *walk, const struct wire_event *event)
{
	struct strbuf shown;
	enum problem problem = PROBLEM_NONE;
	enum problem ignored = PROBLEM_NONE;

	strbuf_init(&shown, 8 * WIRE_LINE_MAX);
	mask_server_line(&walk->mask, event->line, event->line_len, &shown);
	walk_emit(walk,
		  (struct event){
		      .kind = EVENT_LINE, .from = FROM_SERVER, .text = shown.data, .tls = walk->tls_done});
	if (event->bare_lf)
		walk_note(walk, "%s",
			  N_("This line ended with LF alone instead of CR LF (RFC 5321, 2.3.8)."));

	if (walk->reply.complete) {
		reply_reset(&walk->reply);
		reply_reset(&walk->shown);
	}
	enum reply_progress progress = reply_add_line(&walk->reply, event->line, event->line_len, &problem);
	reply_add_line(&walk->shown, shown.data, shown.len, &ignored);
	strbuf_finish(&shown);
	if (progress == REPLY_DONE)
		walk_take_reply(walk);
	else if (progress == REPLY_BROKEN)
		walk_take_broken(walk, problem);
}

static void take_address(struct walk *walk, const struct wire_event *event)
{
	walk_emit(walk, (struct event){.kind = EVENT_ADDRESS,
				       .text = event->text,
				       .why = event->detail,
				       .family = event->family,
				       .problem = event->problem,
				       .duration = event->ms});
	if (event->problem != PROBLEM_NONE)
		return;
	walk_pass(walk);
	if (walk_done_after(walk, STAGE_CONNECT))
		return;
	if (account_tls(&walk->account) == TLS_IMPLICIT)
		walk_enter(walk, STAGE_TLS);
	else
		walk_connected(walk);
}

static void take_tls(struct walk *walk, const struct wire_event *event)
{
	enum problem problem = event->problem;

	walk->pending = COMMAND_NONE;
	walk_emit(walk, (struct event){.kind = EVENT_TLS, .problem = problem, .tls_facts = event->tls});
	if (walk->greeting_probe) {
		walk_fail(walk, PROBLEM_TLS_ON_PLAIN_PORT, NULL);
	} else if (event->tls->verified) {
		walk_tls_ready(walk);
	} else if (walk->account.trust_certificate) {
		walk_note(walk, "%s", N_("You agreed to go on despite the certificate for this run."));
		walk_tls_ready(walk);
	} else if (walk->options.ask_consent) {
		walk_ask_user(walk, USER_CERTIFICATE,
			      (struct event){.kind = EVENT_NEED_CONSENT, .problem = problem});
	} else {
		walk->tls_done = true; /* QUIT goes through it */
		walk_fail(walk, problem, event->tls->detail);
	}
}

static void take_wire_failure(struct walk *walk, const struct wire_event *event)
{
	if (walk->greeting_probe) {
		/* Not TLS either: what remains is that nobody greeted. */
		bool http = event->text && strstr(event->text, "HTTP/");
		walk_fail(walk, http ? PROBLEM_NOT_SMTP_HTTP : PROBLEM_REPLY_TIMEOUT,
			  http ? event->text : NULL);
		return;
	}
	if (event->tls)
		walk_emit(walk, (struct event){
				    .kind = EVENT_TLS, .problem = event->problem, .tls_facts = event->tls});
	walk_fail(walk, event->problem, event->text);
}

static void take_close(struct walk *walk, const struct wire_event *event)
{
	struct strbuf shown;

	strbuf_init(&shown, 8 * WIRE_LINE_MAX);
	if (event->line_len > 0)
		mask_server_line(&walk->mask, event->line, event->line_len, &shown);
	if (shown.len > 0) {
		walk_emit(walk, (struct event){.kind = EVENT_LINE,
					       .from = FROM_SERVER,
					       .text = shown.data,
					       .tls = walk->tls_done});
		walk_note(walk, "%s", N_("The connection ended in the middle of this line."));
	}
	walk_note(walk, "%s", problem_sentence(event->problem));
	bool probe = walk->greeting_probe;
	walk_fail(walk, probe ? PROBLEM_REPLY_TIMEOUT : event->problem, shown.len ? shown.data : NULL);
	strbuf_finish(&shown);
}

static void take_wire_event(struct walk *walk, const struct wire_event *event)
{
	switch (event->kind) {
	case WIRE_RESOLVED:
		walk_pass(walk);
		walk_enter(walk, STAGE_CONNECT);
		walk_emit(walk, (struct event){.kind = EVENT_WAITING,
					       .text = N_("a connection"),
					       .until = clock_now() + step_ms(walk)});
		break;
	case WIRE_ADDRESS: take_address(walk, event); break;
	case WIRE_TLS: take_tls(walk, event); break;
	case WIRE_LINE: take_line(walk, event); break;
	case WIRE_CLOSED: take_close(walk, event); break;
	case WIRE_FAILED: take_wire_failure(walk, event); break;
	}
}

static void take_wire_events(struct walk *walk)
{
	struct wire_event event;

	while (walk->wire && wire_next(walk->wire, &event))
		take_wire_event(walk, &event);
}

/* ---- deadlines */

static void missed_deadline(struct walk *walk)
{
	if (walk->engine_turn) {
		walk_fail(walk, PROBLEM_ENGINE_HUNG, NULL);
	} else if (walk->pending == COMMAND_GREETING && !walk->tls_done && !walk->greeting_probe) {
		/* A port that speaks TLS from the first byte waits for us to begin: so begin. */
		walk->greeting_probe = true;
		walk->deadline = CLOCK_NEVER;
		wire_start_tls(walk->wire);
	} else {
		walk_fail(walk, PROBLEM_REPLY_TIMEOUT, NULL);
	}
}

static void check_deadlines(struct walk *walk)
{
	int64_t now = clock_now();

	if (walk->over || walk->user_wait != USER_NONE)
		return;
	if (now >= walk->total_deadline)
		walk_fail(walk, PROBLEM_TOTAL_TIMEOUT, NULL);
	else if ((walk->pending || walk->engine_turn) && now >= walk->deadline)
		missed_deadline(walk);
}

/* ---- loop turn */

void walk_want(const struct walk *walk, struct loop *loop)
{
	if (walk->queue.first)
		loop_want_at(loop, 0);
	if (walk->over)
		return;
	wire_want(walk->wire, loop);
	if (walk->engine)
		engine_want(walk->engine, loop);
	if (walk->user_wait == USER_NONE) {
		loop_want_at(loop, walk->total_deadline);
		if (walk->pending || walk->engine_turn)
			loop_want_at(loop, walk->deadline);
	}
}

void walk_step(struct walk *walk, const struct loop *loop)
{
	if (walk->over)
		return;
	wire_step(walk->wire, loop);
	if (walk->engine)
		engine_step(walk->engine, loop);
	take_wire_events(walk);
	take_engine_events(walk);
	check_deadlines(walk);
}

/* ---- the user */

void walk_ask_user(struct walk *walk, enum user_wait wait, struct event event)
{
	walk->user_wait = wait;
	walk->user_wait_started = clock_now();
	walk_emit(walk, event);
}

/* True when the walk waits for this; the time the user took is not counted. */
static bool user_answers(struct walk *walk, enum user_wait wait)
{
	if (walk->over || walk->user_wait != wait)
		return false;
	walk->user_wait = USER_NONE;
	walk->total_deadline += clock_now() - walk->user_wait_started;
	return true;
}

void walk_continue(struct walk *walk)
{
	if (user_answers(walk, USER_STEP))
		send_held(walk);
}

void walk_give_password(struct walk *walk, const struct secret *password)
{
	if (!user_answers(walk, USER_PASSWORD))
		return;
	walk->password = secret_clone(password);
	walk->password_known = true;
	walk_start_auth(walk);
}

void walk_consent(struct walk *walk)
{
	if (user_answers(walk, USER_CERTIFICATE)) {
		walk_note(walk, "%s", N_("You agreed to go on despite the certificate for this run."));
		walk_tls_ready(walk);
	} else if (user_answers(walk, USER_CLEAR_TEXT)) {
		walk_clear_text_agreed(walk);
	}
}

void walk_decline(struct walk *walk)
{
	enum user_wait waited = walk->user_wait;

	if (waited == USER_NONE || !user_answers(walk, waited))
		return;
	if (waited == USER_CERTIFICATE) {
		walk->tls_done = true;
		walk_fail(walk, walk->facts.tls.problem, walk->facts.tls.detail);
	} else if (waited == USER_CLEAR_TEXT) {
		walk_fail(walk, PROBLEM_CLEAR_TEXT_REFUSED, NULL);
	} else if (waited == USER_PASSWORD) {
		walk_fail(walk, PROBLEM_NO_PASSWORD, NULL);
	} else {
		walk_cancel(walk);
	}
}

void walk_cancel(struct walk *walk)
{
	if (!walk->over)
		walk_fail(walk, PROBLEM_CANCELLED, NULL);
}

/* ---- life */

static bool start_engine(struct walk *walk, struct error *error)
{
	const struct account *account = &walk->account;
	const char *sender = account->from ? account->from : account->address;
	const char *recipient = account->to ? account->to : account->address;
	const struct engine_order order = {
	    .ehlo_name = walk->ehlo_name,
	    .mechanism = ENGINE_ANY_MECHANISM,
	    .from = sender && walk->options.quit_after >= STAGE_MAIL ? sender : "",
	    .to = recipient && walk->options.quit_after >= STAGE_RCPT ? recipient : "",
	    .send = walk->options.send ? "1" : "",
	};

	return engine_create(&order, &walk->engine, error);
}

static bool start_wire(struct walk *walk, struct error *error)
{
	const struct account *account = &walk->account;
	const struct wire_target target = {
	    .host = account->host,
	    .port = account_port(account),
	    .family = account->family,
	    .implicit_tls = account_tls(account) == TLS_IMPLICIT,
	    .ca_path = account->ca_path,
	    .sni = account->sni,
	    .connect_ms = account->timeout_seconds * INT64_C(1000),
	    .tls_ms = account->timeout_seconds * INT64_C(1000),
	};

	return wire_create(&target, &walk->wire, error);
}

bool walk_create(const struct account *account, const struct walk_options *options, struct walk **ret_walk,
		 struct error *error)
{
	if (!account->host)
		return error_set(error, ERROR_USAGE, "start the walk", "%s", "No server is given.");

	struct walk *walk = mem_calloc(1, sizeof(*walk));
	account_init(&walk->account);
	account_copy(&walk->account, account);
	walk->options = *options;
	walk->ehlo_name = account->ehlo_name ? mem_strdup(account->ehlo_name) : account_default_ehlo_name();
	event_queue_init(&walk->queue);
	facts_init(&walk->facts);
	mask_init(&walk->mask);
	strbuf_init(&walk->line, WALK_LINE_MAX);
	strbuf_init(&walk->login_user, WALK_LINE_MAX);
	reply_init(&walk->reply);
	reply_init(&walk->shown);
	capabilities_init(&walk->capabilities);
	walk->started = clock_now();
	walk->total_deadline = walk->started + WALK_TOTAL_FACTOR * step_ms(walk);

	if (!start_wire(walk, error) || (options->quit_after >= STAGE_EHLO && !start_engine(walk, error))) {
		walk_destroy(walk);
		return false;
	}
	walk_enter(walk, STAGE_RESOLVE);
	walk_emit(walk, (struct event){.kind = EVENT_WAITING,
				       .text = N_("the server's address"),
				       .until = clock_now() + step_ms(walk)});
	*ret_walk = walk;
	return true;
}

void walk_destroy(struct walk *walk)
{
	if (!walk)
		return;
	engine_destroy(walk->engine);
	wire_destroy(walk->wire);
	secret_destroy(walk->password);
	secret_wipe_buffer(walk->line.data, walk->line.size);
	strbuf_finish(&walk->line);
	strbuf_finish(&walk->login_user);
	reply_finish(&walk->reply);
	reply_finish(&walk->shown);
	capabilities_finish(&walk->capabilities);
	mask_finish(&walk->mask);
	facts_finish(&walk->facts);
	event_queue_finish(&walk->queue);
	account_finish(&walk->account);
	free(walk->ehlo_name);
	free(walk->verdict.detail);
	free(walk);
}
