/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help topics read out: one paragraph, list item or table row a line. Links are words like any other. */
#include "headless/plain.h"

#include "base/intl.h"
#include "headless/plain_table.h"
#include "present/format.h"

#include <cmark.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NESTING_MAX = 24, TOPICS_MAX = 12, ID_MAX = 128 };

struct reading {
	struct plain *plain;
	const char *source;
};

static void collect(cmark_node *node, struct strbuf *out, int depth)
{
	const char *literal = cmark_node_get_literal(node);
	cmark_node_type type = cmark_node_get_type(node);
	if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK)
		strbuf_addc(out, ' ');
	else if (literal != NULL && type != CMARK_NODE_HTML_INLINE)
		strbuf_adds(out, literal);
	if (depth == NESTING_MAX)
		return;
	for (cmark_node *child = cmark_node_first_child(node); child != NULL; child = cmark_node_next(child))
		collect(child, out, depth + 1);
}

static void read_code(struct plain *plain, cmark_node *node)
{
	const char *line = cmark_node_get_literal(node);
	while (line != NULL && *line != '\0') {
		size_t len = strcspn(line, "\n");
		if (len > 0)
			plain_say(plain, "  %.*s", (int)len, line);
		line += len + (line[len] == '\n');
	}
}

static void read_text(const struct reading *reading, cmark_node *node, const char *prefix)
{
	struct strbuf text;
	strbuf_init(&text, PLAIN_TEXT_MAX);
	if (cmark_node_get_type(node) == CMARK_NODE_PARAGRAPH &&
	    plain_table_write(reading->source, cmark_node_get_start_line(node), cmark_node_get_end_line(node),
			      &text)) {
		plain_say_foreign(reading->plain, text.data);
	} else {
		collect(node, &text, 0);
		plain_say(reading->plain, "%s%s", prefix, text.data);
	}
	strbuf_finish(&text);
}

/* `prefix` (a dash, a number) stands before the first block only. */
static void read_blocks(const struct reading *reading, cmark_node *parent, const char *prefix, int depth)
{
	int number = cmark_node_get_list_start(parent);
	bool ordered = cmark_node_get_list_type(parent) == CMARK_ORDERED_LIST;
	char item[16];
	if (depth == NESTING_MAX)
		return;
	for (cmark_node *node = cmark_node_first_child(parent); node != NULL; node = cmark_node_next(node)) {
		switch (cmark_node_get_type(node)) {
		case CMARK_NODE_PARAGRAPH:
		case CMARK_NODE_HEADING: read_text(reading, node, prefix); break;
		case CMARK_NODE_CODE_BLOCK: read_code(reading->plain, node); break;
		case CMARK_NODE_ITEM:
			snprintf(item, sizeof item, "%d. ", number++);
			read_blocks(reading, node, ordered ? item : "- ", depth + 1);
			break;
		case CMARK_NODE_LIST:
		case CMARK_NODE_BLOCK_QUOTE: read_blocks(reading, node, "", depth + 1); break;
		default: break;
		}
		prefix = "";
	}
}

struct topics {
	struct kb_topic list[TOPICS_MAX];
	size_t count;
};

static void add_topic(struct topics *topics, const struct kb_topic *topic)
{
	for (size_t i = 0; i < topics->count; i++)
		if (strcmp(topics->list[i].id, topic->id) == 0)
			return;
	if (topics->count < TOPICS_MAX)
		topics->list[topics->count++] = *topic;
}

/* The topics that a text names, each once. */
static void collect_links(const struct kb *kb, cmark_node *root, struct topics *topics)
{
	static const char scheme[] = "topic:";
	cmark_iter *walker = cmark_iter_new(root);
	struct kb_topic topic;
	while (cmark_iter_next(walker) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(walker);
		const char *url =
		    cmark_node_get_type(node) == CMARK_NODE_LINK ? cmark_node_get_url(node) : NULL;
		char id[ID_MAX];
		if (url == NULL || strncmp(url, scheme, strlen(scheme)) != 0)
			continue;
		url += strlen(scheme);
		snprintf(id, sizeof id, "%.*s", (int)strcspn(url, "#"), url);
		if (kb_find(kb, NULL, id, &topic))
			add_topic(topics, &topic);
	}
	cmark_iter_free(walker);
}

