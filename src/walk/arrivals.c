/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the wire reports: every line is masked and becomes an event before a decision about it is made. */
#include "walk/internal.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/secret.h"
#include "base/text.h"
#include "walk/protocols.h"

#include <string.h>

enum { REST_LINES_MAX = 32 }; /* lines after the reply that decided that are still shown */

static const struct mask_line unknown = {NULL, 0};

static struct mask_line line_of(const struct wire_event *event)
{
	return (struct mask_line){event->line, event->line_len};
}

static void tell_text(struct walk *walk, const char *text)
{
	walk_emit(walk, (struct event){
			    .kind = EVENT_LINE, .from = FROM_SERVER, .text = text, .tls = walk->tls_done});
}

/* Reports a line as an event; `shown` gets it as it may be shown. */
static void tell_line(struct walk *walk, struct mask_line line, struct mask_line next, bool bare_lf,
		      struct strbuf *shown)
{
	mask_reply_line(&walk->mask, line, next, shown);
	tell_text(walk, shown->data);
	if (bare_lf)
		walk_note(walk, _("This line ended with LF alone instead of CR LF (RFC 5321, 2.3.8)."));
}

static void tell_reply_line(struct walk *walk, struct mask_line line, struct mask_line next, bool bare_lf)
{
	struct strbuf shown;

	strbuf_init(&shown, 8 * WIRE_LINE_MAX);
	tell_line(walk, line, next, bare_lf, &shown);
	reply_keep_line(&walk->shown, shown.data, shown.len);
	strbuf_finish(&shown);
}

static void defer_line(struct walk *walk, const struct wire_event *event)
{
	strbuf_add(&walk->incoming_deferred, event->line, event->line_len);
	walk->deferred_bare_lf = event->bare_lf;
	walk->deferred_until = clock_now() + WALK_DEFER_MS;
}

/* The line that is deferred is reported, now that the next one shows what its end is. */
static void flush_deferred_before(struct walk *walk, struct mask_line next)
{
	struct mask_line line = {walk->incoming_deferred.data, walk->incoming_deferred.len};

	if (walk->deferred_until == CLOCK_NEVER)
		return;
	walk->deferred_until = CLOCK_NEVER;
	tell_reply_line(walk, line, next, walk->deferred_bare_lf);
	secret_wipe_buffer(walk->incoming_deferred.data, walk->incoming_deferred.size);
	strbuf_clear(&walk->incoming_deferred);
}

void flush_deferred_line(struct walk *walk)
{
	flush_deferred_before(walk, unknown);
}

/* What the reply says is taken from it as it was received: masking may hide a code in its text. */
static void copy_codes(struct walk *walk)
{
	walk->shown.code = walk->reply.code;
	memcpy(walk->shown.enhanced, walk->reply.enhanced, sizeof(walk->shown.enhanced));
	walk->shown.complete = walk->reply.complete;
}

static void note_greeting(struct walk *walk)
{
	walk->greeting_masked = greeting_crossed_out(walk->reply.lines[0].bytes);
	walk->greeting_names = protocol_of_greeting(&walk->reply);
	probe_end(walk);
}

/* After the verdict nothing changes it, but a server that goes on talking is told, once. */
static void note_after_verdict(struct walk *walk, enum problem problem)
{
	if (walk->decided && !walk->out_of_step_noted)
		walk_note(walk, _(problem_sentence(problem)));
	walk->out_of_step_noted |= walk->decided;
}

static void take_reply(struct walk *walk)
{
	enum walk_command command = walk->awaited;
	bool unsolicited = command == COMMAND_NONE;

	walk_emit(walk,
		  (struct event){.kind = EVENT_REPLY, .reply = &walk->shown, .unsolicited = unsolicited});
	act_reply_arrived(walk);
	if (unsolicited && walk->reply.code != 421) /* which may come at any time (RFC 5321, 3.8) */
		note_after_verdict(walk, PROBLEM_OUT_OF_STEP);
	if (command == COMMAND_GREETING)
		note_greeting(walk);
	if (walk->reply.code == 334 && (command == COMMAND_AUTH || command == COMMAND_RESPONSE))
		walk->challenges++;
	if (command == COMMAND_EHLO && command_judge(command, walk->reply.code) != CODE_REFUSED) {
		capabilities_read(&walk->capabilities, &walk->reply);
		walk_emit(walk, (struct event){.kind = EVENT_CAPABILITIES, .reply = &walk->shown});
	} else if (command == COMMAND_EHLO) {
		capabilities_finish(&walk->capabilities);
	}
	struct decision decision = decide_reply(walk);
	act(walk, &decision);
}

static void take_line(struct walk *walk, const struct wire_event *event)
{
	enum problem problem = PROBLEM_NONE;

	if (walk->reply.complete) {
		reply_reset(&walk->reply);
		reply_reset(&walk->shown);
	}
	enum reply_progress progress = reply_add_line(&walk->reply, event->line, event->line_len, &problem);
	flush_deferred_before(walk, line_of(event));
	if (progress == REPLY_MORE && mask_is_open(&walk->mask, event->line, event->line_len))
		defer_line(walk, event);
	else
		tell_reply_line(walk, line_of(event), unknown, event->bare_lf);
	copy_codes(walk);
	if (progress == REPLY_DONE) {
		take_reply(walk);
	} else if (progress == REPLY_BROKEN) {
		note_after_verdict(walk, problem);
		act_peer_lost(walk);
		struct decision decision = decide_broken(walk, problem);
		act(walk, &decision);
	}
}

