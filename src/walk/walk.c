/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Life of a walk: its loop turn, its deadlines, what the engine reports, what the user answers. */
#include "walk/internal.h"

#include "account/proxy.h"
#include "base/clock.h"
#include "base/intl.h"
#include "base/memory.h"
#include "base/secret.h"
#include "oauth/token.h"
#include "smtp/base64.h"
#include "smtp/mechanism.h"
#include "walk/remask.h"

#include <stdlib.h>

/* ---- events */

bool walk_next(struct walk *walk, struct event *ret_event)
{
	const struct event *event = event_queue_pull(&walk->queue);

	if (!event)
		return false;
	facts_apply(&walk->facts, event);
	if (event->kind == EVENT_FINISHED) /* now each line is known with the one after it */
		remask_facts(&walk->facts, &walk->mask);
	*ret_event = *event;
	return true;
}

const struct facts *walk_facts(const struct walk *walk)
{
	return &walk->facts;
}

/* ---- the engine */

/* While no line of the engine is due, the server's reply decides: the failure counts when a line is due. */
static void take_engine_failure(struct walk *walk, const char *how)
{
	mem_replace(&walk->engine_failure, how);
	if (walk->engine_turn)
		act(walk,
		    &(struct decision){.act = ACT_FAIL, .problem = PROBLEM_ENGINE_CRASHED, .detail = how});
}

/* One line of the message. The final dot is the one that is answered. */
static void take_engine_line(struct walk *walk, const struct engine_event *event)
{
	bool dot = event->len == 1 && event->text[0] == '.';

	if (walk->engine_turn == COMMAND_BODY && !dot) {
		act_send_text(walk, event->text, event->len);
		return;
	}
	struct decision decision = decide_engine_line(walk, event->text, event->len);
	act(walk, &decision);
}

static void take_engine_event(struct walk *walk, const struct engine_event *event)
{
	switch (event->kind) {
	case ENGINE_LINE: take_engine_line(walk, event); break;
	case ENGINE_NEED_ANSWER: engine_answer(walk->engine, walk->response_kind); break;
	case ENGINE_NOTE: walk_note(walk, event->text); break;
	case ENGINE_DONE: take_engine_failure(walk, _("It ended before its work was done.")); break;
	case ENGINE_CRASHED: take_engine_failure(walk, event->text); break;
	}
}

static void take_engine_events(struct walk *walk)
{
	struct engine_event event;

	/* A line that is held must go out before the engine's next one. */
	while (walk->engine && !walk->outgoing_held && walk->engine_allowance > 0 &&
	       engine_next(walk->engine, &event)) {
		walk->engine_allowance--;
		take_engine_event(walk, &event);
	}
}

/* ---- the SASL helper */

static void keep_response(struct walk *walk, const struct sasl_event *event)
{
	strbuf_clear(&walk->response);
	base64_encode(event->bytes, event->len, &walk->response);
	sasl_forget_event(walk->sasl);
	walk->response_kind = event->kind == SASL_NO_RESPONSE ? ENGINE_ANSWER_NONE
			      : event->len == 0               ? ENGINE_ANSWER_EMPTY
							      : ENGINE_ANSWER_SOME;
	walk->sasl_turn = false;
	struct decision decision = login_respond(walk);
	act(walk, &decision);
}

static void take_sasl_end(struct walk *walk, const struct sasl_event *event)
{
	walk->sasl_problem = event->kind == SASL_FAULT ? event->problem : PROBLEM_SASL_CRASHED;
	mem_replace(&walk->sasl_detail, event->len > 0 ? event->bytes : NULL);
	walk->sasl_turn = false;
	struct decision decision = login_give_up(walk);
	act(walk, &decision);
}

static void take_sasl_event(struct walk *walk, const struct sasl_event *event)
{
	switch (event->kind) {
	case SASL_RESPONSE:
	case SASL_NO_RESPONSE: keep_response(walk, event); break;
	case SASL_COMPLETE: walk->sasl_complete = true; break;
	case SASL_FIELD: report_field(walk, event->bytes, event->len); break;
	case SASL_FAULT:
	case SASL_CRASHED: take_sasl_end(walk, event); break;
	}
}

