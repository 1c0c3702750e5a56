/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Masks a session by protocol state, then by search. Errs towards hiding. */
#include "smtp/mask.h"

#include "base/secret.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "smtp/base64.h"
#include "smtp/disguise.h"
#include "smtp/mechanism.h"

#include <string.h>

enum {
	CODE_LEN = 3,
	PROOF_MIN = 16,
	INERT_GROWTH = 10
}; /* bytes that one byte may become: MASK_TEXT, "<U+10FFFF>" */

static const struct seam_pieces nothing = {0};

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

/* The piece that begins at `at` or has begun before it, or NULL. */
static const struct seam_piece *piece_at(const struct seam_pieces *pieces, size_t at)
{
	if (at >= pieces->rest.from && at < pieces->rest.to)
		return &pieces->rest;
	return at >= pieces->head.from && at < pieces->head.to ? &pieces->head : NULL;
}

static bool is_base64(char c)
{
	return text_is_alpha(c) || text_is_digit(c) || (c && strchr("+/=-_", c));
}

/* What a line is searched for. */
struct search {
	const struct needles *needles;
	const struct seam_pieces *pieces;
	unsigned first[NEEDLES_BYTES]; /* what can begin with which byte */
};

/* What is at the start of the rest of a line, in one piece, in parts or in disguise, and its size. */
static enum needles_find find_at(const struct search *search, const char *text, size_t len, size_t at,
				 size_t *ret_size)
{
	const unsigned which = search->first[(unsigned char)text[at]];
	const struct seam_piece *piece = piece_at(search->pieces, at);

	*ret_size = 0;
	if (which == 0 && !piece)
		return FOUND_NOTHING;
	enum needles_find find = needles_at(search->needles, which, text + at, len - at, ret_size);
	if (find == FOUND_NOTHING && piece) {
		*ret_size = piece->to - at;
		find = piece->in_base64 ? FOUND_BASE64 : FOUND_SECRET;
	} else if (find == FOUND_NOTHING) {
		*ret_size = disguise_at(search->needles, which, text + at, len - at);
		find = *ret_size > 0 ? FOUND_SECRET : FOUND_NOTHING;
	}
	return find;
}

/* In Base64 the characters around the secret give away bits of it: the mask goes to both edges of the token.
 */
static size_t hide_token(const char *text, size_t len, size_t end, size_t shown, struct strbuf *out)
{
	while (shown > 0 && is_base64(out->data[out->len - 1])) {
		out->data[--out->len] = '\0';
		shown--;
	}
	while (end < len && is_base64(text[end]))
		end++;
	return end;
}

static void scan(const struct mask *mask, const char *text, size_t len, const struct seam_pieces *pieces,
		 struct strbuf *out)
{
	struct search search = {.needles = mask->needles, .pieces = pieces};
	size_t shown = 0; /* bytes since the last mask */