static void take_address(struct walk *walk, const struct wire_event *event)
{
	walk_emit(walk, (struct event){.kind = EVENT_ADDRESS,
				       .text = event->text,
				       .why = event->detail,
				       .family = event->family,
				       .problem = event->problem,
				       .duration_us = event->us});
	if (event->problem == PROBLEM_NONE)
		act(walk, &(struct decision){.act = ACT_PASS});
}

static void take_tls(struct walk *walk, const struct wire_event *event)
{
	tls_facts_copy(&walk->tls, event->tls);
	act_tls_stands(walk);
	walk_emit(walk,
		  (struct event){.kind = EVENT_TLS, .problem = event->problem, .tls_facts = event->tls});
	report_client_certificate(walk, event->tls);
	struct decision decision = decide_tls(walk);
	act(walk, &decision);
}

/* Our side had begun TLS when the greeting came after all. */
static struct decision take_late_greeting(struct walk *walk, const struct wire_event *event)
{
	struct strbuf shown;

	strbuf_init(&shown, 8 * WIRE_LINE_MAX);
	mask_show(&walk->mask, event->detail, strlen(event->detail), &shown);
	tell_text(walk, shown.data);
	strbuf_finish(&shown);
	return decision_fail(PROBLEM_REPLY_TIMEOUT, _("The greeting came after its time was over."));
}

static struct decision judge_wire_failure(struct walk *walk, const struct wire_event *event)
{
	if (walk->greeting_probe && event->text && strstr(event->text, "HTTP/"))
		return decision_fail(PROBLEM_NOT_SMTP_HTTP, event->text);
	if (walk->greeting_probe && event->detail && text_is_digit(event->detail[0]))
		return take_late_greeting(walk, event);
	if (walk->greeting_probe) /* not TLS either: what remains is that nobody greeted */
		return decision_fail(PROBLEM_REPLY_TIMEOUT, NULL);
	return decision_fail(event->problem, event->text);
}

static void take_wire_failure(struct walk *walk, const struct wire_event *event)
{
	act_peer_lost(walk);
	if (!walk->decided) { /* nothing that comes late changes what was decided */
		struct decision decision = judge_wire_failure(walk, event);
		bool refused_late = event->tls && event->problem != PROBLEM_RESET && walk->tls_done &&
				    walk->stage != STAGE_TLS;
		if (refused_late)
			decision.enter = STAGE_TLS;
		if (event->tls && !walk->greeting_probe)
			decision.tls_facts = event->tls;
		flush_deferred_line(walk);
		if (!walk->tls_done)
			report_client_certificate(walk, event->tls);
		act(walk, &decision);
		return;
	}
	act(walk, &(struct decision){.act = ACT_LEAVE});
}

/* A line without an end that no greeting begins with: many protocols know no lines. */
static bool is_no_greeting(const struct walk *walk, const struct wire_event *event)
{
	return !walk->greeting_done && event->line_len > 0 && (event->line[0] < '2' || event->line[0] > '5');
}

bool arrivals_take_unfinished(struct walk *walk)
{
	struct wire_event event;

	if (walk->awaited != COMMAND_GREETING)
		return false;
	wire_unfinished(walk->wire, &event);
	if (!is_no_greeting(walk, &event))
		return false;
	take_line(walk, &event);
	return true;
}

static void take_close(struct walk *walk, const struct wire_event *event)
{
	struct strbuf shown;

	if (is_no_greeting(walk, event)) {
		take_line(walk, event);
		return;
	}
	act_peer_lost(walk);
	strbuf_init(&shown, 8 * WIRE_LINE_MAX);
	flush_deferred_before(walk, event->line_len > 0 ? line_of(event) : unknown);
	if (event->line_len > 0)
		mask_reply_line(&walk->mask, line_of(event), unknown, &shown);
	if (shown.len > 0) {
		tell_text(walk, shown.data);
		walk_note(walk, _("The connection ended in the middle of this line."));
	}
	walk_note(walk, _(problem_sentence(event->problem)));
	struct decision decision = decide_lost(walk, event->problem);
	if (shown.len > 0 && !decision.text[0])
		decision_quote(&decision, shown.data);
	act(walk, &decision);
	strbuf_finish(&shown);
}

static void take_wire_event(struct walk *walk, const struct wire_event *event)
{
	switch (event->kind) {
	case WIRE_RESOLVED:
		walk->address_total = event->address_count;
		act(walk, &(struct decision){.act = ACT_PASS});
		break;
	case WIRE_ADDRESS: take_address(walk, event); break;
	case WIRE_PROXY: act(walk, &(struct decision){.act = ACT_PASS}); break;
	case WIRE_TLS: take_tls(walk, event); break;
	case WIRE_LINE: take_line(walk, event); break;
	case WIRE_CLOSED: take_close(walk, event); break;
	case WIRE_FAILED: take_wire_failure(walk, event); break;
	}
}

void arrivals_take(struct walk *walk)
{
	struct wire_event event;

	/* What has come after the 220 to STARTTLS is left to the wire, which refuses it when TLS begins. */
	while (!walk->closing && !walk->over && walk->deed_held != DEED_STARTTLS &&
	       wire_next(walk->wire, &event))
		take_wire_event(walk, &event);
}

void arrivals_show_rest(struct walk *walk)
{
	struct wire_event event;
	struct strbuf shown;

	wire_peek(walk->wire);
	for (int i = 0; i < REST_LINES_MAX && wire_next(walk->wire, &event) && event.kind == WIRE_LINE; i++) {
		strbuf_init(&shown, 8 * WIRE_LINE_MAX);
		tell_line(walk, line_of(&event), unknown, event.bare_lf, &shown);
		strbuf_finish(&shown);
	}
}
