/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFC 2047, as far as replies use it. */
#include "diagnose/mimeword.h"

#include <string.h>

#include "base/strbuf.h"
#include "base/text.h"
#include "diagnose/fold.h"

struct word {
	const char *body;
	size_t len;
	char encoding; /* 'b' or 'q' */
	size_t total;  /* bytes of the whole word */
};

static bool find_word(const char *text, size_t len, struct word *word)
{
	const char *charset_end, *body_end;

	if (len < 8 || text[0] != '=' || text[1] != '?')
		return false;
	charset_end = memchr(text + 2, '?', len - 2);
	if (charset_end == NULL || charset_end - text > 40 || charset_end + 3 > text + len ||
	    charset_end[2] != '?')
		return false;
	word->encoding = text_lower(charset_end[1]);
	word->body = charset_end + 3;
	body_end = memmem(word->body, (size_t)(text + len - word->body), "?=", 2);
	if (body_end == NULL || (word->encoding != 'b' && word->encoding != 'q'))
		return false;
	word->len = (size_t)(body_end - word->body);
	word->total = (size_t)(body_end + 2 - text);
	return memchr(word->body, '\n', word->len) == NULL;
}

static int digit(char c, const char *digits)
{
	const char *at = c != '\0' ? strchr(digits, c) : NULL;

	return at != NULL ? (int)(at - digits) : -1;
}

static void decode_q(const struct word *word, struct strbuf *out)
{
	for (size_t i = 0; i < word->len; i++) {
		char c = word->body[i];
		if (c == '=' && i + 2 < word->len) {
			int value = text_read_digits(word->body + i + 1, 2, 2, 16);
			c = value < 0 ? '?' : (char)value;
			i += 2;
		}
		strbuf_addc(out, c == '_' ? ' ' : c == '\0' ? '?' : c);
	}
}

static void decode_b(const struct word *word, struct strbuf *out)
{
	unsigned bits = 0;
	int count = 0;

	for (size_t i = 0; i < word->len; i++) {
		int value =
		    digit(word->body[i], "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
		if (value < 0)
			continue;
		bits = bits << 6 | (unsigned)value;
		count += 6;
		if (count >= 8) {
			char c = (char)(bits >> (count - 8) & 0xff);
			count -= 8;
			strbuf_addc(out, c == '\0' ? '?' : c);
		}
	}
}

char *mimeword_decode(const char *text, size_t len, size_t *ret_len)
{
	struct strbuf out;
	struct word word;
	char *decoded;

	if (memmem(text, len, "=?", 2) == NULL)
		return NULL;
	strbuf_init(&out, FOLD_MAX);
	for (size_t at = 0; at < len;) {
		if (find_word(text + at, len - at, &word)) {
			if (word.encoding == 'b')
				decode_b(&word, &out);
			else
				decode_q(&word, &out);
			at += word.total;
		} else {
			strbuf_addc(&out, text[at] == '\0' ? '?' : text[at]);
			at++;
		}
	}
	*ret_len = out.len;
	decoded = strbuf_take(&out);
	strbuf_finish(&out);
	return decoded;
}
