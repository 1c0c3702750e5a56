/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Masks a session by protocol state, then by search. Errs towards hiding. */
#include "smtp/mask.h"

#include "base/memory.h"
#include "base/secret.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "smtp/sasl.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum {
	NEEDLES = 7,    /* plain, Base64 at three offsets, hex twice, URL-encoded */
	NEEDLE_MIN = 4, /* shorter ones would hide half of every line */
	SCRATCH_MAX = 4 * SECRET_MAX,
	INERT_GROWTH = 10, /* bytes that one byte may become: MASK_TEXT, "<U+10FFFF>" */
	COVER_SIZE = 64,
};

/*
 * Needed to the very end of a run, long after the password itself is wiped: so they are kept in pages that
 * are locked and wiped, and covered by random bytes, for no copy of the password to be found in memory.
 */
struct mask_needles {
	struct secret *forms[NEEDLES];
	unsigned char cover[COVER_SIZE];
	char *user;         /* the secret inside these two is not the secret: they are public */
	const char *domain; /* borrowed from user */
};

void mask_init(struct mask *mask)
{
	*mask = (struct mask){.needles = mem_calloc(1, sizeof(struct mask_needles))};
}

static void forget(struct mask_needles *needles)
{
	for (size_t i = 0; i < NEEDLES; i++)
		secret_destroy(needles->forms[i]);
	free(needles->user);
	secret_wipe_buffer(needles, sizeof(*needles));
}

void mask_finish(struct mask *mask)
{
	if (mask->needles)
		forget(mask->needles);
	free(mask->needles);
	*mask = (struct mask){0};
}

static void choose_cover(struct mask_needles *needles)
{
	if (getrandom(needles->cover, sizeof(needles->cover), GRND_NONBLOCK) !=
	    (ssize_t)sizeof(needles->cover))
		memset(needles->cover, 0xA5, sizeof(needles->cover));
}

static struct secret *form(const struct mask_needles *needles, const char *bytes, size_t len)
{
	struct secret *needle = secret_create();
	bool fits = len >= NEEDLE_MIN;

	for (size_t i = 0; i < len && fits; i++) {
		char covered = (char)(bytes[i] ^ needles->cover[i % COVER_SIZE]);
		fits = secret_append(needle, &covered, 1);
	}
	if (!fits) {
		secret_destroy(needle);
		return NULL;
	}
	return needle;
}

/* The part of the secret's Base64 that is the same whatever comes before and behind it. */
static struct secret *base64_form(const struct mask_needles *needles, const struct secret *secret,
				  size_t offset, struct strbuf *scratch)
{
	static const size_t polluted[] = {0, 2, 3};
	struct strbuf padded;

	strbuf_init(&padded, SECRET_MAX + 2);
	strbuf_add(&padded, "\0\0", offset);
	strbuf_add(&padded, secret_bytes(secret), secret_length(secret));
	strbuf_clear(scratch);
	sasl_encode(padded.data, padded.len, scratch);
	size_t end = padded.len * 8 / 6;
	secret_wipe_buffer(padded.data, padded.size);
	strbuf_finish(&padded);
	return end > polluted[offset]
		   ? form(needles, scratch->data + polluted[offset], end - polluted[offset])
		   : NULL;
}

static struct secret *encoded_form(const struct mask_needles *needles, const struct secret *secret,
				   char format, struct strbuf *scratch)
{
	strbuf_clear(scratch);
	for (size_t i = 0; i < secret_length(secret); i++) {
		char c = secret_bytes(secret)[i];
		if (format == '%' && (text_is_alpha(c) || text_is_digit(c) || (c && strchr("-._~", c))))
			strbuf_addc(scratch, c);
		else
			strbuf_addf(scratch,
				    format == 'X'   ? "%02X"
				    : format == 'x' ? "%02x"
						    : "%%%02X",
				    (unsigned char)c);
	}
	return form(needles, scratch->data, scratch->len);
}

