/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Escapes of JSON, Python, C and HTML as they stand in logs. */
#include "diagnose/unescape.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"

/* \uNNNN, also as a surrogate pair; returns the bytes used after the backslash. */
static size_t unescape_unicode(struct strbuf *out, const char *text, size_t len)
{
	int point = text_read_digits(text + 1, len - 1, 4, 16);

	if (point < 0)
		return 0;
	if (point >= 0xd800 && point < 0xdc00 && len >= 11 && text[5] == '\\' && text[6] == 'u') {
		int low = text_read_digits(text + 7, len - 7, 4, 16);
		if (low >= 0xdc00 && low < 0xe000) {
			text_encode(out,
				    0x10000u + ((uint32_t)(point - 0xd800) << 10) + (uint32_t)(low - 0xdc00));
			return 11;
		}
	}
	text_encode(out, point >= 0xd800 && point < 0xe000 ? 0xfffd : (uint32_t)point);
	return 5;
}

static void add_byte(struct strbuf *out, int value)
{
	if (value != 0 && value != '\r')
		strbuf_addc(out, (char)value);
}

/* What follows a backslash: returns the bytes used, 0 when it is no escape. */
static size_t unescape_one(struct strbuf *out, const char *text, size_t len)
{
	int value;

	switch (len > 0 ? text[0] : '\0') {
	case 'n': strbuf_addc(out, '\n'); return 1;
	case 'r': return 1;
	case 't': strbuf_addc(out, '\t'); return 1;
	case '"':
	case '\'':
	case '\\':
	case '/': strbuf_addc(out, text[0]); return 1;
	case 'u': return unescape_unicode(out, text, len);
	case 'x':
		value = text_read_digits(text + 1, len - 1, 2, 16);
		if (value < 0)
			return 0;
		add_byte(out, value);
		return 3;
	default: break;
	}
	value = text_read_digits(text, len, 3, 8);
	if (value >= 0 && value < 256) {
		add_byte(out, value);
		return 3;
	}
	return 0;
}

static size_t undo_spelling(struct strbuf *out, const char *text, size_t len)
{
	static const char *const spellings[][2] = {
	    {"&lt;", "<"},    {"&gt;", ">"},      {"&amp;", "&"},   {"&quot;", "\""},  {"&#39;", "'"},
	    {"&nbsp;", " "},  {"<CR><LF>", "\n"}, {"<CRLF>", "\n"}, {"[CRLF]", "\n"},  {"^M", ""},
	    {"<br />", "\n"}, {"<br/>", "\n"},    {"<br>", "\n"},   {"\",\"", "\n\n"}, {"\"}", "\n\n"},
	    {"\r\n", "\n"},   {"\r", "\n"},
	};

	for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
		size_t used = strlen(spellings[i][0]);
		if (len >= used && memcmp(text, spellings[i][0], used) == 0) {
			strbuf_adds(out, spellings[i][1]);
			return used;
		}
	}
	return 0;
}

/* Web pages and input methods put other spaces than ours after a code. */
static size_t odd_space(const char *text, size_t len)
{
	static const char *const spaces[] = {"\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x87", "\xe3\x80\x80"};

	for (size_t i = 0; i < sizeof spaces / sizeof spaces[0]; i++) {
		size_t used = strlen(spaces[i]);
		if (len >= used && memcmp(text, spaces[i], used) == 0)
			return used;
	}
	return 0;
}

void unescape(struct strbuf *out, const char *text, size_t len)
{
	for (size_t at = 0; at < len;) {
		size_t used = 0;
		if (text[at] == '\\')
			used = unescape_one(out, text + at + 1, len - at - 1);
		if (used > 0) {
			at += used + 1;
			continue;
		}
		if (at > 0 && text_is_digit(text[at - 1]) && (used = odd_space(text + at, len - at)) > 0)
			strbuf_addc(out, ' ');
		else if (strchr("&<[^\r\"", text[at]) != NULL && text[at] != '\0')
			used = undo_spelling(out, text + at, len - at);
		if (used == 0) {
			strbuf_addc(out, text[at] == '\0' ? '?' : text[at]);
			used = 1;
		}
		at += used;
	}
}
