/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spellings of a secret, kept covered, and the search for them. */
#include "smtp/needles.h"

#include "base/memory.h"
#include "base/secret.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "smtp/base64.h"
#include "smtp/escape.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <wctype.h>

enum { SCRATCH_MAX = 4 * SECRET_MAX, COVER_SIZE = 64 };

/*
 * Needed to the very end of a run, long after the password itself is wiped: so they are kept in pages that
 * are locked and wiped, and covered by random bytes, for no copy of the password to be found in memory.
 */
struct needles {
	struct secret *forms[NEEDLES_SPELLINGS]; /* SPELLED_ESCAPED has none: it uses that of SPELLED_PLAIN */
	unsigned char cover[COVER_SIZE];
	char *user;              /* the secret inside these two is not the secret: they are public */
	const char *domain;      /* borrowed from user */
	struct needles *earlier; /* what was looked for before, or NULL; owned */
};

struct needles *needles_create(void)
{
	return mem_calloc(1, sizeof(struct needles));
}

void needles_destroy(struct needles *needles)
{
	while (needles) {
		struct needles *earlier = needles->earlier;

		for (size_t i = 0; i < NEEDLES_SPELLINGS; i++)
			secret_destroy(needles->forms[i]);
		free(needles->user);
		secret_wipe_buffer(needles, sizeof(*needles));
		free(needles);
		needles = earlier;
	}
}

/* ---- the forms */

static void choose_cover(struct needles *needles)
{
	if (getrandom(needles->cover, sizeof(needles->cover), GRND_NONBLOCK) !=
	    (ssize_t)sizeof(needles->cover))
		memset(needles->cover, 0xA5, sizeof(needles->cover));
}

static unsigned char uncovered(const struct needles *needles, const struct secret *needle, size_t at)
{
	return (unsigned char)secret_bytes(needle)[at] ^ needles->cover[at % COVER_SIZE];
}

static struct secret *form(const struct needles *needles, const char *bytes, size_t len)
{
	struct secret *needle = secret_create();
	bool fits = len >= NEEDLES_MIN;

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

/* The part of the secret's Base64 that is the same whatever comes before and after it. */
static struct secret *base64_form(const struct needles *needles, const struct secret *secret, size_t offset,
				  struct strbuf *scratch)
{
	static const size_t polluted[] = {0, 2, 3};
	struct strbuf padded;

