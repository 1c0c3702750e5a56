/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The run as round trips (present/round_trips.h), each with a bar as long as it took. */
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

static const struct view_ops round_trips_view_ops;

struct view *round_trips_view_create(void)
{
	struct text_view *text_view = mem_calloc(1, sizeof(*text_view));

	text_view_init(text_view, &round_trips_view_ops);
	return &text_view->view;
}

static void write_padded(struct strbuf *out, const char *text, size_t columns)
{
	for (size_t width = text_width(text); width < columns; width++)
		strbuf_addc(out, ' ');
	strbuf_adds(out, text);
}

static void add_round_trip(struct document *document, const struct round_trip *round_trip, int64_t longest)
{
	int full =
	    round_trip->took == ROUND_TRIP_NOT_KNOWN ? 0 : (int)(round_trip->took * BAR_COLUMNS / longest);
	struct strbuf head, took;

	strbuf_init(&head, 256);
	strbuf_init(&took, 64);
	if (round_trip->took != ROUND_TRIP_NOT_KNOWN)
		format_ms(round_trip->took, &took);
	if (round_trip->took != ROUND_TRIP_NOT_KNOWN && full == 0)
		full = 1; /* too short to measure is not nothing */
	strbuf_addf(&head, "%4lld.%03d ", (long long)(round_trip->begun / 1000),
		    (int)(round_trip->begun % 1000));
	for (int i = 0; i < BAR_COLUMNS; i++)
		strbuf_adds(&head, glyph(i < full ? GLYPH_BAR_FULL : GLYPH_BAR_EMPTY));
	write_padded(&head, took.data, TIME_COLUMNS);
	strbuf_adds(&head, "  ");
	document_begin(document, 0, round_trip->took == longest ? STYLE_WARNING : STYLE_DIM, head.data);
	document_text(document, round_trip->is_line ? STYLE_CLIENT : STYLE_TEXT, round_trip->question);
	if (round_trip->answer != NULL) {
		document_textf(document, STYLE_DIM, " %s ", glyph(GLYPH_LEADS_TO));
		document_text(document, STYLE_SERVER, round_trip->answer);
	}
	document_end(document);
	strbuf_finish(&head);
	strbuf_finish(&took);
}

static void add_sum(struct document *document, const struct round_trips *round_trips)
{
	const struct round_trip *slowest = round_trips_slowest(round_trips);
	struct strbuf all, most;

	if (slowest == NULL) {
		document_line(document, STYLE_TEXT, _("Nothing has been asked yet."));
		return;
	}
	strbuf_init(&all, 64);
	strbuf_init(&most, 64);
	format_ms(round_trips->sum, &all);
	format_ms(slowest->took, &most);
	document_begin(document, 0, STYLE_TEXT, NULL);
	document_textf(document, STYLE_STRONG,
		       intl_count("%zu step took %s; the slowest (%s): ",
				  "%zu steps took %s; the slowest (%s): ", round_trips->count),
		       round_trips->count, all.data, most.data);
	document_text(document, STYLE_WARNING, slowest->question);
	document_end(document);
	document_line(
	    document, STYLE_DIM,
	    _("From asking to the first line of the answer. The time in which you type does not count."));
	document_blank(document);
	strbuf_finish(&all);
	strbuf_finish(&most);
}

void round_trips_layout(struct document *document, const struct round_trips *round_trips)
{
	add_sum(document, round_trips);
	for (size_t i = 0; i < round_trips->count; i++)
		add_round_trip(document, &round_trips->list[i], round_trips->longest);
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct text_view *text_view = (struct text_view *)view;
	struct round_trips *round_trips = mem_calloc(1, sizeof(*round_trips));

	round_trips_collect(round_trips, &ui->checkup.run.facts, run_under_way_ms(&ui->checkup.run));
	round_trips_layout(pager_begin(&text_view->pager, rows, columns - 1), round_trips);
	pager_end(&text_view->pager);
	free(round_trips);
}

static const struct view_ops round_trips_view_ops = {
    .placement = PLACE_SIDE,
    .help = "basics/stages",
    .title = N_("Round trips"),
    .focus = FOCUS_PAGER,
    .more_focus = text_view_more_focus,
    .is_enabled = text_view_is_enabled,
    .layout = layout,
    .draw = text_view_draw,
    .handle_action = text_view_handle_action,
    .find = text_view_find,
    .destroy = text_view_destroy,
};
