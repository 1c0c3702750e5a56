/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Markdown of a topic, read from its file when somebody opens it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "diagnose/knowledge.h"

enum { BODY_BYTES_MAX = 2 * HEAD_BYTES_MAX };

static bool path_of(const struct kb *kb, const char *language, const struct kb_topic *topic, char *path,
		    size_t size)
{
	return kb->help != NULL &&
	       snprintf(path, size, "%s/%s/%s/%s.md", kb->help, language, topic->group, topic->id) <
		   (int)size &&
	       access(path, R_OK) == 0;
}

static char *read_body(const char *path, struct error *error)
{
	size_t len;
	char *text = head_load(path, &len, error);
	char *body;

	if (text == NULL)
		return NULL;
	body = mem_strdup(topic_body(text));
	free(text);
	return body;
}

/* "See [title](topic:id), [title](topic:id)." */
static void add_causes(const struct kb *kb, const struct layer *layer, const struct rule_index_reply *reply,
		       struct strbuf *out)
{
	struct kb_topic cause;
	const char *separator = _("See ");

	for (uint32_t i = 0; i < reply->causes.count; i++) {
		const char *id = layer->rule_index->strings + layer->rule_index->lists[reply->causes.at + i];
		if (!kb_find(kb, topic_group_id(GROUP_CAUSES), id, &cause))
			continue;
		strbuf_addf(out, "%s[%s](topic:%s)", separator, cause.title, id);
		separator = _(", ");
	}
	strbuf_adds(out, reply->causes.count > 0 ? _(".\n") : "\n");
}

/* Puts the list of a provider's replies in the place of the line that stands for it. */
static char *expand_replies(const struct kb *kb, struct topic_place place, char *body)
{
	static const char mark[] = "\n{replies}\n";
	size_t count;
	const struct layer *layer = &kb_layers(kb, &count)[place.layer];
	struct rule_index_span replies = layer->rule_index->topics[place.topic].replies;
	const char *at = strstr(body, mark);
	struct strbuf out;
	char *expanded;

	if (at == NULL)
		return body;
	strbuf_init(&out, BODY_BYTES_MAX);
	strbuf_add(&out, body, (size_t)(at + 1 - body));
	for (uint32_t i = 0; i < replies.count; i++) {
		const struct rule_index_reply *reply = &layer->rule_index->replies[replies.at + i];
		strbuf_addf(&out, "- `%s`: %s ", rule_index_string(layer->rule_index, reply->reply),
			    kb_reply_means(kb, layer, place.topic, i));
		add_causes(kb, layer, reply, &out);
	}
	strbuf_adds(&out, at + sizeof mark - 1);
	free(body);
	expanded = strbuf_take(&out);
	strbuf_finish(&out);
	return expanded;
}

static char *read_topic_body(const struct kb *kb, const struct kb_topic *topic, struct topic_place place,
			     struct error *error)
{
	size_t count;
	const struct layer *layer = &kb_layers(kb, &count)[place.layer];
	const struct rule_index_topic *record = &layer->rule_index->topics[place.topic];
	char path[4096];

	if (record->path != 0)
		return read_body(rule_index_string(layer->rule_index, record->path), error);
	if (path_of(kb, kb->language, topic, path, sizeof path) ||
	    path_of(kb, "en", topic, path, sizeof path))
		return read_body(path, error);
	error_set(error, ERROR_FILE, "open a help topic", _("The text of %s/%s.md is not installed."),
		  topic->group, topic->id);
	return NULL;
}

char *kb_read_body(const struct kb *kb, const char *group, const char *id, struct error *error)
{
	struct kb_topic topic;
	struct topic_place place = {0};
	char *body;

	if (!kb_find(kb, group, id, &topic)) {
		error_set(error, ERROR_FILE, "open a help topic", _("There is no help topic %s."), id);
		return NULL;
	}
	for (int i = 0; i < GROUP_COUNT; i++) {
		if (strcmp(topic_group_id(i), topic.group) == 0)
			kb_place(kb, i, topic.id, &place);
	}
	body = read_topic_body(kb, &topic, place, error);
	return body == NULL ? NULL : expand_replies(kb, place, body);
}
