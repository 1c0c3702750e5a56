/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The run has stopped before a secret: a certificate problem, or a log-in without encryption. The
 * safe answer is the easy one.
 */
#include "base/intl.h"
#include "base/memory.h"
#include "smtp/mechanism.h"
#include "ui/navigate.h"
#include "ui/widgets/text_view.h"

static const struct view_ops consent_view_ops;

struct view *consent_view_create(void)
{
	struct text_view *text_view = mem_calloc(1, sizeof(*text_view));

	text_view_init(text_view, &consent_view_ops);
	return &text_view->view;
}

static bool about_certificate(const struct ui *ui)
{
	return problem_is_certificate(ui->checkup.run.consent);
}

static bool about_clear_text(const struct ui *ui)
{
	return ui->checkup.run.consent == PROBLEM_CLEAR_TEXT_REFUSED;
}

static const char *title(const struct view *view, const struct ui *ui)
{
	(void)view;
	if (about_certificate(ui))
		return _("Stopped: a problem with the certificate");
	return about_clear_text(ui) ? _("Stopped: the connection is not encrypted")
				    : _("Stopped: the server does not offer this log-in method");
}

static unsigned focus(const struct view *view, const struct ui *ui)
{
	(void)view;
	return FOCUS_PAGER | (about_certificate(ui) ? FOCUS_DISTRUST : FOCUS_CLEAR);
}

static void add_certificate(struct document *document, const struct run *run)
{
	const char *sentence = problem_sentence(run->consent);

	document_line(document, STYLE_FAILED, sentence == NULL ? "" : _(sentence));
	if (run->facts.tls.detail != NULL)
		document_line(document, STYLE_TEXT, run->facts.tls.detail);
	document_blank(document);
	document_line(
	    document, STYLE_TEXT,
	    _("Nothing secret has been sent. A wrong certificate can mean a mistake at the server, or "
	      "someone in between who wants the password."));
	document_blank(document);
	document_line(document, STYLE_TEXT, _("Enter shows the certificate. Esc stops here and explains."));
}

/* Most methods send the password itself; a few only an answer computed from it. */
static void add_clear_text(struct document *document, const struct checkup *checkup)
{
	const char *mechanism = checkup->run.facts.mechanism;
	bool shows_password = mechanism == NULL || mechanism_sends_secret(mechanism);

	document_begin(document, 0, STYLE_TEXT, NULL);
	document_textf(
	    document, STYLE_WARNING,
	    shows_password
		? _("Logging in now would show user name and password to everyone between here and %s.")
		: _("Logging in now would show everyone between here and %s the user name, and an answer "
		    "from "
		    "which a weak password can be worked out."),
	    checkup->account.host);
	document_end(document);
	document_blank(document);
	document_line(document, STYLE_TEXT, _("Nothing secret has been sent. Esc stops here and explains."));
	document_line(document, STYLE_TEXT, _("Y (capital) sends it all the same, in this run only."));
}

static void add_unoffered(struct document *document, const struct checkup *checkup)
{
	document_begin(document, 0, STYLE_TEXT, NULL);
	document_textf(document, STYLE_WARNING, _("%s is not in the server's list."),
		       checkup->account.mechanism);
	document_end(document);
	document_line(document, STYLE_TEXT,
		      _("Some servers can do more than they list, but most refuse it. One attempt is made."));
	document_blank(document);
	document_line(document, STYLE_TEXT, _("Nothing secret has been sent. Esc stops here and explains."));
	document_line(document, STYLE_TEXT, _("Y (capital) tries it all the same, in this run only."));
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct text_view *text_view = (struct text_view *)view;
	struct document *document = text_view_begin_popup(text_view, rows, columns);

	if (about_certificate(ui))
		add_certificate(document, &ui->checkup.run);
	else if (about_clear_text(ui))
		add_clear_text(document, &ui->checkup);
	else
		add_unoffered(document, &ui->checkup);
	pager_end(&text_view->pager);
}

static void handle_action(struct view *view, struct ui *ui, const struct command *command)
{
	switch (command->action) {
	case ACT_BACK:
	case ACT_REFUSE:
		checkup_decline(&ui->checkup);
		ui_pop(ui);
		break;
	case ACT_LOOK: ui_push(ui, certificate_view_create(true)); break;
	case ACT_SEND_CLEAR:
		checkup_consent(&ui->checkup);
		ui_pop(ui);
		break;
	default: text_view_handle_action(view, ui, command); break;
	}
}

static void update(struct view *view, struct ui *ui)
{
	(void)view;
	if (ui->checkup.run.need != NEED_CONSENT)
		ui_pop(ui);
}

static const struct view_ops consent_view_ops = {
    .placement = PLACE_POPUP,
    .help = "basics/certificates",
    .make_title = title,
    .size = text_view_size,
    .more_focus = focus,
    .layout = layout,
    .draw = text_view_draw,
    .handle_action = handle_action,
    .update = update,
    .destroy = text_view_destroy,
};
