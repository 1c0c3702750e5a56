/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The three palettes as tables, one row a meaning, and their translation to colour pairs. Knows
 * nothing of what is drawn.
 */
#include "ui/terminal/theme.h"

#include <curses.h>
#include <stdlib.h>

#include "base/intl.h"
#include "base/strbuf.h"

/* Colours for 256-colour terminals and for 8-colour ones (-1: the terminal's own); attributes with and
 * without colour. */
struct look {
	short fg, bg;
	short fg8, bg8;
	attr_t with_color;
	attr_t mono;
};

/* On the terminal's own background (-1), which may be black or white, a colour must stand out from both. */
/* One row a meaning. LOOK(style, fg, bg, fg8, bg8, attributes, attributes without colour) */
/* clang-format off */
#define LOOK(style, ...) [STYLE_##style] = {__VA_ARGS__},

static const struct look DEFAULT_LOOKS[STYLE_COUNT] = {
	LOOK(TEXT, -1, -1, -1, -1, A_NORMAL, A_NORMAL)
	LOOK(DIM, 245, -1, -1, -1, A_NORMAL, A_NORMAL)
	LOOK(STRONG, -1, -1, -1, -1, A_BOLD, A_BOLD)
	LOOK(HEADING, 32, -1, COLOR_CYAN, -1, A_BOLD, A_BOLD)
	LOOK(BAR, 252, 24, COLOR_WHITE, COLOR_BLUE, A_NORMAL, A_REVERSE)
	LOOK(BAR_STRONG, 231, 24, COLOR_WHITE, COLOR_BLUE, A_BOLD, A_REVERSE | A_BOLD)
	LOOK(HINT_KEY, 32, -1, COLOR_CYAN, -1, A_BOLD, A_BOLD)
	LOOK(HINT, 245, -1, -1, -1, A_NORMAL, A_NORMAL)
	LOOK(BORDER, 243, -1, -1, -1, A_NORMAL, A_NORMAL)
	LOOK(BORDER_FOCUS, 32, -1, COLOR_CYAN, -1, A_BOLD, A_BOLD)
	LOOK(FOCUS, 231, 31, COLOR_BLACK, COLOR_CYAN, A_BOLD, A_REVERSE)
	LOOK(FIELD, 252, 236, -1, -1, A_UNDERLINE, A_UNDERLINE)
	LOOK(FIELD_FOCUS, 231, 238, -1, -1, A_UNDERLINE | A_BOLD, A_UNDERLINE | A_BOLD)
	LOOK(PLACEHOLDER, 245, 236, -1, -1, A_UNDERLINE, A_UNDERLINE)
	LOOK(OK, 29, -1, COLOR_GREEN, -1, A_NORMAL, A_NORMAL)
	LOOK(FAILED, 196, -1, COLOR_RED, -1, A_BOLD, A_BOLD)
	LOOK(WAITING, 136, -1, COLOR_YELLOW, -1, A_BOLD, A_BOLD)
	LOOK(SKIPPED, 243, -1, -1, -1, A_NORMAL, A_NORMAL)
	LOOK(WARNING, 136, -1, COLOR_YELLOW, -1, A_BOLD, A_BOLD)
	LOOK(CLIENT, 31, -1, COLOR_CYAN, -1, A_NORMAL, A_NORMAL)
	LOOK(SERVER, -1, -1, -1, -1, A_NORMAL, A_NORMAL)
	LOOK(NOTE, 137, -1, COLOR_YELLOW, -1, A_NORMAL, A_NORMAL)
	LOOK(DECISIVE, 197, -1, COLOR_RED, -1, A_BOLD, A_BOLD)
	LOOK(ACCENT, 32, -1, COLOR_CYAN, -1, A_BOLD, A_BOLD)
	LOOK(LINK, 32, -1, COLOR_CYAN, -1, A_UNDERLINE, A_UNDERLINE)
	LOOK(LINK_FOCUS, 231, 31, COLOR_BLACK, COLOR_CYAN, A_UNDERLINE, A_REVERSE)
	LOOK(CODE, 133, -1, COLOR_YELLOW, -1, A_NORMAL, A_NORMAL)
	LOOK(MATCH, 16, 221, COLOR_BLACK, COLOR_YELLOW, A_NORMAL, A_REVERSE)
};

