/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for one value of a fix. */
#include <stdlib.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "ui/navigate.h"
#include "ui/widgets/field.h"

enum { ROWS_WANTED = 3, COLUMNS_WANTED = 60, VALUE_MAX = 1024 };

struct entry_view {
	struct view view;
	struct fix fix;
	struct field field;
};

static const struct view_ops entry_view_ops;

static enum setting setting_of(const struct fix *fix)
{
	switch (fix->kind) {
	case ACTION_USER_NAME: return SETTING_USER;
	case ACTION_FROM: return SETTING_FROM;
	case ACTION_CERTIFICATE: return SETTING_CERT_PATH;
	default: return SETTING_EHLO_NAME;
	}
}

struct view *entry_view_create(struct ui *ui, const struct fix *fix)
{
	struct entry_view *entry = mem_calloc(1, sizeof(*entry));
	struct strbuf value;

	entry->view.ops = &entry_view_ops;
	entry->fix = *fix;
	field_init(&entry->field);
	strbuf_init(&value, VALUE_MAX);
	setting_write(&ui->checkup.account, setting_of(fix), &value);
	field_set(&entry->field, value.data);
	strbuf_finish(&value);
	return &entry->view;
}

static void destroy(struct view *view)
{
	field_finish(&((struct entry_view *)view)->field);
	free(view);
}

static const char *title(const struct view *view, const struct ui *ui)
{
	(void)ui;
	return setting_label(setting_of(&((const struct entry_view *)view)->fix));
}

static void draw(const struct view *view, const struct ui *ui, const struct canvas *canvas)
{
	const struct entry_view *entry = (const struct entry_view *)view;

	(void)ui;
	canvas_put_fit(canvas, 0, 0, canvas->columns, STYLE_DIM, entry->fix.label);
	field_draw(&entry->field, canvas, 2, 0, canvas->columns, true);
}

static void handle_action(struct view *view, struct ui *ui, const struct command *command)
{
	struct entry_view *entry = (struct entry_view *)view;

	if (command->action == ACT_BACK)
		ui_pop(ui);
	else if (command->action == ACT_ACCEPT)
		navigate_apply(ui, &entry->fix, field_text(&entry->field));
	else
		field_handle_action(&entry->field, command->action, command->text, command->len);
}

static const struct view_ops entry_view_ops = {
    .placement = PLACE_POPUP,
    .make_title = title,
    .rows = ROWS_WANTED,
    .columns = COLUMNS_WANTED,
    .focus = FOCUS_TEXT | FOCUS_ENTRY,
    .draw = draw,
    .handle_action = handle_action,
    .destroy = destroy,
};
