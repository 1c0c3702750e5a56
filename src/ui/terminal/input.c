/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes and curses key codes to events. wget_wch loses UTF-8 that arrives in pieces when it does not
 * wait, so bytes are read one by one and put together here. Keys are read through a pad: a pad is
 * never refreshed behind our back.
 */
#include "ui/terminal/input.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/memory.h"
#include "base/secret.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "ui/terminal/key.h"

/* Codes given to curses for the brackets around a paste. */
enum { CODE_PASTE_BEGIN = KEY_MAX + 1, CODE_PASTE_END };

/* The brackets, and keys as terminals send them in either keypad mode, whatever their description says. */
static const struct {
	const char *bytes;
	int code;
} SEQUENCES[] = {
    {"\033[200~", CODE_PASTE_BEGIN},
    {"\033[201~", CODE_PASTE_END},
    {"\033[A", KEY_UP},
    {"\033OA", KEY_UP},
    {"\033[B", KEY_DOWN},
    {"\033OB", KEY_DOWN},
    {"\033[C", KEY_RIGHT},
    {"\033OC", KEY_RIGHT},
    {"\033[D", KEY_LEFT},
    {"\033OD", KEY_LEFT},
    {"\033[H", KEY_HOME},
    {"\033OH", KEY_HOME},
    {"\033[F", KEY_END},
    {"\033OF", KEY_END},
    {"\033[1~", KEY_HOME},
    {"\033[4~", KEY_END},
    {"\033[5~", KEY_PPAGE},
    {"\033[6~", KEY_NPAGE},
    {"\033[3~", KEY_DC},
    {"\033[Z", KEY_BTAB},
};

struct input {
	WINDOW *pad;
	mbstate_t state;
	bool pasting;
	bool paste_whole; /* the last event was this paste: wipe it */
	size_t paste_len;
	char paste[INPUT_PASTE_MAX];
};

struct input *input_create(void)
{
	struct input *input = mem_calloc(1, sizeof(*input));

	input->pad = newpad(1, 1);
	set_escdelay(INPUT_ESCAPE_MS);
	keypad(input->pad, TRUE);
	nodelay(input->pad, TRUE);
	mouseinterval(0);
	for (size_t i = 0; i < sizeof(SEQUENCES) / sizeof(SEQUENCES[0]); i++)
		define_key(SEQUENCES[i].bytes, SEQUENCES[i].code);
	return input;
}

void input_destroy(struct input *input)
{
	if (input == NULL)
		return;
	delwin(input->pad);
	secret_wipe_buffer(input, sizeof(*input));
	free(input);
}

static uint32_t special_key(int code)
{
	switch (code) {
	case KEY_UP: return PRESS_UP;
	case KEY_DOWN: return PRESS_DOWN;
	case KEY_LEFT: return PRESS_LEFT;
	case KEY_RIGHT: return PRESS_RIGHT;
	case KEY_HOME: return PRESS_HOME;
	case KEY_END: return PRESS_END;
	case KEY_PPAGE: return PRESS_PAGE_UP;
	case KEY_NPAGE: return PRESS_PAGE_DOWN;
	case KEY_BACKSPACE: return PRESS_BACKSPACE;
	case KEY_DC: return PRESS_DELETE;
	case KEY_BTAB: return PRESS_BACK_TAB;
	case KEY_ENTER: return PRESS_ENTER;
	default:
		return code >= KEY_F(1) && code <= KEY_F(12) ? PRESS_F1 + (uint32_t)(code - KEY_F(1))
							     : PRESS_NONE;
	}
}

