/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The explanation panel: what happened and what the server said, numbered fixes always in sight, and
 * below them why. The texts come from explain_text.c.
 */
#include "ui/views/explain_text.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "present/format.h"
#include "ui/navigate.h"
#include "ui/widgets/list.h"
#include "ui/widgets/pager.h"

/* Fixes in sight, at most, when the text needs room; the others are a scroll away and keep their numbers. */
enum { FIXES_SHOWN = 5, TEXT_ROWS_MIN = 4, LABEL_AT = 6, LABEL_MAX = 1024 };

enum { PANE_OF_TEXT, PANE_OF_FIXES };

struct explain_view {
	struct view view;
	struct document head;
	struct pager text;
	struct list fixes;
	bool reading;        /* the focus is on the text */
	bool reading_before; /* the words to find were typed */
	int head_rows;       /* of the last layout */
};

struct view *explain_view_create(void)
{
	struct explain_view *explain = mem_calloc(1, sizeof(*explain));

	explain->view.ops = &explain_view_ops;
	document_init(&explain->head, 1);
	pager_init(&explain->text);
	return &explain->view;
}

static void destroy(struct view *view)
{
	struct explain_view *explain = (struct explain_view *)view;

	document_finish(&explain->head);
	pager_finish(&explain->text);
	free(explain);
}

static const char *title(const struct view *view, const struct ui *ui)
{
	static char text[80];

	(void)view;
	if (ui->checkup.pasted != NULL)
		return _("The reply explained");
	snprintf(text, sizeof(text), _("What went wrong: %s"),
		 _(stage_label(ui->checkup.run.facts.verdict.stage)));
	return text;
}

static unsigned focus(const struct view *view, const struct ui *ui)
{
	const struct explain_view *explain = (const struct explain_view *)view;

	(void)ui;
	if (explain->reading)
		return FOCUS_EXPLAIN | FOCUS_SAVE | FOCUS_PAGER |
		       (explain->text.document.link_count > 0 ? FOCUS_LINKS : FOCUS_PANES);
	return FOCUS_EXPLAIN | FOCUS_SAVE | FOCUS_LIST | FOCUS_PANES;
}

static bool is_enabled(const struct view *view, const struct ui *ui, enum action action)
{
	return action != ACT_COPY_LINK && walk_view_ops.is_enabled(view, ui, action);
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct explain_view *explain = (struct explain_view *)view;
	size_t count = ui->checkup.choices.count;
	int most_head, room, fix_rows;

	document_reset(&explain->head, columns - 1);
	explain_text_begin(&explain->head, &ui->checkup, rows);
	most_head = rows - FIXES_SHOWN - TEXT_ROWS_MIN - 2;
	explain->head_rows = (int)explain->head.line_count;
	if (explain->head_rows > most_head)
		explain->head_rows = most_head < 1 ? 1 : most_head;
	explain_text_layout(pager_begin(&explain->text, rows, columns - 1), &ui->checkup);
	room = rows - explain->head_rows - 2 - TEXT_ROWS_MIN; /* two rules */
	fix_rows = room > FIXES_SHOWN ? room : FIXES_SHOWN;
	fix_rows = (int)count <= fix_rows ? (int)count : fix_rows;
	list_layout(&explain->fixes, count, fix_rows);
	explain->text.rows = rows - explain->head_rows - fix_rows - 2;
	pager_end(&explain->text);
}

static void draw_fix(const struct explain_view *explain, const struct ui *ui, const struct canvas *canvas,
		     int y, size_t i)
{
	bool focused = i == explain->fixes.selected && !explain->reading;
	enum style style = list_begin_row(canvas, y, LABEL_AT - 2, focused, STYLE_TEXT);
	const struct fix *fix = &ui->checkup.choices.list[i];
	struct strbuf label;

	canvas_putf(canvas, y, 1, focused ? style : STYLE_ACCENT, "%zu", i + 1);
	strbuf_init(&label, LABEL_MAX);
	strbuf_adds(&label, fix->label);
	strbuf_adds(&label, format_own(fix->is_own));
	list_put(&explain->fixes, canvas, y, LABEL_AT, canvas->columns - LABEL_AT - 1, style, label.data);
	strbuf_finish(&label);
	canvas_hit(canvas, y, 0, canvas->columns, ACT_FIX, (int)i);
}

