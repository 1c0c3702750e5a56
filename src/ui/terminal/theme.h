/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gives meanings their look. Three palettes; a terminal with 8 colours or none shows the same text
 * with what it has. Colour never carries a meaning alone: every state has a mark too (glyph.h).
 */
#ifndef MAILMEDIC_UI_TERMINAL_THEME_H
#define MAILMEDIC_UI_TERMINAL_THEME_H

#include "ui/terminal/style.h"

#include <stdbool.h>

enum palette { PALETTE_DEFAULT, PALETTE_HIGH_CONTRAST, PALETTE_COLOUR_BLIND, PALETTE_COUNT };

/* Identifier for the settings file ("default", "high-contrast", "colour-blind"). */
const char *palette_id(enum palette palette);
/* Untranslated name for people; pass it to _(). */
const char *palette_label(enum palette palette);

/*
 * Sets up the colours of the current curses terminal. `color` false (or NO_COLOR set, or a terminal
 * without colours): no colour is ever sent. Called after newterm; may be called again to change.
 */
void theme_use(enum palette palette, bool color);

/* Foreground and background as curses numbers them; -1 is the terminal's own. */
struct theme_colors {
	short fg, bg;
};

/* The colours of a style in a palette, of 256 (`rich`) or of 8. */
struct theme_colors theme_colors(enum palette palette, enum style style, bool rich);

/* The sequence that gives a terminal the look of a style, for what is written past curses. */
struct strbuf;
void theme_write_look(enum style style, struct strbuf *out);

/* The curses attributes of a style, with its colour pair. */
unsigned long theme_attributes(enum style style);

#endif
