/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The account as a form: each value with where it comes from; Enter walks. */
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "ui/navigate.h"
#include "ui/ui_settings.h"
#include "ui/widgets/field.h"

enum { LABEL_AT = 2, FIELD_AT = 20, ORIGIN_COLUMNS = 21, FIELD_COLUMNS = 80, VALUE_MAX = 1024, FORM_AT = 2 };

struct account_view {
	struct view view;
	enum setting rows[SETTING_COUNT];
	size_t row_count;
	size_t focus;
	struct field field; /* of the focused row, when it is text */
	char error[ERROR_TEXT_MAX];
};

/* Puts the value of the focused row into the field. */
static void load_field(struct account_view *form, const struct account *account)
{
	struct strbuf value;

	strbuf_init(&value, VALUE_MAX);
	setting_write(account, form->rows[form->focus], &value);
	field_set(&form->field, value.data);
	strbuf_finish(&value);
}

struct view *account_view_create(struct ui *ui, enum setting focus)
{
	struct account_view *form = mem_calloc(1, sizeof(*form));
	enum stage last = ui->checkup.walk_options.quit_after;

	form->view.ops = &account_view_ops;
	field_init(&form->field);
	for (int setting = 0; setting < SETTING_COUNT; setting++) {
		if (setting == SETTING_FROM && last < STAGE_MAIL)
			continue;
		if (setting == SETTING_TO && last < STAGE_RCPT)
			continue;
		if (setting == (int)focus)
			form->focus = form->row_count;
		form->rows[form->row_count++] = (enum setting)setting;
	}
	load_field(form, &ui->checkup.account);
	/* Nobody has entered it yet; but an address that is asked for may begin with any letter. */
	form->view.typing =
	    focus != SETTING_ADDRESS || !field_is_empty(&form->field) ? TYPING_SHOWN : TYPING_ENTERED;
	return &form->view;
}

static void destroy(struct view *view)
{
	field_finish(&((struct account_view *)view)->field);
	free(view);
}

static bool is_choice(const struct account_view *form)
{
	return setting_choice(form->rows[form->focus], 0) != NULL;
}

static unsigned focus(const struct view *view, const struct ui *ui)
{
	const struct account_view *form = (const struct account_view *)view;

	(void)ui;
	return FOCUS_FORM | FOCUS_PANES | (is_choice(form) ? FOCUS_CHOICE | FOCUS_LIST : FOCUS_TEXT);
}

/* False when the value shown is only what is taken when nothing is said. */
static bool is_set(const struct ui *ui, enum setting setting)
{
	struct strbuf value;
	bool set;

	strbuf_init(&value, VALUE_MAX);
	setting_write(&ui->checkup.account, setting, &value);
	set = value.len > 0;
	strbuf_finish(&value);
	return set;
}

static void draw_value(const struct account_view *form, const struct ui *ui, const struct canvas *canvas,
		       int y, size_t row, int columns)
{
	bool focused = row == form->focus;
	struct strbuf value;
	int x = FIELD_AT;

	if (focused && !is_choice(form)) {
		field_draw(&form->field, canvas, y, x, columns, true);
		return;
	}
	strbuf_init(&value, VALUE_MAX);
	setting_write_words(&ui->checkup.account, form->rows[row], &value);
	if (form->rows[row] == SETTING_TLS && ui->checkup.account.tls == TLS_AUTO)
		strbuf_adds(&value, _(" (by the port)"));
	if (setting_choice(form->rows[row], 0) != NULL) {
		if (focused) {
			canvas_fill(canvas, y, x, columns, STYLE_FOCUS);
			canvas_cursor(canvas, y, x + 2);
		}
		canvas_put(canvas, y, x, focused ? STYLE_FOCUS : STYLE_DIM, "<");
		canvas_put_fit(canvas, y, x + 2, columns - 4, focused ? STYLE_FOCUS : STYLE_TEXT, value.data);
		canvas_put(canvas, y, x + columns - 1, focused ? STYLE_FOCUS : STYLE_DIM, ">");
	} else {
		canvas_fill(canvas, y, x, columns, STYLE_FIELD);
		canvas_put_fit(canvas, y, x, columns,
			       is_set(ui, form->rows[row]) ? STYLE_FIELD : STYLE_PLACEHOLDER, value.data);
	}
	strbuf_finish(&value);
}