	strbuf_init(&padded, SECRET_MAX + 2);
	strbuf_add(&padded, "\0\0", offset);
	strbuf_add(&padded, secret_bytes(secret), secret_length(secret));
	strbuf_clear(scratch);
	base64_encode(padded.data, padded.len, scratch);
	size_t end = padded.len * 8 / 6;
	secret_wipe_buffer(padded.data, padded.size);
	strbuf_finish(&padded);
	return end > polluted[offset]
		   ? form(needles, scratch->data + polluted[offset], end - polluted[offset])
		   : NULL;
}

static struct secret *hex_form(const struct needles *needles, const struct secret *secret,
			       struct strbuf *scratch)
{
	strbuf_clear(scratch);
	for (size_t i = 0; i < secret_length(secret); i++)
		strbuf_addf(scratch, "%02x", (unsigned char)secret_bytes(secret)[i]);
	return form(needles, scratch->data, scratch->len);
}

static void keep_user(struct needles *needles, const char *user)
{
	mem_replace(&needles->user, user);
	const char *at = user ? strrchr(needles->user, '@') : NULL;
	needles->domain = at && at[1] ? at + 1 : NULL;
}

static bool is_empty(const struct needles *needles)
{
	for (size_t i = 0; i < NEEDLES_SPELLINGS; i++)
		if (needles->forms[i])
			return false;
	return true;
}

static bool is_same(const struct needles *needles, const struct secret *secret)
{
	const struct secret *plain = needles->forms[SPELLED_PLAIN];
	size_t size = secret_length(plain);

	if (size == 0 || size != secret_length(secret))
		return false;
	for (size_t i = 0; i < size; i++)
		if (uncovered(needles, plain, i) != (unsigned char)secret_bytes(secret)[i])
			return false;
	return true;
}

/* Makes room for the next secret: what was looked for so far goes after it, the oldest gives way. */
static void make_room(struct needles *needles)
{
	struct needles *last = needles;

	if (!is_empty(needles)) {
		struct needles *before = needles_create();
		*before = *needles;
		*needles = (struct needles){.earlier = before};
	}
	for (int i = 0; i < NEEDLES_EARLIER_MAX && last; i++)
		last = last->earlier;
	if (last) {
		needles_destroy(last->earlier);
		last->earlier = NULL;
	}
}

/* A secret that is watched again goes to the front and does not push others out. */
static void drop_earlier(struct needles *needles, const struct secret *secret)
{
	for (; needles->earlier; needles = needles->earlier) {
		struct needles *same = needles->earlier;
		if (!is_same(same, secret))
			continue;
		needles->earlier = same->earlier;
		same->earlier = NULL;
		needles_destroy(same);
		return;
	}
}

void needles_watch(struct needles *needles, const char *user, const struct secret *secret)
{
	struct strbuf scratch;

	if (is_same(needles, secret)) {
		keep_user(needles, user);
		return;
	}
	drop_earlier(needles, secret);
	make_room(needles);
	strbuf_init(&scratch, SCRATCH_MAX);
	choose_cover(needles);
	needles->forms[SPELLED_PLAIN] = form(needles, secret_bytes(secret), secret_length(secret));
	needles->forms[SPELLED_HEX] = hex_form(needles, secret, &scratch);
	for (size_t offset = 0; offset < 3; offset++)
		needles->forms[SPELLED_BASE64_0 + offset] = base64_form(needles, secret, offset, &scratch);
	secret_wipe_buffer(scratch.data, scratch.size);
	strbuf_finish(&scratch);

	keep_user(needles, user);
}

void needles_watch_also(struct needles *needles, const struct secret *secret)
{
	struct needles *also;

	if (needles->earlier && is_same(needles->earlier, secret))
		return;
	also = needles_create();
	needles_watch(also, NULL, secret);
	also->earlier = needles->earlier;
	needles->earlier = also;
}

static void copy_one(struct needles *needles, const struct needles *other)
{
	memcpy(needles->cover, other->cover, sizeof(needles->cover));
	for (size_t i = 0; i < NEEDLES_SPELLINGS; i++)
		needles->forms[i] = secret_clone(other->forms[i]);
	keep_user(needles, other->user);
}

struct needles *needles_clone(const struct needles *needles)
{
	struct needles *clone = needles_create(), *last = clone;

