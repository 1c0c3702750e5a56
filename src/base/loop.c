/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One turn of poll(2). */
#include "base/loop.h"

#include "base/clock.h"

#include <string.h>

void loop_clear(struct loop *loop)
{
	loop->count = 0;
	memset(loop->places, 0, sizeof(loop->places));
	loop->deadline = CLOCK_NEVER;
}

/* The index of `fd`; loop->count: it has none. */
static size_t find(const struct loop *loop, int fd)
{
	size_t i = 0;

	if (fd < LOOP_MAX)
		return loop->places[fd] == 0 ? loop->count : loop->places[fd] - 1U;
	while (i < loop->count && loop->fds[i].fd != fd)
		i++;
	return i;
}

void loop_want(struct loop *loop, int fd, short events)
{
	if (fd < 0)
		return;
	size_t place = find(loop, fd);
	if (place < loop->count) {
		loop->fds[place].events = (short)(loop->fds[place].events | events);
	} else if (loop->count < LOOP_MAX) {
		loop->fds[loop->count++] = (struct pollfd){.fd = fd, .events = events};
		if (fd < LOOP_MAX)
			loop->places[fd] = (uint16_t)loop->count;
	}
}

void loop_want_at(struct loop *loop, int64_t when)
{
	if (when < loop->deadline)
		loop->deadline = when;
}

void loop_wait(struct loop *loop)
{
	if (poll(loop->fds, loop->count, clock_poll_timeout(loop->deadline)) < 0)
		for (size_t i = 0; i < loop->count; i++)
			loop->fds[i].revents = 0;
}

short loop_events(const struct loop *loop, int fd)
{
	if (fd < 0)
		return 0;
	size_t place = find(loop, fd);
	return place < loop->count ? loop->fds[place].revents : (short)0;
}