/* Of the room for value and origin: as much as all values have, more for one that needs it, all when even
 * that is too little. */
static int value_columns(const struct ui *ui, enum setting setting, int room, int origin)
{
	int columns = room - ORIGIN_COLUMNS;
	struct strbuf value;
	int wanted;

	strbuf_init(&value, VALUE_MAX);
	setting_write_words(&ui->checkup.account, setting, &value);
	wanted = (int)text_width(value.data) + 1;
	strbuf_finish(&value);
	columns = columns > FIELD_COLUMNS ? FIELD_COLUMNS : columns;
	if (wanted <= columns)
		return columns;
	return wanted < room - origin - 1 ? wanted : room - 1;
}

static void draw_row(const struct account_view *form, const struct ui *ui, const struct canvas *canvas, int y,
		     size_t row)
{
	struct strbuf origin;
	int columns;

	strbuf_init(&origin, VALUE_MAX);
	setting_write_origin(&ui->checkup.account, form->rows[row], &origin);
	columns =
	    value_columns(ui, form->rows[row], canvas->columns - FIELD_AT, (int)text_width(origin.data));
	canvas_put(canvas, y, 0, STYLE_ACCENT, row == form->focus ? glyph(GLYPH_POINTER) : " ");
	canvas_put(canvas, y, LABEL_AT, row == form->focus ? STYLE_STRONG : STYLE_TEXT,
		   setting_label(form->rows[row]));
	draw_value(form, ui, canvas, y, row, columns);
	canvas_put_fit(canvas, y, FIELD_AT + columns + 1, canvas->columns - FIELD_AT - columns - 1,
		       setting_origin(&ui->checkup.account, form->rows[row]) == ORIGIN_GUESSED ? STYLE_NOTE
											       : STYLE_DIM,
		       origin.data);
	canvas_hit(canvas, y, 0, canvas->columns, ACT_SELECT, (int)row);
	strbuf_finish(&origin);
}

static void draw_notes(const struct account_view *form, const struct ui *ui, const struct canvas *canvas,
		       int y)
{
	int width = canvas->columns - LABEL_AT - 1;

	if (form->error[0] != '\0')
		canvas_put_fit(canvas, y, LABEL_AT, width, STYLE_FAILED, form->error);
	if (account_tls(&ui->checkup.account) == TLS_NONE)
		canvas_put_fit(canvas, y + 1, LABEL_AT, width, STYLE_WARNING,
			       _("Without encryption everyone on the way can read user name and password."));
	if (checkup_only_guessed(&ui->checkup))
		canvas_put_fit(
		    canvas, y + 2, LABEL_AT, width, STYLE_WARNING,
		    _("Nothing was found for this address: the server is made up, and may not exist."));
	canvas_put_fit(canvas, y + 3, LABEL_AT, width, STYLE_DIM,
		       _("The password comes later, when connection and encryption have worked."));
	canvas_put_fit(canvas, y + 4, LABEL_AT, width,
		       ui->checkup.walk_options.send ? STYLE_WARNING : STYLE_DIM,
		       ui->checkup.walk_options.send ? _("A short test mail will be sent to the recipient.")
						     : _("No mail is sent."));
}

static void draw(const struct view *view, const struct ui *ui, const struct canvas *canvas)
{
	const struct account_view *form = (const struct account_view *)view;
	int gap = canvas->rows >= FORM_AT + 2 * (int)form->row_count + 6 ? 2 : 1;

	canvas_rule(canvas, 0, _("Settings for the walk"), true);
	for (size_t row = 0; row < form->row_count; row++)
		draw_row(form, ui, canvas, FORM_AT + gap * (int)row, row);
	draw_notes(form, ui, canvas, FORM_AT + gap * (int)form->row_count + (gap == 1));
}