	copy_one(clone, needles);
	while ((needles = needles->earlier) != NULL) {
		last->earlier = needles_create();
		last = last->earlier;
		copy_one(last, needles);
	}
	return clone;
}

/* One of those without a form of their own: character by character, each as itself or as a number. */
static bool is_by_number(enum needles_spelling spelling)
{
	return spelling == SPELLED_ESCAPED || spelling == SPELLED_NUMBERS;
}

static const struct secret *form_of(const struct needles *needles, enum needles_spelling spelling)
{
	return needles->forms[is_by_number(spelling) ? SPELLED_PLAIN : spelling];
}

/* ---- the search */

size_t needles_size(const struct needles *needles, enum needles_spelling spelling)
{
	return secret_length(form_of(needles, spelling));
}

/* 65, 0x41 or U+0041 */
static size_t match_number(unsigned wanted, const char *text, size_t len)
{
	size_t wide = wanted > 0xFFFF ? 5 : 4, narrow = wanted > 0xFF ? wide : 2;

	if (len >= 4 && text_starts_nocase(text, "0x"))
		return text_read_digits(text + 2, len - 2, narrow, 16) == (int)wanted ? 2 + narrow : 0;
	if (len >= 6 && text_starts_nocase(text, "u+"))
		return text_read_digits(text + 2, len - 2, wide, 16) == (int)wanted ? 2 + wide : 0;
	return escape_match_digits(wanted, text, len, 10);
}

/* How many bytes of `text` spell the byte, or the character, that is wanted; 0: it is another. */
static size_t step(enum needles_spelling spelling, unsigned wanted, const char *text, size_t len)
{
	if (spelling == SPELLED_ESCAPED)
		return escape_match(wanted, text, len);
	if (spelling == SPELLED_NUMBERS)
		return match_number(wanted, text, len);
	if (spelling == SPELLED_PLAIN || spelling == SPELLED_HEX)
		return text_lower((char)wanted) == text_lower(*text);
	/* Base64, in either alphabet (RFC 4648, 5) */
	return wanted == (unsigned char)*text || (wanted == '+' && *text == '-') ||
	       (wanted == '/' && *text == '_');
}

/* The character of more than one byte that begins at `at`, and its length; 0: none does. */
static size_t read_character(const struct needles *needles, const struct secret *needle, size_t at,
			     uint32_t *ret_point)
{
	char bytes[4];
	size_t len = 0;

	if (at >= secret_length(needle) || uncovered(needles, needle, at) < 0x80)
		return 0;
	while (len < sizeof(bytes) && at + len < secret_length(needle)) {
		bytes[len] = (char)uncovered(needles, needle, at + len);
		len++;
	}
	len = text_decode(bytes, len, ret_point);
	secret_wipe_buffer(bytes, sizeof(bytes));
	return len;
}

/* Each of `units` bytes as in a spelling, or encoded once more. */
static size_t match_bytes(const struct needles *needles, const struct secret *needle, size_t at, size_t units,
			  bool again, const char *text, size_t len)
{
	size_t used = 0, size = 1;

	for (size_t i = 0; i < units && size > 0; i++) {
		unsigned char byte = uncovered(needles, needle, at + i);
		size = again ? escape_match_again(byte, text + used, len - used)
			     : escape_match(byte, text + used, len - used);
		used += size;
	}
	return size > 0 ? used : 0;
}

static size_t longer(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* A character beyond ASCII, `units` bytes long, in either case, escaped, or encoded once more: the longest,
 * for that of "\xC3" may be one of "\xC3\x83". */
static size_t match_wide(const struct needles *needles, const struct secret *needle, size_t at, size_t units,
			 const char *text, size_t len)
{
	uint32_t wanted = 0, point = 0;
	size_t size = text_decode(text, len, &point);

	read_character(needles, needle, at, &wanted);
	size_t used = towlower(point) == towlower(wanted) ? size : 0;
	used = longer(used, escape_match(wanted, text, len));
	used = longer(used, match_bytes(needles, needle, at, units, false, text, len));
	return longer(used, match_bytes(needles, needle, at, units, true, text, len));
}

size_t needles_follow(const struct needles *needles, enum needles_spelling spelling, size_t from,
		      const char *text, size_t len, size_t *ret_used)
{
	const struct secret *needle = form_of(needles, spelling);
	size_t size = secret_length(needle), at = from, used = 0;

	while (at < size && used < len) {
		uint32_t point = 0;
		size_t units = is_by_number(spelling) ? read_character(needles, needle, at, &point) : 0;
		size_t bytes = units > 0 && spelling == SPELLED_ESCAPED
				   ? match_wide(needles, needle, at, units, text + used, len - used)
				   : 0;
		if (bytes == 0) {
			bytes = step(spelling, uncovered(needles, needle, at), text + used, len - used);
			if (bytes > 0)
				units = 1;
		}
		if (bytes == 0 && units > 0)
			bytes = step(spelling, point, text + used, len - used);
		if (bytes == 0)
			break;
		used += bytes;
		at += units;
	}
	*ret_used = used;
	return at > from ? at - from : 0;
}

bool needles_repeats(const struct needles *needles, enum needles_spelling spelling, size_t whole, size_t part)
{
	const struct secret *needle = form_of(needles, spelling);

	for (size_t i = 0; i < part; i++) {
		unsigned char late = uncovered(needles, needle, whole - part + i);
		if (step(spelling == SPELLED_ESCAPED ? SPELLED_PLAIN : spelling,
			 uncovered(needles, needle, i), (const char *)&late, 1) == 0)
			return false;
	}
	return true;
}

bool needles_has_space(const struct needles *needles, enum needles_spelling spelling, size_t at)
{
	const struct secret *needle = form_of(needles, spelling);

	return (spelling == SPELLED_PLAIN || spelling == SPELLED_ESCAPED) && at < secret_length(needle) &&
	       uncovered(needles, needle, at) == ' ';
}

/* Of one byte alone step() takes itself, its other case, and the other alphabet's sign for it. */
static void mark_first(enum needles_spelling spelling, unsigned char wanted, unsigned first[NEEDLES_BYTES])
{
	const char alike[] = {(char)wanted, (char)(wanted ^ 0x20), '-', '_'};

	for (size_t i = 0; i < sizeof(alike); i++)
		if (step(spelling, wanted, &alike[i], 1) > 0)
			first[(unsigned char)alike[i]] |= 1U << spelling;
}

void needles_first_bytes(const struct needles *needles, unsigned ret_first[NEEDLES_BYTES])
{
	memset(ret_first, 0, NEEDLES_BYTES * sizeof(*ret_first));
	for (const char *c = "%=+\\&_\xEF"; *c; c++)
		ret_first[(unsigned char)*c] = 1U << SPELLED_ESCAPED;
	for (const char *c = "0123456789uU"; *c; c++)
		ret_first[(unsigned char)*c] = 1U << SPELLED_NUMBERS;
	if (needles->user)
		ret_first[(unsigned char)*needles->user] |= NEEDLES_PUBLIC;
	if (needles->domain)
		ret_first[(unsigned char)*needles->domain] |= NEEDLES_PUBLIC;
	for (; needles; needles = needles->earlier) {
		uint32_t point;
		bool wide = read_character(needles, needles->forms[SPELLED_PLAIN], 0, &point) > 0;
		if (wide && point <= 0xFF)
			ret_first[point] |= 1U << SPELLED_ESCAPED;
		for (size_t byte = 0xC2; wide && byte <= 0xF4;
		     byte++) /* in its other case, or encoded again */
			ret_first[byte] |= 1U << SPELLED_ESCAPED;
		for (enum needles_spelling i = 0; i < NEEDLES_SPELLINGS; i++)
			if (needles_size(needles, i) > 0)
				mark_first(i, uncovered(needles, form_of(needles, i), 0), ret_first);
	}
}

static size_t starts(const char *text, size_t len, const char *with)
{
	size_t size = with ? strlen(with) : 0;

	return size <= len && memcmp(text, with ? with : "", size) == 0 ? size : 0;
}

/* The longest spelling at the start of `text`. */
static enum needles_find longest_here(const struct needles *needles, unsigned which, const char *text,
				      size_t len, size_t *ret_size)
{
	enum needles_find find = FOUND_NOTHING;

	*ret_size = 0;
	for (enum needles_spelling i = 0; i < NEEDLES_SPELLINGS; i++) {
		size_t used;
		if ((which & 1U << i) != 0 && needles_size(needles, i) > 0 &&
		    needles_follow(needles, i, 0, text, len, &used) == needles_size(needles, i) &&
		    used > *ret_size) {
			*ret_size = used;
			find = i >= SPELLED_BASE64_0 ? FOUND_BASE64 : FOUND_SECRET;
		}
	}
	return find;
}

enum needles_find needles_at(const struct needles *needles, unsigned which, const char *text, size_t len,
			     size_t *ret_size)
{
	enum needles_find find = FOUND_PUBLIC;

	*ret_size = starts(text, len, needles->user);
	if (*ret_size == 0)
		*ret_size = starts(text, len, needles->domain);
	for (; needles; needles = needles->earlier) {
		size_t size;
		enum needles_find here = longest_here(needles, which, text, len, &size);
		if (size > *ret_size) {
			*ret_size = size;
			find = here;
		}
	}
	return *ret_size > 0 ? find : FOUND_NOTHING;
}

const struct needles *needles_earlier(const struct needles *needles)
{
	return needles->earlier;
}

bool needles_has_separator(const struct needles *needles, enum needles_spelling spelling, size_t at)
{
	const struct secret *needle = form_of(needles, spelling);
	char unit = at < secret_length(needle) ? (char)uncovered(needles, needle, at) : 'x';

	return is_by_number(spelling) && (unsigned char)unit < 0x80 && !text_is_alpha(unit) &&
	       !text_is_digit(unit);
}
