/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One turn of poll(2). */
#include "base/loop.h"

#include "base/clock.h"

void loop_clear(struct loop *loop)
{
	loop->count = 0;
	loop->deadline = CLOCK_NEVER;
}

void loop_want(struct loop *loop, int fd, short events)
{
	if (fd < 0)
		return;
	for (size_t i = 0; i < loop->count; i++) {
		if (loop->fds[i].fd == fd) {
			loop->fds[i].events = (short)(loop->fds[i].events | events);
			return;
		}
	}
	if (loop->count < LOOP_MAX)
		loop->fds[loop->count++] = (struct pollfd){.fd = fd, .events = events};
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
	for (size_t i = 0; fd >= 0 && i < loop->count; i++)
		if (loop->fds[i].fd == fd)
			return loop->fds[i].revents;
	return 0;
}
