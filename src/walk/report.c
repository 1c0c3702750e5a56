/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events get their time, stage and caps here. Decides nothing. */
#include "walk/internal.h"

#include "account/proxy.h"
#include "base/clock.h"
#include "base/intl.h"
#include "base/memory.h"
#include "base/text.h"
#include "wire/client_identity.h"

#include <string.h>

int64_t walk_step_ms(const struct walk *walk)
{
	return walk->account.timeout_seconds ? walk->account.timeout_seconds * INT64_C(1000) : WALK_REPLY_MS;
}

/* A certificate may name a thousand hosts, each long. */
static void push_with_short_detail(struct walk *walk, const struct event *event)
{
	struct event shortened = *event;
	struct tls_facts facts;
	struct strbuf detail;

	tls_facts_init(&facts);
	tls_facts_copy(&facts, event->tls_facts);
	strbuf_init(&detail, WALK_SENTENCE_MAX + 4);
	text_add_short(&detail, facts.detail, WALK_SENTENCE_MAX);
	mem_replace(&facts.detail, detail.data);
	shortened.tls_facts = &facts;
	event_queue_push(&walk->queue, &shortened);
	strbuf_finish(&detail);
	tls_facts_finish(&facts);
}

void walk_emit(struct walk *walk, struct event event)
{
	event.ms = clock_now() - walk->started;
	if (event.kind != EVENT_FINISHED)
		event.stage = walk->stage;
	if (event.tls_facts && event.tls_facts->detail)
		push_with_short_detail(walk, &event);
	else
		event_queue_push(&walk->queue, &event);
}

void walk_note(struct walk *walk, const char *text)
{
	struct strbuf shown;

	strbuf_init(&shown, WALK_SENTENCE_MAX + 4);
	text_add_short(&shown, text, WALK_SENTENCE_MAX);
	walk_emit(walk, (struct event){.kind = EVENT_NOTE, .text = shown.data});
	strbuf_finish(&shown);
}

void report_sent(struct walk *walk, const char *line, size_t len)
{
	struct strbuf shown;

	strbuf_init(&shown, WALK_LINE_MAX);
	mask_client_line(&walk->mask, line, len, &shown);
	walk_emit(walk,
		  (struct event){
		      .kind = EVENT_LINE, .from = FROM_CLIENT, .text = shown.data, .tls = walk->tls_done});
	strbuf_finish(&shown);
}

/* The helper tells what is public; the mask is there in case it has been taken over. */
void report_field(struct walk *walk, const char *text, size_t len)
{
	struct strbuf shown;

	strbuf_init(&shown, WALK_SENTENCE_MAX);
	mask_scan(&walk->mask, text, len, &shown);
	walk_emit(walk, (struct event){.kind = EVENT_FIELD, .text = shown.data});
	strbuf_finish(&shown);
}

void report_tls_problem(struct walk *walk, enum problem problem)
{
	struct tls_facts facts;

	tls_facts_init(&facts);
	facts.problem = problem;
	walk_emit(walk, (struct event){.kind = EVENT_TLS, .problem = problem, .tls_facts = &facts});
	tls_facts_finish(&facts);
}

void report_client_certificate(struct walk *walk, const struct tls_facts *tls)
{
	struct strbuf text;

	if (!tls || !tls->client_certificate_wanted)
		return;
	strbuf_init(&text, WALK_SENTENCE_MAX);
	strbuf_adds(&text, tls->client_certificate_sent
			       ? _("The server asked for a certificate of yours, and was shown it.")
			       : _("The server asked for a certificate of yours, and was shown none."));
	if (tls->client_certificate_sent && client_identity_has_run_out(walk->options.identity))
		strbuf_adds(&text,
			    _(" It has run out, by the clock of this computer: servers take none that has."));
	if (tls->client_authorities)
		strbuf_addf(&text, _(" It takes those issued by: %s."), tls->client_authorities);
	walk_note(walk, text.data);
	strbuf_finish(&text);
}

void report_proxy(struct walk *walk, const char *proxy)
{
	struct strbuf note;

	if (proxy == NULL)
		return;
	strbuf_init(&note, WALK_SENTENCE_MAX);
	strbuf_addf(
	    &note,
	    proxy_hides_names(proxy)
		? _("The connection goes through the proxy %s, which looks the server's name up.")
		: _("The connection goes through the proxy %s. The server's name is looked up here: your "
		    "name server learns it."),
	    proxy);
	walk_note(walk, note.data);
	strbuf_finish(&note);
}

void report_waiting(struct walk *walk, const char *text, int64_t until)
{
	walk_emit(walk, (struct event){.kind = EVENT_WAITING, .text = text, .until = until});
}

void report_skipped_login(struct walk *walk)
{
	walk_note(walk, walk->options.login == WALK_LOGIN_NEVER
			    ? _("The walk goes on without a log-in, as asked.")
			    : _("The server offers no log-in and none was asked for: the walk goes on "
				"without."));
}
