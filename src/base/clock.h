/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one source of time. Monotonic milliseconds for waits and durations; tests replace it or make
 * it run faster (scale), so that no test sleeps.
 */
#ifndef MAILMEDIC_BASE_CLOCK_H
#define MAILMEDIC_BASE_CLOCK_H

#include <stdint.h>

#define CLOCK_NEVER INT64_MAX

enum { CLOCK_US_PER_MS = 1000 };

/* Milliseconds on a monotonic clock, in scaled time. */
int64_t clock_now(void);

/* The same clock in microseconds, for durations that are shown; with a replaced source, of its whole ms. */
int64_t clock_now_us(void);

/* Scaled milliseconds until `deadline` as a poll(2) time-out in real ms: 0 when past, -1 for CLOCK_NEVER. */
int clock_poll_timeout(int64_t deadline);

/* Time runs `factor` times faster (1 to 1000). For tests, through MAILMEDIC_CLOCK_SCALE. */
void clock_set_scale(int factor);

/* Replaces the source by `now` (a function returning ms), NULL for the real one. */
void clock_set_source(int64_t (*now)(void));

#endif
