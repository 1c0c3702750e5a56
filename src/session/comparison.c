/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which lines of two transcripts belong together. The words are in comparison_text.c. */
#include "session/comparison.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { DIGITS_MADE_UP = 3, FIRST_ROOM = 64, LOOK_AHEAD = 24 };

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

/* "5.7.8" (RFC 3463): never made up. */
static bool is_detail_code(const char *word, size_t len)
{
	size_t dots = 0;

	for (size_t i = 0; i < len; i++) {
		if (word[i] != '.' && !text_is_digit(word[i]))
			return false;
		dots += word[i] == '.';
	}
	return dots == 2 && strchr("245", word[0]) != NULL && word[1] == '.';
}

/* Server lines: the same code, and the same words but for those that are made up. */
static bool same_reply(const char *a, const char *b)
{
	if (strncmp(a, b, 4) != 0)
		return false;
	if (strncmp(a, "334", 3) == 0)
		return true; /* a challenge is new each time */
	if (strlen(a) < 4 || strlen(b) < 4)
		return true; /* nothing but the code */
	a += 4;
	b += 4;
	if (is_detail_code(a, word_length(a)) || is_detail_code(b, word_length(b))) {
		if (word_length(a) != word_length(b) || memcmp(a, b, word_length(a)) != 0)
			return false;
	}
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

/* What differs stands in one row as long as it goes the same way; the rest stands alone. */
static void add_difference(struct comparison *comparison, const struct transcript *left, size_t *i,
			   size_t left_end, const struct transcript *right, size_t *j, size_t right_end)
{
	while (*i < left_end || *j < right_end) {
		bool both = *i < left_end && *j < right_end;
		struct comparison_row row = {COMPARISON_NO_LINE, COMPARISON_NO_LINE, true};

		if (both && left->entries[*i].from == right->entries[*j].from) {
			row.left = (*i)++;
			row.right = (*j)++;
		} else if (*i < left_end) {
			row.left = (*i)++;
		} else {
			row.right = (*j)++;
		}
		add_row(comparison, row);
	}
}

/* Looks for the nearest pair of lines that are the same again, one as far off on both sides first. */
static bool find_again(const struct transcript *left, size_t i, const struct transcript *right, size_t j,
		       size_t ret_skip[2])
{
	for (size_t far = 1; far <= LOOK_AHEAD; far++) {
		for (size_t back = 0; back <= far; back++) {
			size_t a = i + far, b = j + far - back;

			if (a < left->count && b < right->count &&
			    same_line(&left->entries[a], &right->entries[b])) {
				ret_skip[0] = far;
				ret_skip[1] = far - back;
				return true;
			}
			a = i + far - back;
			b = j + far;
			if (a < left->count && b < right->count &&
			    same_line(&left->entries[a], &right->entries[b])) {
				ret_skip[0] = far - back;
				ret_skip[1] = far;
				return true;
			}
		}
	}
	return false;
}

void comparison_init(struct comparison *comparison, const struct transcript *left,
		     const struct transcript *right)
{
	size_t i = 0, j = 0;

	while (i < left->count && j < right->count) {
		size_t skip[2] = {1, 1};

		if (same_line(&left->entries[i], &right->entries[j])) {
			add_row(comparison, (struct comparison_row){i++, j++, false});
			continue;
		}
		find_again(left, i, right, j, skip);
		add_difference(comparison, left, &i, i + skip[0], right, &j, j + skip[1]);
	}
	add_difference(comparison, left, &i, left->count, right, &j, right->count);
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