void mask_watch(struct mask *mask, const char *user, const struct secret *secret)
{
	struct mask_needles *needles = mask->needles;
	struct strbuf scratch;

	forget(needles);
	strbuf_init(&scratch, SCRATCH_MAX);
	/* Room at once, so that growing leaves no copy behind. */
	scratch.data = mem_realloc(scratch.data, SCRATCH_MAX + 1, 1);
	scratch.size = SCRATCH_MAX + 1;
	choose_cover(needles);
	needles->forms[0] = form(needles, secret_bytes(secret), secret_length(secret));
	for (size_t offset = 0; offset < 3; offset++)
		needles->forms[1 + offset] = base64_form(needles, secret, offset, &scratch);
	needles->forms[4] = encoded_form(needles, secret, 'x', &scratch);
	needles->forms[5] = encoded_form(needles, secret, 'X', &scratch);
	needles->forms[6] = encoded_form(needles, secret, '%', &scratch);
	secret_wipe_buffer(scratch.data, scratch.size);
	strbuf_finish(&scratch);

	needles->user = mem_strdup(user);
	const char *at = user ? strrchr(needles->user, '@') : NULL;
	needles->domain = at && at[1] ? at + 1 : NULL;
}

static bool starts(const char *text, size_t len, const char *with, size_t with_len)
{
	return with_len > 0 && with_len <= len && memcmp(text, with, with_len) == 0;
}

static bool starts_with_needle(const struct mask_needles *needles, const struct secret *needle,
			       const char *text, size_t len)
{
	size_t size = secret_length(needle);

	if (size == 0 || size > len)
		return false;
	const char *covered = secret_bytes(needle);
	for (size_t i = 0; i < size; i++)
		if ((char)(text[i] ^ needles->cover[i % COVER_SIZE]) != covered[i])
			return false;
	return true;
}

/* Length of a public name (user, domain) or a secret at `text`; *ret_hide tells which. 0: neither. */
static size_t find_here(const struct mask_needles *needles, const char *text, size_t len, bool *ret_hide)
{
	size_t longest = 0;

	*ret_hide = false;
	if (needles->user && starts(text, len, needles->user, strlen(needles->user)))
		longest = strlen(needles->user);
	else if (needles->domain && starts(text, len, needles->domain, strlen(needles->domain)))
		longest = strlen(needles->domain);
	for (size_t i = 0; i < NEEDLES; i++) {
		const struct secret *needle = needles->forms[i];
		size_t size = secret_length(needle);
		if (size > longest && starts_with_needle(needles, needle, text, len)) {
			longest = size;
			*ret_hide = true;
		}
	}
	return longest;
}

void mask_scan(const struct mask *mask, const char *text, size_t len, struct strbuf *out)
{
	for (size_t i = 0; i < len;) {
		bool hide = false;
		size_t size = find_here(mask->needles, text + i, len - i, &hide);
		if (hide)
			strbuf_adds(out, MASK_TEXT);
		else
			strbuf_add(out, text + i, size ? size : 1);
		i += size ? size : 1;
	}
}

static void search_and_make_inert(const struct mask *mask, const char *text, size_t len, struct strbuf *out)
{
	struct strbuf searched;

	strbuf_init(&searched, len * sizeof(MASK_TEXT) + 1);
	mask_scan(mask, text, len, &searched);
	text_make_inert(out, searched.data, searched.len);
	secret_wipe_buffer(searched.data, searched.size);
	strbuf_finish(&searched);
}

/* Twice: a tab that becomes a space, or an escape beside hexadecimal digits, may complete a form. */
void mask_show(const struct mask *mask, const char *text, size_t len, struct strbuf *out)
{
	struct strbuf inert;

	strbuf_init(&inert, len * INERT_GROWTH + 1);
	search_and_make_inert(mask, text, len, &inert);
	search_and_make_inert(mask, inert.data, inert.len, out);
	secret_wipe_buffer(inert.data, inert.size);
	strbuf_finish(&inert);
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

void mask_server_line(struct mask *mask, const char *bytes, size_t len, struct strbuf *out)
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
	mask_show(mask, bytes, len, out);
}
