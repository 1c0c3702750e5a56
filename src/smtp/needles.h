/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A secret in the spellings in which it is searched for: as it is in either case, in hexadecimal, in Base64
 * at three offsets, and byte by byte in the escapes of URLs, forms, quoted-printable, xtext, backslashes and
 * HTML. Knows texts, no protocol.
 */
#ifndef MAILMEDIC_SMTP_NEEDLES_H
#define MAILMEDIC_SMTP_NEEDLES_H

#include <stdbool.h>
#include <stddef.h>

struct secret;
struct needles; /* opaque */

enum needles_spelling {
	SPELLED_PLAIN,
	SPELLED_ESCAPED, /* any byte as it is or escaped: what is known of one escape need not be of the next
			  */
	SPELLED_HEX,
	SPELLED_BASE64_0, /* after a multiple of three bytes */
	SPELLED_BASE64_1,
	SPELLED_BASE64_2,
	NEEDLES_SPELLINGS,                   /* those that are looked for in one piece and in parts */
	SPELLED_NUMBERS = NEEDLES_SPELLINGS, /* each byte as a number: only as a disguise */
};

enum needles_find { FOUND_NOTHING, FOUND_PUBLIC, FOUND_SECRET, FOUND_BASE64 };

enum {
	NEEDLES_MIN = 4,         /* bytes; shorter ones would hide half of every line */
	NEEDLES_EARLIER_MAX = 8, /* secrets that are looked for in addition to the latest one */
	NEEDLES_BYTES = 256,
	NEEDLES_PUBLIC = 1 << 8,
};

/* Empty: nothing is found. The caller destroys it. */
struct needles *needles_create(void);
void needles_destroy(struct needles *needles); /* takes NULL; wipes */

/* From now on `secret` is looked for, in addition to those before it: whole, while the latest one is also
 * followed in parts. `user` (may be NULL) and its domain are public, whatever they contain. Both are copied.
 */
void needles_watch(struct needles *needles, const char *user, const struct secret *secret);

/* Looks for `secret` too, whole; the latest one stays the latest. */
void needles_watch_also(struct needles *needles, const struct secret *secret);

/* The caller destroys it. */
struct needles *needles_clone(const struct needles *needles);

/* What can begin with each byte: a bit (1U << spelling) for each spelling, NEEDLES_PUBLIC. The caller wipes
 * it. */
void needles_first_bytes(const struct needles *needles, unsigned ret_first[NEEDLES_BYTES]);

/* What is at the start of `text`, the secret or a public name, and in *ret_size how many bytes it takes. Only
 * what `which` names is tried: what can begin with that byte. */
enum needles_find needles_at(const struct needles *needles, unsigned which, const char *text, size_t len,
			     size_t *ret_size);

/* Those that were watched before; NULL: none. Borrowed. */
const struct needles *needles_earlier(const struct needles *needles);

/* Length of a spelling, in the units of `from` and of what needles_follow returns; 0: not looked for. */
size_t needles_size(const struct needles *needles, enum needles_spelling spelling);

/* Follows a spelling from its unit `from` on along `text`: how far it goes, and in *ret_used over how many
 * bytes of the text. */
size_t needles_follow(const struct needles *needles, enum needles_spelling spelling, size_t from,
		      const char *text, size_t len, size_t *ret_used);

/* True when the first `part` units of a spelling are also the last ones of its first `whole`. */
bool needles_repeats(const struct needles *needles, enum needles_spelling spelling, size_t whole,
		     size_t part);

/* True when the unit `at` of a spelling is a space, which a line break may have swallowed. */
bool needles_has_space(const struct needles *needles, enum needles_spelling spelling, size_t at);

/* True when the unit `at` of a spelling is neither letter nor digit: who copies the secret may leave it out.
 */
bool needles_has_separator(const struct needles *needles, enum needles_spelling spelling, size_t at);

#endif
