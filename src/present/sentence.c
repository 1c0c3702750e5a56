/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happened in plain words, the symptom for the diagnosis, and the text for the administrator. */
#include "present/shown.h"

#include "base/intl.h"
#include "base/strbuf.h"
#include "present/settings.h"

#include <string.h>

static const char *passed_sentence(enum stage stage)
{
	switch (stage) {
	case STAGE_RESOLVE:
	case STAGE_CONNECT: return _("The connection to the server works.");
	case STAGE_GREETING: return _("The server answers and is ready.");
	case STAGE_EHLO: return _("The server answers and told what it can do.");
	case STAGE_TLS: return _("The connection is encrypted and the server has proved who it is.");
	case STAGE_AUTH: return _("The server accepted the log-in.");
	case STAGE_MAIL: return _("The server accepted the log-in and the sender.");
	case STAGE_RCPT: return _("The server accepted the log-in, the sender and the recipient.");
	default: return _("The server accepted the message.");
	}
}

void report_sentence(const struct report *report, struct strbuf *out)
{
	const struct verdict *verdict = &report->facts->verdict;
	if (verdict->outcome == OUTCOME_PASSED) {
		bool doubted = verdict->stage == STAGE_TLS && !report->facts->tls.verified;
		strbuf_adds(out, doubted ? _("The run went through, but without a verified certificate.")
					 : passed_sentence(verdict->stage));
		return;
	}
	if (verdict->problem != PROBLEM_NONE)
		strbuf_adds(out, _(problem_sentence(verdict->problem)));
	else
		strbuf_adds(out,
			    shown_refusal(verdict->stage, report->facts->reply.code, verdict->unsolicited));
	if (verdict->detail != NULL && *verdict->detail != '\0') {
		strbuf_addc(out, ' ');
		shown_add(report->mask, verdict->detail, out);
	}
}

void report_success(const struct report *report, struct strbuf *out)
{
	const struct facts *facts = report->facts;
	enum stage stage = facts->verdict.stage;
	bool logged_in = facts->stages[STAGE_AUTH].outcome == OUTCOME_PASSED;
	if (stage > STAGE_AUTH && logged_in)
		report_sentence(report, out);
	else if (stage == STAGE_AUTH && logged_in)
		strbuf_addf(out, _("The server accepted the log-in (%s)."),
			    facts->mechanism == NULL ? "AUTH" : facts->mechanism);
	else
		strbuf_addf(out, _("Everything worked up to %s."), _(stage_label(stage)));
}

/* Lines as received, with \n between them, NUL-terminated; returns where they start in `text`. */
static size_t add_lines(const struct reply *reply, struct strbuf *text)
{
	size_t start = text->len;
	for (size_t i = 0; i < reply->line_count; i++) {
		if (i > 0)
			strbuf_addc(text, '\n');
		strbuf_add(text, reply->lines[i].bytes, reply->lines[i].len);
	}
	strbuf_addc(text, '\0');
	return start;
}

void report_symptom(const struct account *account, const struct facts *facts, struct strbuf *text,
		    struct symptom *ret_symptom)
{
	const struct verdict *verdict = &facts->verdict;
	size_t greeting = 0, reply = 0;
	if (facts->greeting_seen)
		greeting = add_lines(&facts->greeting, text);
	if (facts->reply_decided)
		reply = add_lines(&facts->reply, text);
	bool connected = facts->stages[STAGE_CONNECT].outcome == OUTCOME_PASSED;
	*ret_symptom = (struct symptom){
	    .stage = facts->idle ? "idle" : stage_id(verdict->stage),
	    .reply = facts->reply_decided ? text->data + reply : NULL,
	    .problem = problem_id(verdict->problem),
	    .host = account->host,
	    .domain = account_domain(account),
	    .greeting = facts->greeting_seen ? text->data + greeting : NULL,
	    .mechanism = facts->mechanism,
	    .channel = facts->channel_tls ? "tls"
		       : connected        ? "plain"
					  : NULL,
	};
}

void report_attempt_settings(const struct account *account, const struct facts *facts, struct strbuf *out)
{
	const char *user = account_user(account);

	strbuf_addf(out, _("%s, port %d, "), account->host == NULL ? "-" : account->host,
		    account_port(account));
	setting_write_words(account, SETTING_TLS, out);
	if (facts->mechanism != NULL)
		strbuf_addf(out, ", %s", facts->mechanism);
	if (user != NULL)
		strbuf_addf(out, ", %s", user);
}

void report_attempt_result(const struct account *account, const struct facts *facts, struct strbuf *out)
{
	struct report report = {.account = account, .facts = facts};
	const char *stage = _(stage_label(facts->verdict.stage));

	if (facts->verdict.outcome == OUTCOME_PASSED) {
		strbuf_addf(out, _("passed up to %s"), stage);
		return;
	}
	strbuf_addf(out, _("failed at %s. "), stage);
	if (facts->reply_decided && facts->reply.line_count > 0)
		strbuf_adds(out, facts->reply.lines[0].bytes);
	else
		report_sentence(&report, out);
}

static void add_fact(const char *label, const char *value, const struct mask *mask, struct strbuf *out)
{
	if (value == NULL || *value == '\0')
		return;
	strbuf_addf(out, "%s%s", label, _(": "));
	shown_add(mask, value, out);
	strbuf_addc(out, '\n');
}

static void add_connection(const struct report *report, struct strbuf *out)
{
	const struct account *account = report->account;
	const struct facts *facts = report->facts;
	strbuf_addf(out, "%s%s", _("Server"), _(": "));
	shown_add(report->mask, account->host == NULL ? "-" : account->host, out);
	strbuf_addf(out, ", %s %d, TLS: %s\n", _("port"), account_port(account),
		    tls_mode_id(account_tls(account)));
	for (size_t i = 0; i < facts->address_count; i++)
		if (facts->addresses[i].problem == PROBLEM_NONE)
			add_fact(_("Address"), facts->addresses[i].address, report->mask, out);
	if (facts->tls_seen && facts->tls.version != NULL) {
		strbuf_addf(out, "%s%s", _("Encryption"), _(": "));
		shown_add(report->mask, facts->tls.version, out);
		strbuf_adds(out, facts->tls.verified ? _(", certificate verified\n")
						     : _(", certificate not verified\n"));
	}
	add_fact(_("User name"), account_user(account), NULL, out);
	add_fact(_("SASL mechanism"), facts->mechanism, report->mask, out);
	add_fact(_("EHLO name"), account->ehlo_name, NULL, out);
}

void report_admin_text(const struct report *report, struct strbuf *out)
{
	const struct facts *facts = report->facts;
	strbuf_adds(
	    out, _("Hello,\n\nsending mail through your server does not work. This is what was tried.\n\n"));
	if (report->when != 0) {
		strbuf_addf(out, "%s%s", _("Time"), _(": "));
		shown_time(report->when, out);
		strbuf_addc(out, '\n');
	}
	add_connection(report, out);
	strbuf_addf(out, "%s%s%s\n%s%s", _("Failed at"), _(": "), stage_id(facts->verdict.stage),
		    _("What happened"), _(": "));
	report_sentence(report, out);
	strbuf_addc(out, '\n');
	if (facts->reply_decided) {
		strbuf_addf(out, "%s\n", _("Your server's answer:"));
		for (size_t i = 0; i < facts->reply.line_count; i++) {
			strbuf_adds(out, "  ");
			shown_add(report->mask, facts->reply.lines[i].bytes, out);
			strbuf_addc(out, '\n');
		}
	}
	strbuf_adds(out, _("\nCould you look into your server's log for this time, please?\n"));
}
