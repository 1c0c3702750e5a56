/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The run as round trips (session/trips.h), each with a bar as long as it took. */
#include <stdlib.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "present/format.h"
#include "present/round_trips.h"
#include "ui/views/views.h"
#include "ui/views/walk_view.h"
#include "ui/widgets/text_view.h"

enum { BAR_COLUMNS = 16, TIME_COLUMNS = 9 };

static const struct view_ops timeline_view_ops;

struct view *timeline_view_create(void)
{
	struct paper *paper = mem_calloc(1, sizeof(*paper));

	paper_init(paper, &timeline_view_ops);
	return &paper->view;
}

static const char *title(const struct view *view, const struct ui *ui)
{
	(void)view;
	(void)ui;
	return _("Round trips");
}

static void write_padded(struct strbuf *out, const char *text, size_t columns)
{
	for (size_t width = text_width(text); width < columns; width++)
		strbuf_addc(out, ' ');
	strbuf_adds(out, text);
}

static void add_trip(struct document *document, const struct trip *trip, int64_t longest)
{
	int full = trip->took == TRIP_NOT_KNOWN ? 0 : (int)(trip->took * BAR_COLUMNS / longest);
	struct strbuf head, took;

	strbuf_init(&head, 256);
	strbuf_init(&took, 64);
	if (trip->took != TRIP_NOT_KNOWN)
		shown_ms(trip->took, &took);
	if (trip->took != TRIP_NOT_KNOWN && full == 0)
		full = 1; /* too short to measure is not nothing */
	strbuf_addf(&head, "%4lld.%03d ", (long long)(trip->begun / 1000), (int)(trip->begun % 1000));
	for (int i = 0; i < BAR_COLUMNS; i++)
		strbuf_adds(&head, glyph(i < full ? GLYPH_BAR_FULL : GLYPH_BAR_EMPTY));
	write_padded(&head, took.data, TIME_COLUMNS);
	strbuf_adds(&head, "  ");
	document_begin(document, 0, trip->took == longest ? STYLE_WARNING : STYLE_DIM, head.data);
	document_text(document, trip->is_line ? STYLE_CLIENT : STYLE_TEXT, trip->question);
	if (trip->answer != NULL) {
		document_textf(document, STYLE_DIM, " %s ", glyph(GLYPH_LEADS_TO));
		document_text(document, STYLE_SERVER, trip->answer);
	}
	document_end(document);
	strbuf_finish(&head);
	strbuf_finish(&took);
}

static void add_sum(struct document *document, const struct trips *trips)
{
	const struct trip *slowest = trips_slowest(trips);
	struct strbuf all, most;

	if (slowest == NULL) {
		document_line(document, STYLE_TEXT, _("Nothing has been asked yet."));
		return;
	}
	strbuf_init(&all, 64);
	strbuf_init(&most, 64);
	shown_ms(trips->sum, &all);
	shown_ms(slowest->took, &most);
	document_begin(document, 0, STYLE_TEXT, NULL);
	document_textf(document, STYLE_STRONG, _("%zu steps took %s; the slowest (%s): "), trips->count,
		       all.data, most.data);
	document_text(document, STYLE_WARNING, slowest->question);
	document_end(document);
	document_line(
	    document, STYLE_DIM,
	    _("From asking to the first line of the answer. The time in which you type does not count."));
	document_blank(document);
	strbuf_finish(&all);
	strbuf_finish(&most);
}

void timeline_layout(struct document *document, const struct trips *trips)
{
	add_sum(document, trips);
	for (size_t i = 0; i < trips->count; i++)
		add_trip(document, &trips->list[i], trips->longest);
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct paper *paper = (struct paper *)view;
	struct trips *trips = mem_calloc(1, sizeof(*trips));

	trips_collect(trips, &ui->checkup.run.facts, run_under_way_ms(&ui->checkup.run));
	timeline_layout(reader_begin(&paper->reader, rows, columns - 1), trips);
	reader_end(&paper->reader);
	free(trips);
}

static const struct view_ops timeline_view_ops = {
    .placement = PLACE_SIDE,
    .help = "basics/stages",
    .title = title,
    .where = paper_where,
    .possible = paper_possible,
    .layout = layout,
    .draw = paper_draw,
    .act = paper_act,
    .find = paper_find,
    .destroy = paper_destroy,
};