static void draw(const struct view *view, const struct ui *ui, const struct canvas *canvas)
{
	const struct explain_view *explain = (const struct explain_view *)view;
	int fix_rows = (int)explain->fixes.rows, rule = explain->head_rows;
	int below = rule + 1 + fix_rows;
	struct canvas head = canvas_part(canvas, 0, 0, rule, canvas->columns);
	struct canvas fixes = canvas_part(canvas, rule + 1, 0, fix_rows, canvas->columns);
	struct canvas text = canvas_part(canvas, below + 1, 0, canvas->rows - below - 1, canvas->columns);

	canvas_area(&text, ACT_PANE, PANE_OF_TEXT);
	canvas_area(&fixes, ACT_PANE, PANE_OF_FIXES);
	document_draw(&explain->head, &head, 0, DOCUMENT_NO_LINK);
	canvas_rule(canvas, rule, _("What you can do"), !explain->reading);
	canvas_rule(canvas, below, _("Why"), explain->reading);
	pager_draw(&explain->text, &text, explain->reading);
	for (int y = 0; y < fix_rows && explain->fixes.top + (size_t)y < explain->fixes.count; y++)
		draw_fix(explain, ui, &fixes, y, explain->fixes.top + (size_t)y);
	canvas_more(&fixes, explain->fixes.top > 0,
		    explain->fixes.top + explain->fixes.rows < explain->fixes.count);
}

static void do_fix(struct ui *ui, size_t index)
{
	struct fix fix;

	if (index >= ui->checkup.choices.count) {
		ui_flash(ui, false, "%s", _("There is no fix of this number."));
		return;
	}
	fix = ui->checkup.choices.list[index];
	navigate_fix(ui, &fix);
}

/* Tab in the text goes from link to link and from the last one to the fixes. */
static void act_reading(struct explain_view *explain, struct ui *ui, const struct command *command)
{
	int last = (int)explain->text.document.link_count - 1;

	switch (command->action) {
	case ACT_NEXT_LINK:
		if (explain->text.link == last) {
			explain->text.link = DOCUMENT_NO_LINK;
			explain->reading = false;
			return;
		}
		break;
	case ACT_PREVIOUS_LINK:
		if (explain->text.link <= 0) {
			explain->text.link = DOCUMENT_NO_LINK;
			explain->reading = false;
			return;
		}
		break;
	case ACT_OPEN: navigate_open_link(ui, pager_target(&explain->text)); return;
	default: break;
	}
	pager_handle_action(&explain->text, command->action);
}

static void handle_action(struct view *view, struct ui *ui, const struct command *command)
{
	struct explain_view *explain = (struct explain_view *)view;

	switch (command->action) {
	case ACT_BACK: ui_pop(ui); return;
	case ACT_SAVE:
	case ACT_COPY: ui_push(ui, report_view_create(command->action)); return;
	case ACT_PANE: explain->reading = command->index == PANE_OF_TEXT; return;
	case ACT_FIX: do_fix(ui, (size_t)command->index); return;
	case ACT_SELECT:
		explain->reading = true;
		explain->text.link = command->index;
		navigate_open_link(ui, pager_target(&explain->text));
		return;
	case ACT_NEXT_PANE:
	case ACT_PREVIOUS_PANE:
		explain->reading = !explain->reading;
		if (explain->reading && explain->text.document.link_count > 0)
			pager_handle_action(&explain->text, ACT_NEXT_LINK);
		return;
	default: break;
	}
	if (navigate_open(ui, command->action))
		return;
	if (explain->reading)
		act_reading(explain, ui, command);
	else if (command->action == ACT_OPEN)
		do_fix(ui, explain->fixes.selected);
	else if (command->action == ACT_PAGE_UP || command->action == ACT_PAGE_DOWN)
		pager_handle_action(&explain->text, command->action);
	else
		list_handle_action(&explain->fixes, command->action);
}

static bool fix_has_words(const void *context, size_t i, const char *words)
{
	return text_search(((const struct choices *)context)->list[i].label, words, NULL) != NULL;
}

/* Among the fixes, while they have the focus and one has the words; else in the text. */
static void find(struct view *view, const struct ui *ui, enum find_move move, struct find *find)
{
	struct explain_view *explain = (struct explain_view *)view;
	bool begins = move == FIND_BEGIN || move == FIND_CANCEL;

	if (move == FIND_BEGIN)
		explain->reading_before = explain->reading;
	if (move == FIND_TYPED || move == FIND_CANCEL)
		explain->reading = explain->reading_before;
	if (!explain->reading &&
	    list_find(&explain->fixes, move, find, fix_has_words, &ui->checkup.choices) && !begins)
		return;
	pager_find(&explain->text, move, find);
	if (!begins && find->count > 0)
		explain->reading = true;
}

const struct view_ops explain_view_ops = {
    .placement = PLACE_SIDE,
    .help = "basics/reading-a-reply",
    .make_title = title,
    .more_focus = focus,
    .is_enabled = is_enabled,
    .layout = layout,
    .draw = draw,
    .handle_action = handle_action,
    .find = find,
    .destroy = destroy,
};
