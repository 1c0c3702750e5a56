/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The run as round trips: what was asked, how long the answer took, a bar as long as that. Reads the
 * transcript and the stages only.
 */
#include <stdlib.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "ui/paper.h"
#include "ui/views.h"
#include "ui/walk_view.h"

enum { TRIPS_MAX = 256, BAR_COLUMNS = 16, TIME_COLUMNS = 9, NOT_KNOWN = -1 };

struct trip {
	int64_t begun, took; /* ms; NOT_KNOWN: nothing tells how long */
	enum stage stage;
	const char *question; /* borrowed, translated or a line */
	const char *answer;   /* or NULL */
	bool is_line;         /* SMTP, not connecting or encrypting */
};

struct trips {
	struct trip list[TRIPS_MAX];
	size_t count;
	int64_t longest;
};

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

static void add(struct trips *trips, const struct trip *trip)
{
	if (trips->count == TRIPS_MAX)
		return;
	trips->list[trips->count++] = *trip;
	if (trip->took > trips->longest)
		trips->longest = trip->took;
}

static void add_stage(struct trips *trips, const struct facts *facts, enum stage stage, int64_t begun)
{
	if (facts->stages[stage].entered && facts->stages[stage].outcome != OUTCOME_NONE)
		add(trips, &(struct trip){.begun = begun,
					  .took = facts->stages[stage].ms,
					  .stage = stage,
					  .question = _(stage_label(stage))});
}

static bool trips_have(const struct trips *trips, enum stage stage)
{
	for (size_t i = 0; i < trips->count; i++) {
		if (trips->list[i].stage == stage)
			return true;
	}
	return false;
}

/* The first line of the server behind entry `i`, before the client's next; NULL when there is none. */
static const struct transcript_entry *answer_to(const struct transcript *transcript, size_t i)
{
	for (i++; i < transcript->count && transcript->entries[i].from != FROM_CLIENT; i++) {
		if (transcript->entries[i].from == FROM_SERVER)
			return &transcript->entries[i];
	}
	return NULL;
}

/* Lines of the message: only the dot behind them is answered. */
static bool is_text(const struct transcript *transcript, size_t i)
{
	const struct transcript_entry *entries = transcript->entries;

	return entries[i].stage == STAGE_DATA && i + 1 < transcript->count &&
	       entries[i + 1].from == FROM_CLIENT && entries[i + 1].stage == STAGE_DATA;
}

/* A line without an answer waits, or waited in vain, for what no other line of its stage took. */
static int64_t waited(const struct trips *trips, const struct run *run, enum stage stage)
{
	int64_t ms = run_stage_ms(run, stage);

	if (!run->facts.stages[stage].entered)
		return NOT_KNOWN;
	for (size_t i = 0; i < trips->count; i++) {
		if (trips->list[i].stage == stage)
			ms -= trips->list[i].took;
	}
	return ms > 0 ? ms : 0;
}

static void add_line(struct trips *trips, const struct run *run, size_t i)
{
	const struct transcript_entry *entry = &run->facts.transcript.entries[i];
	const struct transcript_entry *answer = answer_to(&run->facts.transcript, i);
	const char *none = run_is_going(run) ? _("no answer yet") : _("no answer");

	add(trips,
	    &(struct trip){.begun = entry->ms,
			   .took = answer == NULL ? waited(trips, run, entry->stage) : answer->ms - entry->ms,
			   .stage = entry->stage,
			   .question = entry->line,
			   .answer = answer == NULL ? none : answer->line,
			   .is_line = true});
}

/* Encryption that STARTTLS began stands between the lines; when it failed, behind the last one. */
static void add_lines(struct trips *trips, const struct run *run)
{
	const struct facts *facts = &run->facts;
	const struct transcript *transcript = &facts->transcript;
	bool encrypted = facts->stages[STAGE_TLS].outcome == OUTCOME_NONE || trips_have(trips, STAGE_TLS);
	int64_t end = 0;

	for (size_t i = 0; i < transcript->count; i++) {
		const struct transcript_entry *entry = &transcript->entries[i];

		if (!encrypted && entry->tls) {
			add_stage(trips, facts, STAGE_TLS, entry->ms - facts->stages[STAGE_TLS].ms);
			encrypted = true;
		}
		if (entry->from == FROM_CLIENT && !is_text(transcript, i))
			add_line(trips, run, i);
		end = entry->ms;
	}
	if (!encrypted)
		add_stage(trips, facts, STAGE_TLS, end);
}

static void collect(struct trips *trips, const struct run *run)
{
	const struct facts *facts = &run->facts;
	const struct transcript *transcript = &facts->transcript;
	bool from_first_byte = transcript->count == 0 || transcript->entries[0].tls;
	int64_t at = facts->stages[STAGE_RESOLVE].ms;

	trips->count = 0;
	trips->longest = 1;
	add_stage(trips, facts, STAGE_RESOLVE, 0);
	add_stage(trips, facts, STAGE_CONNECT, at);
	at += facts->stages[STAGE_CONNECT].ms;
	if (from_first_byte) {
		add_stage(trips, facts, STAGE_TLS, at);
		at += facts->stages[STAGE_TLS].ms;
	}
	add_stage(trips, facts, STAGE_GREETING, at);
	add_lines(trips, run);
}

static void write_padded(struct strbuf *out, const char *text, size_t columns)
{
	for (size_t width = text_width(text); width < columns; width++)
		strbuf_addc(out, ' ');
	strbuf_adds(out, text);
}

static void add_trip(struct document *document, const struct trip *trip, int64_t longest)
{
	int full = trip->took == NOT_KNOWN ? 0 : (int)(trip->took * BAR_COLUMNS / longest);
	struct strbuf head, took;

	strbuf_init(&head, 256);
	strbuf_init(&took, 64);
	if (trip->took != NOT_KNOWN)
		walk_write_ms(trip->took, &took);
	if (trip->took != NOT_KNOWN && full == 0)
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
	const struct trip *slowest = NULL;
	struct strbuf all, most;
	int64_t sum = 0;

	for (size_t i = 0; i < trips->count; i++) {
		sum += trips->list[i].took == NOT_KNOWN ? 0 : trips->list[i].took;
		if (slowest == NULL || trips->list[i].took > slowest->took)
			slowest = &trips->list[i];
	}
	if (slowest == NULL) {
		document_line(document, STYLE_TEXT, _("Nothing has been asked yet."));
		return;
	}
	strbuf_init(&all, 64);
	strbuf_init(&most, 64);
	walk_write_ms(sum, &all);
	walk_write_ms(slowest->took, &most);
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

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct paper *paper = (struct paper *)view;
	struct document *document = reader_begin(&paper->reader, rows, columns - 1);
	struct trips *trips = mem_calloc(1, sizeof(*trips));

	collect(trips, &ui->checkup.run);
	add_sum(document, trips);
	for (size_t i = 0; i < trips->count; i++)
		add_trip(document, &trips->list[i], trips->longest);
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
