/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One entry: time, mark of direction, wrapped line. And the user's own marks. */
#include "ui/widgets/transcript_entry.h"

#include <stdio.h>
#include <string.h>

#include "base/intl.h"
#include "base/text.h"

enum { TIME_COLUMNS = 8, MARK_COLUMNS = 3, TEXT_AT = TIME_COLUMNS + MARK_COLUMNS, NARROWEST = 10 };

static size_t text_columns(int columns)
{
	return columns > TEXT_AT + NARROWEST ? (size_t)(columns - TEXT_AT) : NARROWEST;
}

size_t transcript_entry_lines(const struct transcript_entry *entry, int columns)
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

static void draw_head(const struct canvas *canvas, int y, const struct transcript_entry *entry, bool here,
		      bool marked)
{
	if (here || marked)
		canvas_put(canvas, y, 0, STYLE_ACCENT, glyph(marked ? GLYPH_MARK : GLYPH_POINTER));
	canvas_putf(canvas, y, 1, here ? STYLE_ACCENT : STYLE_DIM, "%3lld.%03d",
		    (long long)(entry->ms / 1000), (int)(entry->ms % 1000));
	canvas_put(canvas, y, TIME_COLUMNS + 1, entry_style(entry), entry_mark(entry));
}

void transcript_entry_draw(const struct canvas *canvas, int y, const struct transcript_entry *entry,
			   size_t line, const struct find *find, bool here, bool marked)
{
	enum style style = entry_style(entry);
	const char *text = entry->line;
	size_t next;
	size_t len = text_wrap(text, text_columns(canvas->columns), &next);

	for (; line > 0; line--) {
		text += next;
		len = text_wrap(text, text_columns(canvas->columns), &next);
	}
	if (text == entry->line)
		draw_head(canvas, y, entry, here, marked);
	if (entry->tls)
		canvas_put(canvas, y, TIME_COLUMNS, STYLE_OK, glyph(GLYPH_QUOTE));
	canvas_put_n(canvas, y, TEXT_AT, style, text, len);
	find_highlight(find, canvas, y, TEXT_AT, text, len);
}

void transcript_entry_write(const struct transcript_entry *entry, bool marked, struct strbuf *out)
{
	static const char *const ARROWS[] = {[FROM_CLIENT] = "->", [FROM_SERVER] = "<-", [FROM_NOTE] = "**"};

	strbuf_addf(out, "%c%4lld.%03d %s ", marked ? '!' : ' ', (long long)(entry->ms / 1000),
		    (int)(entry->ms % 1000), ARROWS[entry->from]);
	strbuf_adds(out, entry->line);
	strbuf_addc(out, '\n');
}

/* A number that an entry keeps when older ones are dropped out of the middle. */
static size_t entry_number(const struct transcript_pane *pane, size_t entry)
{
	return entry < TRANSCRIPT_MAX / 2 ? entry : entry + pane->transcript->dropped;
}

static size_t find_mark(const struct transcript_pane *pane, size_t number)
{
	size_t i = 0;

	while (i < pane->mark_count && pane->marks[i] != number)
		i++;
	return i;
}

bool transcript_pane_is_marked(const struct transcript_pane *pane, size_t entry)
{
	return find_mark(pane, entry_number(pane, entry)) < pane->mark_count;
}

void transcript_pane_mark(struct transcript_pane *pane)
{
	size_t number, i;

	if (pane->transcript == NULL || pane->cursor.entry >= pane->transcript->count)
		return;
	number = entry_number(pane, pane->cursor.entry);
	i = find_mark(pane, number);
	if (i < pane->mark_count)
		pane->marks[i] = pane->marks[--pane->mark_count];
	else if (pane->mark_count < TRANSCRIPT_MARKS_MAX)
		pane->marks[pane->mark_count++] = number;
}

bool transcript_pane_next_mark(struct transcript_pane *pane)
{
	size_t count = pane->transcript == NULL ? 0 : pane->transcript->count;

	for (size_t i = 1; i <= count; i++) {
		size_t entry = (pane->cursor.entry + i) % count;

		if (transcript_pane_is_marked(pane, entry)) {
			pane->cursor = (struct transcript_spot){.entry = entry};
			pane->follow = false;
			return true;
		}
	}
	return false;
}
