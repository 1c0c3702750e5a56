/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text for people: UTF-8 width, wrapping, and making foreign bytes inert so that nothing a server
 * or a file sends can move the cursor, hide or reverse text.
 */
#ifndef MAILMEDIC_BASE_TEXT_H
#define MAILMEDIC_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct strbuf;

enum { TEXT_QUOTE_MAX = 200 };

/*
 * Decodes one UTF-8 sequence at `bytes` (len >= 1). Returns its length (1 to 4) and sets
 * `*ret_point`; returns 0 when it is not valid UTF-8 (RFC 3629: no surrogates, no overlong forms).
 */
size_t text_decode(const char *bytes, size_t len, uint32_t *ret_point);

/* Appends the UTF-8 form of `point`. */
void text_encode(struct strbuf *out, uint32_t point);

/*
 * Appends `bytes` as harmless printable UTF-8: control characters and bytes that are not UTF-8 as
 * \xNN, bidirectional, zero-width, format, private-use characters and noncharacters and a third and further
 * combining mark in a row as <U+NNNN>, TAB as one space. A backslash stays a backslash.
 */
void text_make_inert(struct strbuf *out, const char *bytes, size_t len);

/*
 * Appends foreign words to a sentence of ours: inert, between quotation marks, those inside them as \", and
 * cut at a character's end with "..." when they are longer than TEXT_QUOTE_MAX bytes.
 */
void text_quote(struct strbuf *out, const char *bytes, size_t len);

/* The same for what should be the name of a host: one that is (letters, digits, ".-_*", at most
 * TEXT_QUOTE_MAX) is no sentence and stands as it is. */
void text_quote_name(struct strbuf *out, const char *bytes, size_t len);

/* Appends `text`, cut at a character's end with "..." when it is longer than `max` bytes. */
void text_add_short(struct strbuf *out, const char *text, size_t max);

/* The way back: appends inert `text` with each \xNN and <U+NNNN> as what it stands for. Only for searching: a
 * text that had these words from the start reads the same. */
void text_read_inert(struct strbuf *out, const char *text, size_t len);

/*
 * Appends inert `text` for a terminal that does not read UTF-8, where the second byte of a letter may be a
 * C1 control (0x9B is CSI): what is not ASCII as <U+NNNN>. ASCII, with our own controls, stays.
 */
void text_make_ascii(struct strbuf *out, const char *text, size_t len);

/* True for a character that hides, reverses or restyles text, or is none: text_make_inert lets none through.
 */
bool text_is_hidden(uint32_t point);

/* True when a YAML text opens more lists and mappings ("[", "{") than anyone writes: libyaml takes quadratic
 * time for lists in lists in lists. */
bool text_has_many_flows(const char *bytes, size_t len);

/* Columns that `text` takes on a terminal: 2 for wide East Asian characters, 0 for combining marks. */
size_t text_width(const char *text);
size_t text_width_n(const char *text, size_t len);

/* Appends `text` and spaces after it, until it takes `columns`. */
void text_add_padded(struct strbuf *out, const char *text, size_t columns);

/* Bytes of the longest prefix of `text` that fits in `columns`; never splits a character. */
size_t text_fit(const char *text, size_t columns);

/*
 * Finds the end of one line of at most `columns` when `text` is wrapped at spaces (CJK text breaks
 * anywhere). Returns its length in bytes and sets `*ret_next` to where the next line starts
 * (after the spaces or the newline). `columns` is at least 2.
 */
size_t text_wrap(const char *text, size_t columns, size_t *ret_next);

/* True when the text ends with a mark that ends a sentence, in Latin or Chinese punctuation. */
bool text_ends_sentence(const char *text, size_t len);

/* ASCII-only case folding; locale has no say in protocol text. */
int text_compare_nocase(const char *a, const char *b);
/* True when both are the same text, or both NULL. */
bool text_same(const char *a, const char *b);
bool text_starts_nocase(const char *text, const char *prefix);
/* Where `words` first stand in `text`; NULL when they do not or are empty. */
const char *text_find_nocase(const char *text, const char *words);

/*
 * What a person who types `words` looks for: where they first stand in `text`, in any case and with or
 * without hyphens ("login" and "log-in" find each other), and how many bytes of `text` they match (`ret_len`
 * may be NULL). NULL when they do not or are empty.
 */
const char *text_search(const char *text, const char *words, size_t *ret_len);

/*
 * Reads a whole decimal number in [min, max] from `text`; false when it is anything else (sign,
 * spaces, trailing characters, overflow).
 */
bool text_parse_number(const char *text, long min, long max, long *ret_number);

/* The number that `count` digits (1 to 7) at the start of `text` write in `base` (2 to 16); -1: they do not.
 */
int text_read_digits(const char *text, size_t len, size_t count, int base);

/* True for ASCII digits and letters, whatever the locale. */
static inline char text_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}
static inline bool text_is_digit(char c)
{
	return c >= '0' && c <= '9';
}
static inline bool text_is_alpha(char c)
{
	return text_lower(c) >= 'a' && text_lower(c) <= 'z';
}

#endif
