/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text views share this. */
#include "ui/widgets/text_view.h"

#include <stdlib.h>

#include "ui/export.h"
#include "ui/navigate.h"

void text_view_init(struct text_view *text_view, const struct view_ops *ops)
{
	text_view->view.ops = ops;
	pager_init(&text_view->pager);
}

unsigned text_view_more_focus(const struct view *view, const struct ui *ui)
{
	const struct text_view *text_view = (const struct text_view *)view;

	(void)ui;
	return text_view->pager.document.link_count > 0 ? FOCUS_LINKS : 0;
}

bool text_view_is_enabled(const struct view *view, const struct ui *ui, enum action action)
{
	(void)ui;
	const char *target = pager_target(&((const struct text_view *)view)->pager);

	return action == ACT_COPY_LINK ? document_is_page(target) : action != ACT_OPEN || target != NULL;
}

void text_view_draw(const struct view *view, const struct ui *ui, const struct canvas *canvas)
{
	const struct text_view *text_view = (const struct text_view *)view;

	(void)ui;
	pager_draw(&text_view->pager, canvas, true);
}

void text_view_handle_action(struct view *view, struct ui *ui, const struct command *command)
{
	struct text_view *text_view = (struct text_view *)view;

	switch (command->action) {
	case ACT_LEAVE_TOPIC:
	case ACT_BACK: ui_pop(ui); break;
	case ACT_SELECT:
		text_view->pager.link = command->index;
		navigate_open_link(ui, pager_target(&text_view->pager));
		break;
	case ACT_COPY_LINK: export_handle_action(ui, ACT_COPY, "", pager_target(&text_view->pager)); break;
	case ACT_OPEN: navigate_open_link(ui, pager_target(&text_view->pager)); break;
	default: pager_handle_action(&text_view->pager, command->action); break;
	}
}

void text_view_find(struct view *view, const struct ui *ui, enum find_move move, struct find *find)
{
	(void)ui;
	pager_find(&((struct text_view *)view)->pager, move, find);
}

void text_view_destroy(struct view *view)
{
	struct text_view *text_view = (struct text_view *)view;

	pager_finish(&text_view->pager);
	free(text_view);
}

void text_view_size(const struct view *view, const struct ui *ui, int *rows, int *columns)
{
	const struct text_view *text_view = (const struct text_view *)view;

	(void)ui;
	*rows = (int)text_view->pager.document.line_count;
	if (*columns > TEXT_VIEW_POPUP_COLUMNS)
		*columns = TEXT_VIEW_POPUP_COLUMNS;
}

struct document *text_view_begin_popup(struct text_view *text_view, int rows, int columns)
{
	int most = columns < TEXT_VIEW_POPUP_COLUMNS ? columns : TEXT_VIEW_POPUP_COLUMNS;

	return pager_begin(&text_view->pager, rows, most - 1); /* the pager keeps one for its marks */
}
