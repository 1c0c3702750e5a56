/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Searching a text as one types: what a view that can be searched is asked, and what it answers. The
 * bar to type into is find_view.c.
 */
#ifndef MAILMEDIC_UI_WIDGETS_FIND_H
#define MAILMEDIC_UI_WIDGETS_FIND_H

#include "ui/terminal/canvas.h"

enum { FIND_MAX = 128 };

enum find_move {
	FIND_BEGIN,    /* remember the place */
	FIND_TYPED,    /* the words are others now: the first match from the remembered place on */
	FIND_NEXT,     /* the match after this one, round the end */
	FIND_PREVIOUS, /* the one before */
	FIND_CANCEL,   /* forget the words, back to the remembered place */
};

struct find {
	char words[FIND_MAX]; /* "": not searching */
	size_t at;            /* this match, from 1; 0: none */
	size_t count;
};

/* Puts other words in; what does not fit is left out at a character. */
void find_set(struct find *find, const char *words);

/* Draws a line's matches over what was drawn of it at (y, x): `len` bytes of `text`. */
void find_highlight(const struct find *find, const struct canvas *canvas, int y, int x, const char *text,
		    size_t len);

/*
 * Picks a match: `matches(context, i)` says whether item i of `count` matches. `from` is the item to start
 * at for FIND_TYPED, the current match for the other moves. Sets at and count; *ret_item is the item picked.
 * False when nothing matches.
 */
bool find_pick(struct find *find, enum find_move move, size_t count, size_t from,
	       bool (*matches)(const void *context, size_t i, const char *words), const void *context,
	       size_t *ret_item);

#endif
