/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds an action by its name: what is possible in the view below, narrowed as one types. */
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/text.h"
#include "ui/terminal/key.h"
#include "ui/views/views.h"
#include "ui/widgets/field.h"
#include "ui/widgets/list.h"

enum { ROWS_WANTED = 14, COLUMNS_WANTED = 64, KEY_AT = 2, HELP_AT = 14 };

struct palette_view {
	struct view view;
	struct field query;
	struct list list;
	unsigned focus;
	enum action all[ACTION_LAST];
	size_t all_count;
	enum action found[ACTION_LAST];
};

static const struct view_ops palette_view_ops;

struct view *palette_view_create(struct ui *ui)
{
	struct palette_view *palette = mem_calloc(1, sizeof(*palette));

	palette->view.ops = &palette_view_ops;
	field_init(&palette->query);
	palette->focus = ui_focus(ui);
	for (int action = 1; action < ACTION_LAST; action++) {
		if (ui_is_possible(ui, (enum action)action) && action != ACT_FIX &&
		    action != ACT_FIND_ACTION &&
		    (action_label((enum action)action)[0] != '\0' || action >= ACT_CONTENTS))
			palette->all[palette->all_count++] = (enum action)action;
	}
	return &palette->view;
}

static void destroy(struct view *view)
{
	struct palette_view *palette = (struct palette_view *)view;

	field_finish(&palette->query);
	free(palette);
}

static bool contains(const char *text, const char *part)
{
	return part[0] == '\0' || text_search(text, part, NULL) != NULL;
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct palette_view *palette = (struct palette_view *)view;
	const char *query = field_text(&palette->query);
	size_t count = 0;

	(void)ui;
	(void)columns;
	for (size_t i = 0; i < palette->all_count; i++) {
		enum action action = palette->all[i];

		if (contains(_(action_help(action)), query) || contains(_(action_label(action)), query))
			palette->found[count++] = action;
	}
	list_layout(&palette->list, count, (rows < ROWS_WANTED ? rows : ROWS_WANTED) - 2);
}

static void draw_row(const struct palette_view *palette, const struct ui *ui, const struct canvas *canvas,
		     int y, size_t i)
{
	enum action action = palette->found[i];
	bool focused = i == palette->list.selected;
	enum style style = list_begin_row(canvas, y, 0, focused, STYLE_TEXT);
	char name[KEY_NAME_MAX] = "";
	uint32_t key = keymap_shown_key(&ui->keymap, action, palette->focus);

	if (key != PRESS_NONE)
		key_write_name(key, name);
	canvas_put(canvas, y, KEY_AT, focused ? style : STYLE_HINT_KEY, name);
	canvas_put_fit(canvas, y, HELP_AT, canvas->columns - HELP_AT, style, _(action_help(action)));
	canvas_hit(canvas, y, 0, canvas->columns, ACT_SELECT, (int)i);
}

static void draw(const struct view *view, const struct ui *ui, const struct canvas *canvas)
{
	const struct palette_view *palette = (const struct palette_view *)view;
	int x = canvas_put(canvas, 0, 0, STYLE_DIM, _("Name: "));

	if (palette->list.count == 0)
		canvas_put(canvas, 2, KEY_AT, STYLE_DIM,
			   _("No action has this in its name. Ctrl-U clears the field."));
	for (size_t i = palette->list.top; i < palette->list.count; i++)
		draw_row(palette, ui, canvas, (int)(i - palette->list.top) + 2, i);
	field_draw(&palette->query, canvas, 0, x, canvas->columns - x, true);
}

static void run_action(struct palette_view *palette, struct ui *ui, size_t index)
{
	struct command command;

	if (index >= palette->list.count)
		return;
	command = (struct command){.action = palette->found[index]};
	ui_pop(ui);
	ui_handle_action(ui, &command);
}

static void handle_action(struct view *view, struct ui *ui, const struct command *command)
{
	struct palette_view *palette = (struct palette_view *)view;

	switch (command->action) {
	case ACT_BACK: ui_pop(ui); break;
	case ACT_ACCEPT: run_action(palette, ui, palette->list.selected); break;
	case ACT_SELECT: run_action(palette, ui, (size_t)command->index); break;
	default:
		if (!list_handle_action(&palette->list, command->action) &&
		    field_handle_action(&palette->query, command->action, command->text, command->len))
			palette->list.selected = 0;
		break;
	}
}

static bool is_enabled(const struct view *view, const struct ui *ui, enum action action)
{
	(void)view;
	(void)ui;
	return action != ACT_FIND_ACTION && action != ACT_OPEN;
}

static const struct view_ops palette_view_ops = {
    .placement = PLACE_POPUP,
    .title = N_("Find an action"),
    .rows = ROWS_WANTED,
    .columns = COLUMNS_WANTED,
    .focus = FOCUS_TEXT | FOCUS_ENTRY | FOCUS_LIST,
    .is_enabled = is_enabled,
    .layout = layout,
    .draw = draw,
    .handle_action = handle_action,
    .destroy = destroy,
};
