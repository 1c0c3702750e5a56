/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stages without lines are trips as a whole; the others are told line by line. */
#include "present/round_trips.h"

#include "base/intl.h"

static void add(struct trips *trips, const struct trip *trip)
{
	if (trips->count == TRIPS_MAX)
		return;
	trips->list[trips->count++] = *trip;
	trips->sum += trip->took == TRIP_NOT_KNOWN ? 0 : trip->took;
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
static int64_t waited(const struct trips *trips, const struct facts *facts, enum stage stage,
		      int64_t under_way)
{
	const struct stage_fact *fact = &facts->stages[stage];
	int64_t ms = fact->outcome == OUTCOME_NONE && under_way != TRIP_NOT_KNOWN ? under_way : fact->ms;

	if (!fact->entered)
		return TRIP_NOT_KNOWN;
	for (size_t i = 0; i < trips->count; i++) {
		if (trips->list[i].stage == stage)
			ms -= trips->list[i].took;
	}
	return ms > 0 ? ms : 0;
}

static void add_line(struct trips *trips, const struct facts *facts, size_t i, int64_t under_way)
{
	const struct transcript_entry *entry = &facts->transcript.entries[i];
	const struct transcript_entry *answer = answer_to(&facts->transcript, i);
	const char *none = under_way != TRIP_NOT_KNOWN ? _("no answer yet") : _("no answer");

	add(trips, &(struct trip){.begun = entry->ms,
				  .took = answer == NULL ? waited(trips, facts, entry->stage, under_way)
							 : answer->ms - entry->ms,
				  .stage = entry->stage,
				  .question = entry->line,
				  .answer = answer == NULL ? none : answer->line,
				  .is_line = true});
}

/* Encryption that STARTTLS began stands between the lines; when it failed, behind the last one. */
static void add_lines(struct trips *trips, const struct facts *facts, int64_t under_way)
{
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
			add_line(trips, facts, i, under_way);
		end = entry->ms;
	}
	if (!encrypted)
		add_stage(trips, facts, STAGE_TLS, end);
}

void trips_collect(struct trips *trips, const struct facts *facts, int64_t under_way)
{
	const struct transcript *transcript = &facts->transcript;
	bool from_first_byte = transcript->count == 0 || transcript->entries[0].tls;
	int64_t at = facts->stages[STAGE_RESOLVE].ms;

	trips->count = 0;
	trips->sum = 0;
	trips->longest = 1;
	add_stage(trips, facts, STAGE_RESOLVE, 0);
	add_stage(trips, facts, STAGE_CONNECT, at);
	at += facts->stages[STAGE_CONNECT].ms;
	if (from_first_byte) {
		add_stage(trips, facts, STAGE_TLS, at);
		at += facts->stages[STAGE_TLS].ms;
	}
	add_stage(trips, facts, STAGE_GREETING, at);
	add_lines(trips, facts, under_way);
}

const struct trip *trips_slowest(const struct trips *trips)
{
	for (size_t i = 0; i < trips->count; i++) {
		if (trips->list[i].took == trips->longest)
			return &trips->list[i];
	}
	return trips->count > 0 ? &trips->list[0] : NULL;
}