/* Takes in one byte of a character; the key when it is complete, else PRESS_NONE. */
static uint32_t take_byte(struct input *input, int byte)
{
	char c = (char)byte;
	wchar_t wide;
	size_t used;

	if (byte == 127 || byte == 8)
		return PRESS_BACKSPACE;
	if (byte == '\n')
		return PRESS_ENTER;
	if (byte < 0x80 && mbsinit(&input->state))
		return (uint32_t)byte;
	used = mbrtowc(&wide, &c, 1, &input->state);
	if (used == (size_t)-1) {
		memset(&input->state, 0, sizeof(input->state));
		return byte < 0x80 ? (uint32_t)byte : PRESS_NONE;
	}
	return used == (size_t)-2 ? PRESS_NONE : (uint32_t)wide;
}

/* Reads over the rest of an escape sequence that curses does not know. */
static void skip_sequence(struct input *input, int introducer)
{
	int code;

	if (introducer == 'O') {
		wgetch(input->pad);
		return;
	}
	do {
		code = wgetch(input->pad);
	} while (code != ERR && code < 256 && !(code >= 0x40 && code <= 0x7e));
}

/* After an ESC: alone, it is the key; before '[' or 'O' an unknown sequence is dropped. */
static uint32_t take_escape(struct input *input)
{
	int next = wgetch(input->pad);

	if (next == '[' || next == 'O') {
		skip_sequence(input, next);
		return PRESS_NONE;
	}
	if (next != ERR)
		ungetch(next);
	return PRESS_ESCAPE;
}

static bool take_mouse(struct input_event *ret_event)
{
	MEVENT mouse;

	if (getmouse(&mouse) != OK)
		return false;
	ret_event->y = mouse.y;
	ret_event->x = mouse.x;
	if ((mouse.bstate & (BUTTON4_PRESSED | BUTTON5_PRESSED)) != 0) {
		ret_event->kind = INPUT_WHEEL;
		ret_event->down = (mouse.bstate & BUTTON5_PRESSED) != 0;
		return true;
	}
	ret_event->kind = INPUT_CLICK;
	return (mouse.bstate & BUTTON1_PRESSED) != 0;
}

/* Collects a paste; true when it is whole. */
static bool take_paste(struct input *input, int code, struct input_event *ret_event)
{
	uint32_t key;
	struct strbuf encoded;

	if (code == CODE_PASTE_END) {
		input->pasting = false;
		input->paste_whole = true;
		*ret_event =
		    (struct input_event){.kind = INPUT_PASTE, .text = input->paste, .len = input->paste_len};
		return true;
	}
	key = code < 256 ? take_byte(input, code == '\r' ? '\n' : code) : PRESS_NONE;
	if (key == PRESS_ENTER)
		key = '\n';
	if (key == PRESS_NONE || key >= PRESS_SPECIAL)
		return false;
	strbuf_init(&encoded, 8);
	text_encode(&encoded, key);
	if (input->paste_len + encoded.len <= INPUT_PASTE_MAX) {
		memcpy(input->paste + input->paste_len, encoded.data, encoded.len);
		input->paste_len += encoded.len;
	}
	secret_wipe_buffer(encoded.data, encoded.len);
	strbuf_finish(&encoded);
	return false;
}

/* One code from curses; true when it completes an event. */
static bool take_code(struct input *input, int code, struct input_event *ret_event)
{
	uint32_t key;

	if (input->pasting)
		return take_paste(input, code, ret_event);
	if (code == CODE_PASTE_BEGIN) {
		input->pasting = true;
		input->paste_len = 0;
		return false;
	}
	if (code == KEY_MOUSE)
		return take_mouse(ret_event);
	if (code == PRESS_ESCAPE)
		key = take_escape(input);
	else
		key = code < 256 ? take_byte(input, code) : special_key(code);
	*ret_event = (struct input_event){.kind = INPUT_KEY, .key = key};
	return key != PRESS_NONE;
}

bool input_next(struct input *input, struct input_event *ret_event)
{
	int code;

	if (input->paste_whole) {
		secret_wipe_buffer(input->paste, input->paste_len);
		input->paste_whole = false;
		input->paste_len = 0;
	}
	while ((code = wgetch(input->pad)) != ERR) {
		if (take_code(input, code, ret_event))
			return true;
	}
	return false;
}
