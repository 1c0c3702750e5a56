/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranking of topics. Words apart all have to be there, in any order. */
#include "present/topic_search.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { LEAD_BYTES = 90 };

static char text_upper(char c)
{
	return text_is_alpha(c) ? (char)(c & ~0x20) : c;
}

/* As text_find_nocase, but "timeout" finds "time-out" too. */
static const char *find_loosely(const char *text, const char *words)
{
	const char first[] = {text_lower(words[0]), text_upper(words[0]), '\0'};

	for (text += strcspn(text, first); *text != '\0'; text++, text += strcspn(text, first)) {
		const char *at = text, *word = words;

		while (*word != '\0' && (text_lower(*at) == text_lower(*word) || (*at == '-' && at > text))) {
			if (text_lower(*at) == text_lower(*word))
				word++;
			at++;
		}
		if (*word == '\0')
			return text;
	}
	return NULL;
}

/* Takes the next word off `*words`; false when there is none. */
static bool next_word(const char **words, char ret_word[TOPIC_WORDS_MAX])
{
	size_t len;

	*words += strspn(*words, " ");
	len = strcspn(*words, " ");
	if (len == 0)
		return false;
	snprintf(ret_word, TOPIC_WORDS_MAX, "%.*s", (int)len, *words);
	*words += len;
	return true;
}

/* True when each word is in one of the texts. */
static bool has_all(const char *const *texts, size_t count, const char *words)
{
	char word[TOPIC_WORDS_MAX];

	while (next_word(&words, word)) {
		bool found = false;

		for (size_t i = 0; i < count && !found; i++)
			found = texts[i] != NULL && find_loosely(texts[i], word) != NULL;
		if (!found)
			return false;
	}
	return true;
}

static bool has(const char *text, const char *words)
{
	return text != NULL && find_loosely(text, words) != NULL;
}

enum topic_rank topic_search_rank(const struct kb_topic *topic, const char *text, const char *words)
{
	const char *const texts[] = {topic->title, topic->id, topic->summary, text};

	if (text_starts_nocase(topic->title, words) || text_starts_nocase(topic->id, words))
		return TOPIC_BEGINS;
	if (has(topic->title, words))
		return TOPIC_TITLE;
	if (has_all(texts, 1, words))
		return TOPIC_TITLE_APART;
	if (has(topic->summary, words) || has(topic->id, words))
		return TOPIC_SUMMARY;
	if (has_all(texts, 3, words))
		return TOPIC_HEAD_APART;
	if (has(text, words))
		return TOPIC_TEXT;
	return has_all(texts, 4, words) ? TOPIC_TEXT_APART : TOPIC_RANK_COUNT;
}

void topic_search_seek(const char *text, const char *words, char *ret_seek, size_t size)
{
	char word[TOPIC_WORDS_MAX];
	const char *rest = words;

	snprintf(ret_seek, size, "%s", words);
	if (has(text, words))
		return;
	while (next_word(&rest, word)) {
		if (has(text, word)) {
			snprintf(ret_seek, size, "%s", word);
			return;
		}
	}
}

void topic_search_place(const char *text, const char *words, const char *cut, struct strbuf *out)
{
	char seek[TOPIC_WORDS_MAX];
	const char *place, *start;

	topic_search_seek(text, words, seek, sizeof(seek));
	place = find_loosely(text, seek);
	if (place == NULL)
		return;
	for (start = place; start > text && start[-1] != '\n'; start--) {
		if (place - start >= LEAD_BYTES && start[-1] == ' ')
			break;
		if (place - start >= 2 * LEAD_BYTES && ((unsigned char)*start & 0xc0) != 0x80)
			break;
	}
	if (start > text && start[-1] != '\n')
		strbuf_adds(out, cut);
	strbuf_add(out, start, strcspn(start, "\n"));
}
