/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way in: what the wire reports. Every line is masked and told as an event before policy sees it. */
#include "walk/internal.h"

#include "base/clock.h"
#include "base/secret.h"

#include <string.h>

enum { REST_LINES_MAX = 32 }; /* lines behind the reply that decided that are still shown */

static const struct mask_line unknown = {NULL, 0};

static struct mask_line line_of(const struct wire_event *event)
{
	return (struct mask_line){event->line, event->line_len};
}

/* Tells a line as an event; `shown` gets it as it may be shown. */
static void tell_line(struct walk *walk, struct mask_line line, struct mask_line next, bool bare_lf,
		      struct strbuf *shown)
{
	mask_server_line(&walk->mask, line, next, shown);
	walk_emit(walk,
		  (struct event){
		      .kind = EVENT_LINE, .from = FROM_SERVER, .text = shown->data, .tls = walk->tls_done});
	if (bare_lf)
		walk_note(walk, "%s", _("This line ended with LF alone instead of CR LF (RFC 5321, 2.3.8)."));
}

static void tell_reply_line(struct walk *walk, struct mask_line line, struct mask_line next, bool bare_lf)
{
	struct strbuf shown;
	enum problem ignored = PROBLEM_NONE;

	strbuf_init(&shown, 8 * WIRE_LINE_MAX);
	tell_line(walk, line, next, bare_lf, &shown);
	reply_add_line(&walk->shown, shown.data, shown.len, &ignored);
	strbuf_finish(&shown);
}

static void keep_line(struct walk *walk, const struct wire_event *event)
{
	strbuf_add(&walk->kept, event->line, event->line_len);
	walk->kept_bare_lf = event->bare_lf;
	walk->kept_until = clock_now() + WALK_KEEP_MS;
}

/* The line that is kept is told, now that the next one shows what its end is. */
static void tell_kept_before(struct walk *walk, struct mask_line next)
{
	if (walk->kept_until == CLOCK_NEVER)
		return;
	walk->kept_until = CLOCK_NEVER;
	tell_reply_line(walk, (struct mask_line){walk->kept.data, walk->kept.len}, next, walk->kept_bare_lf);
	secret_wipe_buffer(walk->kept.data, walk->kept.size);
	strbuf_clear(&walk->kept);
}

void walk_tell_kept(struct walk *walk)
{
	tell_kept_before(walk, unknown);
}

static void take_line(struct walk *walk, const struct wire_event *event)
{
	enum problem problem = PROBLEM_NONE;

	if (walk->reply.complete) {
		reply_reset(&walk->reply);
		reply_reset(&walk->shown);
	}
	enum reply_progress progress = reply_add_line(&walk->reply, event->line, event->line_len, &problem);
	tell_kept_before(walk, line_of(event));
	if (progress == REPLY_MORE && mask_is_open(&walk->mask, event->line, event->line_len))
		keep_line(walk, event);
	else
		tell_reply_line(walk, line_of(event), unknown, event->bare_lf);
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
		walk_note(walk, "%s", _("You agreed to go on despite the certificate for this run."));
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
	/* A TLS 1.3 server judges our side of the handshake when we are done with it already (RFC
	 * 8446, 4.4.2.4). */
	if (event->tls && event->problem != PROBLEM_RESET && walk->tls_done)
		walk_enter(walk, STAGE_TLS);
	if (event->tls)
		walk_emit(walk, (struct event){
				    .kind = EVENT_TLS, .problem = event->problem, .tls_facts = event->tls});
	walk_fail(walk, event->problem, event->text);
}

static void take_close(struct walk *walk, const struct wire_event *event)
{
	struct strbuf shown;

	strbuf_init(&shown, 8 * WIRE_LINE_MAX);
	tell_kept_before(walk, event->line_len > 0 ? line_of(event) : unknown);
	if (event->line_len > 0)
		mask_server_line(&walk->mask, line_of(event), unknown, &shown);
	if (shown.len > 0) {
		walk_emit(walk, (struct event){.kind = EVENT_LINE,
					       .from = FROM_SERVER,
					       .text = shown.data,
					       .tls = walk->tls_done});
		walk_note(walk, "%s", _("The connection ended in the middle of this line."));
	}
	walk_note(walk, "%s", _(problem_sentence(event->problem)));
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
					       .until = clock_now() + walk_step_ms(walk)});
		break;
	case WIRE_ADDRESS: take_address(walk, event); break;
	case WIRE_TLS: take_tls(walk, event); break;
	case WIRE_LINE: take_line(walk, event); break;
	case WIRE_CLOSED: take_close(walk, event); break;
	case WIRE_FAILED: take_wire_failure(walk, event); break;
	}
}

void walk_take_arrivals(struct walk *walk)
{
	struct wire_event event;

	while (walk->wire && wire_next(walk->wire, &event))
		take_wire_event(walk, &event);
}

void walk_show_rest(struct walk *walk)
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
