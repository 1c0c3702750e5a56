/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The knowledge base: layers of rule indexes, and the texts in the user's language. */
#include "diagnose/kb.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "diagnose/folder.h"
#include "diagnose/knowledge.h"

enum { COMPARISON_ID_MAX = 128 };

/* Topics of the lower layers that the new one replaces are hidden. */
static void hide_replaced(struct kb_state *state, const struct rule_index *above)
{
	for (size_t i = 0; i < state->layer_count; i++) {
		struct layer *layer = &state->layers[i];
		for (uint32_t t = 0; t < above->topic_count; t++) {
			long found = rule_index_find(layer->rule_index, above->topics[t].group,
						     rule_index_string(above, above->topics[t].id));
			if (found < 0)
				continue;
			if (layer->hidden == NULL)
				layer->hidden = mem_calloc(layer->rule_index->topic_count, 1);
			layer->hidden[found] = 1;
		}
	}
}

static void load_folder(struct kb_state *state, const char *path)
{
	struct folder folder = {0};
	char english[4096];
	struct rule_index *rule_index;

	folder_read(&folder, path);
	if (snprintf(english, sizeof english, "%s/en", path) < (int)sizeof english)
		folder_read(&folder, english);
	if (folder.count > 0) {
		rule_index =
		    rule_index_build(folder.topics, folder.count, folder.words, folder.language_count);
		hide_replaced(state, rule_index);
		state->layers[state->layer_count++] =
		    (struct layer){.rule_index = rule_index, .owned = rule_index};
	}
	for (size_t i = 0; i < folder.complaint_count; i++) {
		state->complaints =
		    mem_realloc(state->complaints, state->complaint_count + 1, sizeof *state->complaints);
		state->complaints[state->complaint_count++] = folder.complaints[i];
		folder.complaints[i] = NULL;
	}
	folder_finish(&folder);
}

const struct layer *kb_layers(const struct kb *kb, size_t *ret_count)
{
	struct kb_state *state = kb->state;

	for (size_t i = 0; !state->loaded && i < LAYERS_MAX - 1; i++) {
		if (kb->folders[i] != NULL)
			load_folder(state, kb->folders[i]);
	}
	state->loaded = true;
	*ret_count = state->layer_count;
	return state->layers;
}

const char *kb_complaint(const struct kb *kb, size_t index)
{
	size_t count;

	kb_layers(kb, &count);
	return index < kb->state->complaint_count ? kb->state->complaints[index] : NULL;
}

bool kb_place(const struct kb *kb, int group, const char *id, struct topic_place *ret_place)
{
	size_t count;
	const struct layer *layers = kb_layers(kb, &count);

	for (size_t i = count; i-- > 0;) {
		long found = rule_index_find(layers[i].rule_index, group, id);
		if (found >= 0 && layer_shows(&layers[i], (uint32_t)found)) {
			*ret_place = (struct topic_place){(uint32_t)i, (uint32_t)found};
			return true;
		}
	}
	return false;
}

/* The translated topic, unless the organisation wrote this one. */
static const struct rule_index_topic *translated(const struct kb *kb, const struct layer *layer,
						 uint32_t topic)
{
	const struct rule_index_topic *record = &layer->rule_index->topics[topic];
	long found;

	if (kb->translation == NULL || layer->owned != NULL)
		return NULL;
	found =
	    rule_index_find(kb->translation, record->group, rule_index_string(layer->rule_index, record->id));
	return found >= 0 ? &kb->translation->topics[found] : NULL;
}

void kb_describe(const struct kb *kb, const struct layer *layer, uint32_t topic, struct kb_topic *ret_topic)
{
	const struct rule_index_topic *record = &layer->rule_index->topics[topic];
	const struct rule_index_topic *other = translated(kb, layer, topic);

	ret_topic->group = topic_group_id(record->group);
	ret_topic->id = rule_index_string(layer->rule_index, record->id);
	ret_topic->title = other != NULL ? rule_index_string(kb->translation, other->title)
					 : rule_index_string(layer->rule_index, record->title);
	ret_topic->summary = other != NULL && other->summary != 0
				 ? rule_index_string(kb->translation, other->summary)
				 : rule_index_string(layer->rule_index, record->summary);
	ret_topic->is_own = layer->owned != NULL;
}

