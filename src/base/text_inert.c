/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what text_make_inert wrote. Knows nothing of what is looked for in it. */
#include "base/strbuf.h"
#include "base/text.h"

#include <string.h>

enum { BYTE_LEN = 4, POINT_DIGITS_MIN = 4, POINT_DIGITS_MAX = 6, POINT_MAX = 0x10FFFF };

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
