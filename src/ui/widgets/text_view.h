/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What views that show text have in common: a reader, scrolling, links, closing. */
#ifndef MAILMEDIC_UI_WIDGETS_TEXT_VIEW_H
#define MAILMEDIC_UI_WIDGETS_TEXT_VIEW_H

#include "ui/ui.h"
#include "ui/widgets/pager.h"

enum { PAPER_POPUP_COLUMNS = 66 };

struct paper {
	struct view view;
	struct reader reader;
};

/* `paper` is the first member of a zeroed view. */
void paper_init(struct paper *paper, const struct view_ops *ops);

/* For view_ops. */
unsigned paper_where(const struct view *view, const struct ui *ui);
bool paper_possible(const struct view *view, const struct ui *ui, enum action action);
void paper_draw(const struct view *view, const struct ui *ui, const struct canvas *canvas);
void paper_act(struct view *view, struct ui *ui, const struct command *command);
void paper_find(struct view *view, enum find_move move, struct find *find);
void paper_destroy(struct view *view);
/* As large as the text, at most PAPER_POPUP_COLUMNS wide. */
void paper_size(const struct view *view, const struct ui *ui, int *rows, int *columns);

/* Starts the layout of a popup: no wider than PAPER_POPUP_COLUMNS. */
struct document *paper_begin_popup(struct paper *paper, int rows, int columns);

#endif
