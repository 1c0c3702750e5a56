/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of marks. */
#include "ui/terminal/glyph.h"

static const char *const UNICODE_GLYPHS[GLYPH_COUNT] = {
#define X(name, unicode, ascii) [GLYPH_##name] = unicode,
    GLYPH_LIST(X)
#undef X
};

static const char *const ASCII_GLYPHS[GLYPH_COUNT] = {
#define X(name, unicode, ascii) [GLYPH_##name] = ascii,
    GLYPH_LIST(X)
#undef X
};

static bool use_unicode;

void glyph_set_unicode(bool unicode)
{
	use_unicode = unicode;
}

bool glyph_is_unicode(void)
{
	return use_unicode;
}

const char *glyph(enum glyph name)
{
	return use_unicode ? UNICODE_GLYPHS[name] : ASCII_GLYPHS[name];
}

const char *glyph_spinner(int64_t ms)
{
	static const char *const WHEEL[] = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
	static const char *const STICK[] = {"|", "/", "-", "\\"};
	uint64_t step = (uint64_t)ms / 100;

	return use_unicode ? WHEEL[step % 10] : STICK[step % 4];
}

char glyph_ascii(uint32_t point)
{
	static const struct {
		uint32_t point;
		char ascii;
	} STAND_INS[] = {
	    {0x00A0, ' '}, {0x00B7, '.'}, {0x00D7, 'x'},  {0x2010, '-'},  {0x2011, '-'}, {0x2012, '-'},
	    {0x2013, '-'}, {0x2014, '-'}, {0x2018, '\''}, {0x2019, '\''}, {0x201C, '"'}, {0x201D, '"'},
	    {0x2022, '*'}, {0x2026, '.'}, {0x202F, ' '},  {0x2190, '<'},  {0x2192, '>'}, {0x21D2, '>'},
	};

	if (point < 0x80)
		return (char)point;
	for (size_t i = 0; i < sizeof(STAND_INS) / sizeof(STAND_INS[0]); i++) {
		if (STAND_INS[i].point == point)
			return STAND_INS[i].ascii;
	}
	return '?';
}
