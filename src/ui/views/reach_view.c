/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is reachable from here: a table that fills as answers come, then what follows from it. */
#include "base/clock.h"
#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "present/reach_text.h"
#include "ui/views/views.h"
#include "ui/widgets/text_view.h"

enum { TABLE_MAX = 64 * 1024 };

struct reach_view {
	struct text_view text_view;
	unsigned changes; /* that are laid out */
};

static const struct view_ops reach_view_ops;

struct view *reach_view_create(struct ui *ui, bool with_control)
{
	struct reach_view *reach_view = mem_calloc(1, sizeof(*reach_view));

	text_view_init(&reach_view->text_view, &reach_view_ops);
	checkup_look_reachable(&ui->checkup, with_control);
	return &reach_view->text_view.view;
}

static void add_lines(struct document *document, enum style style, const struct strbuf *text)
{
	if (text->len > 0)
		document_line(document, style, text->data);
}

static void add_conclusions(struct document *document, const struct reach *reach)
{
	struct strbuf text;

	strbuf_init(&text, TABLE_MAX);
	for (size_t i = 0; reach_text_conclusion(reach, i, &text); i++) {
		document_line(document, STYLE_STRONG, text.data);
		strbuf_clear(&text);
	}
	strbuf_finish(&text);
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct text_view *text_view = (struct text_view *)view;
	struct document *document = pager_begin(&text_view->pager, rows, columns - 1);
	const struct reach *reach = checkup_reach(&ui->checkup);
	struct strbuf text;

	strbuf_init(&text, TABLE_MAX);
	if (reach != NULL) {
		((struct reach_view *)view)->changes = reach->changes;
		document_line(
		    document, STYLE_DIM,
		    reach->done ? _("Tried without a log-in; no password was sent.")
				: _("Trying without a log-in; this takes 20 seconds at most. Esc stops it."));
		document_blank(document);
		reach_text_table(reach, &text);
		add_lines(document, STYLE_TEXT, &text);
		document_blank(document);
		add_conclusions(document, reach);
	}
	strbuf_finish(&text);
	pager_end(&text_view->pager);
}

static int64_t wake(const struct view *view, const struct ui *ui)
{
	const struct reach *reach = checkup_reach(&ui->checkup);

	unsigned laid_out = ((const struct reach_view *)view)->changes;

	return reach == NULL || reach->changes == laid_out ? CLOCK_NEVER : clock_now();
}

static void handle_action(struct view *view, struct ui *ui, const struct command *command)
{
	if (command->action == ACT_BACK)
		checkup_stop_looking(&ui->checkup);
	text_view_handle_action(view, ui, command);
}

static const struct view_ops reach_view_ops = {
    .placement = PLACE_WHOLE,
    .help = "basics/blocked-ports",
    .title = N_("What is reachable from here"),
    .focus = FOCUS_PAGER,
    .layout = layout,
    .draw = text_view_draw,
    .handle_action = handle_action,
    .wake = wake,
    .find = text_view_find,
    .destroy = text_view_destroy,
};
