/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Foreign words in sentences of ours, and the way back from inert text to the bytes that it was made from. */
#include "base/strbuf.h"
#include "base/text.h"

#include <string.h>

enum { INERT_GROWTH = 10, BYTE_LEN = 4, POINT_DIGITS_MIN = 4, POINT_DIGITS_MAX = 6, POINT_MAX = 0x10FFFF };

/* "<U+200B>" at the start of `text`: its length, and the character; 0: it is none. */
static size_t read_point(const char *text, size_t len, uint32_t *ret_point)
{
	size_t digits = 0;

	if (len < 3 || memcmp(text, "<U+", 3) != 0)
		return 0;
	while (3 + digits < len && digits <= POINT_DIGITS_MAX &&
	       text_read_digits(text + 3 + digits, 1, 1, 16) >= 0)
		digits++;
	if (digits < POINT_DIGITS_MIN || digits > POINT_DIGITS_MAX || 3 + digits >= len ||
	    text[3 + digits] != '>')
		return 0;
	int point = text_read_digits(text + 3, len - 3, digits, 16);
	if (point <= 0 || point > POINT_MAX)
		return 0;
	*ret_point = (uint32_t)point;
	return 3 + digits + 1;
}

void text_read_inert(struct strbuf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len;) {
		uint32_t point;
		bool is_byte = len - i >= BYTE_LEN && text[i] == '\\' && text[i + 1] == 'x';
		int byte = is_byte ? text_read_digits(text + i + 2, len - i - 2, 2, 16) : -1;
		size_t used = byte < 0 ? read_point(text + i, len - i, &point) : BYTE_LEN;

		if (byte >= 0)
			strbuf_addc(out, (char)byte);
		else if (used > 0)
			text_encode(out, point);
		else
			strbuf_addc(out, text[i]);
		i += used > 0 ? used : 1;
	}
}

/* The end of the last character that begins before `max`. */
static size_t cut_at(const char *text, size_t len, size_t max)
{
	size_t end = len < max ? len : max;

	while (end < len && end > 0 && ((unsigned char)text[end] & 0xC0) == 0x80)
		end--;
	return end;
}

void text_add_short(struct strbuf *out, const char *text, size_t max)
{
	size_t len = strlen(text), end = cut_at(text, len, max);

	strbuf_add(out, text, end);
	if (end < len)
		strbuf_adds(out, "...");
}

void text_quote(struct strbuf *out, const char *bytes, size_t len)
{
	struct strbuf inert;
	size_t taken = len < 2 * TEXT_QUOTE_MAX ? len : 2 * TEXT_QUOTE_MAX;

	strbuf_init(&inert, INERT_GROWTH * taken + 1);
	text_make_inert(&inert, bytes, taken);
	size_t end = cut_at(inert.data, inert.len, TEXT_QUOTE_MAX);
	strbuf_addc(out, '"');
	for (size_t i = 0; i < end; i++) {
		if (inert.data[i] == '"')
			strbuf_addc(out, '\\');
		strbuf_addc(out, inert.data[i]);
	}
	strbuf_adds(out, end < inert.len ? "...\"" : "\"");
	strbuf_finish(&inert);
}

static bool is_host_name(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!text_is_alpha(bytes[i]) && !text_is_digit(bytes[i]) && !strchr(".-_*", bytes[i]))
			return false;
	return len > 0 && len <= TEXT_QUOTE_MAX;
}

void text_quote_name(struct strbuf *out, const char *bytes, size_t len)
{
	if (is_host_name(bytes, len))
		strbuf_add(out, bytes, len);
	else
		text_quote(out, bytes, len);
}
