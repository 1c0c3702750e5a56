/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which lines of two transcripts belong together. The words are in comparison_text.c. */
#include "present/comparison.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { DIGITS_MADE_UP = 3, FIRST_ROOM = 64, LOOK_AHEAD = 24 };

#define FNV_START UINT64_C(14695981039346656037)
#define FNV_PRIME UINT64_C(1099511628211)

/* Length of the word at `text`, which stands at no space. */
static size_t word_length(const char *text)
{
	return strcspn(text, " ");
}

/* A word that a server makes up anew each time: an id, a number, a time. */
static bool is_made_up(const char *word, size_t len)
{
	size_t digits = 0;

	for (size_t i = 0; i < len; i++)
		digits += text_is_digit(word[i]);
	return digits >= DIGITS_MADE_UP;
}

/* Server lines: the same code, and the same words but for those that are made up. */
static bool same_reply(const char *a, const char *b)
{
	size_t detail;

	if (strncmp(a, b, 4) != 0)
		return false;
	if (strncmp(a, "334", 3) == 0)
		return true; /* a challenge is new each time */
	if (strlen(a) < 4 || strlen(b) < 4)
		return true; /* nothing but the code */
	a += 4;
	b += 4;
	detail = reply_enhanced_length(a); /* never made up */
	if (detail != reply_enhanced_length(b) || memcmp(a, b, detail) != 0)
		return false;
	while (*a != '\0' && *b != '\0') {
		size_t a_len, b_len;
		bool same;

		a += strspn(a, " ");
		b += strspn(b, " ");
		a_len = word_length(a);
		b_len = word_length(b);
		same = a_len == b_len && memcmp(a, b, a_len) == 0;
		if (!same && !(is_made_up(a, a_len) && is_made_up(b, b_len)))
			return false;
		a += a_len;
		b += b_len;
	}
	return *a == *b;
}

/* Whether it was encrypted is no difference of the line: the settings say it, and STARTTLS is a line itself.
 */
static bool same_line(const struct transcript_entry *a, const struct transcript_entry *b)
{
	if (a->from != b->from)
		return false;
	return a->from == FROM_SERVER ? same_reply(a->line, b->line) : strcmp(a->line, b->line) == 0;
}

static void add_row(struct comparison *comparison, struct comparison_row row)
{
	if (comparison->count == comparison->room) {
		comparison->room = comparison->room == 0 ? FIRST_ROOM : comparison->room * 2;
		comparison->rows = mem_realloc(comparison->rows, comparison->room, sizeof(*comparison->rows));
	}
	comparison->rows[comparison->count++] = row;
}

/* A number that is the same for lines that are the same: most lines are told apart without reading them
 * again. */
static uint64_t digest_word(uint64_t digest, const char *word, size_t len)
{
	for (size_t i = 0; i < len; i++)
		digest = (digest ^ (unsigned char)word[i]) * FNV_PRIME;
	return digest * FNV_PRIME;
}

static uint64_t digest_reply(const char *text)
{
	uint64_t digest = digest_word(FNV_START, text, strnlen(text, 4));
	size_t len;

	if (strncmp(text, "334", 3) == 0 || strlen(text) < 4)
		return digest;
	text += 4;
	len = reply_enhanced_length(text);
	digest = digest_word(digest, text, len);
	for (text += len; *text != '\0'; text += len) {
		text += strspn(text, " ");
		len = word_length(text);
		digest = is_made_up(text, len) ? digest_word(digest, "", 0) : digest_word(digest, text, len);
	}
	return digest;
}

static uint64_t *digest_lines(const struct transcript *transcript)
{
	uint64_t *digests = mem_calloc(transcript->count + 1, sizeof(*digests));

	for (size_t i = 0; i < transcript->count; i++) {
		const struct transcript_entry *entry = &transcript->entries[i];
		digests[i] = entry->from == FROM_SERVER
				 ? digest_reply(entry->line)
				 : digest_word(entry->from, entry->line, strlen(entry->line));
	}
	return digests;
}

/* Both transcripts, and how far they are compared. */
struct pair {
	const struct transcript *left, *right;
	uint64_t *left_digests, *right_digests;
	size_t i, j;
};

/* Takes the lines up to `left_end` and `right_end`: what differs stands in one row as long as it goes the
 * same way; the rest stands alone. */
static void add_difference(struct comparison *comparison, struct pair *pair, size_t left_end,
			   size_t right_end)
{
	while (pair->i < left_end || pair->j < right_end) {
		bool has_left = pair->i < left_end, has_right = pair->j < right_end;
		bool together = has_left && has_right &&
				pair->left->entries[pair->i].from == pair->right->entries[pair->j].from;
		struct comparison_row row = {COMPARISON_NO_LINE, COMPARISON_NO_LINE, true};

		if (has_left)
			row.left = pair->i++;
		if (together || !has_left)
			row.right = pair->j++;
		add_row(comparison, row);
	}
}

/* True when the lines so far ahead are the same. */
static bool same_ahead(const struct pair *pair, size_t left, size_t right)
{
	size_t a = pair->i + left, b = pair->j + right;

	return a < pair->left->count && b < pair->right->count &&
	       pair->left_digests[a] == pair->right_digests[b] &&
	       same_line(&pair->left->entries[a], &pair->right->entries[b]);
}

/* How far ahead lines are the same again, the nearest first, one as far off on both sides before others; one
 * line on each side when there are none. */
static void find_again(const struct pair *pair, size_t *ret_left, size_t *ret_right)
{
	for (size_t far = 1; far <= LOOK_AHEAD; far++) {
		for (size_t back = 0; back <= far; back++) {
			if (same_ahead(pair, far, far - back)) {
				*ret_left = far;
				*ret_right = far - back;
				return;
			}
			if (same_ahead(pair, far - back, far)) {
				*ret_left = far - back;
				*ret_right = far;
				return;
			}
		}
	}
	*ret_left = *ret_right = 1;
}

void comparison_init(struct comparison *comparison, const struct transcript *left,
		     const struct transcript *right)
{
	struct pair pair = {.left = left,
			    .right = right,
			    .left_digests = digest_lines(left),
			    .right_digests = digest_lines(right)};

	while (pair.i < left->count && pair.j < right->count) {
		size_t left_skip, right_skip;

		if (same_ahead(&pair, 0, 0)) {
			add_row(comparison, (struct comparison_row){pair.i++, pair.j++, false});
			continue;
		}
		find_again(&pair, &left_skip, &right_skip);
		add_difference(comparison, &pair, pair.i + left_skip, pair.j + right_skip);
	}
	add_difference(comparison, &pair, left->count, right->count);
	free(pair.left_digests);
	free(pair.right_digests);
}

void comparison_finish(struct comparison *comparison)
{
	free(comparison->rows);
	*comparison = (struct comparison){0};
}

size_t comparison_first(const struct comparison *comparison)
{
	size_t row = 0;

	while (row < comparison->count && !comparison->rows[row].differs)
		row++;
	return row;
}

bool comparison_begins(const struct comparison *comparison, size_t row)
{
	return comparison->rows[row].differs && (row == 0 || !comparison->rows[row - 1].differs);
}
