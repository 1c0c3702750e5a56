/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a large terminal shows beside the stage at hand: certificate, round trips, offers. What fits goes
 * below the stage; what does not, side by side below the transcript.
 */
#include "ui/views/walk_view.h"

#include <stdlib.h>

#include "base/intl.h"
#include "base/memory.h"
#include "ui/views/views.h"

enum { GAP = 3, LINES_ROWS_MIN = 15 };

/* Each adds its lines, or none when there is nothing yet. */
static void add_certificate(struct document *document, const struct checkup *checkup)
{
	if (!checkup->run.facts.tls_seen)
		return;
	document_heading(document, _("The server's certificate"));
	walk_detail_add_tls(document, checkup);
}

static void add_round_trips(struct document *document, const struct checkup *checkup)
{
	struct round_trips *round_trips = mem_calloc(1, sizeof(*round_trips));

	round_trips_collect(round_trips, &checkup->run.facts, run_under_way_ms(&checkup->run));
	if (round_trips->count > 0) {
		document_heading(document, _("Round trips"));
		round_trips_layout(document, round_trips);
	}
	free(round_trips);
}

static void add_offers(struct document *document, const struct checkup *checkup)
{
	if (!checkup->run.facts.ehlo_seen)
		return;
	document_heading(document, _("What the server offers"));
	capabilities_layout(document, &checkup->run.facts);
}

static const struct {
	void (*add)(struct document *document, const struct checkup *checkup);
	int weight; /* of its width among others */
} PARTS[] = {{add_round_trips, 3}, {add_certificate, 2}, {add_offers, 3}};

enum { PART_COUNT = sizeof(PARTS) / sizeof(PARTS[0]) };

/* True when there is nothing left to show of it. */
static bool put_below_stage(struct document *detail, const struct checkup *checkup, size_t part, int rows)
{
	const int at[] = {0};
	struct document lines;
	bool fits, empty;

	document_init(&lines, detail->columns);
	PARTS[part].add(&lines, checkup);
	empty = lines.line_count == 0;
	fits = detail->line_count + 1 + lines.line_count <= (size_t)rows;
	if (fits && !empty) {
		document_blank(detail);
		document_join(detail, &lines, at, 1);
	}
	document_finish(&lines);
	return fits || empty;
}

static void put_side_by_side(struct document *board, const struct checkup *checkup, const size_t *left_over,
			     size_t count)
{
	struct document parts[PART_COUNT] = {0};
	int at[PART_COUNT] = {0}, weights = 0, x = 1;

	for (size_t i = 0; i < count; i++)
		weights += PARTS[left_over[i]].weight;
	for (size_t i = 0; i < count; i++) {
		int width = (board->columns - 1) * PARTS[left_over[i]].weight / weights;

		document_init(&parts[i], width - GAP);
		PARTS[left_over[i]].add(&parts[i], checkup);
		at[i] = x;
		x += width;
	}
	document_join(board, parts, at, count);
	for (size_t i = 0; i < count; i++)
		document_finish(&parts[i]);
}

void walk_board_layout(struct document *board, struct document *detail, const struct checkup *checkup,
		       const struct walk_room *room)
{
	size_t left_over[PART_COUNT] = {0}, count = 0;

	for (size_t part = 0; part < PART_COUNT; part++) {
		if (!put_below_stage(detail, checkup, part, room->detail_rows))
			left_over[count++] = part;
	}
	for (; count > 0; count--) { /* the transcript is not crowded out */
		document_reset(board, room->board_columns);
		put_side_by_side(board, checkup, left_over, count);
		if ((int)board->line_count + 1 + LINES_ROWS_MIN <= room->lines_rows)
			return;
	}
	document_reset(board, room->board_columns);
}
