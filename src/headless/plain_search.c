/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All help topics, searched or listed by group. And two codes side by side. */
#include "headless/plain.h"

#include "base/intl.h"
#include "base/memory.h"
#include "present/topic_search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FOUND_MAX = 20, GROUPS_MAX = 16, TOPICS_MAX = 2048 };

struct found {
	struct kb_topic list[FOUND_MAX];
	size_t count;
	size_t all; /* with those that have no room in the list */
};

static void add(struct found *found, const struct kb_topic *topic)
{
	if (found->count < FOUND_MAX)
		found->list[found->count++] = *topic;
	found->all++;
}

static enum topic_rank rank_of(const struct kb *kb, const struct kb_topic *topic, const char *words)
{
	struct error error;
	char *body = kb_read_body(kb, topic->group, topic->id, &error);
	enum topic_rank rank = topic_search_rank(topic, body, words);
	free(body);
	return rank;
}

static void find_words(const struct kb *kb, const char *words, struct found *found)
{
	enum topic_rank *ranks = mem_calloc(TOPICS_MAX, sizeof *ranks);
	struct kb_topic topic;
	size_t count = 0;
	for (; count < TOPICS_MAX && kb_topic_at(kb, count, &topic); count++)
		ranks[count] = rank_of(kb, &topic, words);
	for (int rank = TOPIC_BEGINS; rank < TOPIC_RANK_COUNT; rank++)
		for (size_t i = 0; i < count; i++)
			if ((int)ranks[i] == rank && kb_topic_at(kb, i, &topic))
				add(found, &topic);
	free(ranks);
}

/* Lists them and reads out the one that is chosen. */
static void offer(struct plain *plain, const struct found *found)
{
	for (size_t i = 0; i < found->count; i++)
		plain_say(plain, "%zu. %s", i + 1, found->list[i].title);
	if (found->all > found->count)
		plain_say(plain,
			  intl_count("%zu more has these words; more words find fewer.",
				     "%zu more have these words; more words find fewer.",
				     found->all - found->count),
			  found->all - found->count);
	int chosen = plain_ask_number(plain, _("Which one? A number; Enter goes back:"), found->count, true);
	if (chosen > 0)
		plain_tell_topic(plain, found->list[chosen - 1].group, found->list[chosen - 1].id);
}

static void search(struct plain *plain, const char *words)
{
	struct found *found = mem_calloc(1, sizeof *found);
	find_words(plain->checkup.kb, words, found);
	if (found->all == 0)
		plain_say(plain, _("No topic has this in its title or text."));
	else
		offer(plain, found);
	free(found);
}

/* The groups in their order; each is borrowed from the kb. */
static size_t list_groups(const struct kb *kb, const char *ret_groups[GROUPS_MAX])
{
	struct kb_topic topic;
	size_t count = 0;
	for (size_t i = 0; kb_topic_at(kb, i, &topic); i++)
		if (count == 0 || strcmp(ret_groups[count - 1], topic.group) != 0)
			if (count < GROUPS_MAX)
				ret_groups[count++] = topic.group;
	return count;
}

static void offer_group(struct plain *plain, const char *group)
{
	struct kb_topic topic;
	size_t first = 0, count = 0;
	for (size_t i = 0; kb_topic_at(plain->checkup.kb, i, &topic); i++) {
		if (strcmp(topic.group, group) != 0)
			continue;
		first = count == 0 ? i : first;
		count++;
		plain_say(plain, "%zu. %s", count, topic.title);
	}
	int chosen = plain_ask_number(plain, _("Which one? A number; Enter goes back:"), count, true);
	if (chosen > 0 && kb_topic_at(plain->checkup.kb, first + (size_t)chosen - 1, &topic))
		plain_tell_topic(plain, topic.group, topic.id);
}

static void browse(struct plain *plain)
{
	const char *groups[GROUPS_MAX];
	size_t count = list_groups(plain->checkup.kb, groups);
	for (size_t i = 0; i < count; i++)
		plain_say(plain, "%zu. %s", i + 1, _(kb_group_label(groups[i])));
	int chosen = plain_ask_number(plain, _("Which one? A number; Enter goes back:"), count, true);
	if (chosen > 0)
		offer_group(plain, groups[chosen - 1]);
}

void plain_search(struct plain *plain)
{
	char words[TOPIC_WORDS_MAX];
	const char *text =
	    plain_ask(plain, false, _("Words to search for; Enter lists all topics by group:"));
	if (text == NULL)
		return;
	snprintf(words, sizeof words, "%s", text); /* the next question takes the line away */
	if (words[0] == '\0')
		browse(plain);
	else
		search(plain, words);
}

/* Asks for a code until there is a topic about it; false: no answer. */
static bool ask_code(struct plain *plain, bool first, const char *preset, struct kb_topic *ret_topic)
{
	const struct kb *kb = plain->checkup.kb;
	const char *text;
	struct strbuf prompt;
	bool found = false;
	strbuf_init(&prompt, PLAIN_VALUE_MAX);
	strbuf_addf(&prompt,
		    first ? _("The first code; Enter takes %s:") : _("The second code; Enter takes %s:"),
		    preset);
	while (!found && (text = plain_ask(plain, false, prompt.data)) != NULL) {
		if (*text == '\0')
			text = preset;
		found = kb_find(kb, "codes", text, ret_topic) || kb_find(kb, "enhanced", text, ret_topic);
		if (!found)
			plain_say(plain, _("There is no such topic."));
	}
	strbuf_finish(&prompt);
	return found;
}

void plain_compare(struct plain *plain)
{
	const struct facts *facts = &plain->checkup.run.facts;
	struct kb_topic left, right, written;
	char code[TOPIC_WORDS_MAX];
	snprintf(code, sizeof code, "%d", facts->reply_decided ? facts->reply.code : 421);
	if (!ask_code(plain, true, code, &left) ||
	    !ask_code(plain, false, strcmp(left.id, "535") == 0 ? "421" : "535", &right))
		return;
	if (kb_find_comparison(plain->checkup.kb, left.id, right.id, &written)) {
		plain_tell_topic(plain, written.group, written.id);
		return;
	}
	plain_say(plain, _("Side by side: %s and %s"), left.id, right.id);
	plain_tell_topic(plain, left.group, left.id);
	if (!plain->console.over && strcmp(left.id, right.id) != 0)
		plain_tell_topic(plain, right.group, right.id);
}
