/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One turn of the poll loop as data: everyone says what they want to wait for (descriptors, a
 * deadline), one poll(2) waits for all of it, everyone looks at what happened. No callbacks.
 *
 *	loop_clear(&loop);
 *	walk_want(walk, &loop);
 *	app_want(app, &loop);
 *	loop_wait(&loop);
 *	walk_step(walk, &loop);
 *	app_step(app, &loop);
 */
#ifndef MAILMEDIC_BASE_LOOP_H
#define MAILMEDIC_BASE_LOOP_H

#include <poll.h>
#include <stddef.h>
#include <stdint.h>

enum { LOOP_MAX = 1024 }; /* descriptors in one turn; more are served in the next turn */

struct loop {
	struct pollfd fds[LOOP_MAX];
	size_t count;
	uint16_t places[LOOP_MAX]; /* of the descriptors below LOOP_MAX: their index in `fds` and one, or 0 */
	int64_t deadline;          /* clock_now() ms; CLOCK_NEVER: none */
};

/* Forgets every wish, for the next round. */
void loop_clear(struct loop *loop);

/* Waits for POLLIN and/or POLLOUT on fd; fd < 0 is ignored. Wanting an fd twice adds up. */
void loop_want(struct loop *loop, int fd, short events);

/* Wakes at `when` at the latest (clock_now() ms). */
void loop_want_at(struct loop *loop, int64_t when);

/* poll(2); returns on a signal too. The caller looks at its descriptors with loop_events. */
void loop_wait(struct loop *loop);

/* What happened on fd in the last wait (POLLIN, POLLOUT, POLLHUP, POLLERR); 0 for none. */
short loop_events(const struct loop *loop, int fd);

#endif
