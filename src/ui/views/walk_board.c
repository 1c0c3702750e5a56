/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a large terminal shows next to the current stage: certificate, round trips, offers. What fits goes
 * below the stage; what does not, side by side below the transcript.
 */
#include "ui/views/walk_view.h"

#include <stdlib.h>

#include "base/intl.h"
#include "base/memory.h"
#include "ui/views/views.h"

enum { GAP = 3, LINES_ROWS_MIN = 12 };

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

/* Lays out a part in `detail`, or only says how many rows it takes when `rows` is less. */
static size_t put_below_stage(struct document *detail, const struct checkup *checkup, size_t part,
			      size_t rows)
{
	const int at[] = {0};
	struct document lines;
	size_t taken;

	document_init(&lines, detail->columns);
	PARTS[part].add(&lines, checkup);
	taken = lines.line_count == 0 ? 0 : lines.line_count + 1;
	if (taken > 0 && detail->line_count + taken <= rows) {
		document_blank(detail);
		document_join(detail, &lines, at, 1);
	}
	document_finish(&lines);
	return taken;
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

/* Whether the parts of `mask` fit side by side and the others below the stage; lays out the first. */
static bool try_split(struct document *board, const struct document *detail, const struct checkup *checkup,
		      const struct walk_room *room, const size_t *taken, unsigned mask)
{
	size_t beside[PART_COUNT] = {0}, count = 0, rows = detail->line_count;

	for (size_t part = 0; part < PART_COUNT; part++) {
		if ((mask & 1u << part) == 0)
			rows += taken[part];
		else if (taken[part] > 0)
			beside[count++] = part;
	}
	document_reset(board, room->board_columns);
	if (count > 0)
		put_side_by_side(board, checkup, beside, count);
	return rows <= (size_t)room->detail_rows &&
	       (count == 0 || (int)board->line_count + 1 + LINES_ROWS_MIN <= room->lines_rows);
}

void walk_board_layout(struct document *board, struct document *detail, const struct checkup *checkup,
		       const struct walk_room *room)
{
	const unsigned all = (1u << PART_COUNT) - 1;
	size_t taken[PART_COUNT];
	unsigned mask = 0;

	for (size_t part = 0; part < PART_COUNT; part++)
		taken[part] = put_below_stage(detail, checkup, part, 0);
	while (mask <= all && !try_split(board, detail, checkup, room, taken, mask))
		mask++;
	if (mask > all) { /* not everything: what there is room for below the stage */
		document_reset(board, room->board_columns);
		mask = 0;
	}
	for (size_t part = 0; part < PART_COUNT; part++) {
		if ((mask & 1u << part) == 0)
			put_below_stage(detail, checkup, part, (size_t)room->detail_rows);
	}
}
