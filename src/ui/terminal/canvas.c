/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Clipped UTF-8 drawing on the standard window. Characters go out one cell group at a time at the
 * column that base/text gives them, so a width the C library disagrees with cannot shift a border.
 */
#include "ui/terminal/canvas.h"

#include <curses.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "base/secret.h"
#include "base/text.h"
#include "ui/keymap.h"
#include "ui/terminal/theme.h"

/* One with two marks, as in inert text (base/text.h): what the user types or pastes need not be inert. */
enum { CELL_CHARACTERS = 3 };
_Static_assert((int)CELL_CHARACTERS <= (int)CCHARW_MAX, "curses has room for them");

struct canvas canvas_begin(struct frame *frame)
{
	struct canvas canvas = {.frame = frame, .rows = LINES, .columns = COLS};

	frame->hit_count = frame->link_count = 0;
	frame->cursor_on = false;
	bkgdset((chtype)theme_attributes(STYLE_TEXT) | ' ');
	erase();
	return canvas;
}

struct canvas canvas_part(const struct canvas *canvas, int y, int x, int rows, int columns)
{
	struct canvas part = {.frame = canvas->frame, .top = canvas->top + y, .left = canvas->left + x};

	part.rows = rows < canvas->rows - y ? rows : canvas->rows - y;
	part.columns = columns < canvas->columns - x ? columns : canvas->columns - x;
	if (part.rows < 0)
		part.rows = 0;
	if (part.columns < 0)
		part.columns = 0;
	return part;
}

/*
 * What is drawn over half of a wide character leaves no other half behind: ncurses would take it for
 * shown already, and the terminal has dropped it. The low bits of `attr` count the columns of a character.
 */
static void split_wide(int y, int x, size_t width)
{
	int end = x + (int)width;
	cchar_t cell;

	if (x > 0 && mvin_wch(y, x, &cell) == OK && (cell.attr & A_CHARTEXT) > 1)
		mvaddch(y, x - 1, ' ');
	if (end < COLS && mvin_wch(y, end, &cell) == OK && (cell.attr & A_CHARTEXT) > 1)
		mvaddch(y, end, ' ');
}

/* Draws one base character with its combining marks (`count` wide characters, `width` columns). */
static void put_cell(int y, int x, const wchar_t *characters, size_t count, size_t width)
{
	wchar_t shown[CELL_CHARACTERS + 1] = {0};
	cchar_t cell;
	attr_t attributes;
	short pair;

	split_wide(y, x, width);
	if (!glyph_is_unicode() && characters[0] >= 0x80) {
		for (size_t i = 0; i < width; i++)
			mvaddch(y, x + (int)i, (chtype)(unsigned char)glyph_ascii((uint32_t)characters[0]));
		return;
	}
	if (wcwidth(characters[0]) != (int)width) {
		for (size_t i = 0; i < width; i++)
			mvaddch(y, x + (int)i, '?');
		return;
	}
	wmemcpy(shown, characters, count < CELL_CHARACTERS ? count : CELL_CHARACTERS);
	attr_get(&attributes, &pair, NULL);
	if (setcchar(&cell, shown, attributes, pair, NULL) == OK)
		mvadd_wch(y, x, &cell);
}

/* Reads the next base character and its marks from `text`; returns the bytes taken. */
static size_t next_cell(const char *text, size_t len, wchar_t *ret_characters, size_t *ret_count,
			size_t *ret_width)
{
	size_t used = 0, count = 0;

	*ret_width = 0;
	while (used < len) {
		uint32_t point;
		size_t step = text_decode(text + used, len - used, &point);
		size_t width;

		if (step == 0) {
			point = '?';
			step = 1;
		}
		width = text_width_n(text + used, step);
		if (point < 0x20 || point == 0x7f) {
			point = '?';
			width = 1;
		}
		if (count > 0 && width > 0)
			break;
		if (text_is_hidden(point)) /* the last net: texts are inert before they come here */
			point = width > 0 ? '?' : 0;
		if (point != 0 && count < CELL_CHARACTERS)
			ret_characters[count++] = (wchar_t)point;
		*ret_width += width;
		used += step;
	}
	*ret_count = count;
	return used;
}

