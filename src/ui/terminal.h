/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The terminal itself: taking it over, giving it back whatever happens, signals, size. There is one
 * terminal, so this module has state of its own.
 */
#ifndef MAILMEDIC_UI_TERMINAL_H
#define MAILMEDIC_UI_TERMINAL_H

#include "base/error.h"
#include "ui/canvas.h"

enum { TERMINAL_ROWS_MIN = 16, TERMINAL_COLUMNS_MIN = 60 };

/* What signals asked for since the last look; a sum. */
enum {
	TERMINAL_QUIT = 1,    /* SIGTERM, SIGHUP, SIGINT */
	TERMINAL_REPAINT = 2, /* new size, or back from the background */
	TERMINAL_STOP = 4,    /* SIGTSTP: call terminal_suspend */
};

/* A terminal that can be drawn on, and large enough? Uses no curses. */
bool terminal_check(struct error *error);

/* Takes the terminal over: curses, alternate screen, signals. An unknown TERM falls back to a common one. */
bool terminal_open(struct error *error);

/* Gives it back as it was; may be called twice. */
void terminal_close(void);

/* Descriptor that becomes readable when a signal has come, and what came. */
int terminal_signal_fd(void);
unsigned terminal_take_signals(void);

/* Stops the process as Ctrl-Z does and takes the terminal over again when it goes on. */
void terminal_suspend(void);

/* Mouse reports on (clicks and wheel) or off (the terminal selects text). */
void terminal_set_mouse(bool on);

/* Sends what was drawn; `whole`: every cell anew. */
void terminal_show(const struct frame *frame, bool whole);

/* True when rows and columns are at least the minimum. */
bool terminal_is_large_enough(void);

/* Writes bytes to the terminal past curses (OSC 52). */
void terminal_send(const char *bytes, size_t len);

#endif
