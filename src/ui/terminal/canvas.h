/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A rectangle to draw in. Everything is clipped to it, every text is UTF-8, and what can be clicked
 * is noted while it is drawn, so draw code never keeps state. The only drawing module besides the
 * terminal that calls curses.
 */
#ifndef MAILMEDIC_UI_TERMINAL_CANVAS_H
#define MAILMEDIC_UI_TERMINAL_CANVAS_H

#include "ui/terminal/glyph.h"
#include "ui/terminal/style.h"

#include <stdbool.h>
#include <stddef.h>

struct secret;

enum { HITS_MAX = 512, LINKS_MAX = 64 };

/* A place that can be clicked: it stands for an action (keymap.h) on an item. */
struct hit {
	int y, x, rows, columns; /* on the screen */
	int action;
	int index;
};

/* Words that stand for a web address. */
struct frame_link {
	int y, x, columns; /* on the screen */
	enum style style;
	int index;       /* the same for all pieces of a link that is wrapped */
	const char *url; /* borrowed, until the view is laid out again */
};

/* What one painting leaves behind besides the picture. */
struct frame {
	struct hit hits[HITS_MAX];
	size_t hit_count;
	struct frame_link links[LINKS_MAX];
	size_t link_count;
	bool cursor_on;
	int cursor_y, cursor_x;
};

struct canvas {
	struct frame *frame;
	int top, left; /* on the screen */
	int rows, columns;
};

/* The whole terminal; forgets the last frame and clears the picture. */
struct canvas canvas_begin(struct frame *frame);

/* A part of `canvas`, clipped to it. */
struct canvas canvas_part(const struct canvas *canvas, int y, int x, int rows, int columns);

/* Draws `text` from (y, x); what does not fit is left out. Returns the column after it. */
int canvas_put(const struct canvas *canvas, int y, int x, enum style style, const char *text);
int canvas_put_n(const struct canvas *canvas, int y, int x, enum style style, const char *text, size_t len);
int canvas_putf(const struct canvas *canvas, int y, int x, enum style style, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* As canvas_put in at most `columns`, ending in an ellipsis when something is left out. */
int canvas_put_fit(const struct canvas *canvas, int y, int x, int columns, enum style style,
		   const char *text);

/* Draws a secret in clear, as much of it as fits. What was typed has no control characters. */
void canvas_put_secret(const struct canvas *canvas, int y, int x, int columns, const struct secret *secret);

/* Fills part of a row with blanks. */
void canvas_fill(const struct canvas *canvas, int y, int x, int columns, enum style style);

/* A horizontal rule over the whole width with a title in it (NULL: none). */
void canvas_rule(const struct canvas *canvas, int y, const char *title, bool focused);

/* A box around the whole canvas, cleared, with a title; returns what is inside (one column of air at the
 * sides). */
struct canvas canvas_box(const struct canvas *canvas, const char *title);

/* Marks at the right end that there is more above or below; a click there turns the page. */
void canvas_more(const struct canvas *canvas, bool above, bool below);

/* Puts the hardware cursor there: on what has the focus. */
void canvas_cursor(const struct canvas *canvas, int y, int x);

/* Notes that a click there does `action` on item `index`. */
void canvas_hit(const struct canvas *canvas, int y, int x, int columns, int action, int index);

/* Notes a link at its place on the canvas. */
void canvas_link(const struct canvas *canvas, const struct frame_link *link);

/* The same for everything in `canvas`; noted before the items in it. */
void canvas_area(const struct canvas *canvas, int action, int index);

/* The place clicked, or NULL; later ones lie on top of earlier ones. */
const struct hit *frame_find_hit(const struct frame *frame, int y, int x);

/* The same among the places for one action. */
const struct hit *frame_find_area(const struct frame *frame, int y, int x, int action);

#endif