static const struct look CONTRAST_LOOKS[STYLE_COUNT] = {
	LOOK(TEXT, 231, 16, COLOR_WHITE, COLOR_BLACK, A_NORMAL, A_NORMAL)
	LOOK(DIM, 231, 16, COLOR_WHITE, COLOR_BLACK, A_NORMAL, A_NORMAL)
	LOOK(STRONG, 231, 16, COLOR_WHITE, COLOR_BLACK, A_BOLD, A_BOLD)
	LOOK(HEADING, 226, 16, COLOR_YELLOW, COLOR_BLACK, A_BOLD | A_UNDERLINE, A_BOLD | A_UNDERLINE)
	LOOK(BAR, 16, 231, COLOR_BLACK, COLOR_WHITE, A_NORMAL, A_REVERSE)
	LOOK(BAR_STRONG, 16, 231, COLOR_BLACK, COLOR_WHITE, A_BOLD, A_REVERSE | A_BOLD)
	LOOK(HINT_KEY, 16, 226, COLOR_BLACK, COLOR_YELLOW, A_BOLD, A_REVERSE)
	LOOK(HINT, 231, 16, COLOR_WHITE, COLOR_BLACK, A_NORMAL, A_NORMAL)
	LOOK(BORDER, 231, 16, COLOR_WHITE, COLOR_BLACK, A_NORMAL, A_NORMAL)
	LOOK(BORDER_FOCUS, 226, 16, COLOR_YELLOW, COLOR_BLACK, A_BOLD, A_BOLD)
	LOOK(FOCUS, 16, 226, COLOR_BLACK, COLOR_YELLOW, A_BOLD, A_REVERSE)
	LOOK(FIELD, 231, 16, COLOR_WHITE, COLOR_BLACK, A_UNDERLINE, A_UNDERLINE)
	LOOK(FIELD_FOCUS, 16, 231, COLOR_BLACK, COLOR_WHITE, A_UNDERLINE, A_REVERSE)
	LOOK(PLACEHOLDER, 231, 16, COLOR_WHITE, COLOR_BLACK, A_UNDERLINE, A_UNDERLINE)
	LOOK(OK, 46, 16, COLOR_GREEN, COLOR_BLACK, A_BOLD, A_BOLD)
	LOOK(FAILED, 231, 160, COLOR_WHITE, COLOR_RED, A_BOLD, A_REVERSE)
	LOOK(WAITING, 226, 16, COLOR_YELLOW, COLOR_BLACK, A_BOLD, A_BOLD)
	LOOK(SKIPPED, 231, 16, COLOR_WHITE, COLOR_BLACK, A_NORMAL, A_NORMAL)
	LOOK(WARNING, 16, 226, COLOR_BLACK, COLOR_YELLOW, A_BOLD, A_REVERSE)
	LOOK(CLIENT, 51, 16, COLOR_CYAN, COLOR_BLACK, A_NORMAL, A_NORMAL)
	LOOK(SERVER, 231, 16, COLOR_WHITE, COLOR_BLACK, A_NORMAL, A_NORMAL)
	LOOK(NOTE, 226, 16, COLOR_YELLOW, COLOR_BLACK, A_NORMAL, A_NORMAL)
	LOOK(DECISIVE, 231, 160, COLOR_WHITE, COLOR_RED, A_BOLD, A_REVERSE)
	LOOK(ACCENT, 226, 16, COLOR_YELLOW, COLOR_BLACK, A_BOLD, A_BOLD)
	LOOK(LINK, 51, 16, COLOR_CYAN, COLOR_BLACK, A_UNDERLINE, A_UNDERLINE)
	LOOK(LINK_FOCUS, 16, 226, COLOR_BLACK, COLOR_YELLOW, A_UNDERLINE, A_REVERSE)
	LOOK(CODE, 226, 16, COLOR_YELLOW, COLOR_BLACK, A_NORMAL, A_NORMAL)
	LOOK(MATCH, 16, 51, COLOR_BLACK, COLOR_CYAN, A_BOLD, A_REVERSE)
};

