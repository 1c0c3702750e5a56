/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scrolling and links. */
#include "ui/widgets/pager.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"

void pager_init(struct pager *pager)
{
	*pager = (struct pager){.link = DOCUMENT_NO_LINK};
	document_init(&pager->document, 0);
}

void pager_finish(struct pager *pager)
{
	document_finish(&pager->document);
}

struct document *pager_begin(struct pager *pager, int rows, int columns)
{
	pager->rows = rows < 1 ? 1 : rows;
	document_reset(&pager->document, columns < 2 ? 2 : columns);
	return &pager->document;
}

static size_t last_top(const struct pager *pager)
{
	size_t rows = (size_t)pager->rows;

	return pager->document.line_count > rows ? pager->document.line_count - rows : 0;
}

void pager_end(struct pager *pager)
{
	if (pager->top > last_top(pager))
		pager->top = last_top(pager);
	if (pager->link >= (int)pager->document.link_count)
		pager->link = (int)pager->document.link_count - 1;
}

static void scroll(struct pager *pager, int lines)
{
	if (lines < 0 && pager->top < (size_t)-lines)
		pager->top = 0;
	else
		pager->top += (size_t)lines;
	if (pager->top > last_top(pager))
		pager->top = last_top(pager);
}

static void focus_link(struct pager *pager, int step)
{
	int count = (int)pager->document.link_count;
	size_t line;

	if (count == 0)
		return;
	if (pager->link == DOCUMENT_NO_LINK)
		pager->link = step > 0 ? 0 : count - 1;
	else
		pager->link = (pager->link + step + count) % count;
	line = document_link_line(&pager->document, pager->link);
	if (line < pager->top)
		pager->top = line;
	if (line >= pager->top + (size_t)pager->rows)
		pager->top = line - (size_t)pager->rows + 1;
	scroll(pager, 0);
}

bool pager_handle_action(struct pager *pager, enum action action)
{
	int page = pager->rows > 2 ? pager->rows - 1 : 1;

	switch (action) {
	case ACT_UP: scroll(pager, -1); return true;
	case ACT_DOWN: scroll(pager, 1); return true;
	case ACT_PAGE_UP: scroll(pager, -page); return true;
	case ACT_PAGE_DOWN: scroll(pager, page); return true;
	case ACT_TOP: pager->top = 0; return true;
	case ACT_BOTTOM: pager->top = last_top(pager); return true;
	case ACT_NEXT_LINK: focus_link(pager, 1); return true;
	case ACT_PREVIOUS_LINK: focus_link(pager, -1); return true;
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
	found = text_search(text.data, words, NULL);
	here = found != NULL && (size_t)(found - text.data) < len;
	strbuf_finish(&text);
	return here;
}

/* A third of the rows above the match: what leads to it is read too. */
static void show_line(struct pager *pager, size_t line)
{
	size_t rows = (size_t)pager->rows;

	pager->found_line = line;
	if (line < pager->top || line >= pager->top + rows)
		pager->top = line > rows / 3 ? line - rows / 3 : 0;
	scroll(pager, 0);
}

void pager_find(struct pager *pager, enum find_move move, struct find *find)
{
	size_t line;

	if (move == FIND_BEGIN) {
		pager->top_before = pager->top;
		return;
	}
	if (move == FIND_CANCEL) {
		pager->find.words[0] = '\0';
		pager->top = pager->top_before;
		return;
	}
	if (find->words[0] != '\0' || move == FIND_TYPED)
		find_set(&pager->find, find->words);
	if (find_pick(&pager->find, move, pager->document.line_count,
		      move == FIND_TYPED ? pager->top_before : pager->found_line, line_matches,
		      &pager->document, &line))
		show_line(pager, line);
	*find = pager->find;
}

static void highlight(const struct pager *pager, const struct canvas *canvas)
{
	struct strbuf text;

	strbuf_init(&text, DOCUMENT_BYTES_MAX);
	for (int y = 0; y < canvas->rows && pager->top + (size_t)y < pager->document.line_count; y++) {
		strbuf_clear(&text);
		write_line(&pager->document, pager->top + (size_t)y, &text);
		find_highlight(&pager->find, canvas, y, 0, text.data, text.len);
	}
	strbuf_finish(&text);
}

const char *pager_target(const struct pager *pager)
{
	if (pager->link < 0 || (size_t)pager->link >= pager->document.link_count)
		return NULL;
	return pager->document.links[pager->link];
}

void pager_draw(const struct pager *pager, const struct canvas *canvas, bool focused)
{
	struct canvas text = canvas_part(canvas, 0, 0, canvas->rows, canvas->columns - 1);

	document_draw(&pager->document, &text, pager->top, focused ? pager->link : DOCUMENT_NO_LINK);
	if (pager->find.words[0] != '\0') {
		highlight(pager, &text);
		if (focused && pager->find.count > 0 && !canvas->frame->cursor_on)
			canvas_cursor(canvas, (int)(pager->found_line - pager->top), 0);
	}
	canvas_more(canvas, pager->top > 0, pager->top < last_top(pager));
	if (focused && !canvas->frame->cursor_on)
		canvas_cursor(canvas, 0, 0);
}
