/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Markdown of a topic, read from its file when somebody opens it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/intl.h"
#include "base/memory.h"
#include "diagnose/knowledge.h"

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
	char *text = topic_load(path, &len, error);
	char *body;

	if (text == NULL)
		return NULL;
	body = mem_strdup(topic_body(text));
	free(text);
	return body;
}

char *kb_read_body(const struct kb *kb, const char *group, const char *id, struct error *error)
{
	struct kb_topic topic;
	struct topic_place place;
	const struct layer *layer;
	const struct image_topic *record;
	char path[4096];
	size_t count;

	if (!kb_find(kb, group, id, &topic)) {
		error_set(error, ERROR_FILE, "open a help topic", _("There is no help topic %s."), id);
		return NULL;
	}
	for (int i = 0; i < GROUP_COUNT; i++) {
		if (strcmp(topic_group_id(i), topic.group) == 0)
			kb_place(kb, i, topic.id, &place);
	}
	layer = &kb_layers(kb, &count)[place.layer];
	record = &layer->image->topics[place.topic];
	if (record->path != 0)
		return read_body(image_string(layer->image, record->path), error);
	if (path_of(kb, kb->language, &topic, path, sizeof path) ||
	    path_of(kb, "en", &topic, path, sizeof path))
		return read_body(path, error);
	error_set(error, ERROR_FILE, "open a help topic", _("The text of %s/%s.md is not installed."),
		  topic.group, topic.id);
	return NULL;
}