/* Takes over what was typed into the focused row; false (with the reason shown) when it cannot be. */
static bool commit(struct account_view *form, struct ui *ui)
{
	enum setting setting = form->rows[form->focus];
	struct strbuf now;
	struct error error;
	bool same;

	form->error[0] = '\0';
	if (is_choice(form))
		return true;
	strbuf_init(&now, VALUE_MAX);
	setting_write(&ui->checkup.account, setting, &now);
	same = strcmp(now.data, field_text(&form->field)) == 0;
	strbuf_finish(&now);
	if (same || ui_settings_change(ui, setting, field_text(&form->field), &error))
		return true;
	memcpy(form->error, error.text, sizeof(form->error));
	return false;
}

static void focus_row(struct account_view *form, struct ui *ui, size_t row)
{
	if (row >= form->row_count || !commit(form, ui))
		return;
	form->focus = row;
	load_field(form, &ui->checkup.account);
	/* One goes past a value; into an empty field one goes to type, maybe a q. */
	form->view.typing = field_is_empty(&form->field) ? TYPING_ENTERED : TYPING_SHOWN;
	navigate_find(ui);
}

static void change_choice(struct account_view *form, struct ui *ui, int step)
{
	enum setting setting = form->rows[form->focus];
	struct strbuf now;
	struct error error;
	size_t count = 0, at = 0;

	strbuf_init(&now, VALUE_MAX);
	setting_write(&ui->checkup.account, setting, &now);
	for (; setting_choice(setting, count) != NULL; count++) {
		if (strcmp(setting_choice(setting, count), now.data) == 0)
			at = count;
	}
	strbuf_finish(&now);
	if (count == 0)
		return;
	at = (at + count + (size_t)step) % count;
	if (!ui_settings_change(ui, setting, setting_choice(setting, at), &error))
		memcpy(form->error, error.text, sizeof(form->error));
}

static void handle_action(struct view *view, struct ui *ui, const struct command *command)
{
	struct account_view *form = (struct account_view *)view;
	size_t count = form->row_count;

	switch (command->action) {
	case ACT_BACK: ui_pop(ui); break;
	case ACT_START:
		if (commit(form, ui) && !navigate_find(ui)) {
			checkup_leave_paste(&ui->checkup);
			navigate_walk(ui);
		}
		break;
	case ACT_NEXT_PANE:
	case ACT_DOWN: focus_row(form, ui, (form->focus + 1) % count); break;
	case ACT_PREVIOUS_PANE:
	case ACT_UP: focus_row(form, ui, (form->focus + count - 1) % count); break;
	case ACT_TOP: focus_row(form, ui, 0); break;
	case ACT_BOTTOM: focus_row(form, ui, count - 1); break;
	case ACT_CHOOSE_NEXT: change_choice(form, ui, 1); break;
	case ACT_CHOOSE_PREVIOUS: change_choice(form, ui, -1); break;
	case ACT_SELECT: focus_row(form, ui, (size_t)command->index); break;
	default:
		if (!navigate_open(ui, command->action) && !is_choice(form) &&
		    field_handle_action(&form->field, command->action, command->text, command->len))
			form->error[0] = '\0';
		break;
	}
}

static bool is_enabled(const struct view *view, const struct ui *ui, enum action action)
{
	(void)view;
	(void)ui;
	return action != ACT_OPEN && action != ACT_PAGE_UP && action != ACT_PAGE_DOWN;
}

const struct view_ops account_view_ops = {
    .placement = PLACE_FULL,
    .help = "basics/ports",
    .more_focus = focus,
    .is_enabled = is_enabled,
    .draw = draw,
    .handle_action = handle_action,
    .destroy = destroy,
};
