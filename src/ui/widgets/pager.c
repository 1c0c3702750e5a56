/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scrolling and links. */
#include "ui/widgets/pager.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"

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

/* The text of a line, as it is drawn. */
static void write_line(const struct document *document, size_t line, struct strbuf *out)
{
	for (size_t i = 0; i < document->lines[line].span_count; i++) {
		const struct document_span *span = &document->spans[document->lines[line].first_span + i];

		strbuf_add(out, document->text.data + span->start, span->len);
	}
}

/* Words that a line's end divides are found too: a match begins on its line and may go on on the next. */
static bool line_matches(const void *context, size_t line, const char *words)
{
	const struct document *document = context;
	struct strbuf text;
	const char *found;
	size_t len;
	bool here;

	strbuf_init(&text, DOCUMENT_BYTES_MAX);
	write_line(document, line, &text);
	len = text.len;
	if (line + 1 < document->line_count && len > 0) {
		struct strbuf next;

		strbuf_init(&next, DOCUMENT_BYTES_MAX);
		write_line(document, line + 1, &next);
		strbuf_addc(&text, ' ');
		strbuf_adds(&text, next.data + strspn(next.data, " "));
		strbuf_finish(&next);
	}
	found = text_find_nocase(text.data, words);
	here = found != NULL && (size_t)(found - text.data) < len;
	strbuf_finish(&text);
	return here;
}

/* A third of the rows above the match: what leads to it is read too. */
static void show_line(struct reader *reader, size_t line)
{
	size_t rows = (size_t)reader->rows;

	reader->found_line = line;
	if (line < reader->top || line >= reader->top + rows)
		reader->top = line > rows / 3 ? line - rows / 3 : 0;
	scroll(reader, 0);
}

void reader_find(struct reader *reader, enum find_move move, struct find *find)
{
	size_t line;

	if (move == FIND_BEGIN) {
		reader->top_before = reader->top;
		return;
	}
	if (move == FIND_CANCEL) {
		reader->find.words[0] = '\0';
		reader->top = reader->top_before;
		return;
	}
	if (find->words[0] != '\0' || move == FIND_TYPED)
		find_set(&reader->find, find->words);
	if (find_pick(&reader->find, move, reader->document.line_count,
		      move == FIND_TYPED ? reader->top_before : reader->found_line, line_matches,
		      &reader->document, &line))
		show_line(reader, line);
	*find = reader->find;
}

static void highlight(const struct reader *reader, const struct canvas *canvas)
{
	struct strbuf text;

	strbuf_init(&text, DOCUMENT_BYTES_MAX);
	for (int y = 0; y < canvas->rows && reader->top + (size_t)y < reader->document.line_count; y++) {
		strbuf_clear(&text);
		write_line(&reader->document, reader->top + (size_t)y, &text);
		find_highlight(&reader->find, canvas, y, 0, text.data, text.len);
	}
	strbuf_finish(&text);
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

	document_draw(&reader->document, &text, reader->top, focused ? reader->link : DOCUMENT_NO_LINK);
	if (reader->find.words[0] != '\0') {
		highlight(reader, &text);
		if (focused && reader->find.count > 0 && !canvas->frame->cursor_on)
			canvas_cursor(canvas, (int)(reader->found_line - reader->top), 0);
	}
	canvas_more(canvas, reader->top > 0, reader->top < last_top(reader));
	if (focused && !canvas->frame->cursor_on)
		canvas_cursor(canvas, 0, 0);
}
