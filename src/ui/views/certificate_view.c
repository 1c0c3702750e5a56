/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The certificate chain in words. The only place from which one can go on despite a problem with it. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "present/promise_text.h"
#include "ui/navigate.h"
#include "ui/widgets/text_view.h"

enum { LABELS = 14, NAMES_SHOWN = 12, DATE_MAX = 40, PROMISE_MAX = 1024 };

struct certificate_view {
	struct text_view text_view;
	bool may_trust;
};

static const struct view_ops certificate_view_ops;

struct view *certificate_view_create(bool may_trust)
{
	struct certificate_view *view = mem_calloc(1, sizeof(*view));

	text_view_init(&view->text_view, &certificate_view_ops);
	view->may_trust = may_trust;
	return &view->text_view.view;
}

static bool can_trust(const struct certificate_view *view, const struct checkup *checkup)
{
	const struct run *run = &checkup->run;

	if (!problem_is_certificate(run->facts.tls.problem) || checkup->account.trust_certificate)
		return false;
	return view->may_trust || (run->need == NEED_CONSENT && problem_is_certificate(run->consent));
}

static unsigned focus(const struct view *view, const struct ui *ui)
{
	bool trust = can_trust((const struct certificate_view *)view, &ui->checkup);

	return FOCUS_PAGER | (trust ? FOCUS_TRUST : 0);
}

static void write_date(time_t when, char ret_text[DATE_MAX])
{
	struct tm parts;

	if (gmtime_r(&when, &parts) == NULL ||
	    strftime(ret_text, DATE_MAX, "%Y-%m-%d %H:%M UTC", &parts) == 0)
		snprintf(ret_text, DATE_MAX, "?");
}

static void add_date(struct document *document, const char *label, time_t when, bool bad)
{
	char text[DATE_MAX];

	write_date(when, text);
	document_pair(document, LABELS, label, bad ? STYLE_FAILED : STYLE_TEXT, text);
}

static void add_names(struct document *document, const struct certificate *certificate, bool bad)
{
	document_begin(document, 0, STYLE_DIM, _("For names     "));
	if (certificate->name_count == 0)
		document_text(document, STYLE_TEXT, _("none"));
	for (size_t i = 0; i < certificate->name_count && i < NAMES_SHOWN; i++)
		document_textf(document, bad ? STYLE_FAILED : STYLE_TEXT, "%s%s", i == 0 ? "" : ", ",
			       certificate->names[i]);
	if (certificate->name_count > NAMES_SHOWN)
		document_textf(document, STYLE_DIM, _(" and %zu more"),
			       certificate->name_count - NAMES_SHOWN);
	document_end(document);
}

static void add_certificate(struct document *document, const struct certificate *certificate, size_t index,
			    enum problem problem)
{
	char heading[64];
	time_t now = time(NULL);

	snprintf(heading, sizeof(heading),
		 index == 0 ? _("The server's own certificate") : _("Certificate %zu of the chain"),
		 index + 1);
	document_heading(document, heading);
	document_pair(document, LABELS, _("Subject"), STYLE_TEXT, certificate->subject);
	document_pair(document, LABELS, _("Issued by"),
		      certificate->self_signed && problem == PROBLEM_CERT_SELF_SIGNED ? STYLE_FAILED
										      : STYLE_TEXT,
		      certificate->issuer);
	if (index == 0)
		add_names(document, certificate, problem == PROBLEM_CERT_WRONG_HOST);
	add_date(document, _("Valid from"), certificate->not_before, certificate->not_before > now);
	add_date(document, _("Valid until"), certificate->not_after, certificate->not_after < now);
	document_pair(document, LABELS, _("Key"), STYLE_TEXT, certificate->key);
	document_pair(document, LABELS, _("Signature"), STYLE_TEXT, certificate->signature);
	document_pair(document, LABELS, _("SHA-256"), STYLE_DIM, certificate->fingerprint);
}

static void add_promise(struct document *document, const struct checkup *checkup)
{
	struct strbuf text;

	strbuf_init(&text, PROMISE_MAX);
	promise_text_of_walk(checkup_promises(checkup), &checkup->account, &checkup->run.facts.tls, &text);
	if (text.len > 0)
		document_pair(document, LABELS, "DANE", STYLE_TEXT, text.data);
	strbuf_finish(&text);
}

static void add_verdict(struct document *document, const struct checkup *checkup)
{
	const struct tls_facts *tls = &checkup->run.facts.tls;
	char prefix[16], now[DATE_MAX];

	snprintf(prefix, sizeof(prefix), "%s ", glyph(tls->verified ? GLYPH_PASSED : GLYPH_FAILED));
	document_begin(document, 0, tls->verified ? STYLE_OK : STYLE_FAILED, prefix);
	if (tls->verified)
		document_text(document, STYLE_OK, _("It is trusted and it is for the host that you named."));
	else
		document_text(document, STYLE_FAILED,
			      tls->problem == PROBLEM_NONE ? _("It was not checked.")
							   : _(problem_sentence(tls->problem)));
	document_end(document);
	if (tls->detail != NULL && !tls->verified)
		document_line(document, STYLE_TEXT, tls->detail);
	document_pair(document, LABELS, _("You asked for"), STYLE_TEXT,
		      checkup->account.host == NULL ? "" : checkup->account.host);
	write_date(time(NULL), now);
	document_pair(document, LABELS, _("Clock here"), STYLE_TEXT, now);
	add_promise(document, checkup);
}

static void add_trust(struct document *document)
{
	document_blank(document);
	document_line(
	    document, STYLE_WARNING,
	    _("Going on would send the password to whoever holds this certificate. Do it only when you know "
	      "this server and why its certificate is wrong. T (capital) goes on, in this run only."));
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct certificate_view *certificate = (struct certificate_view *)view;
	const struct tls_facts *tls = &ui->checkup.run.facts.tls;
	struct document *document = pager_begin(&certificate->text_view.pager, rows, columns - 1);

	add_verdict(document, &ui->checkup);
	if (can_trust(certificate, &ui->checkup))
		add_trust(document);
	for (size_t i = 0; i < tls->chain_count; i++)
		add_certificate(document, &tls->chain[i], i, i == 0 ? tls->problem : PROBLEM_NONE);
	if (tls->chain_count == 0)
		document_line(document, STYLE_TEXT, _("The server sent no certificate."));
	pager_end(&certificate->text_view.pager);
}

static void handle_action(struct view *view, struct ui *ui, const struct command *command)
{
	struct checkup *checkup = &ui->checkup;

	if (command->action != ACT_TRUST) {
		text_view_handle_action(view, ui, command);
		return;
	}
	if (checkup->run.need == NEED_CONSENT) {
		const struct view *walk = ui_find(ui, &walk_view_ops);

		checkup_consent(checkup);
		ui_pop_to(ui, walk);
	} else {
		checkup->account.trust_certificate = true;
		navigate_walk(ui);
	}
}

static const struct view_ops certificate_view_ops = {
    .placement = PLACE_SIDE,
    .help = "basics/certificates",
    .title = N_("The server's certificate"),
    .more_focus = focus,
    .layout = layout,
    .draw = text_view_draw,
    .handle_action = handle_action,
    .find = text_view_find,
    .destroy = text_view_destroy,
};