/* Blue against orange: told apart with every kind of colour blindness; no red beside green. */
static const struct look BLIND_LOOKS[STYLE_COUNT] = {
	LOOK(TEXT, -1, -1, -1, -1, A_NORMAL, A_NORMAL)
	LOOK(DIM, 245, -1, -1, -1, A_NORMAL, A_NORMAL)
	LOOK(STRONG, -1, -1, -1, -1, A_BOLD, A_BOLD)
	LOOK(HEADING, -1, -1, -1, -1, A_BOLD, A_BOLD)
	LOOK(BAR, 255, 24, COLOR_WHITE, COLOR_BLUE, A_NORMAL, A_REVERSE)
	LOOK(BAR_STRONG, 231, 24, COLOR_WHITE, COLOR_BLUE, A_BOLD, A_REVERSE | A_BOLD)
	LOOK(HINT_KEY, -1, -1, -1, -1, A_BOLD, A_BOLD)
	LOOK(HINT, 245, -1, -1, -1, A_NORMAL, A_NORMAL)
	LOOK(BORDER, 243, -1, -1, -1, A_NORMAL, A_NORMAL)
	LOOK(BORDER_FOCUS, -1, -1, -1, -1, A_BOLD, A_BOLD)
	LOOK(FOCUS, 231, 25, COLOR_WHITE, COLOR_BLUE, A_BOLD, A_REVERSE)
	LOOK(FIELD, 252, 236, -1, -1, A_UNDERLINE, A_UNDERLINE)
	LOOK(FIELD_FOCUS, 231, 238, -1, -1, A_UNDERLINE | A_BOLD, A_UNDERLINE | A_BOLD)
	LOOK(PLACEHOLDER, 245, 236, -1, -1, A_UNDERLINE, A_UNDERLINE)
	LOOK(OK, 32, -1, COLOR_CYAN, -1, A_NORMAL, A_NORMAL)
	LOOK(FAILED, 166, -1, COLOR_YELLOW, -1, A_BOLD, A_BOLD)
	LOOK(WAITING, -1, -1, -1, -1, A_BOLD, A_BOLD)
	LOOK(SKIPPED, 243, -1, -1, -1, A_NORMAL, A_NORMAL)
	LOOK(WARNING, 166, -1, COLOR_YELLOW, -1, A_BOLD, A_BOLD)
	LOOK(CLIENT, 32, -1, COLOR_CYAN, -1, A_NORMAL, A_NORMAL)
	LOOK(SERVER, -1, -1, -1, -1, A_NORMAL, A_NORMAL)
	LOOK(NOTE, 136, -1, COLOR_YELLOW, -1, A_NORMAL, A_NORMAL)
	LOOK(DECISIVE, 166, -1, COLOR_YELLOW, -1, A_BOLD | A_UNDERLINE, A_BOLD)
	LOOK(ACCENT, -1, -1, -1, -1, A_BOLD, A_BOLD)
	LOOK(LINK, 32, -1, COLOR_CYAN, -1, A_UNDERLINE, A_UNDERLINE)
	LOOK(LINK_FOCUS, 231, 25, COLOR_WHITE, COLOR_BLUE, A_UNDERLINE, A_REVERSE)
	LOOK(CODE, 136, -1, COLOR_YELLOW, -1, A_NORMAL, A_NORMAL)
	LOOK(MATCH, 16, 222, COLOR_BLACK, COLOR_YELLOW, A_NORMAL, A_REVERSE)
};
#undef LOOK
/* clang-format on */

static const struct {
	const char *id;
	const char *label;
	const struct look *looks;
} PALETTES[PALETTE_COUNT] = {
    [PALETTE_DEFAULT] = {"default", N_("Default colours"), DEFAULT_LOOKS},
    [PALETTE_HIGH_CONTRAST] = {"high-contrast", N_("High contrast"), CONTRAST_LOOKS},
    [PALETTE_COLOUR_BLIND] = {"colour-blind", N_("Safe for colour blindness"), BLIND_LOOKS},
};

static enum palette current = PALETTE_DEFAULT;
static bool colored;

const char *palette_id(enum palette palette)
{
	return PALETTES[palette].id;
}

const char *palette_label(enum palette palette)
{
	return PALETTES[palette].label;
}

void theme_use(enum palette palette, bool color)
{
	const char *no_color = getenv("NO_COLOR");

	current = palette;
	colored = color && !(no_color != NULL && no_color[0] != '\0') && has_colors();
	if (!colored)
		return;
	start_color();
	use_default_colors();
	for (int style = 0; style < STYLE_COUNT; style++) {
		struct theme_colors pair = theme_colors(palette, (enum style)style, COLORS >= 256);

		init_pair((short)(style + 1), pair.fg, pair.bg);
	}
}

struct theme_colors theme_colors(enum palette palette, enum style style, bool rich)
{
	const struct look *look = &PALETTES[palette].looks[style];

	return (struct theme_colors){.fg = rich ? look->fg : look->fg8, .bg = rich ? look->bg : look->bg8};
}

unsigned long theme_attributes(enum style style)
{
	const struct look *look = &PALETTES[current].looks[style];

	if (!colored)
		return look->mono;
	return look->with_color | (unsigned long)COLOR_PAIR(style + 1);
}

/* `base`: 30 for the foreground, 40 for the background. */
static void write_color(int base, short color, struct strbuf *out)
{
	if (color >= 8)
		strbuf_addf(out, ";%d;5;%d", base + 8, color);
	else if (color >= 0)
		strbuf_addf(out, ";%d", base + color);
}

void theme_write_look(enum style style, struct strbuf *out)
{
	struct theme_colors colors = theme_colors(current, style, COLORS >= 256);
	attr_t attributes = (attr_t)theme_attributes(style);

	strbuf_addf(out, "\033[0%s%s%s", (attributes & A_BOLD) != 0 ? ";1" : "",
		    (attributes & A_UNDERLINE) != 0 ? ";4" : "", (attributes & A_REVERSE) != 0 ? ";7" : "");
	if (colored) {
		write_color(30, colors.fg, out);
		write_color(40, colors.bg, out);
	}
	strbuf_addc(out, 'm');
}
