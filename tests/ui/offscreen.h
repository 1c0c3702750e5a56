/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A curses screen without a terminal, and golden files of what is on it. */
#ifndef MAILMEDIC_TESTS_UI_OFFSCREEN_H
#define MAILMEDIC_TESTS_UI_OFFSCREEN_H

#include "base/strbuf.h"
#include "ui/terminal/canvas.h"

#include <stdbool.h>

void offscreen_open(int rows, int columns, bool unicode);
void offscreen_resize(int rows, int columns);
void offscreen_close(void);

/* Appends the picture, a line a row without trailing blanks, and where the cursor is. */
void offscreen_dump(const struct frame *frame, struct strbuf *out);

/* True when `text` is on the screen. */
bool offscreen_shows(const char *text);

/* Compares the picture with golden/NAME.txt; writes the file when UPDATE_GOLDEN is set. */
void offscreen_check(const struct frame *frame, const char *name);

#endif
