/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every ticket asks first, and who does what next: for the text and the Markdown format. */
#include "present/format.h"
#include "present/promise_text.h"

#include "base/intl.h"
#include "base/strbuf.h"
#include "base/text.h"

#include <string.h>

enum { ADDRESSES_SHOWN = 8, NAMES_SHOWN = 10 };

/* The addresses that were tried, each failed one with why. */
static void write_addresses(const struct facts *facts, struct strbuf *out)
{
	size_t count = facts->address_count;
	for (size_t i = 0; i < count; i++) {
		const struct address_fact *fact = &facts->addresses[i];
		bool last = i + 1 == count; /* the one that worked, if one did */
		size_t left_out =
		    (count > ADDRESSES_SHOWN ? count - ADDRESSES_SHOWN : 0) + facts->addresses_dropped;
		if (i >= ADDRESSES_SHOWN - 1 && !last)
			continue;
		strbuf_adds(out, i == 0 ? "" : ", ");
		if (last && left_out > 0)
			strbuf_addf(out, _("%zu more, "), left_out);
		strbuf_adds(out, fact->address);
		if (fact->problem != PROBLEM_NONE)
			strbuf_addf(out, " (%s)", problem_id(fact->problem));
	}
}

static void write_encryption(const struct tls_facts *tls, struct strbuf *out)
{
	strbuf_addf(out, "%s, %s, %s", tls->version, tls->cipher == NULL ? "-" : tls->cipher,
		    tls->verified ? _("certificate verified") : _("certificate not verified"));
}

void format_settings(const struct report *report, format_row_function *add, void *context)
{
	const struct account *account = report->account;
	const struct facts *facts = report->facts;
	struct strbuf text;
	strbuf_init(&text, SHOWN_MAX);
	if (report->when != 0)
		format_time(report->when, &text);
	add(context, _("Time"), text.data, NULL);
	add(context, _("Mail address"), account->address, NULL);
	strbuf_clear(&text);
	strbuf_addf(&text, "%s, %s %d, TLS: %s", account->host == NULL ? "-" : account->host, _("port"),
		    account_port(account), tls_mode_id(account_tls(account)));
	add(context, _("Server"), text.data, NULL);
	strbuf_clear(&text);
	write_addresses(facts, &text);
	add(context, _("IP address"), text.data, report->mask);
	add(context, _("User name"), account_user(account), NULL);
	add(context, _("SASL mechanism"), facts->mechanism, report->mask);
	add(context, _("EHLO name"), account->ehlo_name, NULL);
	strbuf_clear(&text);
	if (facts->tls_seen && facts->tls.version != NULL)
		write_encryption(&facts->tls, &text);
	add(context, _("Encryption"), text.data, report->mask);
	strbuf_clear(&text);
	if (facts->tls_seen)
		promise_text_of_walk(report->promises, account, &facts->tls, &text);
	add(context, "DANE", text.data, report->mask);
	strbuf_finish(&text);
}

void format_certificate(const struct report *report, format_row_function *add, void *context)
{
	const struct tls_facts *tls = &report->facts->tls;
	struct strbuf text;
	if (!report->facts->tls_seen || tls->chain_count == 0 || tls->verified)
		return;
	const struct certificate *leaf = &tls->chain[0];
	strbuf_init(&text, SHOWN_MAX);
	strbuf_adds(&text, leaf->subject == NULL ? "" : leaf->subject);
	for (size_t i = 0; i < leaf->name_count && i < NAMES_SHOWN; i++)
		strbuf_addf(&text, "%s%s", i == 0 ? "; " : ", ", leaf->names[i]);
	add(context, _("for"), text.data, report->mask);
	add(context, _("by"), leaf->issuer, report->mask);
	strbuf_clear(&text);
	format_time(leaf->not_before, &text);
	strbuf_adds(&text, _(" to "));
	format_time(leaf->not_after, &text);
	add(context, _("valid"), text.data, NULL);
	add(context, "SHA-256", leaf->fingerprint, report->mask);
	strbuf_finish(&text);
}

const char *format_commands_title(const char *commands)
{
	/* Its --tls-verify looks at the chain alone. */
	if (strstr(commands, " --tls-verify") != NULL && strstr(commands, " --auth") == NULL)
		return _("The same with other programs (swaks does not compare the host name with the "
			 "certificate)");
	return strstr(commands, " --auth") != NULL
		   ? _("The same with other programs (swaks asks for the password)")
		   : _("The same with other programs");
}

const struct fix *format_next(const struct report *report)
{
	const struct diagnosis *first = report->diagnoses;
	if (report->facts->verdict.outcome == OUTCOME_PASSED || report->diagnosis_count == 0)
		return NULL;
	for (size_t i = 0; i < first->fix_count; i++)
		if (first->fixes[i].kind != ACTION_TOPIC) /* reading mends nothing */
			return &first->fixes[i];
	return NULL;
}

void format_next_sentence(const struct report *report, struct strbuf *out)
{
	const struct fix *fix = format_next(report);
	if (report->facts->verdict.outcome == OUTCOME_PASSED) {
		if (report->facts->verdict.stage >= STAGE_AUTH)
			strbuf_adds(out, _("Next: put these settings into the mail program."));
		return;
	}
	if (report->diagnosis_count == 0 || fix == NULL) {
		strbuf_adds(out, _("Next: ask the server's administrator, and show this report."));
		return;
	}
	size_t len = strlen(fix->label);
	len -= text_ends_sentence(fix->label, len) && fix->label[len - 1] == '.' ? 1 : 0;
	strbuf_addf(out, _("Next: %.*s. Who can fix it: %s."), (int)len, fix->label,
		    _(who_label(report->diagnoses[0].who)));
}