/* Outside of its turn it has nothing to say, and its end does not count. */
static void take_sasl_events(struct walk *walk)
{
	struct sasl_event event;

	while (walk->sasl && walk->sasl_turn && sasl_next(walk->sasl, &event))
		take_sasl_event(walk, &event);
}

/* ---- deadlines */

static bool is_waiting(const struct walk *walk)
{
	return walk->awaited || walk->engine_turn || walk->sasl_turn || walk->outgoing_held;
}

static void check_deadlines(struct walk *walk)
{
	int64_t now = clock_now();
	bool waits = is_waiting(walk);
	struct decision decision;

	if (walk->over || walk->closing || walk->user_wait != USER_NONE)
		return;
	if (now >= walk->total_deadline) {
		decision = decide_total_timeout(walk);
	} else if (waits && now >= walk->deadline) {
		if (arrivals_take_unfinished(walk))
			return;
		decision = decide_deadline(walk);
	} else {
		if (walk->awaited && now >= walk->sign_of_life)
			act_sign_of_life(walk);
		return;
	}
	if (decision.act == ACT_FAIL || decision.act == ACT_LEAVE) {
		flush_deferred_line(walk);
		act_peer_silent(walk);
	}
	act(walk, &decision);
}

/* ---- loop turn */

/* Whatever the server has pushed comes before each line that goes out: it may be a 421. */
static void settle(struct walk *walk)
{
	do {
		if (walk->outgoing_held)
			wire_peek(walk->wire);
		arrivals_take(walk);
		take_sasl_events(walk);
		take_engine_events(walk);
		if (walk->over)
			return;
		wire_peek(walk->wire);
		arrivals_take(walk);
	} while (act_send_outgoing(walk));
	if (walk->closing) {
		flush_deferred_line(walk);
		arrivals_show_rest(walk);
		act_finish(walk);
	}
}

void walk_want(const struct walk *walk, struct loop *loop)
{
	if (walk->queue.first)
		loop_want_at(loop, 0);
	if (walk->over)
		return;
	wire_want(walk->wire, loop);
	loop_want_at(loop, walk->deferred_until);
	probe_want(walk, loop);
	if (walk->engine)
		engine_want(walk->engine, loop);
	if (walk->engine && walk->engine_allowance == 0)
		loop_want_at(loop, 0);
	if (walk->sasl && walk->sasl_turn)
		sasl_want(walk->sasl, loop);
	if (walk->user_wait != USER_NONE)
		return;
	loop_want_at(loop, walk->total_deadline);
	if (is_waiting(walk))
		loop_want_at(loop, walk->deadline);
	if (walk->awaited)
		loop_want_at(loop, walk->sign_of_life);
}

void walk_step(struct walk *walk, const struct loop *loop)
{
	if (walk->over)
		return;
	walk->engine_allowance = WALK_ENGINE_STEP_MAX;
	wire_step(walk->wire, loop);
	if (walk->engine)
		engine_step(walk->engine, loop);
	if (walk->sasl)
		sasl_step(walk->sasl, loop);
	settle(walk);
	if (walk->over)
		return;
	if (clock_now() >= walk->deferred_until)
		flush_deferred_line(walk);
	if (probe_step(walk, loop))
		act(walk, &(struct decision){.act = ACT_FAIL, .problem = PROBLEM_TLS_ON_PLAIN_PORT});
	check_deadlines(walk);
	settle(walk);
}

/* ---- the user */

void walk_continue(struct walk *walk)
{
	if (ask_answered(walk, USER_STEP))
		settle(walk);
}

static void watch(struct walk *walk)
{
	const char *user = account_user(&walk->account);

	if (mechanism_takes_token(walk->mechanism))
		token_watch(&walk->mask, user, walk->password);
	else
		mask_watch(&walk->mask, user, walk->password);
}

/* A server that knows the password may have said it before anybody typed it. */
static void watch_password(struct walk *walk)
{
	struct remask remask;

	watch(walk);
	remask_begin(&remask, &walk->mask);
	remask_reply(&remask, &walk->shown, false);
	bool waiting = event_queue_remask(&walk->queue, &walk->mask);
	if (remask_facts(&walk->facts, &walk->mask) || waiting)
		walk_note(walk, _("The server said this password before it was typed. From here on it is "
				  "hidden, also in reports and recordings of what came before."));
}

