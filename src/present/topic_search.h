/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How well a help topic fits what was typed. Knows no screen. */
#ifndef MAILMEDIC_PRESENT_TOPIC_SEARCH_H
#define MAILMEDIC_PRESENT_TOPIC_SEARCH_H

#include "base/strbuf.h"
#include "diagnose/kb.h"

enum { TOPIC_WORDS_MAX = 128 }; /* bytes of what is typed, with its end */

/* Best first. The words as they were typed go before the same words apart. */
enum topic_rank {
	TOPIC_BEGINS, /* title or id begins with them */
	TOPIC_TITLE,
	TOPIC_TITLE_APART,
	TOPIC_SUMMARY, /* or in the middle of the id */
	TOPIC_HEAD_APART,
	TOPIC_TEXT,
	TOPIC_TEXT_APART,
	TOPIC_RANK_COUNT, /* does not fit */
};

/* `text`: the topic's body, best without marks, or NULL. `words` are not empty. */
enum topic_rank topic_search_rank(const struct kb_topic *topic, const char *text, const char *words);

/* The part of `words` to be sought in a text: all of them when they stand there so, else the first one. */
void topic_search_seek(const char *text, const char *words, char *ret_seek, size_t size);

/* Appends the line of `text` where `words` stand, from a little before them on; `cut` ("... ") stands for
 * what is left out. Nothing without the words. */
void topic_search_place(const char *text, const char *words, const char *cut, struct strbuf *out);

#endif
