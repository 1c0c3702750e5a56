/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The marks and lines of the interface, in Unicode and, for other locales, in plain ASCII of the same width.
 */
#ifndef MAILMEDIC_UI_TERMINAL_GLYPH_H
#define MAILMEDIC_UI_TERMINAL_GLYPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* X(enumerator, Unicode, ASCII): one column each */
/* clang-format off */
#define GLYPH_LIST(X) \
	X(PASSED, "✓", "+") \
	X(FAILED, "✗", "x") \
	X(SKIPPED, "·", ".") \
	X(POINTER, "▸", ">") \
	X(PROMPT, "?", "?") \
	X(CLIENT, "→", ">") \
	X(SERVER, "←", "<") \
	X(NOTE, "•", "*") \
	X(BULLET, "•", "*") \
	X(DECISIVE, "▶", "!") \
	X(DIFFERS, "≠", "!") \
	X(WARNING, "▲", "!") \
	X(LEADS_TO, "→", ">") \
	X(MASK, "•", "*") \
	X(ELLIPSIS, "…", "~") \
	X(MORE_ABOVE, "▲", "^") \
	X(MORE_BELOW, "▼", "v") \
	X(BAR_FULL, "█", "#") \
	X(BAR_EMPTY, "░", "-") \
	X(HORIZONTAL, "─", "-") \
	X(VERTICAL, "│", "|") \
	X(TOP_LEFT, "╭", "+") \
	X(TOP_RIGHT, "╮", "+") \
	X(BOTTOM_LEFT, "╰", "+") \
	X(BOTTOM_RIGHT, "╯", "+") \
	X(TEE_DOWN, "┬", "+") \
	X(TEE_UP, "┴", "+") \
	X(QUOTE, "┃", "|") \
	X(MARK, "◆", "@")
/* clang-format on */

enum glyph {
#define X(name, unicode, ascii) GLYPH_##name,
	GLYPH_LIST(X)
#undef X
	    GLYPH_COUNT
};

/* Whether the terminal takes Unicode; set once at start from the locale. */
void glyph_set_unicode(bool unicode);
bool glyph_is_unicode(void);

/* Never NULL. */
const char *glyph(enum glyph name);

/* One frame of the spinner for a time in ms. */
const char *glyph_spinner(int64_t ms);

/* The ASCII stand-in of a character where Unicode cannot be shown ('?' when there is none). */
char glyph_ascii(uint32_t point);

#endif
