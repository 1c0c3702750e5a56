/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UTF-8, inert text, width, wrapping. Protocol text is ASCII whatever the locale. */
#include "base/text.h"

#include "base/strbuf.h"
#include "base/text_mark.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { COMBINING_RUN_MAX = 2, FLOWS_MAX = 4096, UTF8_MAX = 4 };

#define IN(point, table) text_in_ranges(point, table, sizeof(table) / sizeof(*(table)))

/* Characters that hide, reverse or restyle text (Unicode: Cf, Zl, Zp, variation selectors, fillers, tags) or
 * mean nothing here (private use, noncharacters, planes without a character). */
static const struct text_range treacherous[] = {
    {0x00AD, 0x00AD},   {0x034F, 0x034F},   {0x0600, 0x0605},   {0x061C, 0x061C},   {0x06DD, 0x06DD},
    {0x070F, 0x070F},   {0x0890, 0x0891},   {0x08E2, 0x08E2},   {0x115F, 0x1160},   {0x17B4, 0x17B5},
    {0x180B, 0x180F},   {0x200B, 0x200F},   {0x2028, 0x202E},   {0x2060, 0x206F},   {0x3164, 0x3164},
    {0xE000, 0xF8FF},   {0xFDD0, 0xFDEF},   {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},
    {0xFFF0, 0xFFFB},   {0xFFFE, 0xFFFF},   {0x110BD, 0x110BD}, {0x110CD, 0x110CD}, {0x13430, 0x1345F},
    {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0x1FFFE, 0x1FFFF}, {0x2FFFE, 0x2FFFF}, {0x3FFFE, 0x10FFFF},
};

/* Characters that East Asian terminals draw two columns wide (Unicode: W and F). */
static const struct text_range wide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},   {0x23F0, 0x23F0},
    {0x23F3, 0x23F3},   {0x25FD, 0x25FE},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267F, 0x267F},
    {0x2693, 0x2693},   {0x26A1, 0x26A1},   {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},
    {0x26CE, 0x26CE},   {0x26D4, 0x26D4},   {0x26EA, 0x26EA},   {0x26F2, 0x26F3},   {0x26F5, 0x26F5},
    {0x26FA, 0x26FA},   {0x26FD, 0x26FD},   {0x2705, 0x2705},   {0x270A, 0x270B},   {0x2728, 0x2728},
    {0x274C, 0x274C},   {0x274E, 0x274E},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},
    {0x27B0, 0x27B0},   {0x27BF, 0x27BF},   {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2B55, 0x2B55},
    {0x2E80, 0x303E},   {0x3041, 0x4DFF},   {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE10, 0xFE19},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6},   {0x16FE0, 0x18CFF}, {0x1AFF0, 0x1B2FF}, {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF},
    {0x1F18E, 0x1F18E}, {0x1F191, 0x1F19A}, {0x1F200, 0x1F320}, {0x1F32D, 0x1F335}, {0x1F337, 0x1F37C},
    {0x1F37E, 0x1F393}, {0x1F3A0, 0x1F3CA}, {0x1F3CF, 0x1F3D3}, {0x1F3E0, 0x1F3F0}, {0x1F3F4, 0x1F3F4},
    {0x1F3F8, 0x1F43E}, {0x1F440, 0x1F440}, {0x1F442, 0x1F4FC}, {0x1F4FF, 0x1F53D}, {0x1F54B, 0x1F54E},
    {0x1F550, 0x1F567}, {0x1F57A, 0x1F57A}, {0x1F595, 0x1F596}, {0x1F5A4, 0x1F5A4}, {0x1F5FB, 0x1F64F},
    {0x1F680, 0x1F6C5}, {0x1F6CC, 0x1F6CC}, {0x1F6D0, 0x1F6D2}, {0x1F6D5, 0x1F6DF}, {0x1F6EB, 0x1F6EC},
    {0x1F6F4, 0x1F6FC}, {0x1F7E0, 0x1F7F0}, {0x1F90C, 0x1F93A}, {0x1F93C, 0x1F945}, {0x1F947, 0x1F9FF},
    {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD},
};

/* Vowels and finals of Hangul: terminals draw them into the syllable before. */
static const struct text_range joining[] = {{0x1161, 0x11FF}, {0xD7B0, 0xD7FB}};

static bool is_mark(uint32_t point)
{
	return text_is_mark(point) || IN(point, joining);
}

size_t text_decode(const char *bytes, size_t len, uint32_t *ret_point)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned char first = (unsigned char)bytes[0];
	size_t need = first < 0x80       ? 1
		      : first >> 5 == 6  ? 2
		      : first >> 4 == 14 ? 3
		      : first >> 3 == 30 ? 4
					 : 0;

	if (!need || need > len)
		return 0;
	uint32_t point = need == 1 ? first : first & (0x7F >> need);
	for (size_t i = 1; i < need; i++) {
		unsigned char next = (unsigned char)bytes[i];
		if (next >> 6 != 2)
			return 0;
		point = point << 6 | (next & 0x3F);
	}
	if (point < least[need] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
		return 0;
	*ret_point = point;
	return need;
}

