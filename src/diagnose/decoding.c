/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guesses at what garbled bytes once were. It only makes candidates: the rules decide. */
#include "diagnose/decoding.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "diagnose/mimeword.h"

enum charset { UTF8, CP1252, CP1250, LATIN2, CP1251, KOI8_R, GB18030, SHIFT_JIS, EUC_JP, ISO_2022_JP };
static const char *const charset_names[CHARSETS] = {"UTF-8",  "CP1252",     "CP1250",  "ISO-8859-2",
						    "CP1251", "KOI8-R",     "GB18030", "SHIFT_JIS",
						    "EUC-JP", "ISO-2022-JP"};

/* What was shown as the first is really the second. */
static const enum charset mistakes[][2] = {
    {CP1252, UTF8},      {CP1252, GB18030}, {CP1252, CP1251}, {CP1252, KOI8_R},
    {CP1252, SHIFT_JIS}, {CP1252, EUC_JP},  {CP1252, CP1250}, {CP1252, LATIN2},
    {CP1251, UTF8},      {CP1251, KOI8_R},  {KOI8_R, CP1251}, {GB18030, UTF8},
};

/* Bytes 0x80 to 0x9f of CP1252; 0: left as the C1 control of Latin-1. */
static const uint16_t cp1252_high[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

void decodings_init(struct decodings *decodings)
{
	memset(decodings, 0, sizeof *decodings);
}

static void clear(struct decodings *decodings)
{
	for (size_t i = 0; i < decodings->count; i++) {
		free(decodings->list[i].source);
		decodings->list[i].source = NULL;
	}
	decodings->count = 0;
}

static void close_converters(iconv_t *list, const bool *opened)
{
	for (size_t i = 0; i < CHARSETS; i++) {
		if (opened[i] && list[i] != (iconv_t)-1)
			iconv_close(list[i]);
	}
}

void decodings_finish(struct decodings *decodings)
{
	clear(decodings);
	for (size_t i = 0; i < DECODINGS_MAX; i++) {
		if (decodings->list[i].folded.text.data != NULL)
			folded_finish(&decodings->list[i].folded);
	}
	close_converters(decodings->to_utf8, decodings->opened[0]);
	close_converters(decodings->from_utf8, decodings->opened[1]);
}

/* Takes `source`. */
static void add(struct decodings *decodings, char *source, size_t len)
{
	struct decoding *decoding = &decodings->list[decodings->count];

	for (size_t i = 0; i < decodings->count; i++) {
		if (decodings->list[i].len == len && memcmp(decodings->list[i].source, source, len) == 0) {
			free(source);
			return;
		}
	}
	if (decodings->count == DECODINGS_MAX) {
		free(source);
		return;
	}
	if (decoding->folded.text.data == NULL)
		folded_init(&decoding->folded);
	decoding->source = source;
	decoding->len = len;
	folded_read(&decoding->folded, source, len);
	decodings->count++;
}

static iconv_t converter(struct decodings *decodings, enum charset charset, bool to_utf8)
{
	iconv_t *slot = to_utf8 ? &decodings->to_utf8[charset] : &decodings->from_utf8[charset];
	bool *opened = &decodings->opened[to_utf8 ? 0 : 1][charset];

	if (!*opened)
		*slot = to_utf8 ? iconv_open("UTF-8", charset_names[charset])
				: iconv_open(charset_names[charset], "UTF-8");
	if (*slot == (iconv_t)-1 && errno == ENOMEM)
		mem_exhausted();
	*opened = true;
	return *slot;
}

/* Bytes → UTF-8; what cannot be read becomes '?'. NULL when little of it can. */
static char *decode(struct decodings *decodings, enum charset charset, const char *bytes, size_t len,
		    size_t *ret_len)
{
	iconv_t to_utf8 = converter(decodings, charset, true);
	size_t room = len * 3 + 16;
	char *out = mem_calloc(1, room + 1);
	char *in_at = (char *)bytes;
	char *out_at = out;
	size_t failures = 0;

	if (to_utf8 == (iconv_t)-1) {
		free(out);
		return NULL;
	}
	iconv(to_utf8, NULL, NULL, NULL, NULL);
	while (len > 0 && iconv(to_utf8, &in_at, &len, &out_at, &room) == (size_t)-1) {
		if (len == 0 || room == 0)
			break;
		failures++;
		*out_at++ = '?';
		room--, in_at++, len--;
	}
	*ret_len = (size_t)(out_at - out);
	if (failures > *ret_len / 20 + 2) {
		free(out);
		return NULL;
	}
	return out;
}

/* UTF-8 → the bytes that would be shown like this in CP1252 or Latin-1; NULL when it is not such a text. */
static char *encode_western(const char *text, size_t len, size_t *ret_len)
{
	char *out = mem_calloc(1, len + 1);
	size_t count = 0;

	for (size_t at = 0; at < len;) {
		uint32_t point;
		size_t used = text_decode(text + at, len - at, &point);
		unsigned byte = point < 0x100 ? point : 0;
		for (unsigned i = 0; byte == 0 && i < 32; i++)
			byte = cp1252_high[i] == point ? 0x80 + i : 0;
		if (point == 0xfffd)
			byte = '?';
		if (used == 0 || byte == 0) {
			free(out);
			return NULL;
		}
		out[count++] = (char)byte;
		at += used;
	}
	*ret_len = count;
	return out;
}

static char *encode(struct decodings *decodings, enum charset charset, const char *text, size_t len,
		    size_t *ret_len)
{
	iconv_t from_utf8;
	char *in_at = (char *)text;
	char *out, *out_at;
	size_t room = len * 2 + 16;

	if (charset == CP1252)
		return encode_western(text, len, ret_len);
	from_utf8 = converter(decodings, charset, false);
	if (from_utf8 == (iconv_t)-1)
		return NULL;
	out = out_at = mem_calloc(1, room + 1);
	iconv(from_utf8, NULL, NULL, NULL, NULL);
	if (iconv(from_utf8, &in_at, &len, &out_at, &room) == (size_t)-1) {
		free(out);
		return NULL;
	}
	*ret_len = (size_t)(out_at - out);
	return out;
}

static void add_decoded(struct decodings *decodings, enum charset charset, const char *bytes, size_t len)
{
	size_t text_len;
	char *text = decode(decodings, charset, bytes, len, &text_len);

	if (text != NULL)
		add(decodings, text, text_len);
}

/* The text is valid UTF-8 but may come from a wrong reading of other bytes. */
static void undo_mistakes(struct decodings *decodings, const char *text, size_t len)
{
	char *bytes = NULL;
	size_t bytes_len = 0;
	enum charset shown = UTF8;

	for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
		if (mistakes[i][0] != shown) {
			free(bytes);
			shown = mistakes[i][0];
			bytes = encode(decodings, shown, text, len, &bytes_len);
		}
		if (bytes != NULL)
			add_decoded(decodings, mistakes[i][1], bytes, bytes_len);
	}
	free(bytes);
}

