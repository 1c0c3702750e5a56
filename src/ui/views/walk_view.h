/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the walk view, shared by its files. */
#ifndef MAILMEDIC_UI_VIEWS_WALK_VIEW_H
#define MAILMEDIC_UI_VIEWS_WALK_VIEW_H

#include "present/round_trips.h"
#include "ui/ui.h"
#include "ui/widgets/list.h"
#include "ui/widgets/pager.h"
#include "ui/widgets/transcript_pane.h"

enum walk_pane { PANE_STEPS, PANE_DETAIL, PANE_TRANSCRIPT, PANE_COUNT };

enum {
	STEPS_COLUMNS = 25,
	TRANSCRIPT_ROWS_MIN = 6,
	DETAIL_ROWS = 9,
	PASSWORD_ROWS = 13,
	STAGE_BOX_ROWS = 16 /* of a box where the stage stands, at most */
};

/* How the parts share the room: set by the layout. */
struct walk_shape {
	bool beside; /* the transcript beside the rest at full height, not below it */
	int split;   /* column of the upright line */
	int lower;   /* row of the rule between upper and lower part */
	int board;   /* rows below the transcript, with their rule; 0: none */
};

struct walk_view {
	struct view view;
	enum walk_pane pane;
	enum walk_pane pane_before; /* the words to find were typed */
	struct walk_shape shape;
	struct list steps;
	enum stage shown[STAGE_COUNT]; /* the steps on screen, in their order */
	bool chosen;                   /* the user selected a step; else the selection follows the run */
	struct pager detail;
	struct transcript_pane lines;
	struct document board;        /* what a tall terminal shows below the transcript */
	char *commands;               /* the help text about the commands, once a line is held */
	const struct kb *commands_of; /* ... in the language of this one */
	bool verdict_shown;           /* explanation or summary was opened by itself for this run */
	int64_t held_at;              /* since when the line is held whose lesson is shown */
	unsigned run;                 /* which run the above is about */
};

/* For view_ops. */
void walk_view_layout(struct view *view, const struct ui *ui, int rows, int columns);
void walk_view_draw(const struct view *view, const struct ui *ui, const struct canvas *canvas);

/* Where the stage's details stand on `canvas`, as laid out last. */
struct canvas walk_view_detail_part(const struct view *view, const struct canvas *canvas);

/* Lays out what is known of a stage. `commands`: the help text about the commands, or NULL. */
void walk_detail_layout(struct document *document, const struct checkup *checkup, enum stage stage,
			const char *commands);

/* As far as it goes for the TLS connection and the server's certificate. */
void walk_detail_add_tls(struct document *document, const struct checkup *checkup);

struct walk_room { /* that a large terminal has, in rows and columns */
	int detail_rows, lines_rows, board_columns;
};

/* Adds to `detail` what fits there besides the stage, and lays out in `board` what does not. */
void walk_board_layout(struct document *board, struct document *detail, const struct checkup *checkup,
		       const struct walk_room *room);

/* Lays out what the server offers; capabilities_view.c. */
void capabilities_layout(struct document *document, const struct facts *facts);

/* Lays out the round trips of a run, each with a bar as long as it took; round_trips_view.c. */
void round_trips_layout(struct document *document, const struct round_trips *round_trips);

/* The mark of a stage's state and the style that goes with it. */
const char *walk_step_mark(const struct run *run, enum stage stage, enum style *ret_style);

#endif