void text_encode(struct strbuf *out, uint32_t point)
{
	if (point < 0x80) {
		strbuf_addc(out, (char)point);
	} else if (point < 0x800) {
		strbuf_addc(out, (char)(0xC0 | point >> 6));
		strbuf_addc(out, (char)(0x80 | (point & 0x3F)));
	} else if (point < 0x10000) {
		strbuf_addc(out, (char)(0xE0 | point >> 12));
		strbuf_addc(out, (char)(0x80 | (point >> 6 & 0x3F)));
		strbuf_addc(out, (char)(0x80 | (point & 0x3F)));
	} else {
		strbuf_addc(out, (char)(0xF0 | point >> 18));
		strbuf_addc(out, (char)(0x80 | (point >> 12 & 0x3F)));
		strbuf_addc(out, (char)(0x80 | (point >> 6 & 0x3F)));
		strbuf_addc(out, (char)(0x80 | (point & 0x3F)));
	}
}

/* How many bytes from the start on are printable ASCII: nearly all of nearly every text. */
static size_t plain_length(const char *bytes, size_t len)
{
	size_t plain = 0;

	while (plain < len && bytes[plain] >= 0x20 && bytes[plain] < 0x7F)
		plain++;
	return plain;
}

void text_make_inert(struct strbuf *out, const char *bytes, size_t len)
{
	unsigned run = 0;

	for (size_t i = 0; i < len;) {
		size_t plain = plain_length(bytes + i, len - i);
		if (plain > 0) {
			strbuf_add(out, bytes + i, plain);
			i += plain;
			run = 0;
			continue;
		}
		uint32_t point = 0;
		size_t size = text_decode(bytes + i, len - i, &point);
		bool mark = size && is_mark(point);
		run = mark ? run + 1 : 0;

		if (size == 1 && point == '\t') {
			strbuf_addc(out, ' ');
		} else if (!size || (point < 0x20) || point == 0x7F) {
			strbuf_addf(out, "\\x%02X", (unsigned char)bytes[i]);
			size = 1;
		} else if (point >= 0x80 && point < 0xA0) {
			strbuf_addf(out, "\\x%02X", (unsigned)point);
		} else if (IN(point, treacherous) || run > COMBINING_RUN_MAX || (mark && i == 0)) {
			strbuf_addf(out, "<U+%04X>", (unsigned)point);
		} else {
			strbuf_add(out, bytes + i, size);
		}
		i += size;
	}
}

bool text_is_hidden(uint32_t point)
{
	return IN(point, treacherous);
}

bool text_has_many_flows(const char *bytes, size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < len; i++)
		count += bytes[i] == '[' || bytes[i] == '{';
	return count > FLOWS_MAX;
}

void text_make_ascii(struct strbuf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len;) {
		uint32_t point = 0;
		size_t size = text_decode(text + i, len - i, &point);
		if (size == 1)
			strbuf_addc(out, text[i]);
		else if (size > 1)
			strbuf_addf(out, "<U+%04X>", (unsigned)point);
		else
			strbuf_addf(out, "\\x%02X", (unsigned char)text[i]);
		i += size ? size : 1;
	}
}

static size_t point_width(uint32_t point)
{
	if (point < 0x80)
		return 1;
	if (is_mark(point) || (IN(point, treacherous) && point < 0xE000))
		return 0;
	return IN(point, wide) ? 2 : 1;
}

size_t text_width(const char *text)
{
	return text_width_n(text, strlen(text));
}

void text_add_padded(struct strbuf *out, const char *text, size_t columns)
{
	strbuf_adds(out, text);
	for (size_t width = text_width(text); width < columns; width++)
		strbuf_addc(out, ' ');
}

size_t text_width_n(const char *text, size_t len)
{
	size_t columns = 0;

	for (size_t i = 0; i < len;) {
		uint32_t point = 0;
		size_t size = text_decode(text + i, len - i, &point);
		columns += size ? point_width(point) : 1;
		i += size ? size : 1;
	}
	return columns;
}

size_t text_fit(const char *text, size_t columns)
{
	size_t len = strlen(text);
	size_t used = 0;
	size_t i = 0;

	while (i < len) {
		uint32_t point = 0;
		size_t size = text_decode(text + i, len - i, &point);
		used += size ? point_width(point) : 1;
		if (used > columns)
			break;
		i += size ? size : 1;
	}
	return i;
}

static bool is_closing(uint32_t point)
{
	static const struct text_range closing[] = {
	    {0x3001, 0x3002}, {0x300B, 0x300B}, {0x300D, 0x300D}, {0x300F, 0x300F},
	    {0x3011, 0x3011}, {0xFF01, 0xFF01}, {0xFF09, 0xFF09}, {0xFF0C, 0xFF0C},
	    {0xFF0E, 0xFF0E}, {0xFF1A, 0xFF1B}, {0xFF1F, 0xFF1F},
	};

	return IN(point, closing);
}

