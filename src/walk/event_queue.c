/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of events with deep copies of what they point to. */
#include "walk/event_queue.h"

#include "base/memory.h"
#include "walk/remask.h"

#include <stdlib.h>

struct event_queue_item {
	struct event_queue_item *next;
	struct event event;
	char *text;
	char *why;
	struct reply reply;
	struct capabilities capabilities;
	struct tls_facts tls_facts;
	struct verdict verdict;
	struct token_report *token;
};

void event_queue_init(struct event_queue *queue)
{
	*queue = (struct event_queue){0};
}

static void item_destroy(struct event_queue_item *item)
{
	if (!item)
		return;
	free(item->text);
	free(item->why);
	reply_finish(&item->reply);
	capabilities_finish(&item->capabilities);
	tls_facts_finish(&item->tls_facts);
	free(item->verdict.detail);
	free(item->token);
	free(item);
}

void event_queue_finish(struct event_queue *queue)
{
	item_destroy(queue->lent);
	while (queue->first) {
		struct event_queue_item *next = queue->first->next;
		item_destroy(queue->first);
		queue->first = next;
	}
	event_queue_init(queue);
}

static void append(struct event_queue *queue, struct event_queue_item *item)
{
	if (queue->last)
		queue->last->next = item;
	else
		queue->first = item;
	queue->last = item;
}

static void put_before_last(struct event_queue *queue, struct event_queue_item *item)
{
	struct event_queue_item **at = &queue->first;

	while (*at != queue->last)
		at = &(*at)->next;
	item->event.ms = queue->last->event.ms;
	item->next = queue->last;
	*at = item;
}

void event_queue_push(struct event_queue *queue, const struct event *event)
{
	struct event_queue_item *item = mem_calloc(1, sizeof(*item));

	item->event = *event;
	item->text = mem_strdup(event->text);
	item->why = mem_strdup(event->why);
	item->event.text = item->text;
	item->event.why = item->why;
	reply_init(&item->reply);
	capabilities_init(&item->capabilities);
	tls_facts_init(&item->tls_facts);
	if (event->reply) {
		reply_copy(&item->reply, event->reply);
		item->event.reply = &item->reply;
	}
	if (event->kind == EVENT_CAPABILITIES) {
		capabilities_read(&item->capabilities, &item->reply);
		item->event.capabilities = &item->capabilities;
	}
	if (event->tls_facts) {
		tls_facts_copy(&item->tls_facts, event->tls_facts);
		item->event.tls_facts = &item->tls_facts;
	}
	if (event->verdict) {
		item->verdict = *event->verdict;
		item->verdict.detail = mem_strdup(event->verdict->detail);
		item->event.verdict = &item->verdict;
	}
	if (event->token) {
		item->token = mem_allocate(sizeof(*item->token));
		*item->token = *event->token;
		item->event.token = item->token;
	}
	if (queue->last && queue->last->event.kind == EVENT_FINISHED)
		put_before_last(queue, item);
	else
		append(queue, item);
}

static bool is_server_line(const struct event_queue_item *item)
{
	return item->event.kind == EVENT_LINE && item->event.from == FROM_SERVER;
}

static const char *find_next_line(const struct event_queue_item *item)
{
	while (item && !is_server_line(item))
		item = item->next;
	return item ? item->text : NULL;
}

static void item_remask(struct remask *remask, struct event_queue_item *item)
{
	if (is_server_line(item))
		remask_line(remask, &item->text, find_next_line(item->next));
	else
		remask_text(remask, &item->text);
	remask_text(remask, &item->why);
	remask_reply(remask, &item->reply, item->event.kind != EVENT_REPLY);
	remask_tls(remask, &item->tls_facts);
	remask_text(remask, &item->verdict.detail);
	item->event.text = item->text;
	item->event.why = item->why;
	if (item->event.kind == EVENT_CAPABILITIES)
		capabilities_read(&item->capabilities, &item->reply);
}

bool event_queue_remask(struct event_queue *queue, const struct mask *mask)
{
	struct remask remask;

	remask_begin(&remask, mask);
	for (struct event_queue_item *item = queue->first; item; item = item->next)
		item_remask(&remask, item);
	return remask.found;
}

const struct event *event_queue_look(const struct event_queue *queue, const struct event_queue_item **cursor)
{
	*cursor = *cursor ? (*cursor)->next : queue->first;
	return *cursor ? &(*cursor)->event : NULL;
}

const struct event *event_queue_pull(struct event_queue *queue)
{
	item_destroy(queue->lent);
	queue->lent = queue->first;
	if (!queue->first)
		return NULL;
	queue->first = queue->first->next;
	if (!queue->first)
		queue->last = NULL;
	return &queue->lent->event;
}
