/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of one stage, in words: the right part of the walk view. */
#include "ui/views/walk_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "present/format.h"
#include "present/step_help.h"
#include "smtp/mechanism.h"
#include "ui/widgets/markdown.h"

enum { LABELS = 13, DATE_MAX = 32 };

const char *walk_step_mark(const struct run *run, enum stage stage, enum style *ret_style)
{
	const struct stage_fact *fact = &run->facts.stages[stage];

	if (fact->outcome == OUTCOME_PASSED) {
		*ret_style = STYLE_OK;
		return glyph(GLYPH_PASSED);
	}
	if (fact->outcome == OUTCOME_FAILED) {
		*ret_style = STYLE_FAILED;
		return glyph(GLYPH_FAILED);
	}
	*ret_style = STYLE_SKIPPED;
	if (fact->outcome == OUTCOME_SKIPPED || !fact->entered || !run_is_going(run))
		return glyph(GLYPH_SKIPPED);
	*ret_style = STYLE_WAITING;
	return run->need != NEED_NOTHING ? glyph(GLYPH_PROMPT) : glyph_spinner(clock_now());
}

/* What a stage that has begun and not ended is doing. */
static const char *going_on(const struct run *run)
{
	switch (run->need) {
	case NEED_PASSWORD:
		return run->facts.mechanism != NULL && mechanism_takes_token(run->facts.mechanism)
			   ? _("waits for the token")
			   : _("waits for the password");
	case NEED_CONSENT: return _("waits for your decision");
	default: return run_is_going(run) ? _("going on") : _("not finished");
	}
}

static void add_state(struct document *document, const struct run *run, enum stage stage)
{
	const struct stage_fact *fact = &run->facts.stages[stage];
	enum style style;
	const char *mark = walk_step_mark(run, stage, &style);
	char prefix[16];

	snprintf(prefix, sizeof(prefix), "%s ", mark);
	document_begin(document, 0, style, prefix);
	if (fact->outcome == OUTCOME_PASSED)
		document_text(document, style, _("worked"));
	else if (fact->outcome == OUTCOME_FAILED)
		document_text(document, style, _("failed"));
	else if (fact->outcome == OUTCOME_SKIPPED)
		document_text(document, style, _("not needed in this run"));
	else if (!fact->entered)
		document_text(document, style, run_is_going(run) ? _("comes later") : _("not reached"));
	else
		document_text(document, style, going_on(run));
	document_end(document);
}

static void add_problem(struct document *document, const struct facts *facts)
{
	const char *sentence = problem_sentence(facts->verdict.problem);

	if (sentence != NULL)
		document_line(document, STYLE_FAILED, _(sentence));
	if (facts->verdict.detail != NULL)
		document_line(document, STYLE_TEXT, facts->verdict.detail);
}

static void add_reply(struct document *document, const struct reply *reply)
{
	for (size_t i = 0; i < reply->line_count && i < FORMAT_REPLY_LINES; i++) {
		document_begin(document, 0, STYLE_DIM, "  ");
		document_reply_line(document, STYLE_SERVER, reply->lines[i].bytes);
		document_end(document);
	}
	if (reply->line_count > FORMAT_REPLY_LINES)
		document_line(document, STYLE_DIM, _("   ... more lines are in the transcript"));
}

static void add_addresses(struct document *document, const struct facts *facts)
{
	for (size_t i = 0; i < facts->address_count; i++) {
		const struct address_fact *address = &facts->addresses[i];
		bool good = address->problem == PROBLEM_NONE;
		char prefix[16];
		struct strbuf took;

		strbuf_init(&took, 64);
		format_ms(address->us / CLOCK_US_PER_MS, &took);
		snprintf(prefix, sizeof(prefix), "%s ", glyph(good ? GLYPH_PASSED : GLYPH_FAILED));
		document_begin(document, 0, good ? STYLE_OK : STYLE_FAILED, prefix);
		document_textf(document, STYLE_TEXT, "%s (%s)  ", address->address,
			       address->family == FAMILY_IPV6 ? "IPv6" : "IPv4");
		document_text(document, STYLE_DIM, took.data);
		if (!good)
			document_textf(document, STYLE_TEXT, "  %s", _(problem_sentence(address->problem)));
		document_end(document);
		strbuf_finish(&took);
	}
	if (facts->addresses_dropped > 0)
		document_textf(
		    document, STYLE_DIM,
		    intl_count("%zu more was tried.", "%zu more were tried.", facts->addresses_dropped),
		    facts->addresses_dropped);
}

