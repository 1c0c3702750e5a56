/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture is read back from the curses window; what a terminal makes of it is for the session tests. */
#include "offscreen.h"

#include <curses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cmocka_all.h"
#include "ui/terminal/theme.h"

enum { DUMP_MAX = 256 * 1024, ROW_MAX = 512 };

static FILE *null_out, *null_in;
static SCREEN *screen;

void offscreen_open(int rows, int columns, bool unicode)
{
	null_out = fopen("/dev/null", "w");
	null_in = fopen("/dev/null", "r");
	use_env(FALSE);
	screen = newterm("xterm-256color", null_out, null_in);
	assert_non_null(screen);
	glyph_set_unicode(unicode);
	theme_use(PALETTE_DEFAULT, true);
	offscreen_resize(rows, columns);
}

void offscreen_resize(int rows, int columns)
{
	resizeterm(rows, columns);
}

void offscreen_close(void)
{
	endwin();
	delscreen(screen);
	fclose(null_out);
	fclose(null_in);
}

static void dump_row(int y, struct strbuf *out)
{
	wchar_t row[ROW_MAX + 1] = {0};
	size_t start = out->len;

	if (mvinnwstr(y, 0, row, COLS < ROW_MAX ? COLS : ROW_MAX) == ERR)
		return;
	for (size_t i = 0; row[i] != 0; i++)
		text_encode(out, (uint32_t)row[i]);
	while (out->len > start && out->data[out->len - 1] == ' ')
		out->data[--out->len] = '\0';
	strbuf_addc(out, '\n');
}

void offscreen_dump(const struct frame *frame, struct strbuf *out)
{
	for (int y = 0; y < LINES; y++)
		dump_row(y, out);
	if (frame != NULL && frame->cursor_on)
		strbuf_addf(out, "cursor: row %d, column %d\n", frame->cursor_y, frame->cursor_x);
	else if (frame != NULL)
		strbuf_adds(out, "cursor: none\n");
}

bool offscreen_shows(const char *text)
{
	struct strbuf picture;
	bool shown;

	strbuf_init(&picture, DUMP_MAX);
	offscreen_dump(NULL, &picture);
	shown = strstr(picture.data, text) != NULL;
	strbuf_finish(&picture);
	return shown;
}

static void golden_path(const char *name, char *ret_path, size_t size)
{
	const char *folder = getenv("GOLDEN_DIR");

	assert_non_null(folder);
	snprintf(ret_path, size, "%s/%s.txt", folder, name);
}

static void write_golden(const char *path, const struct strbuf *picture)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fwrite(picture->data, 1, picture->len, file);
	fclose(file);
}

static void compare_golden(const char *path, const struct strbuf *picture)
{
	static char expected[DUMP_MAX];
	FILE *file = fopen(path, "r");
	size_t len;

	if (file == NULL)
		fail_msg("%s is missing: run with UPDATE_GOLDEN=1", path);
	len = fread(expected, 1, sizeof(expected) - 1, file);
	expected[len] = '\0';
	fclose(file);
	if (strcmp(expected, picture->data) != 0)
		fail_msg("%s differs; the screen is now:\n%s", path, picture->data);
}

void offscreen_check(const struct frame *frame, const char *name)
{
	struct strbuf picture;
	char path[1024];

	strbuf_init(&picture, DUMP_MAX);
	offscreen_dump(frame, &picture);
	golden_path(name, path, sizeof(path));
	if (getenv("UPDATE_GOLDEN") != NULL)
		write_golden(path, &picture);
	else
		compare_golden(path, &picture);
	strbuf_finish(&picture);
}
