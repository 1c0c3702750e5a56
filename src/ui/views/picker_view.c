/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A short list of values for a fix that leaves the value open: a log-in method, a form of the user name, an
 * answer. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/text.h"
#include "smtp/mechanism.h"
#include "ui/navigate.h"
#include "ui/widgets/list.h"

enum { ITEMS_MAX = MECHANISMS_MAX, COLUMNS_WANTED = 74, VALUE_AT = 3 };

struct item {
	char *value; /* for fix_apply; NULL: type it */
	char *note;
	bool usable;
};

struct picker_view {
	struct view view;
	struct fix fix;
	struct list list;
	struct item items[ITEMS_MAX];
	size_t count;
};

static const struct view_ops picker_view_ops;

static void add_item(struct picker_view *picker, const char *value, const char *note, bool usable)
{
	if (picker->count == ITEMS_MAX)
		return;
	picker->items[picker->count++] =
	    (struct item){.value = mem_strdup(value), .note = mem_strdup(note), .usable = usable};
}

static void add_mechanisms(struct picker_view *picker, const struct facts *facts)
{
	const struct capabilities *capabilities = &facts->capabilities;

	for (size_t i = 0; i < capabilities->mechanism_count; i++) {
		const char *name = capabilities->mechanisms[i];
		bool have = mechanism_is_usable(name);
		bool tried = facts->mechanism != NULL && strcmp(facts->mechanism, name) == 0;
		char note[160];

		snprintf(note, sizeof(note), "%s%s", tried ? _("tried just now; ") : "",
			 !have ? _("mailmedic does not have it") : _(mechanism_deed(name)));
		add_item(picker, name, note, have);
	}
}

static void add_user_forms(struct picker_view *picker, const struct account *account)
{
	const char *address = account->address;
	const char *at = address == NULL ? NULL : strrchr(address, '@');

	if (address != NULL)
		add_item(picker, "address", address, true);
	if (at != NULL) {
		char *local = mem_strndup(address, (size_t)(at - address));

		add_item(picker, "local-part", local, true);
		free(local);
	}
	add_item(picker, NULL, _("another user name ..."), true);
}

static void add_answers(struct picker_view *picker, const struct checkup *checkup)
{
	for (size_t i = 0; i < checkup->question_count; i++) {
		const struct question *question = &checkup->questions[i];
		if (strcmp(question->id, picker->fix.to) != 0)
			continue;
		for (size_t k = 0; k < question->answer_count; k++)
			add_item(picker, question->answers[k].id, question->answers[k].label, true);
	}
}

struct view *picker_view_create(struct ui *ui, const struct fix *fix)
{
	struct picker_view *picker = mem_calloc(1, sizeof(*picker));

	picker->view.ops = &picker_view_ops;
	picker->fix = *fix;
	if (fix->kind == ACTION_ANSWER)
		add_answers(picker, &ui->checkup);
	else if (fix->kind == ACTION_MECHANISM)
		add_mechanisms(picker, &ui->checkup.run.facts);
	else
		add_user_forms(picker, &ui->checkup.account);
	return &picker->view;
}

static void destroy(struct view *view)
{
	struct picker_view *picker = (struct picker_view *)view;

	for (size_t i = 0; i < picker->count; i++) {
		free(picker->items[i].value);
		free(picker->items[i].note);
	}
	free(picker);
}

static const char *title(const struct view *view, const struct ui *ui)
{
	(void)ui;
	const struct fix *fix = &((const struct picker_view *)view)->fix;

	return fix->kind == ACTION_ANSWER      ? fix->label
	       : fix->kind == ACTION_MECHANISM ? _("Log-in methods of the server")
					       : _("Form of the user name");
}

/* The answers to a question have numbers, as the fixes have. */
static unsigned more_focus(const struct view *view, const struct ui *ui)
{
	(void)ui;
	return ((const struct picker_view *)view)->fix.kind == ACTION_ANSWER ? FOCUS_NUMBERED : 0;
}

