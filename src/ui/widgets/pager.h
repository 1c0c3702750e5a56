/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A document to scroll through, with a focused link. Layout is set before drawing; drawing only reads. */
#ifndef MAILMEDIC_UI_WIDGETS_PAGER_H
#define MAILMEDIC_UI_WIDGETS_PAGER_H

#include "ui/keymap.h"
#include "ui/widgets/document.h"
#include "ui/widgets/find.h"

struct pager {
	struct document document;
	size_t top;
	int rows; /* of the last layout */
	int link; /* focused, or DOCUMENT_NO_LINK */
	struct find find;
	size_t found_line; /* of the current match */
	size_t top_before; /* where the search began */
};

void pager_init(struct pager *pager);
void pager_finish(struct pager *pager);

/* Empties the document for a new layout in `rows` x `columns`; the place is kept. */
struct document *pager_begin(struct pager *pager, int rows, int columns);
/* The layout is complete: the place is put within its bounds. */
void pager_end(struct pager *pager);

/* Scrolls or goes between links; false when the action is something else. */
bool pager_handle_action(struct pager *pager, enum action action);

/* For view_ops.find. */
void pager_find(struct pager *pager, enum find_move move, struct find *find);

/* Target of the focused link, or NULL. */
const char *pager_target(const struct pager *pager);

/* Draws it; the cursor is on the focused link or on the first line when focused. */
void pager_draw(const struct pager *pager, const struct canvas *canvas, bool focused);

#endif
