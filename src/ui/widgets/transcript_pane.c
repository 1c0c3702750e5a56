/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Moving through the transcript, drawn upwards from its bottom line. Entries that the filter leaves
 * out do not exist here. How one entry looks is in transcript_entry.c.
 */
#include "ui/widgets/transcript_pane.h"

#include <string.h>

#include "base/intl.h"
#include "base/text.h"
#include "ui/widgets/transcript_entry.h"

static int text_width_of(const struct transcript_pane *pane)
{
	return pane->columns - 1;
}

void transcript_pane_reset(struct transcript_pane *pane)
{
	enum transcript_filter filter = pane->filter;

	memset(pane, 0, sizeof(*pane));
	pane->filter = filter;
	pane->follow = true;
}

static bool passes(const struct transcript_pane *pane, size_t entry)
{
	static const enum transcript_from WANTED[FILTER_COUNT] = {
	    [FILTER_CLIENT] = FROM_CLIENT, [FILTER_SERVER] = FROM_SERVER, [FILTER_NOTES] = FROM_NOTE};

	return pane->filter == FILTER_ALL || pane->transcript->entries[entry].from == WANTED[pane->filter];
}

static size_t lines_of(const struct transcript_pane *pane, size_t entry)
{
	return transcript_entry_lines(&pane->transcript->entries[entry], text_width_of(pane));
}

/* The entry before or after that passes the filter; false when there is none. */
static bool next_entry(const struct transcript_pane *pane, size_t *entry, bool down)
{
	size_t at = *entry;

	while (down ? at + 1 < pane->transcript->count : at > 0) {
		at = down ? at + 1 : at - 1;
		if (passes(pane, at)) {
			*entry = at;
			return true;
		}
	}
	return false;
}

static bool step(const struct transcript_pane *pane, struct transcript_spot *at, bool down)
{
	if (down && at->line + 1 < lines_of(pane, at->entry)) {
		at->line++;
		return true;
	}
	if (!down && at->line > 0) {
		at->line--;
		return true;
	}
	if (!next_entry(pane, &at->entry, down))
		return false;
	at->line = down ? 0 : lines_of(pane, at->entry) - 1;
	return true;
}

/* Makes a spot one that exists; false when there is no line at all. */
static bool settle(const struct transcript_pane *pane, struct transcript_spot *at)
{
	size_t count = pane->transcript == NULL ? 0 : pane->transcript->count;

	if (count == 0)
		return false;
	if (at->entry >= count)
		*at = (struct transcript_spot){.entry = count - 1, .line = SIZE_MAX};
	if (!passes(pane, at->entry) && !next_entry(pane, &at->entry, false) &&
	    !next_entry(pane, &at->entry, true))
		return false;
	if (at->line >= lines_of(pane, at->entry))
		at->line = lines_of(pane, at->entry) - 1;
	return true;
}

/* Rows that are filled when `at` is the bottom line, `rows` at most. */
static int rows_above(const struct transcript_pane *pane, struct transcript_spot at, int rows)
{
	int filled = 1;

	while (filled < rows && step(pane, &at, false))
		filled++;
	return filled;
}

static bool is_before(struct transcript_spot a, struct transcript_spot b)
{
	return a.entry < b.entry || (a.entry == b.entry && a.line < b.line);
}

/* The line at the top of the pane. */
static struct transcript_spot top_of(const struct transcript_pane *pane)
{
	struct transcript_spot at = pane->bottom;

	for (int row = 1; row < pane->rows && step(pane, &at, false); row++)
		;
	return at;
}

/* Moves the picture as little as needed for the cursor to be in it. */
static void show_cursor(struct transcript_pane *pane)
{
	struct transcript_spot top = top_of(pane);

	if (is_before(pane->bottom, pane->cursor))
		pane->bottom = pane->cursor;
	while (is_before(pane->cursor, top) && step(pane, &top, false))
		step(pane, &pane->bottom, false);
	while (rows_above(pane, pane->bottom, pane->rows) < pane->rows && step(pane, &pane->bottom, true))
		;
}

static void go_to_end(struct transcript_pane *pane)
{
	pane->cursor = (struct transcript_spot){.entry = SIZE_MAX};
	settle(pane, &pane->cursor);
	pane->bottom = pane->cursor;
}

void transcript_pane_layout(struct transcript_pane *pane, const struct transcript *transcript, int rows,
			    int columns)
{
	pane->transcript = transcript;
	pane->rows = rows < 1 ? 1 : rows;
	pane->columns = columns;
	if (pane->follow)
		go_to_end(pane);
	else if (settle(pane, &pane->bottom) && settle(pane, &pane->cursor))
		show_cursor(pane);
}

static void draw_nothing(const struct transcript_pane *pane, const struct canvas *canvas)
{
	canvas_put_fit(canvas, 0, 1, canvas->columns - 2, STYLE_DIM,
		       pane->transcript->count == 0
			   ? _("Nothing has been sent or received yet. Lines appear here as they come.")
			   : _("No line of this kind. f shows others."));
}

