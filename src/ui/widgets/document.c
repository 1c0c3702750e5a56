/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Building and drawing laid-out text. Knows no Markdown and no screen. */
#include "ui/widgets/document.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "present/format.h"
#include "ui/keymap.h"

enum { FIRST_ROOM = 64, NARROWEST = 8, LITTLE_INDENT = 2 };

void document_init(struct document *document, int columns)
{
	memset(document, 0, sizeof(*document));
	strbuf_init(&document->text, DOCUMENT_BYTES_MAX);
	strbuf_init(&document->paragraph, DOCUMENT_BYTES_MAX);
	document->columns = columns;
}

static void clear_links(struct document *document)
{
	for (size_t i = 0; i < document->link_count; i++)
		free(document->links[i]);
	free(document->links);
	document->links = NULL;
	document->link_count = 0;
}

void document_finish(struct document *document)
{
	clear_links(document);
	strbuf_finish(&document->text);
	strbuf_finish(&document->paragraph);
	free(document->spans);
	free(document->lines);
	free(document->runs);
	free(document->prefix);
	free(document->rest_prefix);
	memset(document, 0, sizeof(*document));
}

void document_reset(struct document *document, int columns)
{
	clear_links(document);
	strbuf_clear(&document->text);
	strbuf_clear(&document->paragraph);
	document->span_count = document->line_count = document->run_count = 0;
	document->columns = columns;
}

/* Makes room for one more item in a growing array. */
static void *grown(void *items, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return items;
	*room = *room == 0 ? FIRST_ROOM : *room * 2;
	return mem_realloc(items, *room, size);
}

static void open_line(struct document *document)
{
	document->lines =
	    grown(document->lines, document->line_count, &document->line_room, sizeof(*document->lines));
	document->lines[document->line_count++] = (struct document_line){.first_span = document->span_count};
}

static void add_span(struct document *document, const char *text, size_t len, enum style style, int link)
{
	size_t start = document->text.len;

	if (len == 0 || !strbuf_add(&document->text, text, len))
		return;
	document->spans =
	    grown(document->spans, document->span_count, &document->span_room, sizeof(*document->spans));
	document->spans[document->span_count++] =
	    (struct document_span){.start = start, .len = len, .style = style, .link = link};
	document->lines[document->line_count - 1].span_count++;
}

static void add_blanks(struct document *document, int count)
{
	static const char BLANKS[] = "                                ";

	while (count > 0) {
		int step = count < (int)sizeof(BLANKS) - 1 ? count : (int)sizeof(BLANKS) - 1;

		add_span(document, BLANKS, (size_t)step, STYLE_TEXT, DOCUMENT_NO_LINK);
		count -= step;
	}
}

void document_begin(struct document *document, int margin, enum style prefix_style, const char *prefix)
{
	strbuf_clear(&document->paragraph);
	document->run_count = 0;
	document->margin = margin;
	document->prefix_style = prefix_style;
	mem_replace(&document->prefix, prefix);
	mem_replace(&document->rest_prefix, NULL);
}

void document_rest_prefix(struct document *document, const char *prefix)
{
	mem_replace(&document->rest_prefix, prefix);
}

static void add_run(struct document *document, enum style style, int link, const char *text)
{
	strbuf_adds(&document->paragraph, text);
	document->runs =
	    grown(document->runs, document->run_count, &document->run_room, sizeof(*document->runs));
	document->runs[document->run_count++] =
	    (struct document_run){.end = document->paragraph.len, .style = style, .link = link};
}

void document_text(struct document *document, enum style style, const char *text)
{
	add_run(document, style, DOCUMENT_NO_LINK, text);
}