/* How many of the first bytes are printable ASCII with no mark after them: a cell each, `room` at most. */
static size_t plain_cells(const char *text, size_t len, int room)
{
	size_t plain = 0;

	while ((int)plain < room && plain < len && text[plain] >= 0x20 && text[plain] < 0x7f)
		plain++;
	return plain > 0 && plain < len ? plain - 1 : plain;
}

int canvas_put_n(const struct canvas *canvas, int y, int x, enum style style, const char *text, size_t len)
{
	if (y < 0 || y >= canvas->rows)
		return x;
	attrset((attr_t)theme_attributes(style));
	while (len > 0) {
		wchar_t characters[CELL_CHARACTERS];
		size_t count, width;
		size_t used = plain_cells(text, len, x < 0 ? 0 : canvas->columns - x);

		if (used > 0) { /* nearly all of nearly every text */
			split_wide(canvas->top + y, canvas->left + x, used);
			mvaddnstr(canvas->top + y, canvas->left + x, text, (int)used);
			width = used;
		} else {
			used = next_cell(text, len, characters, &count, &width);
			if (width > 0 && x + (int)width > canvas->columns)
				break;
			if (width > 0 && x >= 0)
				put_cell(canvas->top + y, canvas->left + x, characters, count, width);
		}
		x += (int)width;
		text += used;
		len -= used;
	}
	return x;
}

int canvas_put(const struct canvas *canvas, int y, int x, enum style style, const char *text)
{
	return canvas_put_n(canvas, y, x, style, text, strlen(text));
}

int canvas_putf(const struct canvas *canvas, int y, int x, enum style style, const char *format, ...)
{
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	return canvas_put(canvas, y, x, style, text);
}

int canvas_put_fit(const struct canvas *canvas, int y, int x, int columns, enum style style, const char *text)
{
	if (columns > canvas->columns - x)
		columns = canvas->columns - x;
	if (columns <= 0)
		return x;
	if (text_width(text) <= (size_t)columns)
		return canvas_put(canvas, y, x, style, text);
	x = canvas_put_n(canvas, y, x, style, text, text_fit(text, (size_t)columns - 1));
	return canvas_put(canvas, y, x, style, glyph(GLYPH_ELLIPSIS));
}

void canvas_fill(const struct canvas *canvas, int y, int x, int columns, enum style style)
{
	if (y < 0 || y >= canvas->rows)
		return;
	if (columns > canvas->columns - x)
		columns = canvas->columns - x;
	attrset((attr_t)theme_attributes(style));
	if (columns <= 0)
		return;
	split_wide(canvas->top + y, canvas->left + x, (size_t)columns);
	mvhline(canvas->top + y, canvas->left + x, ' ', columns);
}

static void clear_part(const struct canvas *canvas)
{
	for (int y = 0; y < canvas->rows; y++)
		canvas_fill(canvas, y, 0, canvas->columns, STYLE_TEXT);
}

/* The first cell, then all the others like it in one call: put one by one they would be a third of what a
 * picture costs. */
static void put_line(const struct canvas *canvas, int y, enum style style, const char *mark)
{
	cchar_t cell;

	if (y < 0 || y >= canvas->rows || canvas->columns <= 0)
		return;
	split_wide(canvas->top + y, canvas->left, (size_t)canvas->columns);
	canvas_put(canvas, y, 0, style, mark);
	if (mvin_wch(canvas->top + y, canvas->left, &cell) == OK)
		mvhline_set(canvas->top + y, canvas->left, &cell, canvas->columns);
}

void canvas_rule(const struct canvas *canvas, int y, const char *title, bool focused)
{
	put_line(canvas, y, focused ? STYLE_BORDER_FOCUS : STYLE_BORDER, glyph(GLYPH_HORIZONTAL));
	if (title != NULL && canvas->columns > 6) {
		int end = 2;

		canvas_put(canvas, y, 1, STYLE_TEXT, " ");
		end = canvas_put_fit(canvas, y, end, canvas->columns - 5,
				     focused ? STYLE_BORDER_FOCUS : STYLE_STRONG, title);
		canvas_put(canvas, y, end, STYLE_TEXT, " ");
	}
}

struct canvas canvas_box(const struct canvas *canvas, const char *title)
{
	int bottom = canvas->rows - 1, right = canvas->columns - 1;

