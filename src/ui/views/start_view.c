/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way in: type an address, or practise with the built-in server. */
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/text.h"
#include "ui/navigate.h"
#include "ui/ui_settings.h"
#include "ui/widgets/document.h"
#include "ui/widgets/field.h"
#include "ui/widgets/list.h"
#include "ui/widgets/markdown.h"

enum { FIELD_AT = 15, LEARN_ROWS = 3, HEAD_ROWS = 6 };

struct start_view {
	struct view view;
	struct field address;
	struct list list;
	bool in_list;
	size_t scenarios;
	char error[ERROR_TEXT_MAX];
};

struct view *start_view_create(struct ui *ui, bool practice)
{
	struct start_view *start = mem_calloc(1, sizeof(*start));
	struct practice_scenario scenario;

	start->view.ops = &start_view_ops;
	field_init(&start->address);
	field_set(&start->address, ui->checkup.account.address != NULL ? ui->checkup.account.address
								       : ui->preferences.address);
	start->in_list = practice;
	while (practice_scenario_at(start->scenarios, &scenario))
		start->scenarios++;
	return &start->view;
}

void start_view_restart(struct view *view, const struct ui *ui)
{
	struct start_view *start = (struct start_view *)view;

	field_set(&start->address, ui->checkup.account.address);
	start->error[0] = '\0';
	start->in_list = false;
	view->resting = false;
}

static void destroy(struct view *view)
{
	field_finish(&((struct start_view *)view)->address);
	free(view);
}

static unsigned focus(const struct view *view, const struct ui *ui)
{
	const struct start_view *start = (const struct start_view *)view;

	(void)ui;
	return FOCUS_ROOT | FOCUS_PANES |
	       (start->in_list ? FOCUS_LIST | FOCUS_SCENARIOS : FOCUS_TEXT | FOCUS_ADDRESS);
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct start_view *start = (struct start_view *)view;

	(void)ui;
	(void)columns;
	list_layout(&start->list, start->scenarios, rows - HEAD_ROWS - LEARN_ROWS - 1);
}

static void draw_scenario(const struct start_view *start, const struct canvas *canvas, int y, size_t i)
{
	struct practice_scenario scenario;
	bool selected = i == start->list.selected;
	enum style style = selected && start->in_list ? STYLE_FOCUS : STYLE_TEXT;

	if (!practice_scenario_at(i, &scenario))
		return;
	if (selected && start->in_list) {
		canvas_fill(canvas, y, 0, canvas->columns, style);
		canvas_cursor(canvas, y, 1);
	}
	canvas_put(canvas, y, 1, style, selected ? glyph(GLYPH_POINTER) : " ");
	canvas_put_fit(canvas, y, 3, canvas->columns - 4, style, _(scenario.title));
	canvas_hit(canvas, y, 0, canvas->columns, ACT_SELECT, (int)i);
}

static void draw_learn(const struct start_view *start, const struct canvas *canvas)
{
	struct practice_scenario scenario;
	struct document document;

	if (!practice_scenario_at(start->list.selected, &scenario))
		return;
	document_init(&document, canvas->columns - 4);
	document_begin(&document, 1, STYLE_ACCENT, _("To learn: "));
	markdown_inline(_(scenario.learn), STYLE_TEXT, &document);
	document_end(&document);
	document_draw(&document, canvas, 0, DOCUMENT_NO_LINK);
	document_finish(&document);
}

static void draw_head(const struct start_view *start, const struct canvas *canvas)
{
	int width = canvas->columns - FIELD_AT - 2;

	canvas_rule(canvas, 0, _("Your mail does not go out?"), !start->in_list);
	canvas_put(canvas, 2, 1, STYLE_TEXT, _("Mail address"));
	field_draw(&start->address, canvas, 2, FIELD_AT, width < 48 ? width : 48, !start->in_list);
	if (start->error[0] != '\0')
		canvas_put_fit(canvas, 3, FIELD_AT, width, STYLE_FAILED, start->error);
	else
		canvas_put_fit(canvas, 3, FIELD_AT, width, STYLE_DIM,
			       _("Enter looks up its settings. Nothing is sent yet."));
}

