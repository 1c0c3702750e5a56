/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings difference of a fix, old to new, before it is applied. */
#include <stdlib.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "ui/navigate.h"
#include "ui/widgets/text_view.h"

enum { LABELS = 16, VALUE_MAX = 1024 };

struct change_view {
	struct text_view text_view;
	struct account changed;
};

static const struct view_ops change_view_ops;

struct view *change_view_create(struct ui *ui, const struct account *account)
{
	struct change_view *change = mem_calloc(1, sizeof(*change));

	(void)ui;
	text_view_init(&change->text_view, &change_view_ops);
	account_init(&change->changed);
	account_copy(&change->changed, account);
	return &change->text_view.view;
}

static void destroy(struct view *view)
{
	account_finish(&((struct change_view *)view)->changed);
	text_view_destroy(view);
}

static bool add_difference(struct document *document, const struct account *old, const struct account *new,
			   enum setting setting)
{
	struct strbuf from, to;
	bool differs;

	strbuf_init(&from, VALUE_MAX);
	strbuf_init(&to, VALUE_MAX);
	differs = setting_differs(old, new, setting, &from, &to);
	if (differs) {
		document_pair(document, LABELS, setting_label(setting), STYLE_TEXT, from.data);
		document_begin(document, LABELS - 2, STYLE_OK, glyph(GLYPH_LEADS_TO));
		document_text(document, STYLE_STRONG, " ");
		document_text(document, STYLE_STRONG, to.data);
		document_end(document);
	}
	strbuf_finish(&from);
	strbuf_finish(&to);
	return differs;
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct change_view *change = (struct change_view *)view;
	struct document *document = text_view_begin_popup(&change->text_view, rows, columns);
	bool any = false;

	for (int setting = 0; setting < SETTING_COUNT; setting++)
		any =
		    add_difference(document, &ui->checkup.account, &change->changed, (enum setting)setting) ||
		    any;
	if (!any)
		document_line(document, STYLE_TEXT,
			      _("This changes nothing: the settings are like that already."));
	if (checkup_leaves_practice(&ui->checkup, &change->changed))
		document_line(
		    document, STYLE_WARNING,
		    _("The practice server has its one port only: on this one nobody answers here."));
	document_blank(document);
	document_line(document, STYLE_DIM,
		      any ? _("Enter applies it and walks again. Esc leaves all as it was.")
			  : _("Enter walks again. Esc goes back."));
	pager_end(&change->text_view.pager);
}

static void handle_action(struct view *view, struct ui *ui, const struct command *command)
{
	if (command->action != ACT_APPLY) {
		text_view_handle_action(view, ui, command);
		return;
	}
	account_copy(&ui->checkup.account, &((struct change_view *)view)->changed);
	navigate_walk(ui);
}

static const struct view_ops change_view_ops = {
    .placement = PLACE_POPUP,
    .title = N_("Change this and walk again?"),
    .size = text_view_size,
    .focus = FOCUS_PAGER | FOCUS_CHANGE,
    .layout = layout,
    .draw = text_view_draw,
    .handle_action = handle_action,
    .destroy = destroy,
};
