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
	struct text_view text_view;
	char *text;
};

static const struct view_ops admin_view_ops;

struct view *admin_view_create(struct ui *ui)
{
	struct admin_view *admin = mem_calloc(1, sizeof(*admin));
	struct report report = checkup_report(&ui->checkup);
	struct strbuf text, masked;

	text_view_init(&admin->text_view, &admin_view_ops);
	strbuf_init(&text, TEXT_MAX);
	strbuf_init(&masked, TEXT_MAX);
	report_admin_text(&report, &text);
	mask_scan(&ui->checkup.mask, text.data, text.len, &masked);
	admin->text = strbuf_take(&masked);
	strbuf_finish(&masked);
	strbuf_finish(&text);
	return &admin->text_view.view;
}

static void destroy(struct view *view)
{
	free(((struct admin_view *)view)->text);
	text_view_destroy(view);
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct admin_view *admin = (struct admin_view *)view;
	struct document *document = pager_begin(&admin->text_view.pager, rows, columns - 1);

	(void)ui;
	document_line(document, STYLE_TEXT, admin->text);
	pager_end(&admin->text_view.pager);
}

static void handle_action(struct view *view, struct ui *ui, const struct command *command)
{
	if (command->action == ACT_SAVE || command->action == ACT_COPY)
		export_handle_action(ui, command->action, "mailmedic-for-administrator",
				     ((struct admin_view *)view)->text);
	else
		text_view_handle_action(view, ui, command);
}

static const struct view_ops admin_view_ops = {
    .placement = PLACE_SIDE,
    .title = N_("For the server's administrator"),
    .focus = FOCUS_PAGER | FOCUS_SAVE,
    .layout = layout,
    .draw = text_view_draw,
    .handle_action = handle_action,
    .find = text_view_find,
    .destroy = destroy,
};
