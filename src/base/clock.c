/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Monotonic time, scaled or replaced in tests. */
#include "base/clock.h"

#include <limits.h>
#include <stddef.h>
#include <time.h>

static int scale = 1;
static int64_t (*source)(void);

static int64_t real_now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t clock_now(void)
{
	return source ? source() : real_now_us() / CLOCK_US_PER_MS * scale;
}

int64_t clock_now_us(void)
{
	return source ? source() * CLOCK_US_PER_MS : real_now_us() * scale;
}

int clock_poll_timeout(int64_t deadline)
{
	if (deadline == CLOCK_NEVER)
		return -1;
	int64_t left = deadline - clock_now();
	if (left <= 0)
		return 0;
	int64_t real = (left + scale - 1) / scale;
	return real > INT_MAX ? INT_MAX : (int)real;
}

void clock_set_scale(int factor)
{
	scale = factor < 1 ? 1 : factor > 1000 ? 1000 : factor;
}

void clock_set_source(int64_t (*now)(void))
{
	source = now;
}