static void write_date(time_t when, char ret_text[DATE_MAX])
{
	struct tm parts;

	if (gmtime_r(&when, &parts) == NULL || strftime(ret_text, DATE_MAX, "%Y-%m-%d", &parts) == 0)
		snprintf(ret_text, DATE_MAX, "?");
}

static void add_certificate(struct document *document, const struct certificate *certificate)
{
	char from[DATE_MAX], to[DATE_MAX], valid[2 * DATE_MAX + 8];

	write_date(certificate->not_before, from);
	write_date(certificate->not_after, to);
	snprintf(valid, sizeof(valid), _("%s to %s"), from, to);
	document_pair(document, LABELS, _("Certificate"), STYLE_TEXT, certificate->subject);
	document_pair(document, LABELS, _("Issued by"), STYLE_TEXT, certificate->issuer);
	document_pair(document, LABELS, _("Valid"), STYLE_TEXT, valid);
	document_begin(document, 0, STYLE_TEXT, NULL);
	for (size_t i = 0; i < certificate->name_count; i++)
		document_textf(document, STYLE_DIM, "%s%s", i == 0 ? "" : ", ", certificate->names[i]);
	document_end(document);
}

void walk_detail_add_tls(struct document *document, const struct checkup *checkup)
{
	const struct facts *facts = &checkup->run.facts;
	const struct tls_facts *tls = &facts->tls;

	if (!facts->tls_seen) {
		if (account_tls(&checkup->account) == TLS_NONE)
			document_line(document, STYLE_WARNING,
				      _("Encryption is switched off in the settings."));
		return;
	}
	if (tls->version != NULL) {
		document_begin(document, 0, STYLE_TEXT, NULL);
		document_textf(document, STYLE_STRONG, "%s ", tls->version);
		document_text(document, STYLE_DIM, tls->cipher == NULL ? "" : tls->cipher);
		document_end(document);
	}
	if (tls->verified)
		document_line(document, STYLE_OK, _("The certificate is trusted and is for this host."));
	else if (tls->problem != PROBLEM_NONE)
		document_line(document, STYLE_FAILED, _(problem_sentence(tls->problem)));
	if (tls->detail != NULL && !tls->verified)
		document_line(document, STYLE_TEXT, tls->detail);
	if (tls->chain_count > 0)
		add_certificate(document, &tls->chain[0]);
}

static void add_mechanisms(struct document *document, const struct facts *facts)
{
	const struct capabilities *capabilities = &facts->capabilities;

	document_begin(document, 0, STYLE_DIM, _("Log-in methods: "));
	if (capabilities->mechanism_count == 0)
		document_text(document, STYLE_TEXT, _("none offered"));
	for (size_t i = 0; i < capabilities->mechanism_count; i++) {
		const char *name = capabilities->mechanisms[i];
		bool tried = facts->mechanism != NULL && strcmp(facts->mechanism, name) == 0;

		bool have = mechanism_is_usable(name);

		document_textf(document,
			       tried  ? STYLE_ACCENT
			       : have ? STYLE_TEXT
				      : STYLE_SKIPPED,
			       have ? "%s" : _("(%s: not here)"), name);
		document_text(document, STYLE_TEXT, " ");
	}
	document_end(document);
}

static void add_ehlo(struct document *document, const struct facts *facts)
{
	if (!facts->ehlo_seen)
		return;
	if (facts->capabilities.server_name != NULL)
		document_pair(document, LABELS, _("Calls itself"), STYLE_TEXT,
			      facts->capabilities.server_name);
	document_pair(document, LABELS, _("STARTTLS"), STYLE_TEXT,
		      facts->capabilities.starttls ? _("offered")
		      : facts->channel_tls         ? _("not needed any more: encrypted already")
						   : _("not offered"));
	add_mechanisms(document, facts);
	document_line(document, STYLE_DIM, _("c: everything it offers, in words"));
}

static void add_auth(struct document *document, const struct checkup *checkup)
{
	const struct facts *facts = &checkup->run.facts;
	const char *user = account_user(&checkup->account);

	document_pair(document, LABELS, _("User name"), STYLE_TEXT, user == NULL ? _("none") : user);
	if (facts->mechanism != NULL)
		document_pair(document, LABELS, _("Method"), STYLE_STRONG, facts->mechanism);
	if (facts->ehlo_seen)
		add_mechanisms(document, facts);
}

