/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run as round trips: what was asked, how long the answer took. Made from the transcript and the stages. */
#ifndef MAILMEDIC_PRESENT_ROUND_TRIPS_H
#define MAILMEDIC_PRESENT_ROUND_TRIPS_H

#include "walk/fact.h"

enum { ROUND_TRIPS_MAX = 256, ROUND_TRIP_NOT_KNOWN = -1 };

struct round_trip {
	int64_t begun, took; /* ms; took ROUND_TRIP_NOT_KNOWN: nothing tells how long */
	enum stage stage;
	const char *question; /* borrowed from the facts, or translated */
	const char *answer;   /* or NULL */
	bool is_line;         /* SMTP, not connecting or encrypting */
};

struct round_trips {
	struct round_trip list[ROUND_TRIPS_MAX]; /* the first ones, when there are more */
	size_t count;
	int64_t sum;     /* ms */
	int64_t longest; /* ms, 1 at least */
};

/*
 * Fills in the trips of a run, in their order; they borrow from it. `under_way`: how long its stage has taken
 * so far, ms, or ROUND_TRIP_NOT_KNOWN for a run that is over.
 */
void round_trips_collect(struct round_trips *round_trips, const struct facts *facts, int64_t under_way);

/* The first of the longest, or NULL when there is none. */
const struct round_trip *round_trips_slowest(const struct round_trips *round_trips);

#endif
