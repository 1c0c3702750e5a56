/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Matching and choosing among matches. Knows neither views nor keys. */
#include "ui/widgets/find.h"

#include <string.h>

#include "base/text.h"

void find_set(struct find *find, const char *words)
{
	size_t len = strlen(words);

	if (len >= FIND_MAX) {
		for (len = FIND_MAX - 1; len > 0 && ((unsigned char)words[len] & 0xc0) == 0x80; len--)
			;
	}
	memcpy(find->words, words, len);
	find->words[len] = '\0';
}

void find_highlight(const struct find *find, const struct canvas *canvas, int y, int x, const char *text,
		    size_t len)
{
	const char *at = text;
	size_t size;

	while ((at = text_search(at, find->words, &size)) != NULL && (size_t)(at - text) + size <= len) {
		canvas_put_n(canvas, y, x + (int)text_width_n(text, (size_t)(at - text)), STYLE_MATCH, at,
			     size);
		at += size;
	}
}

bool find_pick(struct find *find, enum find_move move, size_t count, size_t from,
	       bool (*matches)(const void *context, size_t i, const char *words), const void *context,
	       size_t *ret_item)
{
	size_t first = 0, last = 0, before = 0, after = 0; /* ranks from 1; items in the array below */
	size_t items[4] = {0};

	find->count = find->at = 0;
	for (size_t i = 0; find->words[0] != '\0' && i < count; i++) {
		bool is_after = move == FIND_NEXT ? i > from : i >= from;

		if (!matches(context, i, find->words))
			continue;
		find->count++;
		if (first == 0)
			items[0] = i, first = find->count;
		if (i < from)
			items[1] = i, before = find->count;
		if (is_after && after == 0)
			items[2] = i, after = find->count;
		items[3] = i, last = find->count;
	}
	if (find->count == 0)
		return false;
	if (move == FIND_PREVIOUS) {
		find->at = before != 0 ? before : last;
		*ret_item = before != 0 ? items[1] : items[3];
	} else {
		find->at = after != 0 ? after : first;
		*ret_item = after != 0 ? items[2] : items[0];
	}
	return true;
}
