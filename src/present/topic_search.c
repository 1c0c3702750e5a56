/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranking of topics. Words apart all have to be there, in any order. */
#include "present/topic_search.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { LEAD_BYTES = 90 };

static bool has(const char *text, const char *words)
{
	return text != NULL && text_search(text, words, NULL) != NULL;
}

static bool begins(const char *text, const char *words)
{
	return text_search(text, words, NULL) == text;
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
			found = has(texts[i], word);
		if (!found)
			return false;
	}
	return true;
}

enum topic_rank topic_search_rank(const struct kb_topic *topic, const char *text, const char *words)
{
	const char *const texts[] = {topic->title, topic->id, topic->summary, text};

	if (begins(topic->title, words) || begins(topic->id, words))
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
	place = text_search(text, seek, NULL);
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
