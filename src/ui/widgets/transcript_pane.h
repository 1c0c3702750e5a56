/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lines of a run in a pane: followed live, or with a cursor on one line; filtered, marked,
 * searched. Reads the transcript only.
 */
#ifndef MAILMEDIC_UI_WIDGETS_TRANSCRIPT_PANE_H
#define MAILMEDIC_UI_WIDGETS_TRANSCRIPT_PANE_H

#include "base/strbuf.h"
#include "smtp/transcript.h"
#include "ui/keymap.h"
#include "ui/widgets/find.h"

enum { TRANSCRIPT_MARKS_MAX = 64 };

enum transcript_filter { FILTER_ALL, FILTER_CLIENT, FILTER_SERVER, FILTER_NOTES, FILTER_COUNT };

/* One line on the screen: an entry may be wrapped to several. */
struct transcript_spot {
	size_t entry, line;
};

struct transcript_pane {
	const struct transcript *transcript; /* borrowed; set by the layout */
	int rows, columns;                   /* of the last layout; one column is for the scroll marks */
	bool follow;                         /* stay at the newest line */
	struct transcript_spot bottom;       /* else: the line at the bottom of the pane */
	struct transcript_spot cursor;
	enum transcript_filter filter;
	size_t marks[TRANSCRIPT_MARKS_MAX]; /* transcript_number of entries */
	size_t mark_count;
	struct find find;
	struct transcript_spot before; /* where the search began */
	bool follow_before;
};

/* For a new run: follows, no marks, no search; the filter stays. */
void transcript_pane_reset(struct transcript_pane *pane);

/* Takes the size of the pane in; to be called before drawing. */
void transcript_pane_layout(struct transcript_pane *pane, const struct transcript *transcript, int rows,
			    int columns);
/* Draws it; the hardware cursor is on its cursor when focused. */
void transcript_pane_draw(const struct transcript_pane *pane, const struct canvas *canvas, bool focused);

/* Scrolls, filters, marks; `wheel`: the picture moves, not the cursor. False when the action is something
 * else.
 */
bool transcript_pane_handle_action(struct transcript_pane *pane, enum action action, bool wheel);

/* Puts the cursor on a row of the pane that was clicked. */
void transcript_pane_click(struct transcript_pane *pane, int row);

/* For view_ops.find. */
void transcript_pane_find(struct transcript_pane *pane, enum find_move move, struct find *find);

/* The filter's name for people, translated; "" when all lines are shown. */
const char *transcript_pane_filter(const struct transcript_pane *pane);

/* Appends the lines shown, one a line, with time, direction and marks: for copying and saving. */
void transcript_pane_write(const struct transcript_pane *pane, struct strbuf *out);

#endif
