/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One form for comparing: see fold.h. Knows letters and codes, nothing of rules. */
#include "diagnose/fold.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

enum { LETTER_MAX = 5 };

/* U+00C0 to U+017F without their accents, three bytes each. */
static const char latin[] =
    "a  a  a  a  a  a  ae c  e  e  e  e  i  i  i  i  d  n  o  o  o  o  o  x  o  u  u  u  u  y  th ss "
    "a  a  a  a  a  a  ae c  e  e  e  e  i  i  i  i  d  n  o  o  o  o  o  /  o  u  u  u  u  y  th y  "
    "a  a  a  a  a  a  c  c  c  c  c  c  c  c  d  d  d  d  e  e  e  e  e  e  e  e  e  e  g  g  g  g  "
    "g  g  g  g  h  h  h  h  i  i  i  i  i  i  i  i  i  i  ij ij j  j  k  k  q  l  l  l  l  l  l  l  "
    "l  l  l  n  n  n  n  n  n  n  n  n  o  o  o  o  o  o  oe oe r  r  r  r  r  r  s  s  s  s  s  s  "
    "s  s  t  t  t  t  t  t  u  u  u  u  u  u  u  u  u  u  u  u  w  w  y  y  y  z  z  z  z  z  z  s  ";

void folded_init(struct folded *folded)
{
	*folded = (struct folded){0};
	strbuf_init(&folded->text, FOLD_MAX);
}

void folded_finish(struct folded *folded)
{
	strbuf_finish(&folded->text);
	free(folded->origin);
	*folded = (struct folded){0};
}

static uint32_t fold_greek_cyrillic(uint32_t point)
{
	if (point >= 0x0410 && point <= 0x042f)
		return point + 0x20;
	if (point == 0x0401 || point == 0x0451)
		return 0x0435; /* io as ie */
	if (point >= 0x0400 && point <= 0x040f)
		return point + 0x50;
	if (point >= 0x0391 && point <= 0x03a9)
		return point + 0x20;
	return point;
}

static uint32_t fold_sign(uint32_t point)
{
	switch (point) {
	case 0x00ab:
	case 0x00bb:
	case 0x201c:
	case 0x201d:
	case 0x201e:
	case 0x201f: return '"';
	case 0x2018:
	case 0x2019:
	case 0x201a:
	case 0x201b:
	case 0x00b4:
	case 0x0060: return '\'';
	case 0x2010:
	case 0x2011:
	case 0x2012:
	case 0x2013:
	case 0x2014:
	case 0x2212: return '-';
	case 0x00a0:
	case 0x2028:
	case 0x2029:
	case 0x202f:
	case 0x3000:
	case 0xfffd: return ' ';
	case 0x00ad:
	case 0x200b:
	case 0x200c:
	case 0x200d:
	case 0x2060:
	case 0xfeff: return 0;
	case 0x3002: return '.';
	default: break;
	}
	if (point >= 0x2000 && point <= 0x200a)
		return ' ';
	if (point >= 0xff01 && point <= 0xff5e)
		return fold_sign(point - 0xff01 + '!');
	return point >= 'A' && point <= 'Z' ? point + 32 : point;
}

/* The folded form of one character: its length in `out`, 0 when it goes. */
static size_t fold_letter(uint32_t point, char out[LETTER_MAX])
{
	if (point >= 0x00c0 && point <= 0x017f) {
		const char *letters = latin + (point - 0x00c0) * 3;
		size_t len = letters[1] == ' ' ? 1 : 2;
		memcpy(out, letters, len);
		return len;
	}
	if (point >= 0x0300 && point <= 0x036f)
		return 0; /* combining accents */
	point = fold_greek_cyrillic(fold_sign(point));
	if (point == 0)
		return 0;
	if (point < 0x80) {
		out[0] = (char)point;
		return 1;
	}
	if (point < 0x800) {
		out[0] = (char)(0xc0 | point >> 6);
		out[1] = (char)(0x80 | (point & 0x3f));
		return 2;
	}
	if (point < 0x10000) {
		out[0] = (char)(0xe0 | point >> 12);
		out[1] = (char)(0x80 | (point >> 6 & 0x3f));
		out[2] = (char)(0x80 | (point & 0x3f));
		return 3;
	}
	out[0] = ' '; /* emoji and the like say nothing */
	return 1;
}

/* Folds the character at `bytes`; returns how many bytes it took. */
static size_t fold_next(const char *bytes, size_t len, char out[LETTER_MAX], size_t *ret_len)
{
	unsigned char c = (unsigned char)bytes[0];
	uint32_t point;
	size_t used;

	if (c < 0x80) {
		out[0] = c <= ' ' || c == 0x7f ? ' ' : c == '`' ? '\'' : text_lower((char)c);
		*ret_len = 1;
		return 1;
	}
	used = text_decode(bytes, len, &point);
	if (used == 0) {
		out[0] = ' ';
		*ret_len = 1;
		return 1;
	}
	*ret_len = fold_letter(point, out);
	return used;
}