	needles_first_bytes(mask->needles, search.first);
	for (size_t i = 0; i < len;) {
		size_t size;
		enum needles_find find = find_at(&search, text, len, i, &size);
		size_t end = i + (size > 0 ? size : 1);

		if (find == FOUND_BASE64)
			end = hide_token(text, len, end, shown, out);
		if (find == FOUND_SECRET || find == FOUND_BASE64) {
			strbuf_adds(out, MASK_TEXT);
			shown = 0;
		} else {
			strbuf_add(out, text + i, end - i);
			shown += end - i;
		}
		i = end;
	}
	secret_wipe_buffer(search.first, sizeof(search.first));
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

/* The proof in an answer (RFC 2195, 2831, 5802), by which the password can be guessed: a server may repeat
 * it. */
static size_t find_proof(const struct strbuf *answer)
{
	static const char *const starts[] = {",p=", "response="};
	size_t at = answer->len;

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		for (size_t from = 0; from + strlen(starts[i]) <= answer->len; from++)
			if (memcmp(answer->data + from, starts[i], strlen(starts[i])) == 0)
				return from + strlen(starts[i]);
	while (at > 0 && answer->data[at - 1] != ' ')
		at--;
	return at;
}

static bool hides_answers(const struct mask *mask)
{
	const struct mechanism *mechanism = mechanism_find(mask->mechanism);

	return mechanism && !mechanism->in_clear && mechanism_takes_secret(mechanism->name);
}

/* From now on the proof in a response is hidden as the password is. */
static void watch_proof(struct mask *mask, const char *base64, size_t len)
{
	struct strbuf answer;
	struct secret *proof = secret_create();

	strbuf_init(&answer, len);
	if (hides_answers(mask) && base64_decode(base64, len, &answer)) {
		size_t at = find_proof(&answer), size = 0;
		while (at + size < answer.len && answer.data[at + size] != ',')
			size++;
		if (size >= PROOF_MIN && secret_append(proof, answer.data + at, size))
			needles_watch_also(mask->needles, proof);
	}
	secret_destroy(proof);
	secret_wipe_buffer(answer.data, answer.size);
	strbuf_finish(&answer);
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
	if (end < len) {
		watch_proof(mask, bytes + end + 1, len - end - 1);
		strbuf_adds(out, " " MASK_TEXT);
	}
}

void mask_client_line(struct mask *mask, const char *bytes, size_t len, struct strbuf *out)
{
	if (mask->state == MASK_AUTH) {
		watch_proof(mask, bytes, len);
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

/* Attributes have commas between them (RFC 5802, 5.1; RFC 2831, 2.1). */
static bool has_attribute(const struct strbuf *text, const char *start)
{
	const size_t size = strlen(start);

	for (size_t i = 0; i + size <= text->len; i++)
		if ((i == 0 || text->data[i - 1] == ',') && memcmp(text->data + i, start, size) == 0)
			return true;
	return false;
}

/* A challenge with which the server proves that it knows the password lets who reads it guess at that. */
static bool is_secret_challenge(const struct mask *mask, struct mask_line line)
{
	const struct mechanism *mechanism = mechanism_find(mask->mechanism);
	const char *start = mechanism ? mechanism->secret_challenge : NULL;
	struct strbuf decoded;
	bool secret = true; /* what is no Base64 is not looked into */

	if (mask->state != MASK_AUTH || !start || line.len <= 4 || memcmp(line.bytes, "334 ", 4) != 0)
		return false;
	strbuf_init(&decoded, line.len);
	if (base64_decode(line.bytes + 4, line.len - 4, &decoded))
		secret = has_attribute(&decoded, start);
	secret_wipe_buffer(decoded.data, decoded.size);
	strbuf_finish(&decoded);
	return secret;
}

void mask_server_line(struct mask *mask, struct mask_line line, struct mask_line next, struct strbuf *out)
{
	struct seam_pieces pieces =
	    seam_pass(&mask->seam, mask->needles, line.bytes, line.len, next.bytes, next.len);

	const bool secret = is_secret_challenge(mask, line);

	follow_reply(mask, line.bytes, line.len);
	if (secret)
		strbuf_adds(out, "334 " MASK_TEXT);
	else
		show(mask, line.bytes, line.len, &pieces, out);
}

static bool begins_with_code(struct mask_line line)
{
	return line.len >= CODE_LEN && text_is_digit(line.bytes[0]) && text_is_digit(line.bytes[1]) &&
	       text_is_digit(line.bytes[2]) &&
	       (line.len == CODE_LEN || line.bytes[CODE_LEN] == ' ' || line.bytes[CODE_LEN] == '-');
}

void mask_reply_line(struct mask *mask, struct mask_line line, struct mask_line next, struct strbuf *out)
{
	struct strbuf masked;

	strbuf_init(&masked, line.len * INERT_GROWTH * sizeof(MASK_TEXT) + 1);
	mask_server_line(mask, line, next, &masked);
	if (begins_with_code(line) &&
	    (masked.len < CODE_LEN || memcmp(masked.data, line.bytes, CODE_LEN) != 0)) {
		strbuf_add(out, line.bytes, CODE_LEN);
		strbuf_addc(out, line.len > CODE_LEN ? line.bytes[CODE_LEN] : ' ');
	}
	strbuf_add(out, masked.data, masked.len);
	strbuf_finish(&masked);
}
