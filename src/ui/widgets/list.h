/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A selection among rows, kept in sight, marked and found by words. The rows themselves belong to the view.
 */
#ifndef MAILMEDIC_UI_WIDGETS_LIST_H
#define MAILMEDIC_UI_WIDGETS_LIST_H

#include "ui/keymap.h"
#include "ui/widgets/find.h"

struct list {
	size_t count;
	size_t selected;
	size_t top; /* first row shown */
	size_t rows;
	struct find find;
	size_t selected_before; /* the words were typed */
};

/* Says how many items there are and how many rows are shown; selection and place are put within bounds. */
void list_layout(struct list *list, size_t count, int rows);

/* Moves the selection; false when the action is something else. */
bool list_handle_action(struct list *list, enum action action);

/* Selects an item and brings it into sight. */
void list_select(struct list *list, size_t index);

/*
 * Selects the item with the words (struct view_ops, find): `matches(context, i, words)` says whether item i
 * has them. False, with the selection as it was, when none has.
 */
bool list_find(struct list *list, enum find_move move, struct find *find,
	       bool (*matches)(const void *context, size_t i, const char *words), const void *context);

/* Begins row y of a list: the selected one gets the focus' look, a pointer at column x for those who do not
 * see it, and the cursor. Returns the style for its words, `style` for another one's. */
enum style list_begin_row(const struct canvas *canvas, int y, int x, bool selected, enum style style);

/* Draws words of an item in at most `columns`; in those not selected the words found are marked. */
void list_put(const struct list *list, const struct canvas *canvas, int y, int x, int columns,
	      enum style style, const char *text);

#endif
