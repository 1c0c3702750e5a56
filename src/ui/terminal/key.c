/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of keys, both ways. */
#include "ui/terminal/key.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

static const struct {
	uint32_t key;
	const char *name;
} NAMES[] = {
    {PRESS_TAB, "Tab"},
    {PRESS_ENTER, "Enter"},
    {PRESS_ESCAPE, "Esc"},
    {PRESS_SPACE, "Space"},
    {PRESS_UP, "Up"},
    {PRESS_DOWN, "Down"},
    {PRESS_LEFT, "Left"},
    {PRESS_RIGHT, "Right"},
    {PRESS_HOME, "Home"},
    {PRESS_END, "End"},
    {PRESS_PAGE_UP, "PgUp"},
    {PRESS_PAGE_DOWN, "PgDn"},
    {PRESS_BACKSPACE, "Backspace"},
    {PRESS_DELETE, "Del"},
    {PRESS_BACK_TAB, "Shift-Tab"},
};

enum { NAME_COUNT = sizeof(NAMES) / sizeof(NAMES[0]), FUNCTION_KEYS = 12 };

bool key_is_printable(uint32_t key)
{
	return key >= 0x20 && key != 0x7f && key < PRESS_SPECIAL && !(key >= 0x80 && key < 0xa0);
}

uint32_t key_parse(const char *name, size_t len)
{
	char word[KEY_NAME_MAX];
	uint32_t point;
	long number;

	if (len == 0 || len >= sizeof(word))
		return PRESS_NONE;
	memcpy(word, name, len);
	word[len] = '\0';
	if (text_decode(word, len, &point) == len)
		return point;
	for (size_t i = 0; i < NAME_COUNT; i++) {
		if (text_compare_nocase(word, NAMES[i].name) == 0)
			return NAMES[i].key;
	}
	if (text_lower(word[0]) == 'f' && text_parse_number(word + 1, 1, FUNCTION_KEYS, &number))
		return PRESS_F1 + (uint32_t)number - 1;
	if (text_starts_nocase(word, "ctrl-") && len == 6 && text_is_alpha(word[5]))
		return (uint32_t)(text_lower(word[5]) - 'a' + 1);
	return PRESS_NONE;
}

void key_write_name(uint32_t key, char ret_name[KEY_NAME_MAX])
{
	for (size_t i = 0; i < NAME_COUNT; i++) {
		if (NAMES[i].key == key) {
			snprintf(ret_name, KEY_NAME_MAX, "%s", NAMES[i].name);
			return;
		}
	}
	if (key >= PRESS_F1 && key <= PRESS_LAST)
		snprintf(ret_name, KEY_NAME_MAX, "F%u", (unsigned)(key - PRESS_F1 + 1));
	else if (key > 0 && key <= 26)
		snprintf(ret_name, KEY_NAME_MAX, "Ctrl-%c", (char)('A' + key - 1));
	else
		snprintf(ret_name, KEY_NAME_MAX, "%c", key < 0x7f ? (char)key : '?');
}
