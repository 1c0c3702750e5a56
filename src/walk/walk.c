/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Life of a walk: its loop turn, its deadlines, what the engine reports, what the user answers. */
#include "walk/internal.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/secret.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int64_t walk_step_ms(const struct walk *walk)
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
	int64_t wait = walk_step_ms(walk);

	if (command == COMMAND_QUIT && wait > WALK_QUIT_MS)
		wait = WALK_QUIT_MS;
	walk->pending = command;
	walk->deadline = clock_now() + wait;
	walk_emit(
	    walk,
	    (struct event){.kind = EVENT_WAITING, .text = what_is_awaited(command), .until = walk->deadline});
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
		walk_fail(walk, PROBLEM_ENGINE_CRASHED, _("It ended before its work was done."));
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

/* ---- deadlines */

static void missed_deadline(struct walk *walk)
{
	if (walk->engine_turn) {
		walk_fail(walk, PROBLEM_ENGINE_HUNG, NULL);
	} else if (walk->pending == COMMAND_GREETING && !walk->tls_done && !walk->greeting_probe) {
		/* A port that speaks TLS from the first byte waits for us to begin: so begin. */
		walk->greeting_probe = true;
		walk->deadline = clock_now() + WALK_LAST_WORD_MS;
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
	loop_want_at(loop, walk->kept_until);
	walk_probe_want(walk, loop);
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
	walk_take_arrivals(walk);
	if (clock_now() >= walk->kept_until)
		walk_tell_kept(walk);
	take_engine_events(walk);
	walk_probe_step(walk, loop);
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
	int64_t thought = clock_now() - walk->user_wait_started;
	walk->user_wait = USER_NONE;
	walk->total_deadline += thought;
	walk->stage_started += thought;
	return true;
}

void walk_continue(struct walk *walk)
{
	if (user_answers(walk, USER_STEP))
		walk_send_held(walk);
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
		walk_note(walk, "%s", _("You agreed to go on despite the certificate for this run."));
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
		return error_set(error, ERROR_USAGE, "start the walk", "%s", _("No server is given."));

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
	strbuf_init(&walk->kept, WIRE_LINE_MAX);
	walk->kept_until = CLOCK_NEVER;
	reply_init(&walk->reply);
	reply_init(&walk->shown);
	capabilities_init(&walk->capabilities);
	walk->started = clock_now();
	walk->probe_at = CLOCK_NEVER;
	walk->total_deadline = walk->started + WALK_TOTAL_FACTOR * walk_step_ms(walk);

	if (!start_wire(walk, error) || (options->quit_after >= STAGE_EHLO && !start_engine(walk, error))) {
		walk_destroy(walk);
		return false;
	}
	walk_enter(walk, STAGE_RESOLVE);
	walk_emit(walk, (struct event){.kind = EVENT_WAITING,
				       .text = N_("the server's address"),
				       .until = clock_now() + walk_step_ms(walk)});
	*ret_walk = walk;
	return true;
}

void walk_watch_same(struct walk *walk, const struct mask *mask)
{
	mask_watch_same(&walk->mask, mask);
}

void walk_destroy(struct walk *walk)
{
	if (!walk)
		return;
	engine_destroy(walk->engine);
	wire_destroy(walk->wire);
	wire_destroy(walk->probe);
	secret_destroy(walk->password);
	secret_wipe_buffer(walk->line.data, walk->line.size);
	strbuf_finish(&walk->line);
	strbuf_finish(&walk->login_user);
	secret_wipe_buffer(walk->kept.data, walk->kept.size);
	strbuf_finish(&walk->kept);
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
