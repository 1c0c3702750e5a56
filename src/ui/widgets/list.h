/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A selection among rows, kept in sight. The rows themselves belong to the view. */
#ifndef MAILMEDIC_UI_WIDGETS_LIST_H
#define MAILMEDIC_UI_WIDGETS_LIST_H

#include "ui/keymap.h"

struct list {
	size_t count;
	size_t selected;
	size_t top; /* first row shown */
	size_t rows;
};

/* Says how many items there are and how many rows are shown; selection and place are put within bounds. */
void list_layout(struct list *list, size_t count, int rows);

/* Moves the selection; false when the action is something else. */
bool list_handle_action(struct list *list, enum action action);

/* Selects an item and brings it into sight. */
void list_select(struct list *list, size_t index);

#endif
