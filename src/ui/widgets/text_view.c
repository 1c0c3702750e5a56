/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text views share this. */
#include "ui/widgets/text_view.h"

#include <stdlib.h>

#include "ui/navigate.h"

void paper_init(struct paper *paper, const struct view_ops *ops)
{
	paper->view.ops = ops;
	reader_init(&paper->reader);
}

unsigned paper_where(const struct view *view, const struct ui *ui)
{
	const struct paper *paper = (const struct paper *)view;

	(void)ui;
	return IN_READER | (paper->reader.document.link_count > 0 ? (unsigned)IN_LINKS : 0);
}

bool paper_possible(const struct view *view, const struct ui *ui, enum action action)
{
	(void)ui;
	return action != ACT_OPEN || reader_target(&((const struct paper *)view)->reader) != NULL;
}

void paper_draw(const struct view *view, const struct ui *ui, const struct canvas *canvas)
{
	const struct paper *paper = (const struct paper *)view;

	(void)ui;
	reader_draw(&paper->reader, canvas, true);
}

void paper_act(struct view *view, struct ui *ui, const struct command *command)
{
	struct paper *paper = (struct paper *)view;

	switch (command->action) {
	case ACT_LEAVE_TOPIC:
	case ACT_BACK: ui_pop(ui); break;
	case ACT_SELECT:
		paper->reader.link = command->index;
		flow_open_link(ui, reader_target(&paper->reader));
		break;
	case ACT_OPEN: flow_open_link(ui, reader_target(&paper->reader)); break;
	default: reader_act(&paper->reader, command->action); break;
	}
}

void paper_find(struct view *view, enum find_move move, struct find *find)
{
	reader_find(&((struct paper *)view)->reader, move, find);
}

void paper_destroy(struct view *view)
{
	struct paper *paper = (struct paper *)view;

	reader_finish(&paper->reader);
	free(paper);
}

void paper_size(const struct view *view, const struct ui *ui, int *rows, int *columns)
{
	const struct paper *paper = (const struct paper *)view;

	(void)ui;
	*rows = (int)paper->reader.document.line_count;
	if (*columns > PAPER_POPUP_COLUMNS)
		*columns = PAPER_POPUP_COLUMNS;
}

struct document *paper_begin_popup(struct paper *paper, int rows, int columns)
{
	int most = columns < PAPER_POPUP_COLUMNS ? columns : PAPER_POPUP_COLUMNS;

	return reader_begin(&paper->reader, rows, most - 1); /* the reader keeps one for its marks */
}
