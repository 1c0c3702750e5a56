/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happened in plain words, an attempt in a line, and the text for the administrator. */
#include "present/format.h"
#include "present/reach_text.h"

#include "base/intl.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "present/settings.h"

#include <string.h>

/* A relay may take mail without a log-in. */
static const char *passed_sentence(enum stage stage, bool logged_in)
{
	switch (stage) {
	case STAGE_RESOLVE:
	case STAGE_PROXY:
	case STAGE_CONNECT: return _("The connection to the server works.");
	case STAGE_GREETING: return _("The server answers and is ready.");
	case STAGE_EHLO: return _("The server answers and told what it can do.");
	case STAGE_TLS: return _("The connection is encrypted and the server has proved who it is.");
	case STAGE_AUTH: return _("The server accepted the log-in.");
	case STAGE_MAIL:
		return logged_in ? _("The server accepted the log-in and the sender.")
				 : _("The server accepted the sender. There was no log-in.");
	case STAGE_RCPT:
		return logged_in
			   ? _("The server accepted the log-in, the sender and the recipient.")
			   : _("The server accepted the sender and the recipient. There was no log-in.");
	default: return _("The server accepted the message.");
	}
}

void report_sentence(const struct report *report, struct strbuf *out)
{
	const struct verdict *verdict = &report->facts->verdict;
	if (verdict->outcome == OUTCOME_PASSED) {
		bool logged_in = report->facts->stages[STAGE_AUTH].outcome == OUTCOME_PASSED;
		bool doubted = verdict->stage == STAGE_TLS && !report->facts->tls.verified;
		strbuf_adds(out, doubted ? _("The run went through, but without a verified certificate.")
					 : passed_sentence(verdict->stage, logged_in));
		return;
	}
	if (verdict->problem != PROBLEM_NONE)
		strbuf_adds(out, _(problem_sentence(verdict->problem)));
	else
		strbuf_adds(out,
			    format_refusal(verdict->stage, report->facts->reply.code, verdict->unsolicited));
	if (verdict->detail != NULL && *verdict->detail != '\0') {
		strbuf_addc(out, ' ');
		format_add(report->mask, verdict->detail, out);
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
		text_quote(out, facts->reply.lines[0].bytes, facts->reply.lines[0].len);
	else
		report_sentence(&report, out);
}

static void add_fact(const char *label, const char *value, const struct mask *mask, struct strbuf *out)
{
	if (value == NULL || *value == '\0')
		return;
	strbuf_addf(out, "%s%s", label, _(": "));
	format_add(mask, value, out);
	strbuf_addc(out, '\n');
}

static const char *tls_words(enum tls_mode mode)
{
	switch (mode) {
	case TLS_IMPLICIT: return _("TLS from the first byte");
	case TLS_NONE: return _("no encryption");
	default: return "STARTTLS";
	}
}

/* The name that went out with EHLO, and this computer's address; a literal of it is both in one. */
static void add_own_name(const struct account *account, const struct facts *facts, const struct mask *mask,
			 struct strbuf *out)
{
	const char *name = account->ehlo_name;

	for (size_t i = 0; i < facts->transcript.count && name == NULL; i++) {
		const struct transcript_entry *entry = &facts->transcript.entries[i];

		if (entry->from == FROM_CLIENT && text_starts_nocase(entry->line, "EHLO "))
			name = entry->line + strlen("EHLO ");
	}
	bool is_both = name != NULL && *name == '[' &&
		       (facts->own_address == NULL || strstr(name, facts->own_address) != NULL);
	add_fact(is_both ? _("EHLO name, our own address") : _("EHLO name"), name, mask, out);
	if (!is_both)
		add_fact(_("Our own network address"), facts->own_address, mask, out);
}

static void add_connection(const struct report *report, struct strbuf *out)
{
	const struct account *account = report->account;
	const struct facts *facts = report->facts;
	strbuf_addf(out, "%s%s", _("Server"), _(": "));
	format_add(report->mask, account->host == NULL ? "-" : account->host, out);
	strbuf_addf(out, ", %s %d, %s\n", _("port"), account_port(account), tls_words(account_tls(account)));
	add_fact(_("Mail address"), account->address, NULL, out);
	for (size_t i = 0; i < facts->address_count; i++)
		if (facts->addresses[i].problem == PROBLEM_NONE)
			add_fact(_("Network address of the server"), facts->addresses[i].address,
				 report->mask, out);
	if (facts->tls_seen && facts->tls.version != NULL) {
		strbuf_addf(out, "%s%s", _("Encryption"), _(": "));
		format_add(report->mask, facts->tls.version, out);
		strbuf_adds(out, facts->tls.verified ? _(", certificate verified\n")
						     : _(", certificate not verified\n"));
	}
	add_fact(_("User name"), account_user(account), NULL, out);
	add_fact(_("SASL mechanism"), facts->mechanism, report->mask, out);
	add_own_name(account, facts, report->mask, out);
}

enum { LAST_LINES = 12 };

/* What was said at the end, as both sides' logs have it. */
static void add_last_lines(const struct report *report, struct strbuf *out)
{
	const struct transcript *transcript = &report->facts->transcript;
	size_t first = transcript->count > LAST_LINES ? transcript->count - LAST_LINES : 0;

	if (transcript->count == 0)
		return;
	strbuf_addf(out, "\n%s\n", _("The last lines of the session (-> sent, <- received):"));
	for (size_t i = first; i < transcript->count; i++) {
		const struct transcript_entry *entry = &transcript->entries[i];

		if (entry->from == FROM_NOTE)
			continue;
		strbuf_addf(out, "  %s ", entry->from == FROM_CLIENT ? "->" : "<-");
		format_add(report->mask, entry->line, out);
		strbuf_addc(out, '\n');
	}
}

void report_admin_text(const struct report *report, struct strbuf *out)
{
	const struct facts *facts = report->facts;
	strbuf_adds(
	    out, _("Hello,\n\nsending mail through your server does not work. This is what was tried.\n\n"));
	if (report->when != 0) {
		strbuf_addf(out, "%s%s", _("Time"), _(": "));
		format_local_time(report->when, out);
		strbuf_addc(out, '\n');
	}
	add_connection(report, out);
	strbuf_addf(out, "%s%s%s\n%s%s", _("Failed at"), _(": "), _(stage_label(facts->verdict.stage)),
		    _("What happened"), _(": "));
	report_sentence(report, out);
	strbuf_addc(out, '\n');
	if (facts->reply_decided) {
		strbuf_addf(out, "%s\n", _("Your server's answer:"));
		format_reply(report->mask, &facts->reply, "  ", out);
	}
	if (report->reach != NULL && report->reach->done) {
		reach_text_sentence(report->reach, out);
		strbuf_addc(out, '\n');
		for (size_t i = 0; reach_text_conclusion(report->reach, i, out); i++)
			strbuf_addc(out, '\n');
	}
	add_last_lines(report, out);
	strbuf_adds(out, _("\nCould you look into your server's log for this time, please?\n"));
}