	clear_part(canvas);
	canvas_rule(canvas, 0, title, true);
	canvas_rule(canvas, bottom, NULL, true);
	for (int y = 1; y < bottom; y++) {
		canvas_put(canvas, y, 0, STYLE_BORDER_FOCUS, glyph(GLYPH_VERTICAL));
		canvas_put(canvas, y, right, STYLE_BORDER_FOCUS, glyph(GLYPH_VERTICAL));
	}
	canvas_put(canvas, 0, 0, STYLE_BORDER_FOCUS, glyph(GLYPH_TOP_LEFT));
	canvas_put(canvas, 0, right, STYLE_BORDER_FOCUS, glyph(GLYPH_TOP_RIGHT));
	canvas_put(canvas, bottom, 0, STYLE_BORDER_FOCUS, glyph(GLYPH_BOTTOM_LEFT));
	canvas_put(canvas, bottom, right, STYLE_BORDER_FOCUS, glyph(GLYPH_BOTTOM_RIGHT));
	return canvas_part(canvas, 1, 2, canvas->rows - 2, canvas->columns - 4);
}

void canvas_cursor(const struct canvas *canvas, int y, int x)
{
	if (y < 0 || y >= canvas->rows || x < 0 || x >= canvas->columns)
		return;
	canvas->frame->cursor_on = true;
	canvas->frame->cursor_y = canvas->top + y;
	canvas->frame->cursor_x = canvas->left + x;
}

void canvas_hit(const struct canvas *canvas, int y, int x, int columns, int action, int index)
{
	struct frame *frame = canvas->frame;

	if (y < 0 || y >= canvas->rows || frame->hit_count == HITS_MAX)
		return;
	frame->hits[frame->hit_count++] = (struct hit){.y = canvas->top + y,
						       .x = canvas->left + x,
						       .rows = 1,
						       .columns = columns,
						       .action = action,
						       .index = index};
}

void canvas_link(const struct canvas *canvas, const struct frame_link *link)
{
	struct frame *frame = canvas->frame;
	struct frame_link *noted = &frame->links[frame->link_count];

	if (link->y >= canvas->rows || link->columns <= 0 || frame->link_count == LINKS_MAX)
		return;
	*noted = *link;
	noted->y += canvas->top;
	noted->x += canvas->left;
	frame->link_count++;
}

void canvas_area(const struct canvas *canvas, int action, int index)
{
	struct frame *frame = canvas->frame;

	if (frame->hit_count == HITS_MAX)
		return;
	frame->hits[frame->hit_count++] = (struct hit){.y = canvas->top,
						       .x = canvas->left,
						       .rows = canvas->rows,
						       .columns = canvas->columns,
						       .action = action,
						       .index = index};
}

void canvas_more(const struct canvas *canvas, bool above, bool below)
{
	int right = canvas->columns - 1, bottom = canvas->rows - 1;

	if (above) {
		canvas_put(canvas, 0, right, STYLE_ACCENT, glyph(GLYPH_MORE_ABOVE));
		canvas_hit(canvas, 0, right, 1, ACT_PAGE_UP, 0);
	}
	if (below) {
		canvas_put(canvas, bottom, right, STYLE_ACCENT, glyph(GLYPH_MORE_BELOW));
		canvas_hit(canvas, bottom, right, 1, ACT_PAGE_DOWN, 0);
	}
}

static bool covers(const struct hit *hit, int y, int x)
{
	return y >= hit->y && y < hit->y + hit->rows && x >= hit->x && x < hit->x + hit->columns;
}

const struct hit *frame_find_hit(const struct frame *frame, int y, int x)
{
	for (size_t i = frame->hit_count; i > 0; i--) {
		if (covers(&frame->hits[i - 1], y, x))
			return &frame->hits[i - 1];
	}
	return NULL;
}

const struct hit *frame_find_area(const struct frame *frame, int y, int x, int action)
{
	for (size_t i = frame->hit_count; i > 0; i--) {
		if (frame->hits[i - 1].action == action && covers(&frame->hits[i - 1], y, x))
			return &frame->hits[i - 1];
	}
	return NULL;
}

void canvas_put_secret(const struct canvas *canvas, int y, int x, int columns, const struct secret *secret)
{
	struct canvas part = canvas_part(canvas, y, x, 1, columns);

	canvas_fill(&part, 0, 0, columns, STYLE_FIELD_FOCUS);
	canvas_put_n(&part, 0, 0, STYLE_FIELD_FOCUS, secret_bytes(secret), secret_length(secret));
	canvas_cursor(&part, 0, 0);
}
