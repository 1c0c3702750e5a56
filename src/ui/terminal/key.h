/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys as numbers: a character is its Unicode point, Ctrl-A is 1, the others start above Unicode. */
#ifndef MAILMEDIC_UI_TERMINAL_KEY_H
#define MAILMEDIC_UI_TERMINAL_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	PRESS_NONE = 0,
	PRESS_TAB = 9,
	PRESS_ENTER = 13,
	PRESS_ESCAPE = 27,
	PRESS_SPACE = 32,
	PRESS_SPECIAL = 0x110000,
	PRESS_UP,
	PRESS_DOWN,
	PRESS_LEFT,
	PRESS_RIGHT,
	PRESS_HOME,
	PRESS_END,
	PRESS_PAGE_UP,
	PRESS_PAGE_DOWN,
	PRESS_BACKSPACE,
	PRESS_DELETE,
	PRESS_BACK_TAB,
	PRESS_F1, /* F2 to F12 follow */
	PRESS_LAST = PRESS_F1 + 11,
};

enum { KEY_NAME_MAX = 16 };

/* True for a character that goes into a text field. */
bool key_is_printable(uint32_t key);

/* Reads "enter", "f10", "ctrl-l", "space", "q", "?": one word of `len` bytes. PRESS_NONE when it is no key.
 */
uint32_t key_parse(const char *name, size_t len);

/* Writes the name as people see it on the keyboard ("Enter", "F10", "Ctrl-L", "q"). */
void key_write_name(uint32_t key, char ret_name[KEY_NAME_MAX]);

#endif