static void draw(const struct view *view, const struct ui *ui, const struct canvas *canvas)
{
	const struct start_view *start = (const struct start_view *)view;
	int rows = (int)start->list.rows;
	struct canvas list = canvas_part(canvas, HEAD_ROWS, 0, rows, canvas->columns);
	struct canvas learn = canvas_part(canvas, HEAD_ROWS + rows + 1, 0, LEARN_ROWS, canvas->columns);

	(void)ui;
	draw_head(start, canvas);
	canvas_rule(canvas, HEAD_ROWS - 1, _("Or practise with the built-in server"), start->in_list);
	for (size_t i = start->list.top; i < start->list.count && i < start->list.top + start->list.rows; i++)
		draw_scenario(start, &list, (int)(i - start->list.top), i);
	if (start->list.top > 0)
		canvas_put(&list, 0, canvas->columns - 1, STYLE_ACCENT, glyph(GLYPH_MORE_ABOVE));
	if (start->list.top + start->list.rows < start->list.count)
		canvas_put(&list, rows - 1, canvas->columns - 1, STYLE_ACCENT, glyph(GLYPH_MORE_BELOW));
	canvas_rule(canvas, HEAD_ROWS + rows, NULL, false);
	draw_learn(start, &learn);
}

static void look_up(struct start_view *start, struct ui *ui)
{
	struct error error;

	start->error[0] = '\0';
	if (field_is_empty(&start->address)) {
		ui_flash(ui, false, "%s", _("Type the mail address first, or press Tab to practise."));
	} else if (!ui_settings_use_address(ui, field_text(&start->address), &error)) {
		memcpy(start->error, error.text, sizeof(start->error));
	} else {
		ui_push(ui, account_view_create(ui, SETTING_HOST));
	}
}

static void practise(struct start_view *start, struct ui *ui)
{
	struct practice_scenario scenario;
	struct error error;

	if (!practice_scenario_at(start->list.selected, &scenario))
		return;
	if (checkup_practise(&ui->checkup, scenario.id, &error))
		navigate_walk(ui);
	else
		ui_flash(ui, true, "%s", error.text);
}

static void act_in_field(struct start_view *start, const struct command *command)
{
	if (command->action == ACT_DOWN)
		start->in_list = true;
	else if (command->action == ACT_BACK)
		field_set(&start->address, "");
	else if (field_handle_action(&start->address, command->action, command->text, command->len))
		start->error[0] = '\0';
}

static void act_in_list(struct start_view *start, const struct command *command)
{
	if (command->action == ACT_UP && start->list.selected == 0)
		start->in_list = false;
	else
		list_handle_action(&start->list, command->action);
}

static void handle_action(struct view *view, struct ui *ui, const struct command *command)
{
	struct start_view *start = (struct start_view *)view;

	switch (command->action) {
	case ACT_LOOK_UP: look_up(start, ui); break;
	case ACT_PRACTISE: practise(start, ui); break;
	case ACT_NEXT_PANE:
	case ACT_PREVIOUS_PANE: start->in_list = !start->in_list; break;
	case ACT_SELECT:
		if (start->in_list && (size_t)command->index == start->list.selected)
			practise(start, ui);
		start->in_list = true;
		list_select(&start->list, (size_t)command->index);
		break;
	default:
		if (start->in_list)
			act_in_list(start, command);
		else
			act_in_field(start, command);
		break;
	}
}

const struct view_ops start_view_ops = {
    .placement = PLACE_FULL,
    .more_focus = focus,
    .layout = layout,
    .draw = draw,
    .handle_action = handle_action,
    .destroy = destroy,
};
