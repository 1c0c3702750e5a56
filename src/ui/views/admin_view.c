/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text for the server's administrator, to read, copy or save. */
#include <stdlib.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "ui/export.h"
#include "ui/views/views.h"
#include "ui/widgets/text_view.h"

enum { TEXT_MAX = 1024 * 1024 };

struct admin_view {
	struct paper paper;
	char *text;
};

static const struct view_ops admin_view_ops;

struct view *admin_view_create(struct ui *ui)
{
	struct admin_view *admin = mem_calloc(1, sizeof(*admin));
	struct report report = checkup_report(&ui->checkup);
	struct strbuf text, masked;

	paper_init(&admin->paper, &admin_view_ops);
	strbuf_init(&text, TEXT_MAX);
	strbuf_init(&masked, TEXT_MAX);
	report_admin_text(&report, &text);
	mask_scan(&ui->checkup.mask, text.data, text.len, &masked);
	admin->text = strbuf_take(&masked);
	strbuf_finish(&masked);
	strbuf_finish(&text);
	return &admin->paper.view;
}

static void destroy(struct view *view)
{
	free(((struct admin_view *)view)->text);
	paper_destroy(view);
}

static const char *title(const struct view *view, const struct ui *ui)
{
	(void)view;
	(void)ui;
	return _("For the server's administrator");
}

static unsigned where(const struct view *view, const struct ui *ui)
{
	(void)view;
	(void)ui;
	return IN_READER | IN_SAVE;
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct admin_view *admin = (struct admin_view *)view;
	struct document *document = reader_begin(&admin->paper.reader, rows, columns - 1);

	(void)ui;
	document_line(document, STYLE_TEXT, admin->text);
	reader_end(&admin->paper.reader);
}

static void act(struct view *view, struct ui *ui, const struct command *command)
{
	if (command->action == ACT_SAVE || command->action == ACT_COPY)
		export_act(ui, command->action, "mailmedic-for-administrator",
			   ((struct admin_view *)view)->text);
	else
		paper_act(view, ui, command);
}

static const struct view_ops admin_view_ops = {
    .placement = PLACE_SIDE,
    .title = title,
    .where = where,
    .layout = layout,
    .draw = paper_draw,
    .act = act,
    .find = paper_find,
    .destroy = destroy,
};
