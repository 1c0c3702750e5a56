/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Selecting, scrolling and finding in a list, and what marks a row. */
#include "ui/widgets/list.h"

#include "base/text.h"

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

bool list_find(struct list *list, enum find_move move, struct find *find,
	       bool (*matches)(const void *context, size_t i, const char *words), const void *context)
{
	size_t row;
	bool found;

	if (move == FIND_BEGIN) {
		list->selected_before = list->selected;
		return true;
	}
	if (move == FIND_CANCEL) {
		list->find.words[0] = '\0';
		list_select(list, list->selected_before);
		return true;
	}
	if (find->words[0] != '\0' || move == FIND_TYPED)
		find_set(&list->find, find->words);
	found =
	    find_pick(&list->find, move, list->count,
		      move == FIND_TYPED ? list->selected_before : list->selected, matches, context, &row);
	if (found)
		list_select(list, row);
	*find = list->find;
	return found;
}

enum style list_begin_row(const struct canvas *canvas, int y, int x, bool selected, enum style style)
{
	if (!selected)
		return style;
	canvas_fill(canvas, y, 0, canvas->columns, STYLE_FOCUS);
	canvas_put(canvas, y, x, STYLE_FOCUS, glyph(GLYPH_POINTER));
	canvas_cursor(canvas, y, x);
	return STYLE_FOCUS;
}

void list_put(const struct list *list, const struct canvas *canvas, int y, int x, int columns,
	      enum style style, const char *text)
{
	canvas_put_fit(canvas, y, x, columns, style, text);
	if (style != STYLE_FOCUS && list->find.words[0] != '\0')
		find_highlight(&list->find, canvas, y, x, text, text_fit(text, (size_t)columns));
}
