/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the user does at the terminal, as data: keys, whole pastes, clicks, the wheel. */
#ifndef MAILMEDIC_UI_TERMINAL_INPUT_H
#define MAILMEDIC_UI_TERMINAL_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { INPUT_ESCAPE_MS = 30, INPUT_PASTE_MAX = 64 * 1024 };

enum input_kind { INPUT_KEY, INPUT_PASTE, INPUT_CLICK, INPUT_WHEEL };

struct input_event {
	enum input_kind kind;
	uint32_t key;     /* INPUT_KEY: key.h */
	const char *text; /* INPUT_PASTE: UTF-8, borrowed until the next call (then wiped) */
	size_t len;
	int y, x;  /* INPUT_CLICK, INPUT_WHEEL */
	bool down; /* INPUT_WHEEL: towards the end */
};

struct input; /* opaque */

/* Reads from the current curses terminal (after newterm). The caller destroys it. */
struct input *input_create(void);
void input_destroy(struct input *input); /* takes NULL; before endwin */

/* The next event that has arrived; false when there is none now. Blocks INPUT_ESCAPE_MS at most (after an
 * ESC). */
bool input_next(struct input *input, struct input_event *ret_event);

#endif
