/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quoted-printable and Base64 bodies (RFC 2045, 6.7 and 6.8), and boundaries (RFC 2046, 5.1.1). */
#include "diagnose/mimebody.h"

#include <string.h>

#include "base/strbuf.h"
#include "base/text.h"
#include "diagnose/reply_lines.h"
#include "smtp/base64.h"

static const char base64_field[] = "content-transfer-encoding: base64";

/* Several lines that end in "=", as quoted-printable breaks them. */
static bool is_quoted_printable(const struct strbuf *text)
{
	size_t soft = 0;

	for (size_t at = 1; at < text->len; at++) {
		const char *end = text->data + at;
		if (*end == '\n')
			soft += end[-1] == '=' || (at > 1 && end[-1] == '\r' && end[-2] == '=');
	}
	return soft >= 2 || text_find_nocase(text->data, "quoted-printable") != NULL;
}

static void decode_quoted_printable(struct strbuf *text)
{
	size_t to = 0;

	for (size_t at = 0; at < text->len; at++) {
		int value;
		if (text->data[at] != '=') {
			text->data[to++] = text->data[at];
			continue;
		}
		value = text_read_digits(text->data + at + 1, text->len - at - 1, 2, 16);
		if (at + 1 < text->len && text->data[at + 1] == '\n') {
			at += 1;
		} else if (at + 2 < text->len && text->data[at + 1] == '\r' && text->data[at + 2] == '\n') {
			at += 2;
		} else if (value >= ' ' || value == '\t') {
			text->data[to++] = (char)value;
			at += 2;
		} else {
			text->data[to++] = '=';
		}
	}
	text->len = to;
	text->data[to] = '\0';
}

/* "--boundary" and "--boundary--". */
static bool is_boundary(const char *line, size_t len)
{
	return len > 4 && line[0] == '-' && line[1] == '-' && line[2] != '-' &&
	       memchr(line, ' ', len) == NULL;
}

/* The Base64 lines that begin at `*at`, decoded; nothing when they do not hold text. */
static void add_body(struct strbuf *out, const struct strbuf *text, size_t *at)
{
	struct strbuf body;
	const char *line;
	size_t len, next = *at;

	strbuf_init(&body, text->max);
	while (reply_lines_next(text->data, text->len, &next, &line, &len)) {
		size_t before = body.len;
		if (len == 0 && body.len == 0) {
			*at = next;
			continue;
		}
		if (len == 0 || !base64_decode(line, len, &body) || body.len == before)
			break;
		*at = next;
	}
	for (size_t i = 0; i < body.len; i++) {
		unsigned char c = (unsigned char)body.data[i];
		if (c == 0x7f || (c < ' ' && c != '\n' && c != '\r' && c != '\t'))
			strbuf_clear(&body);
	}
	strbuf_add(out, body.data, body.len);
	strbuf_addc(out, '\n');
	strbuf_finish(&body);
}

/* The head of a part goes on after the line that says how its body is written: up to an empty line. */
static void decode_parts(struct strbuf *out, const struct strbuf *text)
{
	size_t at = 0, len;
	const char *line;
	bool base64 = false;

	while (reply_lines_next(text->data, text->len, &at, &line, &len)) {
		if (is_boundary(line, len)) {
			strbuf_addc(out, '\n');
			continue;
		}
		base64 = base64 || (len == strlen(base64_field) && text_starts_nocase(line, base64_field));
		if (len == 0 && base64)
			add_body(out, text, &at);
		base64 = base64 && len > 0;
		strbuf_add(out, line, len);
		strbuf_addc(out, '\n');
	}
}

void mimebody_decode(struct strbuf *text)
{
	struct strbuf out;

	if (is_quoted_printable(text))
		decode_quoted_printable(text);
	if (text_find_nocase(text->data, "content-type:") == NULL)
		return;
	strbuf_init(&out, text->max);
	decode_parts(&out, text);
	strbuf_clear(text);
	strbuf_add(text, out.data, out.len);
	strbuf_finish(&out);
}