const char *kb_fix_label(const struct kb *kb, const struct layer *layer, uint32_t topic, uint32_t index)
{
	const struct rule_index_topic *other = translated(kb, layer, topic);

	if (other != NULL && index < other->fixes.count)
		return rule_index_string(kb->translation,
					 kb->translation->fixes[other->fixes.at + index].label);
	return rule_index_string(
	    layer->rule_index,
	    layer->rule_index->fixes[layer->rule_index->topics[topic].fixes.at + index].label);
}

const char *kb_reply_means(const struct kb *kb, const struct layer *layer, uint32_t topic, uint32_t index)
{
	const struct rule_index_topic *other = translated(kb, layer, topic);

	if (other != NULL && index < other->replies.count)
		return rule_index_string(kb->translation,
					 kb->translation->replies[other->replies.at + index].means);
	return rule_index_string(
	    layer->rule_index,
	    layer->rule_index->replies[layer->rule_index->topics[topic].replies.at + index].means);
}

const char *kb_answer_label(const struct kb *kb, const struct layer *layer, uint32_t topic, uint32_t index)
{
	const struct rule_index_topic *other = translated(kb, layer, topic);

	if (other != NULL && index < other->answers.count)
		return rule_index_string(kb->translation,
					 kb->translation->answers[other->answers.at + index].label);
	return rule_index_string(
	    layer->rule_index,
	    layer->rule_index->answers[layer->rule_index->topics[topic].answers.at + index].label);
}

static int compare_topics(const struct kb_topic *left, const struct kb_topic *right)
{
	int order = strcmp(left->group, right->group);

	return order != 0 ? order : strcmp(left->id, right->id);
}

/* The layers are sorted each: merges the lowest heads. */
static void put_in_order(const struct kb *kb, const struct layer *layers, size_t count)
{
	struct kb_state *state = kb->state;
	uint32_t at[LAYERS_MAX] = {0};
	size_t total = 0;

	for (size_t i = 0; i < count; i++)
		total += layers[i].rule_index->topic_count;
	state->order = mem_calloc(total + 1, sizeof *state->order);
	for (;;) {
		struct kb_topic best = {0}, next;
		size_t from = count;
		for (size_t i = 0; i < count; i++) {
			while (at[i] < layers[i].rule_index->topic_count && !layer_shows(&layers[i], at[i]))
				at[i]++;
			if (at[i] == layers[i].rule_index->topic_count)
				continue;
			kb_describe(kb, &layers[i], at[i], &next);
			if (from == count || compare_topics(&next, &best) < 0)
				from = i, best = next;
		}
		if (from == count)
			return;
		state->order[state->order_count++] = (struct topic_place){(uint32_t)from, at[from]++};
	}
}

bool kb_topic_at(const struct kb *kb, size_t index, struct kb_topic *ret_topic)
{
	size_t count;
	const struct layer *layers = kb_layers(kb, &count);

	if (kb->state->order == NULL)
		put_in_order(kb, layers, count);
	if (index >= kb->state->order_count)
		return false;
	kb_describe(kb, &layers[kb->state->order[index].layer], kb->state->order[index].topic, ret_topic);
	return true;
}

static int group_number(const char *group)
{
	for (int i = 0; i < GROUP_COUNT; i++) {
		if (strcmp(topic_group_id(i), group) == 0)
			return i;
	}
	return GROUP_COUNT;
}

bool kb_find(const struct kb *kb, const char *group, const char *id, struct kb_topic *ret_topic)
{
	struct topic_place place;
	size_t count;

	if (!kb_place(kb, group == NULL ? -1 : group_number(group), id, &place))
		return false;
	kb_describe(kb, &kb_layers(kb, &count)[place.layer], place.topic, ret_topic);
	return true;
}

const char *kb_group_label(const char *group)
{
	int number = group_number(group);

	return number < GROUP_COUNT ? topic_group_label(number) : group;
}

bool kb_find_comparison(const struct kb *kb, const char *one, const char *other, struct kb_topic *ret_topic)
{
	char id[COMPARISON_ID_MAX];

	snprintf(id, sizeof id, "%s-vs-%s", one, other);
	if (kb_find(kb, "compare", id, ret_topic))
		return true;
	snprintf(id, sizeof id, "%s-vs-%s", other, one);
	return kb_find(kb, "compare", id, ret_topic);
}
