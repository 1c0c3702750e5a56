/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Escapes of one byte. An escape is tried before the byte itself: a "%" may begin "%25". */
#include "smtp/escape.h"

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { DIGITS_MAX = 7 }; /* of a code point, with zeros before it */

size_t escape_match_digits(unsigned wanted, const char *text, size_t len, int base)
{
	size_t digits = 0;

	while (digits < len && digits <= DIGITS_MAX && text_read_digits(text + digits, 1, 1, base) >= 0)
		digits++;
	return digits <= DIGITS_MAX && text_read_digits(text, len, digits, base) == (int)wanted ? digits : 0;
}

/* {...} with hexadecimal digits */
static size_t match_braces(unsigned wanted, const char *text, size_t len)
{
	size_t digits = len > 0 && *text == '{' ? escape_match_digits(wanted, text + 1, len - 1, 16) : 0;

	return digits > 0 && digits + 1 < len && text[digits + 1] == '}' ? digits + 2 : 0;
}

static size_t match_backslash(unsigned wanted, const char *text, size_t len)
{
	if (len >= 2 && (text[1] == 'x' || text[1] == 'X') &&
	    text_read_digits(text + 2, len - 2, 2, 16) == (int)wanted)
		return 4;
	size_t braces = len >= 2 && strchr("uUxX", text[1]) ? match_braces(wanted, text + 2, len - 2) : 0;
	if (braces > 0)
		return 2 + braces;
	if (len >= 2 && text[1] == 'U' && text_read_digits(text + 2, len - 2, 8, 16) == (int)wanted)
		return 10;
	if (len >= 2 && (text[1] == 'u' || text[1] == 'U') &&
	    text_read_digits(text + 2, len - 2, 4, 16) == (int)wanted)
		return 6;
	if (text_read_digits(text + 1, len - 1, 3, 8) == (int)wanted)
		return 4;
	return len >= 2 && (unsigned char)text[1] == wanted ? 2 : 0;
}

/* %41 and its sisters, and %u0041 */
static size_t match_percent(unsigned wanted, const char *text, size_t len)
{
	if (text_read_digits(text + 1, len - 1, 2, 16) == (int)wanted)
		return 3;
	return len >= 2 && *text == '%' && text[1] == 'u' &&
		       text_read_digits(text + 2, len - 2, 4, 16) == (int)wanted
		   ? 6
		   : 0;
}

static size_t match_entity(unsigned wanted, const char *text, size_t len)
{
	static const struct {
		const char *name;
		unsigned char byte;
	} names[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (names[i].byte == wanted && strlen(names[i].name) <= len &&
		    memcmp(text, names[i].name, strlen(names[i].name)) == 0)
			return strlen(names[i].name);
	if (len < 4 || text[1] != '#')
		return 0;
	bool hex = text[2] == 'x' || text[2] == 'X';
	size_t begin = hex ? 3 : 2;
	size_t digits = escape_match_digits(wanted, text + begin, len - begin, hex ? 16 : 10);
	return digits > 0 && begin + digits < len && text[begin + digits] == ';' ? begin + digits + 1 : 0;
}

/* U+FF01 to U+FF5E are drawn like ASCII, twice as wide; in either case. */
static size_t match_full_width(unsigned wanted, const char *text, size_t len)
{
	if (len < 3 || (unsigned char)text[0] != 0xEF || ((unsigned char)text[1] & 0xFE) != 0xBC)
		return 0;
	unsigned code =
	    ((unsigned)(unsigned char)text[1] & 1) << 6 | ((unsigned)(unsigned char)text[2] & 0x3F);
	return code > 0 && wanted < 0x80 && text_lower((char)(code + 0x20)) == text_lower((char)wanted) ? 3
													: 0;
}

size_t escape_match(unsigned wanted, const char *text, size_t len)
{
	size_t used = 0;

	if (len == 0)
		return 0;
	if (*text == '%' || *text == '=' || *text == '+')
		used = match_percent(wanted, text, len);
	if (used > 0)
		return used;
	if (*text == '\\')
		used = match_backslash(wanted, text, len);
	else if (*text == '&')
		used = match_entity(wanted, text, len);
	else if ((unsigned char)*text == 0xEF)
		used = match_full_width(wanted, text, len);
	else if (wanted == ' ' && (*text == '+' || *text == '_'))
		used = 1;
	if (used > 0)
		return used;
	return wanted <= 0xFF && text_lower((char)wanted) == text_lower(*text) ? 1 : 0;
}

size_t escape_match_again(unsigned byte, const char *text, size_t len)
{
	/* What Windows-1252 has where Latin-1 has controls. */
	static const uint16_t windows[32] = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
					     0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
					     0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
					     0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
	uint32_t point = 0;
	size_t size = len > 0 && byte >= 0x80 ? text_decode(text, len, &point) : 0;

	return size > 0 && (point == byte || (byte < 0xA0 && point == windows[byte - 0x80])) ? size : 0;
}