void transcript_pane_draw(const struct transcript_pane *pane, const struct canvas *canvas, bool focused)
{
	struct canvas text = canvas_part(canvas, 0, 0, canvas->rows, canvas->columns - 1);
	struct transcript_spot at = pane->bottom;
	int y;

	if (focused)
		canvas_cursor(canvas, 0, 0);
	if (!settle(pane, &at)) {
		draw_nothing(pane, canvas);
		return;
	}
	y = rows_above(pane, at, canvas->rows) - 1;
	do {
		const struct transcript_entry *entry = &pane->transcript->entries[at.entry];
		bool here = focused && at.entry == pane->cursor.entry;

		transcript_entry_draw(&text, y, entry, at.line, &pane->find, here,
				      transcript_pane_is_marked(pane, at.entry));
		canvas_hit(canvas, y, 0, text.columns, ACT_LINE, y);
		if (here && at.line == pane->cursor.line)
			canvas_cursor(canvas, y, 0);
		y--;
	} while (y >= 0 && step(pane, &at, false));
	canvas_more(canvas, step(pane, &at, false), !pane->follow);
}

void transcript_pane_click(struct transcript_pane *pane, int row)
{
	struct transcript_spot at = pane->bottom;

	if (!settle(pane, &at))
		return;
	for (int y = rows_above(pane, at, pane->rows) - 1; y > row && step(pane, &at, false); y--)
		;
	pane->cursor = at;
	pane->follow = false;
}

/* The cursor stays within the picture when the picture moves. */
static void turn(struct transcript_pane *pane, bool down)
{
	if (down)
		step(pane, &pane->bottom, true);
	else if (rows_above(pane, pane->bottom, pane->rows + 1) > pane->rows)
		step(pane, &pane->bottom, false);
	if (is_before(pane->bottom, pane->cursor))
		pane->cursor = pane->bottom;
	if (is_before(pane->cursor, top_of(pane)))
		pane->cursor = top_of(pane);
}

static void move_by(struct transcript_pane *pane, int amount, bool wheel)
{
	struct transcript_spot newest = {.entry = SIZE_MAX};

	if (!settle(pane, &pane->bottom) || !settle(pane, &pane->cursor) || !settle(pane, &newest))
		return;
	for (int i = 0; i < (amount < 0 ? -amount : amount); i++) {
		if (wheel)
			turn(pane, amount > 0);
		else if (!step(pane, &pane->cursor, amount > 0))
			break;
	}
	if (!wheel)
		show_cursor(pane);
	pane->follow = amount > 0 && !is_before(wheel ? pane->bottom : pane->cursor, newest);
}

bool transcript_pane_handle_action(struct transcript_pane *pane, enum action action, bool wheel)
{
	switch (action) {
	case ACT_UP: move_by(pane, -1, wheel); return true;
	case ACT_DOWN: move_by(pane, 1, wheel); return true;
	case ACT_PAGE_UP: move_by(pane, 1 - pane->rows, false); return true;
	case ACT_PAGE_DOWN: move_by(pane, pane->rows - 1, false); return true;
	case ACT_TOP:
		pane->follow = false;
		pane->cursor = (struct transcript_spot){0};
		if (settle(pane, &pane->cursor))
			show_cursor(pane);
		return true;
	case ACT_BOTTOM: pane->follow = true; return true;
	case ACT_FILTER:
		pane->filter = (pane->filter + 1) % FILTER_COUNT;
		if (settle(pane, &pane->bottom) && settle(pane, &pane->cursor))
			show_cursor(pane);
		return true;
	case ACT_MARK: transcript_pane_mark(pane); return true;
	case ACT_NEXT_MARK:
		if (transcript_pane_next_mark(pane))
			show_cursor(pane);
		return true;
	default: return false;
	}
}

static bool entry_matches(const void *context, size_t entry, const char *words)
{
	const struct transcript_pane *pane = context;

	return passes(pane, entry) && text_search(pane->transcript->entries[entry].line, words, NULL) != NULL;
}

void transcript_pane_find(struct transcript_pane *pane, enum find_move move, struct find *find)
{
	size_t entry;

	if (move == FIND_BEGIN) {
		pane->before = pane->cursor;
		pane->follow_before = pane->follow;
		return;
	}
	if (move == FIND_CANCEL) {
		pane->find.words[0] = '\0';
		pane->cursor = pane->before;
		pane->follow = pane->follow_before;
		return;
	}
	if (find->words[0] != '\0' || move == FIND_TYPED)
		find_set(&pane->find, find->words);
	/* Typing looks from the top: what is sought is most often above the newest line. */
	if (pane->transcript != NULL && find_pick(&pane->find, move, pane->transcript->count,
						  move != FIND_TYPED    ? pane->cursor.entry
						  : pane->follow_before ? 0
									: pane->before.entry,
						  entry_matches, pane, &entry)) {
		pane->follow = false;
		pane->cursor = (struct transcript_spot){.entry = entry};
		if (settle(pane, &pane->bottom))
			show_cursor(pane);
	}
	*find = pane->find;
}

const char *transcript_pane_filter(const struct transcript_pane *pane)
{
	switch (pane->filter) {
	case FILTER_CLIENT: return _("only sent");
	case FILTER_SERVER: return _("only received");
	case FILTER_NOTES: return _("only remarks");
	default: return "";
	}
}

void transcript_pane_write(const struct transcript_pane *pane, struct strbuf *out)
{
	for (size_t i = 0; pane->transcript != NULL && i < pane->transcript->count; i++) {
		if (passes(pane, i))
			transcript_entry_write(&pane->transcript->entries[i],
					       transcript_pane_is_marked(pane, i), out);
	}
}
