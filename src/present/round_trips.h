/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run as round trips: what was asked, how long the answer took. Made from the transcript and the stages. */
#ifndef MAILMEDIC_PRESENT_ROUND_TRIPS_H
#define MAILMEDIC_PRESENT_ROUND_TRIPS_H

#include "walk/fact.h"

enum { TRIPS_MAX = 256, TRIP_NOT_KNOWN = -1 };

struct trip {
	int64_t begun, took; /* ms; took TRIP_NOT_KNOWN: nothing tells how long */
	enum stage stage;
	const char *question; /* borrowed from the facts, or translated */
	const char *answer;   /* or NULL */
	bool is_line;         /* SMTP, not connecting or encrypting */
};

struct trips {
	struct trip list[TRIPS_MAX]; /* the first ones, when there are more */
	size_t count;
	int64_t sum;     /* ms */
	int64_t longest; /* ms, 1 at least */
};

/*
 * Fills in the trips of a run, in their order; they borrow from it. `under_way`: how long its stage has taken
 * so far, ms, or TRIP_NOT_KNOWN for a run that is over.
 */
void trips_collect(struct trips *trips, const struct facts *facts, int64_t under_way);

/* The first of the longest, or NULL when there is none. */
const struct trip *trips_slowest(const struct trips *trips);

#endif