void document_textf(struct document *document, enum style style, const char *format, ...)
{
	char text[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	document_text(document, style, text);
}

void document_reply_line(struct document *document, enum style style, const char *line)
{
	struct strbuf shown;

	strbuf_init(&shown, FORMAT_REPLY_MAX + 4);
	format_reply_line(NULL, line, &shown);
	document_text(document, style, shown.data);
	strbuf_finish(&shown);
}

void document_link(struct document *document, enum style style, const char *text, const char *target)
{
	document->links = mem_realloc(document->links, document->link_count + 1, sizeof(*document->links));
	document->links[document->link_count] = mem_strdup(target);
	add_run(document, style, (int)document->link_count, text);
	document->link_count++;
}

/* Adds the bytes [from, to) of the paragraph to the open line, split where the style changes. */
static void add_piece(struct document *document, size_t from, size_t to)
{
	size_t run = 0;

	while (from < to) {
		size_t end;

		while (run < document->run_count && document->runs[run].end <= from)
			run++;
		if (run == document->run_count)
			return;
		end = document->runs[run].end < to ? document->runs[run].end : to;
		add_span(document, document->paragraph.data + from, end - from, document->runs[run].style,
			 document->runs[run].link);
		from = end;
	}
}

static void begin_line(struct document *document, const char *prefix)
{
	open_line(document);
	add_blanks(document, document->margin);
	add_span(document, prefix, strlen(prefix), document->prefix_style, DOCUMENT_NO_LINK);
}

void document_end(struct document *document)
{
	const char *prefix = document->prefix == NULL ? "" : document->prefix;
	int indent = (int)text_width(prefix);
	int little = document->columns / 4 > NARROWEST ? document->columns / 4 : NARROWEST;
	size_t at = 0, next;
	struct strbuf rest;

	strbuf_init(&rest, DOCUMENT_BYTES_MAX);
	if (indent > 0 && document->columns - document->margin - indent < little) {
		begin_line(document, prefix);
		indent = LITTLE_INDENT;
		prefix = NULL;
	}
	if (document->columns - document->margin - indent < NARROWEST)
		document->margin = indent = 0;
	text_add_padded(&rest, document->rest_prefix == NULL ? "" : document->rest_prefix, (size_t)indent);
	do {
		int room = document->columns - document->margin - indent;
		size_t len = text_wrap(document->paragraph.data + at, room < 2 ? 2 : (size_t)room, &next);

		begin_line(document, prefix != NULL && at == 0 ? prefix : rest.data);
		add_piece(document, at, at + len);
		at += next;
	} while (next > 0 && at < document->paragraph.len);
	strbuf_finish(&rest);
}

void document_blank(struct document *document)
{
	if (document->line_count == 0 || document->lines[document->line_count - 1].span_count == 0)
		return;
	open_line(document);
}

void document_line(struct document *document, enum style style, const char *text)
{
	document_begin(document, 0, STYLE_TEXT, NULL);
	document_text(document, style, text);
	document_end(document);
}

void document_heading(struct document *document, const char *text)
{
	document_blank(document);
	document_line(document, STYLE_HEADING, text);
}

void document_pair(struct document *document, int label_columns, const char *label, enum style style,
		   const char *value)
{
	struct strbuf prefix;

	strbuf_init(&prefix, 256);
	if ((int)text_width(label) >= label_columns && label_columns > 0) { /* never glued together */
		document_line(document, STYLE_DIM, label);
		label = "";
	}
	text_add_padded(&prefix, label, label_columns > 0 ? (size_t)label_columns : 0);
	document_begin(document, 0, STYLE_DIM, prefix.data);
	document_text(document, style, value);
	document_end(document);
	strbuf_finish(&prefix);
}

/* Copies the spans of one line of `part` into the open line; returns the columns they take. */
static int copy_line(struct document *document, const struct document *part, size_t line, int first_link)
{
	int width = 0;

	if (line >= part->line_count)
		return 0;
	for (size_t i = 0; i < part->lines[line].span_count; i++) {
		const struct document_span *span = &part->spans[part->lines[line].first_span + i];
		const char *text = part->text.data + span->start;

		add_span(document, text, span->len, span->style,
			 span->link == DOCUMENT_NO_LINK ? DOCUMENT_NO_LINK : first_link + span->link);
		width += (int)text_width_n(text, span->len);
	}
	return width;
}

/* Takes over the links of a part; returns the number that its first link has now. */
static int take_links(struct document *document, const struct document *part)
{
	int first = (int)document->link_count;

	if (part->link_count == 0)
		return first;
	document->links =
	    mem_realloc(document->links, document->link_count + part->link_count, sizeof(*document->links));
	for (size_t i = 0; i < part->link_count; i++)
		document->links[document->link_count++] = mem_strdup(part->links[i]);
	return first;
}

void document_join(struct document *document, const struct document *parts, const int *at, size_t count)
{
	int *first_links = mem_calloc(count + 1, sizeof(*first_links));
	size_t height = 0;

	for (size_t i = 0; i < count; i++) {
		first_links[i] = take_links(document, &parts[i]);
		height = parts[i].line_count > height ? parts[i].line_count : height;
	}
	for (size_t line = 0; line < height; line++) {
		int column = 0;

		open_line(document);
		for (size_t i = 0; i < count; i++) {
			if (line >= parts[i].line_count)
				continue;
			add_blanks(document, at[i] - column);
			column = at[i] > column ? at[i] : column;
			column += copy_line(document, &parts[i], line, first_links[i]);
		}
	}
	free(first_links);
}

bool document_is_page(const char *target)
{
	return target != NULL && text_starts_nocase(target, "http");
}

size_t document_link_line(const struct document *document, int link)
{
	for (size_t line = 0; line < document->line_count; line++) {
		for (size_t i = 0; i < document->lines[line].span_count; i++) {
			if (document->spans[document->lines[line].first_span + i].link == link)
				return line;
		}
	}
	return 0;
}

/* A link can be clicked; where it leads to a web page, the terminal may know that too. */
static void note_link(const struct document *document, const struct document_span *span,
		      const struct canvas *canvas, const struct frame_link *place)
{
	struct frame_link link = *place;

	canvas_hit(canvas, link.y, link.x, link.columns, ACT_SELECT, span->link);
	link.index = span->link;
	link.url = document->links[span->link];
	if (document_is_page(link.url))
		canvas_link(canvas, &link);
}

static void draw_line(const struct document *document, const struct canvas *canvas, int y, size_t line,
		      int focused)
{
	int x = 0;

	for (size_t i = 0; i < document->lines[line].span_count; i++) {
		const struct document_span *span = &document->spans[document->lines[line].first_span + i];
		bool is_link = span->link != DOCUMENT_NO_LINK;
		bool is_focused = is_link && span->link == focused;
		int end;

		if (is_focused && !canvas->frame->cursor_on)
			canvas_cursor(canvas, y, x);
		end = canvas_put_n(canvas, y, x, is_focused ? STYLE_LINK_FOCUS : span->style,
				   document->text.data + span->start, span->len);
		if (is_link)
			note_link(document, span, canvas,
				  &(struct frame_link){.y = y,
						       .x = x,
						       .columns = end - x,
						       .style = is_focused ? STYLE_LINK_FOCUS : span->style});
		x = end;
	}
}

void document_draw(const struct document *document, const struct canvas *canvas, size_t top, int focused_link)
{
	for (int y = 0; y < canvas->rows && top + (size_t)y < document->line_count; y++)
		draw_line(document, canvas, y, top + (size_t)y, focused_link);
}