static void read_body(struct plain *plain, const char *body, struct topics *ret_links)
{
	struct reading reading = {.plain = plain, .source = body};
	cmark_node *root = cmark_parse_document(body, strlen(body), CMARK_OPT_DEFAULT);
	read_blocks(&reading, root, "", 0);
	collect_links(plain->checkup.kb, root, ret_links);
	cmark_node_free(root);
}

void plain_say_markdown(struct plain *plain, const char *source)
{
	struct topics links = {.count = 0};
	if (source != NULL)
		read_body(plain, source, &links);
}

static void tell_one(struct plain *plain, const struct kb_topic *topic, struct topics *ret_links)
{
	struct error error;
	char *body = kb_read_body(plain->checkup.kb, topic->group, topic->id, &error);
	ret_links->count = 0;
	plain_say(plain, _("Help: %s"), topic->title);
	if (topic->is_own)
		plain_say(plain, "%s", _("Written by your organisation"));
	if (topic->summary != NULL)
		plain_say(plain, "%s", topic->summary);
	if (body == NULL)
		plain_say(plain, "%s", error.text);
	else
		read_body(plain, body, ret_links);
	plain_say(plain, _("End of the help text."));
	free(body);
}

/* Lists topics; false when none is chosen. */
static bool pick_topic(struct plain *plain, const struct topics *topics, struct kb_topic *ret_topic)
{
	for (size_t i = 0; i < topics->count; i++)
		plain_say(plain, "%zu. %s", i + 1, topics->list[i].title);
	int chosen = plain_ask_number(plain, _("Which one? A number; Enter goes back:"), topics->count, true);
	if (chosen <= 0)
		return false;
	*ret_topic = topics->list[chosen - 1];
	return true;
}

void plain_tell_topic(struct plain *plain, const char *group, const char *id)
{
	struct topics links;
	struct kb_topic topic;
	if (id == NULL || !kb_find(plain->checkup.kb, group, id, &topic)) {
		plain_say(plain, _("There is no help topic \"%s\"."), id == NULL ? "" : id);
		return;
	}
	do {
		tell_one(plain, &topic, &links);
		if (links.count > 0)
			plain_say(plain, _("Read more:"));
	} while (links.count > 0 && pick_topic(plain, &links, &topic));
}

static void collect_topics(const struct checkup *checkup, struct topics *topics)
{
	static const char *const always[] = {"421-vs-535", "certificates", "app-passwords", "stages",
					     "glossary"};
	const struct reply *reply = &checkup->run.facts.reply;
	struct kb_topic topic;
	for (size_t i = 0; i < checkup->diagnosis_count; i++)
		if (kb_find(checkup->kb, "causes", checkup->diagnoses[i].id, &topic))
			add_topic(topics, &topic);
	if (facts_reply_is_evidence(&checkup->run.facts) &&
	    format_code_topic(checkup->kb, reply->code, &topic))
		add_topic(topics, &topic);
	if (facts_reply_is_evidence(&checkup->run.facts) &&
	    format_enhanced_topic(checkup->kb, reply->enhanced, &topic))
		add_topic(topics, &topic);
	for (size_t i = 0; i < sizeof always / sizeof *always; i++)
		if (kb_find(checkup->kb, NULL, always[i], &topic))
			add_topic(topics, &topic);
}

void plain_offer_topics(struct plain *plain)
{
	struct topics topics = {.count = 0};
	struct kb_topic topic;
	collect_topics(&plain->checkup, &topics);
	if (topics.count == 0) {
		plain_say(plain, _("There is no such topic."));
		return;
	}
	plain_say(plain, _("Help topics:"));
	if (pick_topic(plain, &topics, &topic))
		plain_tell_topic(plain, topic.group, topic.id);
}
