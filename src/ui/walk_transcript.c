/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The live transcript: time, mark of direction, line; wrapped, drawn upwards from its bottom line. */
#include "ui/walk_view.h"

#include <stdio.h>
#include <string.h>

#include "base/intl.h"
#include "base/text.h"

enum { TIME_COLUMNS = 8, MARK_COLUMNS = 3, TEXT_AT = TIME_COLUMNS + MARK_COLUMNS };

static size_t text_columns(int columns)
{
	return columns > TEXT_AT + 10 ? (size_t)(columns - TEXT_AT) : 10;
}

/* How many lines an entry takes. */
static size_t entry_lines(const struct transcript_entry *entry, int columns)
{
	const char *text = entry->line;
	size_t lines = 0, next;

	do {
		text_wrap(text, text_columns(columns), &next);
		text += next;
		lines++;
	} while (*text != '\0' && next > 0);
	return lines;
}

static enum style entry_style(const struct transcript_entry *entry)
{
	if (entry->decisive)
		return STYLE_DECISIVE;
	switch (entry->from) {
	case FROM_CLIENT: return STYLE_CLIENT;
	case FROM_SERVER: return STYLE_SERVER;
	default: return STYLE_NOTE;
	}
}

static const char *entry_mark(const struct transcript_entry *entry)
{
	if (entry->decisive)
		return glyph(GLYPH_DECISIVE);
	switch (entry->from) {
	case FROM_CLIENT: return glyph(GLYPH_CLIENT);
	case FROM_SERVER: return glyph(GLYPH_SERVER);
	default: return glyph(GLYPH_NOTE);
	}
}

/* Draws line `line` of an entry on row y. */
static void draw_entry_line(const struct canvas *canvas, int y, const struct transcript_entry *entry,
			    size_t line)
{
	enum style style = entry_style(entry);
	const char *text = entry->line;
	size_t len, next;

	for (len = text_wrap(text, text_columns(canvas->columns), &next); line > 0; line--) {
		text += next;
		len = text_wrap(text, text_columns(canvas->columns), &next);
		if (line == 1)
			break;
	}
	if (text == entry->line) {
		canvas_putf(canvas, y, 0, STYLE_DIM, "%4lld.%03d", (long long)(entry->ms / 1000),
			    (int)(entry->ms % 1000));
		canvas_put(canvas, y, TIME_COLUMNS + 1, style, entry_mark(entry));
	}
	if (entry->tls)
		canvas_put(canvas, y, TIME_COLUMNS, STYLE_OK, glyph(GLYPH_QUOTE));
	canvas_put_n(canvas, y, TEXT_AT, style, text, len);
}

/* The place as an entry and a line that exist. */
static struct transcript_place settle(const struct transcript_place *place,
				      const struct transcript *transcript, int columns)
{
	struct transcript_place at = *place;

	if (at.follow || at.entry >= transcript->count) {
		at.entry = transcript->count - 1;
		at.line = entry_lines(&transcript->entries[at.entry], columns) - 1;
	} else {
		size_t lines = entry_lines(&transcript->entries[at.entry], columns);

		at.line = at.line >= lines ? lines - 1 : at.line;
	}
	return at;
}

static bool step_up(struct transcript_place *at, const struct transcript *transcript, int columns)
{
	if (at->line > 0) {
		at->line--;
		return true;
	}
	if (at->entry == 0)
		return false;
	at->entry--;
	at->line = entry_lines(&transcript->entries[at->entry], columns) - 1;
	return true;
}

static bool step_down(struct transcript_place *at, const struct transcript *transcript, int columns)
{
	if (at->line + 1 < entry_lines(&transcript->entries[at->entry], columns)) {
		at->line++;
		return true;
	}
	if (at->entry + 1 >= transcript->count)
		return false;
	at->entry++;
	at->line = 0;
	return true;
}

/* Rows that are filled when `at` is the bottom line, `rows` at most. */
static int rows_above(struct transcript_place at, const struct transcript *transcript, int rows, int columns)
{
	int filled = 1;

	while (filled < rows && step_up(&at, transcript, columns))
		filled++;
	return filled;
}

void walk_transcript_draw(const struct canvas *canvas, const struct transcript *transcript,
			  const struct transcript_place *place, bool focused)
{
	struct canvas text = canvas_part(canvas, 0, 0, canvas->rows, canvas->columns - 1);
	struct transcript_place at;
	int y;

	if (focused)
		canvas_cursor(canvas, 0, 0);
	if (transcript->count == 0) {
		canvas_put_fit(canvas, 0, 1, canvas->columns - 2, STYLE_DIM,
			       _("Nothing has been sent or received yet. Lines appear here as they come."));
		return;
	}
	at = settle(place, transcript, text.columns);
	if (!place->follow && (at.entry + 1 < transcript->count || !place->follow))
		canvas_put(canvas, canvas->rows - 1, canvas->columns - 1, STYLE_ACCENT,
			   glyph(GLYPH_MORE_BELOW));
	y = rows_above(at, transcript, canvas->rows, text.columns) - 1;
	do {
		draw_entry_line(&text, y--, &transcript->entries[at.entry], at.line);
	} while (y >= 0 && step_up(&at, transcript, text.columns));
	if (step_up(&at, transcript, text.columns))
		canvas_put(canvas, 0, canvas->columns - 1, STYLE_ACCENT, glyph(GLYPH_MORE_ABOVE));
}

static void scroll(struct transcript_place *place, const struct transcript *transcript, int rows, int columns,
		   int lines)
{
	struct transcript_place at = settle(place, transcript, columns);

	at.follow = false;
	for (; lines < 0 && rows_above(at, transcript, rows + 1, columns) > rows; lines++)
		step_up(&at, transcript, columns);
	for (; lines > 0; lines--) {
		if (!step_down(&at, transcript, columns)) {
			at.follow = true;
			break;
		}
	}
	*place = at;
}

bool walk_transcript_act(struct transcript_place *place, const struct transcript *transcript, int rows,
			 int columns, enum action action)
{
	int amount;

	switch (action) {
	case ACT_UP: amount = -1; break;
	case ACT_DOWN: amount = 1; break;
	case ACT_PAGE_UP: amount = 1 - rows; break;
	case ACT_PAGE_DOWN: amount = rows - 1; break;
	case ACT_TOP: amount = -TRANSCRIPT_MAX * 4; break;
	case ACT_BOTTOM: place->follow = true; return true;
	default: return false;
	}
	if (transcript->count > 0)
		scroll(place, transcript, rows, columns - 1, amount);
	return true;
}