static void add_facts(struct document *document, const struct checkup *checkup, enum stage stage,
		      bool decided_here)
{
	const struct facts *facts = &checkup->run.facts;

	switch (stage) {
	case STAGE_RESOLVE:
		document_pair(document, LABELS, _("Server"), STYLE_TEXT,
			      checkup->account.host == NULL ? "" : checkup->account.host);
		break;
	case STAGE_CONNECT: add_addresses(document, facts); break;
	case STAGE_GREETING:
		if (facts->greeting_seen && !decided_here) /* else it stands above */
			add_reply(document, &facts->greeting);
		break;
	case STAGE_EHLO: add_ehlo(document, facts); break;
	case STAGE_TLS: walk_detail_add_tls(document, checkup); break;
	case STAGE_AUTH: add_auth(document, checkup); break;
	default: break;
	}
}

static void add_markdown(struct document *document, const char *line)
{
	if (line == NULL)
		return;
	document_begin(document, 0, STYLE_TEXT, NULL);
	markdown_inline(line, STYLE_TEXT, document);
	document_end(document);
}

/* The line that is held, large and plain. */
static void add_held_line(struct document *document, const struct checkup *checkup, const char *commands)
{
	const struct run *run = &checkup->run;
	struct step_help step_help;

	document_begin(document, 0, STYLE_WARNING, NULL);
	if (checkup->lesson != NULL)
		document_textf(document, STYLE_WARNING,
			       _("Line %zu of %zu: Space goes on, Backspace goes back"),
			       checkup->lesson->at + 1, checkup->lesson->count);
	else
		document_text(document, STYLE_WARNING,
			      run->step_is_deed ? _("Held: press Space to do this")
						: _("Held: press Space to send this line"));
	document_end(document);
	document_begin(document, 0, STYLE_CLIENT, "  ");
	document_text(document, STYLE_CLIENT, run->step_line == NULL ? "" : run->step_line);
	document_end(document);
	if (run->step_why != NULL)
		document_line(document, STYLE_TEXT, _(run->step_why));
	step_help_read(&step_help, commands, run->facts.stage, run->step_line);
	add_markdown(document, step_help.why_now);
	add_markdown(document, step_help.replies);
	step_help_finish(&step_help);
	document_blank(document);
}

static void add_waiting(struct document *document, const struct run *run)
{
	int64_t now = clock_now();
	char prefix[16];

	snprintf(prefix, sizeof(prefix), "%s ", glyph_spinner(now));
	document_begin(document, 0, STYLE_WAITING, prefix);
	document_textf(document, STYLE_WAITING, _("waiting for %s"), _(run->waiting_for));
	if (run->waiting_until > run->waiting_since && run->waiting_until != CLOCK_NEVER)
		document_textf(document, STYLE_TEXT, _(", %d s of %d s"),
			       (int)((now - run->waiting_since) / 1000),
			       (int)((run->waiting_until - run->waiting_since + 500) / 1000));
	document_end(document);
}

void walk_detail_layout(struct document *document, const struct checkup *checkup, enum stage stage,
			const char *commands)
{
	const struct run *run = &checkup->run;
	const struct facts *facts = &run->facts;
	bool decided = facts->verdict.outcome != OUTCOME_NONE;
	bool here =
	    decided ? facts->verdict.stage == stage : facts->stage == stage; /* QUIT has no step of its own */

	if (run->need == NEED_STEP) /* wherever the cursor is: Space sends it */
		add_held_line(document, checkup, commands);
	if (here && run->waiting_for != NULL)
		add_waiting(document, run);
	else if (!(here && run->need == NEED_STEP))
		add_state(document, run, stage);
	bool failed_here = facts->verdict.stage == stage && facts->verdict.outcome == OUTCOME_FAILED;
	if (failed_here)
		add_problem(document, facts);
	if (failed_here && facts->reply_decided)
		add_reply(document, &facts->reply);
	add_facts(document, checkup, stage, failed_here && facts->reply_decided);
	while (document->line_count > 0 && document->lines[document->line_count - 1].span_count == 0)
		document->line_count--; /* a blank line at the end would only ask for scrolling */
}