static void put(struct folded *folded, const char *letters, size_t len, size_t origin)
{
	struct strbuf *text = &folded->text;

	if (len == 1 && letters[0] == ' ' && text->len > 0 && text->data[text->len - 1] == ' ')
		return;
	if (text->len + len > FOLD_MAX - 2)
		return;
	if (text->len + len + 1 > folded->origin_size) {
		folded->origin_size = (text->len + len) * 2 + 256;
		folded->origin = mem_realloc(folded->origin, folded->origin_size, sizeof *folded->origin);
	}
	for (size_t i = 0; i < len; i++) {
		folded->origin[text->len] = (uint32_t)origin;
		folded->foreign |= (unsigned char)letters[i] >= 0x80;
		strbuf_addc(text, letters[i]);
	}
}

size_t fold_enhanced(const char *text, size_t len)
{
	size_t i = 2;

	if (len < 5 || text[0] < '2' || text[0] > '5' || text[0] == '3' || text[1] != '.')
		return 0;
	for (int part = 0; part < 2; part++) {
		size_t start = i;
		while (i < len && i < start + 3 && text_is_digit(text[i]))
			i++;
		if (i == start)
			return 0;
		if (part == 0 && (i >= len || text[i++] != '.'))
			return 0;
	}
	if (i < len && (text_is_digit(text[i]) || text_is_alpha(text[i])))
		return 0;
	if (i + 1 < len && text[i] == '.' && text_is_digit(text[i + 1]))
		return 0; /* an IP address */
	return i;
}

static bool is_code(const char *line, size_t len)
{
	return len >= 3 && line[0] >= '2' && line[0] <= '5' && text_is_digit(line[1]) &&
	       text_is_digit(line[2]) && (len == 3 || strchr(" -:\t,.#", line[3]) != NULL) &&
	       !(len > 4 && line[3] == '.' && line[4] != ' ');
}

size_t fold_codes(const char *line, size_t len, int *ret_code, char ret_enhanced[16])
{
	size_t at = 0;
	size_t end = 0;
	size_t enhanced;

	if (ret_code != NULL)
		*ret_code = 0;
	if (ret_enhanced != NULL)
		ret_enhanced[0] = '\0';
	while (at < len && (line[at] == ' ' || line[at] == '\t'))
		at++;
	if (is_code(line + at, len - at)) {
		if (ret_code != NULL)
			*ret_code = (line[at] - '0') * 100 + (line[at + 1] - '0') * 10 + line[at + 2] - '0';
		end = at += 3;
	}
	while (at < len && line[at] != '\0' && strchr(" -:\t", line[at]) != NULL)
		at++;
	if (end > 0)
		end = at;
	if (at < len && line[at] == '#')
		at++;
	enhanced = fold_enhanced(line + at, len - at);
	if (enhanced > 0 && (enhanced < 15)) {
		if (ret_enhanced != NULL) {
			memcpy(ret_enhanced, line + at, enhanced);
			ret_enhanced[enhanced] = '\0';
		}
		end = at + enhanced;
	}
	return end;
}

/* Length of a repetition of the reply's codes at `text`; the reply has code `code` and/or `enhanced`. */
static size_t repeated(const char *text, size_t len, int code, const char *enhanced, bool line_start)
{
	int other_code;
	char other[16];
	size_t used = fold_codes(text, len, &other_code, other);

	if (used == 0 || text[0] == ' ')
		return 0;
	if (other[0] != '\0' && strcmp(other, enhanced) == 0 && (other_code == 0 || other_code == code))
		return used;
	if (line_start && other_code != 0 && other_code == code && other[0] == '\0')
		return used;
	return 0;
}

void folded_read(struct folded *folded, const char *source, size_t len)
{
	int code;
	char enhanced[16];
	size_t at = 0;
	size_t head = fold_codes(source, len, &code, enhanced);
	bool line_start = false;
	char letters[LETTER_MAX];

	strbuf_clear(&folded->text);
	folded->foreign = false;
	put(folded, " ", 1, 0);
	while (at < len) {
		bool boundary = at > head && (source[at - 1] == ' ' || source[at - 1] == '\n');
		size_t used = boundary ? repeated(source + at, len - at, code, enhanced, line_start) : 0;
		size_t count = 1;
		letters[0] = ' ';
		line_start = used == 0 && source[at] == '\n';
		if (used == 0 && at < head)
			used = 1, letters[0] = source[at] == '-' || source[at] == ':' || source[at] == '\t'
						   ? ' '
						   : source[at];
		else if (used == 0)
			used = fold_next(source + at, len - at, letters, &count);
		put(folded, letters, count, at);
		at += used;
	}
	put(folded, " ", 1, len);
}

char *fold_phrase(const char *phrase)
{
	struct strbuf out;
	size_t len = strlen(phrase);
	char letters[LETTER_MAX];
	char *text;

	strbuf_init(&out, FOLD_MAX);
	for (size_t at = 0; at < len;) {
		size_t count;
		at += fold_next(phrase + at, len - at, letters, &count);
		if (count == 1 && letters[0] == ' ' && out.len > 0 && out.data[out.len - 1] == ' ')
			continue;
		strbuf_add(&out, letters, count);
	}
	text = strbuf_take(&out);
	strbuf_finish(&out);
	return text;
}
