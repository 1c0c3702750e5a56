/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Masks a session by protocol state, then by search. Errs towards hiding. */
#include "smtp/mask.h"

#include "base/secret.h"
#include "base/strbuf.h"
#include "base/text.h"

#include <string.h>

enum { INERT_GROWTH = 10 }; /* bytes that one byte may become: MASK_TEXT, "<U+10FFFF>" */

static const struct seam_pieces nothing = {{0, 0}, {0, 0}};

void mask_init(struct mask *mask)
{
	*mask = (struct mask){.needles = needles_create()};
}

void mask_finish(struct mask *mask)
{
	needles_destroy(mask->needles);
	*mask = (struct mask){0};
}

void mask_watch(struct mask *mask, const char *user, const struct secret *secret)
{
	needles_watch(mask->needles, user, secret);
	mask->seam = (struct seam){0};
}

void mask_watch_same(struct mask *mask, const struct mask *other)
{
	needles_destroy(mask->needles);
	mask->needles = needles_clone(other->needles);
	mask->seam = (struct seam){0};
}

/* The end of the piece that begins at `at` or has begun before it; `at`: there is none. */
static size_t behind_piece(const struct seam_pieces *pieces, size_t at)
{
	if (at >= pieces->rest.from && at < pieces->rest.to)
		return pieces->rest.to;
	return at >= pieces->head.from && at < pieces->head.to ? pieces->head.to : at;
}

static void scan(const struct mask *mask, const char *text, size_t len, const struct seam_pieces *pieces,
		 struct strbuf *out)
{
	for (size_t i = 0; i < len;) {
		bool hide = false;
		size_t size = needles_at(mask->needles, text + i, len - i, &hide);
		if (size == 0) {
			size = behind_piece(pieces, i) - i;
			hide = size > 0;
		}
		if (hide)
			strbuf_adds(out, MASK_TEXT);
		else
			strbuf_add(out, text + i, size ? size : 1);
		i += size ? size : 1;
	}
}

void mask_scan(const struct mask *mask, const char *text, size_t len, struct strbuf *out)
{
	scan(mask, text, len, &nothing, out);
}

static void search_and_make_inert(const struct mask *mask, const char *text, size_t len,
				  const struct seam_pieces *pieces, struct strbuf *out)
{
	struct strbuf searched;

	strbuf_init(&searched, len * sizeof(MASK_TEXT) + 1);
	scan(mask, text, len, pieces, &searched);
	text_make_inert(out, searched.data, searched.len);
	secret_wipe_buffer(searched.data, searched.size);
	strbuf_finish(&searched);
}

/* Twice: a tab that becomes a space, or an escape beside hexadecimal digits, may complete a form. */
static void show(const struct mask *mask, const char *text, size_t len, const struct seam_pieces *pieces,
		 struct strbuf *out)
{
	struct strbuf inert;

	strbuf_init(&inert, len * INERT_GROWTH + 1);
	search_and_make_inert(mask, text, len, pieces, &inert);
	search_and_make_inert(mask, inert.data, inert.len, &nothing, out);
	secret_wipe_buffer(inert.data, inert.size);
	strbuf_finish(&inert);
}

void mask_show(const struct mask *mask, const char *text, size_t len, struct strbuf *out)
{
	show(mask, text, len, &nothing, out);
}

static bool is_command(const char *bytes, size_t len)
{
	static const char *const commands[] = {"EHLO", "HELO", "STARTTLS", "MAIL FROM:", "RCPT TO:", "DATA",
					       "RSET", "NOOP", "QUIT",     "VRFY",       "HELP"};

	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (len >= strlen(commands[i]) && text_starts_nocase(bytes, commands[i]))
			return true;
	return false;
}

static void begin_auth(struct mask *mask, const char *bytes, size_t len, struct strbuf *out)
{
	size_t name = 5;
	while (name < len && bytes[name] == ' ')
		name++;
	size_t end = name;
	while (end < len && bytes[end] != ' ')
		end++;

	size_t size = end - name < sizeof(mask->mechanism) - 1 ? end - name : sizeof(mask->mechanism) - 1;
	memset(mask->mechanism, 0, sizeof(mask->mechanism));
	memcpy(mask->mechanism, bytes + name, size);
	mask->state = MASK_AUTH;
	mask->challenges = 0;
	mask_show(mask, bytes, end, out); /* a hijacked engine may put anything in the place of a name */
	if (end < len)
		strbuf_adds(out, " " MASK_TEXT);
}

void mask_client_line(struct mask *mask, const char *bytes, size_t len, struct strbuf *out)
{
	if (mask->state == MASK_AUTH) {
		/* "*" gives up (RFC 4954, 4) and is no secret. */
		strbuf_adds(out, len == 1 && bytes[0] == '*' ? "*" : MASK_TEXT);
	} else if (mask->state == MASK_DATA) {
		mask_show(mask, bytes, len, out);
		if (len == 1 && bytes[0] == '.')
			mask->state = MASK_COMMANDS;
	} else if (len >= 5 && text_starts_nocase(bytes, "AUTH ")) {
		begin_auth(mask, bytes, len, out);
	} else if (is_command(bytes, len)) {
		mask_show(mask, bytes, len, out);
	} else {
		strbuf_adds(out, MASK_TEXT);
	}
}

bool mask_is_open(const struct mask *mask, const char *bytes, size_t len)
{
	return seam_is_open(&mask->seam, mask->needles, bytes, len);
}

static void follow_reply(struct mask *mask, const char *bytes, size_t len)
{
	bool last = len < 4 || bytes[3] != '-';

	if (mask->state == MASK_AUTH) {
		if (len >= 3 && memcmp(bytes, "334", 3) == 0)
			mask->challenges++;
		else if (last)
			mask->state = MASK_COMMANDS;
	} else if (mask->state == MASK_COMMANDS && last && len >= 3 && memcmp(bytes, "354", 3) == 0) {
		mask->state = MASK_DATA;
	}
}

void mask_server_line(struct mask *mask, struct mask_line line, struct mask_line next, struct strbuf *out)
{
	struct seam_pieces pieces =
	    seam_pass(&mask->seam, mask->needles, line.bytes, line.len, next.bytes, next.len);

	follow_reply(mask, line.bytes, line.len);
	show(mask, line.bytes, line.len, &pieces, out);
}
