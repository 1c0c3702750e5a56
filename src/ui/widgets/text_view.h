/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What views that show text have in common: a pager, scrolling, links, closing. */
#ifndef MAILMEDIC_UI_WIDGETS_TEXT_VIEW_H
#define MAILMEDIC_UI_WIDGETS_TEXT_VIEW_H

#include "ui/ui.h"
#include "ui/widgets/pager.h"

enum { TEXT_VIEW_POPUP_COLUMNS = 66 };

struct text_view {
	struct view view;
	struct pager pager;
};

/* `text_view` is the first member of a zeroed view. */
void text_view_init(struct text_view *text_view, const struct view_ops *ops);

/* For view_ops. */
unsigned text_view_more_focus(const struct view *view, const struct ui *ui);
bool text_view_is_enabled(const struct view *view, const struct ui *ui, enum action action);
void text_view_draw(const struct view *view, const struct ui *ui, const struct canvas *canvas);
void text_view_handle_action(struct view *view, struct ui *ui, const struct command *command);
void text_view_find(struct view *view, const struct ui *ui, enum find_move move, struct find *find);
void text_view_destroy(struct view *view);
/* As large as the text, at most TEXT_VIEW_POPUP_COLUMNS wide. */
void text_view_size(const struct view *view, const struct ui *ui, int *rows, int *columns);

/* Starts the layout of a popup: no wider than TEXT_VIEW_POPUP_COLUMNS. */
struct document *text_view_begin_popup(struct text_view *text_view, int rows, int columns);

#endif
