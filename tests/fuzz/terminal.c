/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Curses with a pipe for its keyboard. What a terminal makes of the bytes sent to it is for the session
 * tests. */
#include "terminal.h"

#include "fuzz.h"

#include "base/strbuf.h"
#include "ui/terminal/display.h"
#include "ui/terminal/glyph.h"
#include "ui/terminal/input.h"
#include "ui/terminal/theme.h"

#include <curses.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { ROWS = 24, COLUMNS = 80, ROW_MAX = 512 };

static int keyboard = -1; /* the end that is written to */
static int reader = -1;
static FILE *screen, *typed; /* curses keeps them to the end */

static void plug_in(void)
{
	int ends[2];

	fuzz_require(pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0, "there is a keyboard");
	reader = ends[0];
	keyboard = ends[1];
	screen = fopen("/dev/null", "we");
	typed = fdopen(reader, "r");
	use_env(FALSE);
	fuzz_require(screen != NULL && typed != NULL && newterm("xterm-256color", screen, typed) != NULL,
		     "there is a terminal");
	noecho();
	nonl();
	meta(stdscr, TRUE); /* all eight bits: curses asks a terminal's settings, which a pipe has not */
}

static void forget_what_was_typed(void)
{
	char bytes[4096];

	while (read(reader, bytes, sizeof(bytes)) > 0)
		;
	flushinp();
}

struct input *terminal_open(bool unicode)
{
	struct input *input;

	if (keyboard < 0)
		plug_in();
	resizeterm(ROWS, COLUMNS);
	forget_what_was_typed();
	glyph_set_unicode(unicode);
	theme_use(PALETTE_DEFAULT, true);
	input = input_create();
	set_escdelay(0); /* what belongs together is there at once */
	return input;
}

void terminal_type(const char *bytes, size_t len)
{
	fuzz_require(len == 0 || write(keyboard, bytes, len) == (ssize_t)len, "what is typed arrives");
}

void terminal_resize(int rows, int columns)
{
	resizeterm(rows, columns);
}

void terminal_size(int *ret_rows, int *ret_columns)
{
	*ret_rows = LINES;
	*ret_columns = COLS;
}

void terminal_picture(struct strbuf *out)
{
	for (int y = 0; y < LINES; y++) {
		wchar_t row[ROW_MAX + 1] = {0};
		char bytes[4 * ROW_MAX + 1];
		size_t len;

		if (mvinnwstr(y, 0, row, ROW_MAX) == ERR)
			continue;
		len = wcstombs(bytes, row, sizeof(bytes) - 1);
		fuzz_require(len != (size_t)-1, "the picture is of characters");
		strbuf_add(out, bytes, len);
		strbuf_addc(out, '\n');
	}
}
