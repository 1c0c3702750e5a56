/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A document to scroll through, with a focused link. Layout is set before drawing; drawing only reads. */
#ifndef MAILMEDIC_UI_WIDGETS_PAGER_H
#define MAILMEDIC_UI_WIDGETS_PAGER_H

#include "ui/keymap.h"
#include "ui/widgets/document.h"
#include "ui/widgets/find.h"

struct reader {
	struct document document;
	size_t top;
	int rows; /* of the last layout */
	int link; /* focused, or DOCUMENT_NO_LINK */
	struct find find;
	size_t found_line; /* of the match at hand */
	size_t top_before; /* where the search began */
};

void reader_init(struct reader *reader);
void reader_finish(struct reader *reader);

/* Empties the document for a new layout in `rows` x `columns`; the place is kept. */
struct document *reader_begin(struct reader *reader, int rows, int columns);
/* The layout is complete: the place is put within its bounds. */
void reader_end(struct reader *reader);

/* Scrolls or goes between links; false when the action is something else. */
bool reader_act(struct reader *reader, enum action action);

/* For view_ops.find. */
void reader_find(struct reader *reader, enum find_move move, struct find *find);

/* Target of the focused link, or NULL. */
const char *reader_target(const struct reader *reader);

/* Draws it; the cursor is on the focused link or on the first line when focused. */
void reader_draw(const struct reader *reader, const struct canvas *canvas, bool focused);

#endif
