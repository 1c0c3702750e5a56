/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for a token when the run needs one, reads out what it says, and sends it. The token is never shown. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/memory.h"
#include "base/secret.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "present/token_text.h"
#include "ui/views/views.h"
#include "ui/widgets/field.h"
#include "ui/widgets/text_view.h"

enum { FIELD_COLUMNS = 32, LABEL_COLUMNS = 30, SIGN_MS = 500 };

struct token_view {
	struct text_view text_view;
	struct field field;
	struct error error; /* of what was given last */
};

static const struct view_ops token_view_ops;

static bool offer_text(struct token_view *view, struct ui *ui, const struct secret *text)
{
	view->error = (struct error){.kind = ERROR_NONE};
	return checkup_offer_token(&ui->checkup, text, &view->error);
}

struct view *token_view_create(struct ui *ui)
{
	struct token_view *view = mem_calloc(1, sizeof(*view));
	const struct secret *text = ui->checkup.options.token.text;

	text_view_init(&view->text_view, &token_view_ops);
	field_init_masked(&view->field);
	token_offer_forget(&ui->checkup.token);
	ui->checkup.token.error = (struct error){.kind = ERROR_NONE};
	if (text != NULL && ui->checkup.runs == 1)
		offer_text(view, ui, text);
	return &view->text_view.view;
}

static void destroy(struct view *view)
{
	field_finish(&((struct token_view *)view)->field);
	text_view_destroy(view);
}

static void add_claim(void *context, const char *label, const char *value)
{
	document_pair(context, LABEL_COLUMNS, label, STYLE_TEXT, value);
}

static void add_warning(struct document *document, const char *text)
{
	document_begin(document, 0, STYLE_TEXT, NULL);
	document_textf(document, STYLE_WARNING, "%s %s", glyph(GLYPH_WARNING), text);
	document_end(document);
}

/* What it says, before it goes out. */
static void add_offer(struct document *document, const struct token_report *report)
{
	document_blank(document);
	document_line(document, STYLE_DIM,
		      _("The token says, read on this computer, its signature not checked:"));
	token_text_claims(report, add_claim, document);
	for (size_t i = 0; i < report->finding_count; i++)
		add_warning(document, report->findings[i].text);
	document_blank(document);
	document_line(document, STYLE_TEXT,
		      report->finding_count > 0
			  ? _("Enter sends it all the same; Esc goes back to the field.")
			  : _("Enter sends it; Esc goes back to the field."));
}

static void add_ways(struct document *document, const struct checkup *checkup)
{
	const char *command = checkup_token_command(checkup);
	int left = token_offer_seconds_left(&checkup->token);

	document_blank(document);
	if (left >= 0) {
		document_begin(document, 0, STYLE_TEXT, NULL);
		document_textf(document, STYLE_TEXT, _("This command runs for a token: %s"), command);
		document_end(document);
		document_begin(document, 0, STYLE_TEXT, NULL);
		document_textf(document, STYLE_TEXT,
			       intl_count("It has %d second left; Esc gives it up.",
					  "It has %d seconds left; Esc gives it up.", left),
			       left);
		document_end(document);
		return;
	}
	document_line(
	    document, STYLE_TEXT,
	    _("Paste the access token, or the whole JSON answer that it came in. It is not shown."));
	if (checkup_practice_token(checkup) != NULL)
		document_line(document, STYLE_DIM, _("Enter on an empty field takes the practice token."));
	else if (command != NULL) {
		document_begin(document, 0, STYLE_TEXT, NULL);
		document_textf(document, STYLE_DIM,
			       _("Enter on an empty field runs this command for one: %s"), command);
		document_end(document);
	}
}

static void add_errors(struct document *document, const struct token_view *token,
		       const struct checkup *checkup)
{
	if (token->error.kind != ERROR_NONE)
		add_warning(document, token->error.text);
	if (checkup->token.error.kind != ERROR_NONE)
		add_warning(document, checkup->token.error.text);
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct token_view *token = (struct token_view *)view;
	const struct checkup *checkup = &ui->checkup;
	const struct facts *facts = &checkup->run.facts;
	const char *user = account_user(&checkup->account);
	struct document *document = text_view_begin_popup(&token->text_view, rows - 2, columns);

	document_begin(document, 0, STYLE_TEXT, NULL);
	document_text(document, STYLE_TEXT, _("For "));
	document_text(document, STYLE_STRONG, user == NULL ? "?" : user);
	document_textf(document, STYLE_TEXT, _(" at %s, port %d. %s sends it there."), checkup->account.host,
		       account_port(&checkup->account), facts->mechanism == NULL ? "AUTH" : facts->mechanism);
	document_end(document);
	password_view_add_channel(document, facts);
	if (checkup->token.token != NULL)
		add_offer(document, &checkup->token.report);
	else
		add_ways(document, checkup);
	add_errors(document, token, checkup);
	pager_end(&token->text_view.pager);
}

