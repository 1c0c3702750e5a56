/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scrolling and links. */
#include "ui/reader.h"

#include <stdint.h>

void reader_init(struct reader *reader)
{
	*reader = (struct reader){.link = DOCUMENT_NO_LINK};
	document_init(&reader->document, 0);
}

void reader_finish(struct reader *reader)
{
	document_finish(&reader->document);
}

struct document *reader_begin(struct reader *reader, int rows, int columns)
{
	reader->rows = rows < 1 ? 1 : rows;
	document_reset(&reader->document, columns < 2 ? 2 : columns);
	return &reader->document;
}

static size_t last_top(const struct reader *reader)
{
	size_t rows = (size_t)reader->rows;

	return reader->document.line_count > rows ? reader->document.line_count - rows : 0;
}

void reader_end(struct reader *reader)
{
	if (reader->top > last_top(reader))
		reader->top = last_top(reader);
	if (reader->link >= (int)reader->document.link_count)
		reader->link = (int)reader->document.link_count - 1;
}

static void scroll(struct reader *reader, int lines)
{
	if (lines < 0 && reader->top < (size_t)-lines)
		reader->top = 0;
	else
		reader->top += (size_t)lines;
	if (reader->top > last_top(reader))
		reader->top = last_top(reader);
}

static void focus_link(struct reader *reader, int step)
{
	int count = (int)reader->document.link_count;
	size_t line;

	if (count == 0)
		return;
	if (reader->link == DOCUMENT_NO_LINK)
		reader->link = step > 0 ? 0 : count - 1;
	else
		reader->link = (reader->link + step + count) % count;
	line = document_link_line(&reader->document, reader->link);
	if (line < reader->top)
		reader->top = line;
	if (line >= reader->top + (size_t)reader->rows)
		reader->top = line - (size_t)reader->rows + 1;
	scroll(reader, 0);
}

bool reader_act(struct reader *reader, enum action action)
{
	int page = reader->rows > 2 ? reader->rows - 1 : 1;

	switch (action) {
	case ACT_UP: scroll(reader, -1); return true;
	case ACT_DOWN: scroll(reader, 1); return true;
	case ACT_PAGE_UP: scroll(reader, -page); return true;
	case ACT_PAGE_DOWN: scroll(reader, page); return true;
	case ACT_TOP: reader->top = 0; return true;
	case ACT_BOTTOM: reader->top = last_top(reader); return true;
	case ACT_NEXT_LINK: focus_link(reader, 1); return true;
	case ACT_PREVIOUS_LINK: focus_link(reader, -1); return true;
	default: return false;
	}
}

const char *reader_target(const struct reader *reader)
{
	if (reader->link < 0 || (size_t)reader->link >= reader->document.link_count)
		return NULL;
	return reader->document.links[reader->link];
}

void reader_draw(const struct reader *reader, const struct canvas *canvas, bool focused)
{
	struct canvas text = canvas_part(canvas, 0, 0, canvas->rows, canvas->columns - 1);
	int right = canvas->columns - 1;

	document_draw(&reader->document, &text, reader->top, focused ? reader->link : DOCUMENT_NO_LINK);
	if (reader->top > 0)
		canvas_put(canvas, 0, right, STYLE_ACCENT, glyph(GLYPH_MORE_ABOVE));
	if (reader->top < last_top(reader))
		canvas_put(canvas, canvas->rows - 1, right, STYLE_ACCENT, glyph(GLYPH_MORE_BELOW));
	if (focused && !canvas->frame->cursor_on)
		canvas_cursor(canvas, 0, 0);
}
