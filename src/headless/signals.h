/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SIGINT, SIGTERM, SIGHUP and SIGTSTP as bytes in a pipe, so that a loop meets them at a quiet moment. */
#ifndef MAILMEDIC_HEADLESS_SIGNALS_H
#define MAILMEDIC_HEADLESS_SIGNALS_H

#include "base/error.h"
#include "base/loop.h"

#include <stdbool.h>

/* Takes the signals over; one at a time in a process. False with `error` when the system refuses. */
bool signals_init(struct error *error);

/* Gives the signals back. */
void signals_finish(void);

void signals_want(struct loop *loop);

/* The next signal that came, or 0. */
int signals_next(void);

/* True once a signal asked for the end, taken by signals_next or not: for who waits outside of the loop. */
bool signals_ending(void);

#endif
