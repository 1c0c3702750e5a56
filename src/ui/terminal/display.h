/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The terminal itself: taking it over, giving it back whatever happens, signals, size. There is one
 * terminal, so this module has state of its own.
 */
#ifndef MAILMEDIC_UI_TERMINAL_DISPLAY_H
#define MAILMEDIC_UI_TERMINAL_DISPLAY_H

#include "base/error.h"
#include "ui/terminal/canvas.h"

enum { DISPLAY_ROWS_MIN = 16, DISPLAY_COLUMNS_MIN = 60 };

/* What signals asked for since the last look; a sum. */
enum {
	DISPLAY_QUIT = 1,    /* SIGTERM, SIGHUP, SIGINT */
	DISPLAY_REPAINT = 2, /* new size, or back from the background */
	DISPLAY_STOP = 4,    /* SIGTSTP: call display_suspend */
};

/* A terminal that can be drawn on, and large enough? Uses no curses. */
bool display_check(struct error *error);

/* Takes the terminal over: curses, alternate screen, signals. An unknown TERM falls back to a common one. */
bool display_open(struct error *error);

/* Gives it back as it was; may be called twice. */
void display_close(void);

/* Descriptor that becomes readable when a signal has come, and what came. */
int display_signal_fd(void);
unsigned display_take_signals(void);

/* Stops the process as Ctrl-Z does and takes the terminal over again when it goes on; the mouse is off
 * then. */
void display_suspend(void);

/* Mouse reports on (clicks and wheel) or off (the terminal selects text). */
void display_set_mouse(bool on);

/* Sends what was drawn; `whole`: every cell anew. */
void display_show(const struct frame *frame, bool whole);

/* True when rows and columns are at least the minimum. */
bool display_is_large_enough(void);

/* Writes bytes to the terminal past curses (OSC 52). */
void display_send(const char *bytes, size_t len);

#endif
