/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stage without lines is one round trip; the others have one a line. */
#include "present/round_trips.h"

#include "base/clock.h"
#include "base/intl.h"

static void add(struct round_trips *round_trips, const struct round_trip *round_trip)
{
	if (round_trips->count == ROUND_TRIPS_MAX)
		return;
	round_trips->list[round_trips->count++] = *round_trip;
	round_trips->sum += round_trip->took == ROUND_TRIP_NOT_KNOWN ? 0 : round_trip->took;
	if (round_trip->took > round_trips->longest)
		round_trips->longest = round_trip->took;
}

static void add_stage(struct round_trips *round_trips, const struct facts *facts, enum stage stage,
		      int64_t begun)
{
	if (facts->stages[stage].entered && facts->stages[stage].outcome != OUTCOME_NONE)
		add(round_trips, &(struct round_trip){.begun = begun,
						      .took = facts->stages[stage].us / CLOCK_US_PER_MS,
						      .stage = stage,
						      .question = _(stage_label(stage))});
}

static bool round_trips_have(const struct round_trips *round_trips, enum stage stage)
{
	for (size_t i = 0; i < round_trips->count; i++) {
		if (round_trips->list[i].stage == stage)
			return true;
	}
	return false;
}

/* The first line of the server after entry `i`, before the client's next; NULL when there is none. */
static const struct transcript_entry *answer_to(const struct transcript *transcript, size_t i)
{
	for (i++; i < transcript->count && transcript->entries[i].from != FROM_CLIENT; i++) {
		if (transcript->entries[i].from == FROM_SERVER)
			return &transcript->entries[i];
	}
	return NULL;
}

/* Lines of the message: only the dot after them is answered. */
static bool is_text(const struct transcript *transcript, size_t i)
{
	const struct transcript_entry *entries = transcript->entries;

	return entries[i].stage == STAGE_DATA && i + 1 < transcript->count &&
	       entries[i + 1].from == FROM_CLIENT && entries[i + 1].stage == STAGE_DATA;
}

/* A line without an answer waits, or waited in vain, for what no other line of its stage took. */
static int64_t waited(const struct round_trips *round_trips, const struct facts *facts, enum stage stage,
		      int64_t under_way)
{
	const struct stage_fact *fact = &facts->stages[stage];
	int64_t ms = fact->outcome == OUTCOME_NONE && under_way != ROUND_TRIP_NOT_KNOWN
			 ? under_way
			 : fact->us / CLOCK_US_PER_MS;

	if (!fact->entered)
		return ROUND_TRIP_NOT_KNOWN;
	for (size_t i = 0; i < round_trips->count; i++) {
		if (round_trips->list[i].stage == stage)
			ms -= round_trips->list[i].took;
	}
	return ms > 0 ? ms : 0;
}

static void add_line(struct round_trips *round_trips, const struct facts *facts, size_t i, int64_t under_way)
{
	const struct transcript_entry *entry = &facts->transcript.entries[i];
	const struct transcript_entry *answer = answer_to(&facts->transcript, i);
	const char *none = under_way != ROUND_TRIP_NOT_KNOWN ? _("no answer yet") : _("no answer");

	add(round_trips,
	    &(struct round_trip){.begun = entry->ms,
				 .took = answer == NULL ? waited(round_trips, facts, entry->stage, under_way)
							: answer->ms - entry->ms,
				 .stage = entry->stage,
				 .question = entry->line,
				 .answer = answer == NULL ? none : answer->line,
				 .is_line = true});
}

/* Encryption that STARTTLS began stands between the lines; when it failed, after the last one. */
static void add_lines(struct round_trips *round_trips, const struct facts *facts, int64_t under_way)
{
	const struct transcript *transcript = &facts->transcript;
	bool encrypted =
	    facts->stages[STAGE_TLS].outcome == OUTCOME_NONE || round_trips_have(round_trips, STAGE_TLS);
	int64_t end = 0;

	for (size_t i = 0; i < transcript->count; i++) {
		const struct transcript_entry *entry = &transcript->entries[i];

		if (!encrypted && entry->tls) {
			add_stage(round_trips, facts, STAGE_TLS,
				  entry->ms - facts->stages[STAGE_TLS].us / CLOCK_US_PER_MS);
			encrypted = true;
		}
		if (entry->from == FROM_CLIENT && !is_text(transcript, i))
			add_line(round_trips, facts, i, under_way);
		end = entry->ms;
	}
	if (!encrypted)
		add_stage(round_trips, facts, STAGE_TLS, end);
}

void round_trips_collect(struct round_trips *round_trips, const struct facts *facts, int64_t under_way)
{
	const struct transcript *transcript = &facts->transcript;
	bool from_first_byte = transcript->count == 0 || transcript->entries[0].tls;
	int64_t at = facts->stages[STAGE_RESOLVE].us / CLOCK_US_PER_MS;

	round_trips->count = 0;
	round_trips->sum = 0;
	round_trips->longest = 1;
	add_stage(round_trips, facts, STAGE_RESOLVE, 0);
	add_stage(round_trips, facts, STAGE_CONNECT, at);
	at += facts->stages[STAGE_CONNECT].us / CLOCK_US_PER_MS;
	add_stage(round_trips, facts, STAGE_PROXY, at);
	at += facts->stages[STAGE_PROXY].us / CLOCK_US_PER_MS;
	if (from_first_byte) {
		add_stage(round_trips, facts, STAGE_TLS, at);
		at += facts->stages[STAGE_TLS].us / CLOCK_US_PER_MS;
	}
	add_stage(round_trips, facts, STAGE_GREETING, at);
	add_lines(round_trips, facts, under_way);
}

const struct round_trip *round_trips_slowest(const struct round_trips *round_trips)
{
	for (size_t i = 0; i < round_trips->count; i++) {
		if (round_trips->list[i].took == round_trips->longest)
			return &round_trips->list[i];
	}
	return round_trips->count > 0 ? &round_trips->list[0] : NULL;
}
