/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text laid out for a width: wrapped lines of styled spans, with links. Built anew when the content
 * or the width changes; drawing only reads it.
 */
#ifndef MAILMEDIC_UI_WIDGETS_DOCUMENT_H
#define MAILMEDIC_UI_WIDGETS_DOCUMENT_H

#include "base/strbuf.h"
#include "ui/terminal/canvas.h"

enum { DOCUMENT_BYTES_MAX = 1024 * 1024, DOCUMENT_NO_LINK = -1 };

struct document_span {
	size_t start, len; /* in `text` */
	enum style style;
	int link;
};

struct document_line {
	size_t first_span, span_count;
};

struct document_run { /* a piece of the paragraph being built */
	size_t end;
	enum style style;
	int link;
};

struct document {
	int columns;
	struct strbuf text;
	struct document_span *spans;
	size_t span_count, span_room;
	struct document_line *lines;
	size_t line_count, line_room;
	char **links; /* targets, owned */
	size_t link_count;
	/* The paragraph being built. */
	struct strbuf paragraph;
	struct document_run *runs;
	size_t run_count, run_room;
	int margin;
	char *prefix;
	enum style prefix_style;
	char *rest_prefix; /* before its other lines; NULL: blanks */
};

void document_init(struct document *document, int columns);
void document_finish(struct document *document);
/* Empties it for a new layout. */
void document_reset(struct document *document, int columns);

/*
 * A paragraph: begin, text and links, end. Its first line starts with `prefix` (may be NULL) after
 * `margin` columns; the other lines are indented to where the first one's text begins. A prefix that leaves
 * little room stands on a line of its own. A newline in a text breaks the line. Texts are UTF-8 and inert.
 */
void document_begin(struct document *document, int margin, enum style prefix_style, const char *prefix);
/* What stands before the other lines of the paragraph, as wide as its prefix: a bar that goes on. */
void document_rest_prefix(struct document *document, const char *prefix);
void document_text(struct document *document, enum style style, const char *text);
void document_textf(struct document *document, enum style style, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A line of a reply, capped as in all verdicts (format_reply_line). */
void document_reply_line(struct document *document, enum style style, const char *line);
void document_link(struct document *document, enum style style, const char *text, const char *target);
void document_end(struct document *document);

/* Shorthands. */
void document_blank(struct document *document); /* an empty line, never two in a row */
void document_line(struct document *document, enum style style, const char *text);
void document_heading(struct document *document, const char *text); /* with a blank line before */
/* "Label      value", the value indented to `label_columns`; a label that is wider stands above it. */
void document_pair(struct document *document, int label_columns, const char *label, enum style style,
		   const char *value);

/* Appends the lines of `count` documents side by side at the columns `at`. Links go along. */
void document_join(struct document *document, const struct document *parts, const int *at, size_t count);

/* True for a target that is a web page, not a topic. NULL is none. */
bool document_is_page(const char *target);

/* Line on which a link starts; 0 when there is none. */
size_t document_link_line(const struct document *document, int link);

/* Draws lines from `top` on; the focused link is marked and carries the cursor. */
void document_draw(const struct document *document, const struct canvas *canvas, size_t top,
		   int focused_link);

#endif