static bool is_opening(uint32_t point)
{
	static const struct text_range opening[] = {
	    {0x201C, 0x201C}, {0x3008, 0x3008}, {0x300A, 0x300A}, {0x300C, 0x300C},
	    {0x300E, 0x300E}, {0x3010, 0x3010}, {0xFF08, 0xFF08},
	};

	return IN(point, opening);
}

/*
 * True when a line may end between two characters: CJK text has no spaces. Closing punctuation never
 * starts a line, an opening mark never ends one.
 */
static bool may_break(uint32_t before, uint32_t point)
{
	if (is_opening(before) || is_closing(point))
		return false;
	if (point_width(point) == 2)
		return true;
	if (point_width(before) != 2)
		return false;
	return is_opening(point) || (point < 0x80 && (is_closing(before) || text_is_alpha((char)point) ||
						      text_is_digit((char)point)));
}

size_t text_wrap(const char *text, size_t columns, size_t *ret_next)
{
	size_t fit = text_fit(text, columns);
	size_t most = strnlen(text, fit + UTF8_MAX); /* not further: each line of a long text comes here */
	const char *end_of_line = memchr(text, '\n', most);
	size_t newline = end_of_line ? (size_t)(end_of_line - text) : most;

	if (fit >= newline) {
		*ret_next = newline + (text[newline] == '\n');
		return newline;
	}

	size_t end = 0;
	uint32_t before = 0;
	for (size_t i = 0; i <= fit;) {
		uint32_t point = 0;
		size_t size = text_decode(text + i, newline - i, &point);
		if (i > 0 && (text[i] == ' ' || may_break(before, point)))
			end = i;
		before = point;
		i += size ? size : 1;
	}
	if (end == 0)
		end = fit ? fit : 1;
	size_t next = end;
	while (text[next] == ' ')
		next++;
	if (text[next] == '\n')
		next++;
	*ret_next = next;
	while (end > 0 && text[end - 1] == ' ')
		end--;
	return end;
}

static int digit_value(char c)
{
	if (text_is_digit(c))
		return c - '0';
	c = text_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;
}

int text_read_digits(const char *text, size_t len, size_t count, int base)
{
	int value = 0;

	if (count == 0 || count > len)
		return -1;
	for (size_t i = 0; i < count; i++) {
		int digit = digit_value(text[i]);
		if (digit >= base)
			return -1;
		value = value * base + digit;
	}
	return value;
}

bool text_ends_sentence(const char *text, size_t len)
{
	static const char *const ends[] = {".", "!", "?", "\u3002", "\uff01", "\uff1f"};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		size_t end = strlen(ends[i]);
		if (len >= end && memcmp(text + len - end, ends[i], end) == 0)
			return true;
	}
	return false;
}

bool text_same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

int text_compare_nocase(const char *a, const char *b)
{
	while (*a && text_lower(*a) == text_lower(*b)) {
		a++;
		b++;
	}
	return (unsigned char)text_lower(*a) - (unsigned char)text_lower(*b);
}

bool text_starts_nocase(const char *text, const char *prefix)
{
	for (; *prefix; text++, prefix++)
		if (text_lower(*text) != text_lower(*prefix))
			return false;
	return true;
}

const char *text_find_nocase(const char *text, const char *words)
{
	for (; words[0] != '\0' && *text != '\0'; text++) {
		if (text_starts_nocase(text, words))
			return text;
	}
	return NULL;
}

/* The length of what `words` match at the start of `text`; 0: they do not. */
static size_t match_length(const char *text, const char *words)
{
	const char *at = text;

	while (*words != '\0') {
		if (*at != '\0' && text_lower(*at) == text_lower(*words))
			at++, words++;
		else if (*at == '-' && at > text)
			at++;
		else if (*words == '-')
			words++;
		else
			return 0;
	}
	return (size_t)(at - text);
}

const char *text_search(const char *text, const char *words, size_t *ret_len)
{
	char letter = text_lower(words[strspn(words, "-")]);
	char other_case = text_is_alpha(letter) ? (char)(letter ^ 0x20) : letter;
	const char firsts[] = {words[0], letter, other_case, '\0'}; /* what a match begins with */

	for (text += strcspn(text, firsts); *text != '\0'; text++, text += strcspn(text, firsts)) {
		size_t len = match_length(text, words);

		if (len > 0) {
			if (ret_len != NULL)
				*ret_len = len;
			return text;
		}
	}
	return NULL;
}

bool text_parse_number(const char *text, long min, long max, long *ret_number)
{
	if (!text_is_digit(text[0]))
		return false;
	char *end = NULL;
	errno = 0;
	long number = strtol(text, &end, 10);
	if (errno || *end || number < min || number > max)
		return false;
	*ret_number = number;
	return true;
}
