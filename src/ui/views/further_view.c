/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked before a walk goes further: the recipient for RCPT, and leave to send a test message. */
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/memory.h"
#include "ui/navigate.h"
#include "ui/ui_settings.h"
#include "ui/widgets/field.h"
#include "ui/widgets/text_view.h"

enum { ROWS_WANTED = 5, COLUMNS_WANTED = 68 };

struct recipient_view {
	struct view view;
	struct field field;
	char error[ERROR_TEXT_MAX];
};

static const struct view_ops recipient_view_ops;
static const struct view_ops test_message_view_ops;

struct view *recipient_view_create(struct ui *ui)
{
	struct recipient_view *recipient = mem_calloc(1, sizeof(*recipient));

	recipient->view.ops = &recipient_view_ops;
	field_init(&recipient->field);
	field_set(&recipient->field, ui->checkup.account.to);
	return &recipient->view;
}

static void destroy_recipient(struct view *view)
{
	field_finish(&((struct recipient_view *)view)->field);
	free(view);
}

static void draw_recipient(const struct view *view, const struct ui *ui, const struct canvas *canvas)
{
	const struct recipient_view *recipient = (const struct recipient_view *)view;

	(void)ui;
	canvas_put_fit(canvas, 0, 0, canvas->columns, STYLE_TEXT,
		       _("To whom would the mail go? The server is asked; no mail is sent."));
	field_draw(&recipient->field, canvas, 2, 0, canvas->columns, true);
	canvas_put_fit(canvas, 4, 0, canvas->columns, STYLE_FAILED, recipient->error);
}

static void take_recipient(struct recipient_view *recipient, struct ui *ui)
{
	struct error error;

	recipient->error[0] = '\0';
	if (field_is_empty(&recipient->field))
		ui_flash(ui, false, "%s", _("Type the mail address of the recipient first."));
	else if (ui_settings_change(ui, SETTING_TO, field_text(&recipient->field), &error))
		navigate_walk_to(ui, STAGE_RCPT);
	else
		memcpy(recipient->error, error.text, sizeof(recipient->error));
}

static void handle_recipient(struct view *view, struct ui *ui, const struct command *command)
{
	struct recipient_view *recipient = (struct recipient_view *)view;

	if (command->action == ACT_BACK)
		ui_pop(ui);
	else if (command->action == ACT_GO_ON)
		take_recipient(recipient, ui);
	else
		field_handle_action(&recipient->field, command->action, command->text, command->len);
}

static const struct view_ops recipient_view_ops = {
    .placement = PLACE_POPUP,
    .title = N_("Go on to RCPT"),
    .rows = ROWS_WANTED,
    .columns = COLUMNS_WANTED,
    .focus = FOCUS_TEXT | FOCUS_GO_ON,
    .draw = draw_recipient,
    .handle_action = handle_recipient,
    .destroy = destroy_recipient,
};

struct view *test_message_view_create(struct ui *ui)
{
	struct text_view *text_view = mem_calloc(1, sizeof(*text_view));

	(void)ui;
	text_view_init(text_view, &test_message_view_ops);
	return &text_view->view;
}

static void layout_test_message(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct text_view *text_view = (struct text_view *)view;
	struct document *document = text_view_begin_popup(text_view, rows, columns);
	const struct account *account = &ui->checkup.account;

	document_begin(document, 0, STYLE_TEXT, NULL);
	document_textf(document, STYLE_STRONG, _("A short test mail goes to %s."),
		       account->to == NULL ? "?" : account->to);
	document_end(document);
	document_line(document, STYLE_TEXT, _("It says that it is a test. It is sent in this run only."));
	document_blank(document);
	document_line(document, STYLE_TEXT, _("Enter sends it. Esc sends nothing."));
	pager_end(&text_view->pager);
}

static void handle_test_message(struct view *view, struct ui *ui, const struct command *command)
{
	(void)view;
	if (command->action == ACT_GO_ON)
		navigate_walk_to(ui, STAGE_DATA);
	else if (command->action == ACT_BACK)
		ui_pop(ui);
}

static const struct view_ops test_message_view_ops = {
    .placement = PLACE_POPUP,
    .title = N_("Send a test message?"),
    .size = text_view_size,
    .focus = FOCUS_GO_ON,
    .layout = layout_test_message,
    .draw = text_view_draw,
    .handle_action = handle_test_message,
    .destroy = text_view_destroy,
};