static void size(const struct view *view, const struct ui *ui, int *rows, int *columns)
{
	text_view_size(view, ui, rows, columns);
	*rows += 2;
}

static void draw(const struct view *view, const struct ui *ui, const struct canvas *canvas)
{
	const struct token_view *token = (const struct token_view *)view;
	struct canvas text = canvas_part(canvas, 0, 0, canvas->rows - 2, canvas->columns);
	int x;

	pager_draw(&token->text_view.pager, &text, false);
	if (ui->checkup.token.token != NULL || ui->checkup.token.command != NULL)
		return;
	x = canvas_put(canvas, canvas->rows - 1, 0, STYLE_TEXT, _("Token"));
	field_draw(&token->field, canvas, canvas->rows - 1, x + 2, FIELD_COLUMNS, true);
	if (token->field.full)
		canvas_put(canvas, canvas->rows - 1, x + 3 + FIELD_COLUMNS, STYLE_WARNING, _("too long"));
}

static void send_token(struct ui *ui)
{
	checkup_give_token(&ui->checkup);
	ui_pop(ui);
}

/* Enter: takes what is there one step further. */
static void go_on(struct token_view *token, struct ui *ui)
{
	struct checkup *checkup = &ui->checkup;

	checkup->token.error = (struct error){.kind = ERROR_NONE};
	if (checkup->token.command != NULL)
		return;
	if (checkup->token.token != NULL) {
		send_token(ui);
	} else if (!field_is_empty(&token->field)) {
		offer_text(token, ui, token->field.secret);
		secret_clear(token->field.secret);
	} else if (checkup_practice_token(checkup) != NULL) {
		token->error = (struct error){.kind = ERROR_NONE};
		checkup_offer_practice_token(checkup, &token->error);
	} else if (checkup_token_command(checkup) != NULL) {
		if (!checkup_run_token_command(checkup, &token->error))
			return;
	} else {
		ui_flash(ui, false, "%s", _("Paste the token first; Esc does not log in."));
	}
}

/* Esc: one step back, and out of the field without a log-in. */
static void go_back(struct ui *ui)
{
	struct checkup *checkup = &ui->checkup;

	if (checkup->token.token != NULL || checkup->token.command != NULL) {
		token_offer_forget(&checkup->token);
		return;
	}
	checkup_decline(checkup);
	ui_pop(ui);
}

static void handle_action(struct view *view, struct ui *ui, const struct command *command)
{
	struct token_view *token = (struct token_view *)view;

	switch (command->action) {
	case ACT_REFUSE: go_back(ui); break;
	case ACT_GIVE: go_on(token, ui); break;
	default:
		if (ui->checkup.token.token == NULL && ui->checkup.token.command == NULL)
			field_handle_action(&token->field, command->action, command->text, command->len);
		break;
	}
}

/* The run may end while the question stands: the server hangs up. */
static void update(struct view *view, struct ui *ui)
{
	(void)view;
	if (ui->checkup.run.need == NEED_PASSWORD)
		return;
	token_offer_forget(&ui->checkup.token);
	ui_pop(ui);
}

static int64_t wake(const struct view *view, const struct ui *ui)
{
	(void)view;
	return ui->checkup.token.command == NULL ? CLOCK_NEVER : clock_now() + SIGN_MS;
}

static bool is_enabled(const struct view *view, const struct ui *ui, enum action action)
{
	(void)view;
	(void)ui;
	return action != ACT_UP && action != ACT_DOWN && action != ACT_BACK && action != ACT_SHOW_PASSWORD;
}

static const struct view_ops token_view_ops = {
    .placement = PLACE_POPUP,
    .help = "basics/oauth2",
    .title = N_("Token"),
    .size = size,
    .focus = FOCUS_TEXT | FOCUS_PASSWORD,
    .is_enabled = is_enabled,
    .layout = layout,
    .draw = draw,
    .handle_action = handle_action,
    .update = update,
    .wake = wake,
    .destroy = destroy,
};
