/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A run that is over, gone through again line by line: checkup->run shows it as it was when the line was
 * about to be sent, as in step mode. Nothing is sent.
 */
#ifndef MAILMEDIC_CHECKUP_LESSON_H
#define MAILMEDIC_CHECKUP_LESSON_H

#include "checkup/run.h"
#include "walk/event_queue.h"

struct checkup;

struct lesson {
	struct event_queue events; /* of the run, all of them */
	size_t at, count;          /* lines shown before, of all; at == count: the run is at its end */
	struct run whole;          /* as it was before */
};

/* True when the run is over and its events are known. */
bool lesson_is_possible(const struct checkup *checkup);

/* Goes to its first line. Only when it is possible; one that is under way begins anew. */
void lesson_begin(struct checkup *checkup);

/* One line on, or back. False when there is none in that direction. */
bool lesson_go_on(struct checkup *checkup);
bool lesson_go_back(struct checkup *checkup);

/* The run is again as it was before. Without a lesson, does nothing. */
void lesson_end(struct checkup *checkup);

#endif
