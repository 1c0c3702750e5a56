/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Selecting and scrolling in a list. */
#include "ui/widgets/list.h"

static void show_selected(struct list *list)
{
	if (list->selected < list->top)
		list->top = list->selected;
	if (list->rows > 0 && list->selected >= list->top + list->rows)
		list->top = list->selected - list->rows + 1;
	if (list->rows > 0 && list->count > list->rows && list->top > list->count - list->rows)
		list->top = list->count - list->rows;
	if (list->count <= list->rows)
		list->top = 0;
}

void list_layout(struct list *list, size_t count, int rows)
{
	list->count = count;
	list->rows = rows < 1 ? 1 : (size_t)rows;
	if (list->selected >= count)
		list->selected = count == 0 ? 0 : count - 1;
	show_selected(list);
}

void list_select(struct list *list, size_t index)
{
	if (index >= list->count)
		index = list->count == 0 ? 0 : list->count - 1;
	list->selected = index;
	show_selected(list);
}

static void step(struct list *list, size_t distance, bool down)
{
	if (down)
		list_select(list, list->selected + distance);
	else
		list_select(list, list->selected < distance ? 0 : list->selected - distance);
}

bool list_handle_action(struct list *list, enum action action)
{
	size_t page = list->rows > 2 ? list->rows - 1 : 1;

	switch (action) {
	case ACT_UP: step(list, 1, false); return true;
	case ACT_DOWN: step(list, 1, true); return true;
	case ACT_PAGE_UP: step(list, page, false); return true;
	case ACT_PAGE_DOWN: step(list, page, true); return true;
	case ACT_TOP: list_select(list, 0); return true;
	case ACT_BOTTOM: list_select(list, list->count); return true;
	default: return false;
	}
}
