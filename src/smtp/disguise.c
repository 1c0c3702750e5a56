/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Follows a needle across what stands between its characters. */
#include "smtp/disguise.h"

#include "base/text.h"

#include <stdbool.h>
#include <string.h>

/* A character of UTF-8, and its length in *ret_size; 0 and one byte where it is none. */
static unsigned long read_character(const char *text, size_t len, size_t *ret_size)
{
	unsigned char first = (unsigned char)*text;
	size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1;
	unsigned long value = first & (0x7FU >> size);

	*ret_size = 1;
	if (size == 1 || size > len)
		return 0;
	for (size_t i = 1; i < size; i++) {
		if (((unsigned char)text[i] & 0xC0) != 0x80)
			return 0;
		value = value << 6 | ((unsigned char)text[i] & 0x3F);
	}
	*ret_size = size;
	return value;
}

/* Does not print, or is drawn over the character before it. */
static bool is_invisible(unsigned long character)
{
	static const struct {
		unsigned long first, last;
	} ranges[] = {{0x80, 0x9F},     {0xAD, 0xAD},     {0x300, 0x36F},   {0x61C, 0x61C},
		      {0x180B, 0x180F}, {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F},
		      {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFD}, {0xE0000, 0xE0FFF}};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++)
		if (character >= ranges[i].first && character <= ranges[i].last)
			return true;
	return false;
}

static bool is_wide_space(unsigned long character)
{
	return character == 0xA0 || (character >= 0x2000 && character <= 0x200A) || character == 0x202F ||
	       character == 0x3000 || character == 0xB7 || (character >= 0x2010 && character <= 0x2015);
}

/* The length of a string to the terminal (a title, say) and of the BEL or ST that ends it, inert or not. */
static size_t string_size(const char *text, size_t len)
{
	static const char *const ends[] = {"\a", "\x1B\\", "\\x07", "\\x1B\\"};

	for (size_t size = 1; size < len && size < DISGUISE_GAP_MAX; size++)
		for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
			if (strlen(ends[i]) <= len - size &&
			    memcmp(text + size, ends[i], strlen(ends[i])) == 0)
				return size + strlen(ends[i]);
	return 0;
}

/* The length of the rest of an escape sequence (ECMA-48) after its ESC; 0: there is none. */
static size_t sequence_size(const char *text, size_t len)
{
	size_t size = 1;

	if (len > 0 && *text && strchr("]P_^X", *text))
		return string_size(text, len);
	if (len == 0 || *text != '[')
		return 0;
	while (size < len && size < DISGUISE_GAP_MAX && text[size] >= 0x20 && text[size] < 0x40)
		size++;
	return size < len && text[size] >= 0x40 ? size + 1 : 0;
}

static size_t control_size(const char *text, size_t len)
{
	return *text == 0x1B ? 1 + sequence_size(text + 1, len - 1) : 1;
}

/* The length of what a control or format character became in an inert text: \x1B, <U+200B>. */
static size_t inert_size(const char *text, size_t len)
{
	int code =
	    len >= 4 && text[0] == '\\' && text[1] == 'x' ? text_read_digits(text + 2, len - 2, 2, 16) : -1;

	if (code >= 0)
		return 4 + (code == 0x1B ? sequence_size(text + 4, len - 4) : 0);
	if (len < 8 || memcmp(text, "<U+", 3) != 0)
		return 0;
	for (size_t size = 7; size <= 9 && size < len; size++)
		if (text[size] == '>')
			return size + 1;
	return 0;
}

/* How many bytes at the start of `text` may stand between two characters; *ret_prints: they can be seen. */
static size_t gap_size(const char *text, size_t len, bool *ret_prints)
{
	unsigned char c = (unsigned char)*text;
	size_t size = inert_size(text, len);

	*ret_prints = false;
	if (size > 0)
		return size;
	if (c < 0x20 || c == 0x7F)
		return control_size(text, len);
	*ret_prints = true;
	if (c < 0x80)
		return text_is_alpha(*text) || text_is_digit(*text) ? 0 : 1;
	unsigned long character = read_character(text, len, &size);
	*ret_prints = !is_invisible(character);
	return !*ret_prints || is_wide_space(character) ? size : 0;
}

struct trail {
	size_t used;  /* bytes */
	size_t units; /* of the needle */
	size_t gap;   /* bytes since the last unit */
	size_t seen;  /* separators so far */
};

/* Passes over one thing that may stand between two characters: the next may be the character itself. */
static bool pass_gap(struct trail *trail, const char *text, size_t len)
{
	bool prints;
	size_t size = trail->used < len ? gap_size(text + trail->used, len - trail->used, &prints) : 0;

	if (size == 0 || trail->gap + size > DISGUISE_GAP_MAX)
		return false;
	trail->used += size;
	trail->gap += size;
	trail->seen += prints;
	return true;
}

/* True when it went further: by characters, over a gap, or over a separator that the text leaves out. */
static bool go_on(struct trail *trail, const struct needles *needles, enum needles_spelling spelling,
		  const char *text, size_t len)
{
	size_t used;
	size_t went =
	    needles_follow(needles, spelling, trail->units, text + trail->used, len - trail->used, &used);

	if (went > 0) {
		trail->units += went;
		trail->used += used;
		trail->gap = 0;
		return true;
	}
	if (trail->units == 0)
		return false;
	if (pass_gap(trail, text, len))
		return true;
	if (!needles_has_separator(needles, spelling, trail->units))
		return false;
	trail->units++;
	return true;
}

static size_t follow(const struct needles *needles, enum needles_spelling spelling, const char *text,
		     size_t len)
{
	struct trail trail = {0};
	size_t size = needles_size(needles, spelling);

	while (trail.units < size)
		if (!go_on(&trail, needles, spelling, text, len))
			return 0;
	return trail.seen == 0 || size >= DISGUISE_MIN || trail.seen + 1 >= size ? trail.used - trail.gap : 0;
}

size_t disguise_at(const struct needles *needles, unsigned which, const char *text, size_t len)
{
	static const enum needles_spelling spellings[] = {SPELLED_ESCAPED,  SPELLED_HEX,
							  SPELLED_NUMBERS,  SPELLED_BASE64_0,
							  SPELLED_BASE64_1, SPELLED_BASE64_2};
	size_t longest = 0;

	for (; needles; needles = needles_earlier(needles))
		for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++) {
			if ((which & 1U << spellings[i]) == 0)
				continue;
			size_t used = follow(needles, spellings[i], text, len);
			longest = used > longest ? used : longest;
		}
	return longest;
}
