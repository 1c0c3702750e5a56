/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signals through a self-pipe into the poll loop. Those that kill are base/emergency_cleanup.h's. */
#ifndef MAILMEDIC_UI_TERMINAL_DISPLAY_SIGNALS_H
#define MAILMEDIC_UI_TERMINAL_DISPLAY_SIGNALS_H

#include "base/error.h"

/* Installs the handlers. */
bool display_signals_open(struct error *error);

/* Puts back what was there before. */
void display_signals_close(void);

/* For poll: readable when a signal came. */
int display_signals_fd(void);

/* What came since the last call: the sum of DISPLAY_... (ui/terminal/display.h). */
unsigned display_signals_take(void);

/* Stops this process with SIGTSTP's default action; returns when it is continued. */
void display_signals_stop_process(void);

#endif