enum content { CONTENT_ASCII, CONTENT_UTF8, CONTENT_OTHER };

static enum content look(const char *text, size_t len)
{
	enum content content = CONTENT_ASCII;

	for (size_t at = 0; at < len;) {
		uint32_t point;
		size_t used = text_decode(text + at, len - at, &point);
		if (used == 0)
			return CONTENT_OTHER;
		if (used > 1)
			content = CONTENT_UTF8;
		at += used;
	}
	return content;
}

void decodings_make(struct decodings *decodings, const char *reply, size_t len)
{
	enum content content;
	char *text;

	clear(decodings);
	len = len > FOLD_MAX ? FOLD_MAX : len;
	text = mimeword_decode(reply, len, &len);
	if (text == NULL)
		text = mem_strndup(reply, len), len = strlen(text);
	add(decodings, text, len);
	content = look(text, len);
	if (content == CONTENT_UTF8)
		undo_mistakes(decodings, text, len);
	if (content == CONTENT_ASCII && memmem(text, len, "\x1b$B", 3) != NULL)
		add_decoded(decodings, ISO_2022_JP, text, len);
	if (content == CONTENT_OTHER) {
		for (enum charset charset = CP1252; charset <= EUC_JP; charset++)
			add_decoded(decodings, charset, text, len);
	}
}