void walk_describe_token(struct walk *walk, const struct token_report *token)
{
	if (walk->user_wait != USER_PASSWORD || walk->over)
		return;
	walk_emit(walk, (struct event){.kind = EVENT_TOKEN, .token = token});
	for (size_t i = 0; i < token->finding_count; i++)
		walk_tell(walk, token->findings[i].text);
}

void walk_tell(struct walk *walk, const char *text)
{
	if (!walk->over || walk->queue.first)
		walk_note(walk, text);
}

void walk_give_password(struct walk *walk, const struct secret *password)
{
	if (!ask_answered(walk, USER_PASSWORD))
		return;
	walk->password = secret_clone(password);
	struct decision decision = login_hand_over(walk);
	if (decision.act == ACT_START_SASL)
		watch_password(walk);
	act(walk, &decision);
	settle(walk);
}

void walk_consent(struct walk *walk)
{
	struct decision decision;

	if (ask_answered(walk, USER_CERTIFICATE)) {
		decision = decide_tls_trusted(walk);
		decision.note = _("You agreed to go on despite the certificate for this run.");
	} else if (ask_answered(walk, USER_CLEAR_TEXT)) {
		decision = (struct decision){.act = ACT_ASK_USER, .question = USER_PASSWORD};
		decision.note = _("You agreed to log in without encryption for this run.");
	} else if (ask_answered(walk, USER_UNOFFERED)) {
		walk->account.allow_unoffered = true;
		decision = login_begin(walk);
		decision.enter = STAGE_RESOLVE; /* it is in AUTH already */
	} else {
		return;
	}
	act(walk, &decision);
	settle(walk);
}

void walk_decline(struct walk *walk)
{
	struct decision decision = decide_declined(walk);

	if (!ask_answered(walk, walk->user_wait))
		return;
	act(walk, &decision);
	settle(walk);
}

void walk_cancel(struct walk *walk)
{
	if (walk->over)
		return;
	act(walk, &(struct decision){.act = ACT_FAIL, .problem = PROBLEM_CANCELLED});
	settle(walk);
}

/* ---- life */

static bool start_engine(struct walk *walk, struct error *error)
{
	const struct account *account = &walk->account;
	const char *sender = account_from(account);
	const char *recipient = account->to ? account->to : account->address;
	const struct engine_order order = {
	    .ehlo_name = walk->ehlo_name,
	    .login = walk->options.login == WALK_LOGIN_NEVER ? "" : "1",
	    .from = sender && walk->options.quit_after >= STAGE_MAIL ? sender : "",
	    .to = recipient && walk->options.quit_after >= STAGE_RCPT ? recipient : "",
	    .send = walk->options.send ? "1" : "",
	};

	return engine_create(&order, walk->options.fork_servers, &walk->engine, error);
}

static bool start_wire(struct walk *walk, struct error *error)
{
	const struct account *account = &walk->account;
	const struct wire_target target = {
	    .host = account->host,
	    .port = account_port(account),
	    .family = account->family,
	    .proxy = account_proxy(account),
	    .proxy_login = walk->options.proxy_login,
	    .implicit_tls = account_tls(account) == TLS_IMPLICIT,
	    .holds = walk->options.step,
	    .ca_path = account->ca_path,
	    .trust = walk->options.trust,
	    .sni = account->sni,
	    .identity = walk->options.identity,
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
	strbuf_init(&walk->incoming_deferred, WIRE_LINE_MAX);
	strbuf_init(&walk->response, WALK_BASE64_MAX);
	walk->deferred_until = CLOCK_NEVER;
	walk->sign_of_life = CLOCK_NEVER;
	tls_facts_init(&walk->tls);
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
	act_begin(walk);
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
	sasl_destroy(walk->sasl);
	secret_wipe_buffer(walk->response.data, walk->response.size);
	strbuf_finish(&walk->response);
	free(walk->sasl_detail);
	wire_destroy(walk->wire);
	wire_destroy(walk->probe);
	secret_destroy(walk->password);
	secret_wipe_buffer(walk->line.data, walk->line.size);
	strbuf_finish(&walk->line);
	free(walk->engine_failure);
	tls_facts_finish(&walk->tls);
	secret_wipe_buffer(walk->incoming_deferred.data, walk->incoming_deferred.size);
	strbuf_finish(&walk->incoming_deferred);
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
