/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signals through a self-pipe into the poll loop, and the last act of a crash. */
#ifndef MAILMEDIC_UI_SIGNALS_H
#define MAILMEDIC_UI_SIGNALS_H

#include "base/error.h"

/* Installs the handlers. `emergency` runs inside a crash signal before the process dies: async-signal-safe only. */
bool signals_open(void (*emergency)(void), struct error *error);

/* Puts back what was there before. */
void signals_close(void);

int signals_fd(void);

/* What came since the last call: the sum of TERMINAL_... (ui/terminal.h). */
unsigned signals_take(void);

/* Stops this process with SIGTSTP's default action; returns when it is continued. */
void signals_stop_process(void);

#endif
