/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two runs line by line: which lines belong together, which differ, and that in words. What differs from one
 * connection to the next by itself (a challenge, a number that the server made up) is no difference. In words
 * the left one is A, the right one B. Knows no screen.
 */
#ifndef MAILMEDIC_PRESENT_COMPARISON_H
#define MAILMEDIC_PRESENT_COMPARISON_H

#include "account/account.h"
#include "walk/fact.h"

struct strbuf;

#define COMPARISON_NO_LINE ((size_t)-1)

struct comparison_row { /* indices into the transcripts; COMPARISON_NO_LINE: that side has none here */
	size_t left;
	size_t right;
	bool differs;
};

struct comparison {
	struct comparison_row *rows;
	size_t count, room;
};

struct comparison_side { /* borrowed */
	const struct account *account;
	const struct facts *facts;
};

/* `comparison` is zeroed. Owns its rows until comparison_finish, which leaves it empty. */
void comparison_init(struct comparison *comparison, const struct transcript *left,
		     const struct transcript *right);
void comparison_finish(struct comparison *comparison);

/* The first row that differs; comparison->count when none does. */
size_t comparison_first(const struct comparison *comparison);

/* True for a row that differs while the one before does not: there a difference begins. */
bool comparison_begins(const struct comparison *comparison, size_t row);

/* Appends where they part, in a translated sentence: "The same up to AUTH. Then A: 535 5.7.8; B: 235 2.7.0."
 */
void comparison_write_sentence(const struct comparison *comparison, const struct comparison_side *left,
			       const struct comparison_side *right, struct strbuf *out);

/* Appends the settings that differ, a translated sentence a line; false, and nothing, when none does. */
bool comparison_write_settings(const struct comparison_side *left, const struct comparison_side *right,
			       struct strbuf *out);

/* Appends the whole as plain text in two columns, the first line that differs marked and repeated. */
void comparison_write_text(const struct comparison_side *left, const struct comparison_side *right,
			   struct strbuf *out);

#endif