static void size(const struct view *view, const struct ui *ui, int *rows, int *columns)
{
	const struct picker_view *picker = (const struct picker_view *)view;

	(void)ui;
	*rows = picker->count == 0 ? 2 : (int)picker->count;
	*columns = COLUMNS_WANTED;
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct picker_view *picker = (struct picker_view *)view;

	(void)ui;
	(void)columns;
	list_layout(&picker->list, picker->count, rows);
}

static void draw_item(const struct picker_view *picker, const struct canvas *canvas, int y, size_t i)
{
	const struct item *item = &picker->items[i];
	bool focused = i == picker->list.selected;
	enum style style = list_begin_row(canvas, y, 1, focused, item->usable ? STYLE_TEXT : STYLE_SKIPPED);
	int x = VALUE_AT;
	char number[24];

	if (picker->fix.kind == ACTION_ANSWER) {
		snprintf(number, sizeof(number), "%zu", i + 1);
		x = canvas_put(canvas, y, VALUE_AT, style, number) + 2;
	}
	if (!focused && !item->usable)
		canvas_put(canvas, y, 1, style, glyph(GLYPH_SKIPPED));
	if (picker->fix.kind == ACTION_MECHANISM) {
		list_put(&picker->list, canvas, y, x, MECHANISM_NAME_MAX, style, item->value);
		x += MECHANISM_NAME_MAX - 4;
	}
	list_put(&picker->list, canvas, y, x, canvas->columns - x, style, item->note);
	canvas_hit(canvas, y, 0, canvas->columns, ACT_SELECT, (int)i);
}

static void draw(const struct view *view, const struct ui *ui, const struct canvas *canvas)
{
	const struct picker_view *picker = (const struct picker_view *)view;

	(void)ui;
	if (picker->count == 0) {
		canvas_put(canvas, 0, 0, STYLE_TEXT, _("The server has not offered any log-in method yet."));
		canvas_put(canvas, 1, 0, STYLE_DIM, _("Esc goes back."));
		canvas_cursor(canvas, 0, 0);
	}
	for (size_t i = picker->list.top; i < picker->count; i++)
		draw_item(picker, canvas, (int)(i - picker->list.top), i);
}

static void pick(struct picker_view *picker, struct ui *ui, size_t index)
{
	const struct item *item;

	if (index >= picker->count)
		return;
	item = &picker->items[index];
	if (picker->fix.kind == ACTION_ANSWER) {
		checkup_answer(&ui->checkup, picker->fix.to, index);
		ui_pop(ui);
		return;
	}
	if (!item->usable)
		ui_flash(ui, false, "%s", _(mechanism_instead(item->value)));
	else if (item->value == NULL)
		ui_push(ui, entry_view_create(ui, &picker->fix));
	else
		navigate_apply(ui, &picker->fix, item->value);
}

static void handle_action(struct view *view, struct ui *ui, const struct command *command)
{
	struct picker_view *picker = (struct picker_view *)view;

	switch (command->action) {
	case ACT_BACK: ui_pop(ui); break;
	case ACT_OPEN: pick(picker, ui, picker->list.selected); break;
	case ACT_CHOOSE_NUMBER: pick(picker, ui, (size_t)command->index); break;
	case ACT_SELECT:
		list_select(&picker->list, (size_t)command->index);
		pick(picker, ui, picker->list.selected);
		break;
	default: list_handle_action(&picker->list, command->action); break;
	}
}

static bool has_words(const void *context, size_t i, const char *words)
{
	const struct picker_view *picker = context;
	const struct item *item = &picker->items[i];

	return text_search(item->note, words, NULL) != NULL ||
	       (picker->fix.kind == ACTION_MECHANISM && text_search(item->value, words, NULL) != NULL);
}

static void find(struct view *view, const struct ui *ui, enum find_move move, struct find *find)
{
	(void)ui;
	list_find(&((struct picker_view *)view)->list, move, find, has_words, view);
}

static const struct view_ops picker_view_ops = {
    .placement = PLACE_POPUP,
    .help = "basics/sasl-mechanisms",
    .make_title = title,
    .size = size,
    .focus = FOCUS_LIST,
    .more_focus = more_focus,
    .layout = layout,
    .draw = draw,
    .handle_action = handle_action,
    .find = find,
    .destroy = destroy,
};
