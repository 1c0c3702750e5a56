/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In which form the report of the run is to be saved or copied. What is in it, src/report decides. */
#include <stdlib.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "ui/export.h"
#include "ui/views/views.h"
#include "ui/widgets/list.h"

enum { COLUMNS_WANTED = 66, NAME_AT = 3, NOTE_AT = 14 };

struct report_view {
	struct view view;
	int count;
	enum action action; /* ACT_SAVE or ACT_COPY */
	struct list list;
};

static const struct view_ops report_view_ops;

struct view *report_view_create(enum action action)
{
	struct report_view *report = mem_calloc(1, sizeof(*report));

	report->view.ops = &report_view_ops;
	report->action = action;
	while (report_form_at((size_t)report->count) != NULL)
		report->count++;
	return &report->view;
}

static void destroy(struct view *view)
{
	free(view);
}

static const char *title(const struct view *view, const struct ui *ui)
{
	(void)ui;
	return ((const struct report_view *)view)->action == ACT_SAVE ? _("Save the report as")
								      : _("Copy the report as");
}

static void size(const struct view *view, const struct ui *ui, int *rows, int *columns)
{
	(void)ui;
	*rows = ((const struct report_view *)view)->count + 2;
	*columns = COLUMNS_WANTED;
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	(void)ui;
	(void)rows;
	(void)columns;
	list_layout(&((struct report_view *)view)->list, (size_t)((struct report_view *)view)->count,
		    ((struct report_view *)view)->count);
}

static void draw(const struct view *view, const struct ui *ui, const struct canvas *canvas)
{
	const struct report_view *report = (const struct report_view *)view;

	(void)ui;
	for (int i = 0; i < report->count; i++) {
		const struct report_form *form = report_form_at((size_t)i);
		bool focused = (size_t)i == report->list.selected;
		enum style style = list_begin_row(canvas, i, 1, focused, STYLE_TEXT);

		list_put(&report->list, canvas, i, NAME_AT, NOTE_AT - NAME_AT, style, _(form->name));
		list_put(&report->list, canvas, i, NOTE_AT, canvas->columns - NOTE_AT,
			 focused ? style : STYLE_DIM, _(form->note));
		canvas_hit(canvas, i, 0, canvas->columns, ACT_SELECT, i);
	}
	canvas_put_fit(canvas, report->count + 1, 0, canvas->columns, STYLE_DIM,
		       _("Verdict, evidence, settings, every line. No password is in it."));
}

static void write_out(const struct report_view *view, struct ui *ui, size_t index)
{
	struct report report = checkup_report(&ui->checkup);
	const struct report_form *form = report_form_at(index);
	enum action action = view->action;
	struct strbuf text;

	if (form == NULL)
		return;
	strbuf_init(&text, EXPORT_TEXT_MAX);
	report_write(&report, form->format, &text);
	ui_pop(ui);
	export_as(ui, action, "mailmedic-report", form->suffix, text.data);
	strbuf_finish(&text);
}

static void handle_action(struct view *view, struct ui *ui, const struct command *command)
{
	struct report_view *report = (struct report_view *)view;

	switch (command->action) {
	case ACT_BACK: ui_pop(ui); break;
	case ACT_OPEN: write_out(report, ui, report->list.selected); break;
	case ACT_SELECT: write_out(report, ui, (size_t)command->index); break;
	default: list_handle_action(&report->list, command->action); break;
	}
}

static bool has_words(const void *context, size_t i, const char *words)
{
	const struct report_form *form = report_form_at(i);

	(void)context;
	return text_search(_(form->name), words, NULL) != NULL ||
	       text_search(_(form->note), words, NULL) != NULL;
}

static void find(struct view *view, const struct ui *ui, enum find_move move, struct find *find)
{
	(void)ui;
	list_find(&((struct report_view *)view)->list, move, find, has_words, NULL);
}

static const struct view_ops report_view_ops = {
    .placement = PLACE_POPUP,
    .make_title = title,
    .size = size,
    .focus = FOCUS_LIST,
    .layout = layout,
    .draw = draw,
    .handle_action = handle_action,
    .find = find,
    .destroy = destroy,
};
