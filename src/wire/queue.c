/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list that is kept to the end: a wire has a handful of these events (lines are not queued). */
#include "wire/queue.h"

#include <stdlib.h>

#include "base/memory.h"

struct queued {
	struct wire_event event;
	char *text;
	char *detail;
};

void queue_finish(struct queue *queue)
{
	for (size_t i = 0; i < queue->count; i++) {
		free(queue->items[i].text);
		free(queue->items[i].detail);
	}
	free(queue->items);
	*queue = (struct queue){0};
}

void queue_push(struct queue *queue, const struct wire_event *event)
{
	struct queued *item;

	if (queue->count == queue->size) {
		queue->size = queue->size ? queue->size * 2 : 8;
		queue->items = mem_realloc(queue->items, queue->size, sizeof *queue->items);
	}
	item = &queue->items[queue->count++];
	*item = (struct queued){
	    .event = *event, .text = mem_strdup(event->text), .detail = mem_strdup(event->detail)};
	item->event.text = item->text;
	item->event.detail = item->detail;
}

bool queue_pull(struct queue *queue, struct wire_event *ret_event)
{
	if (queue->first == queue->count)
		return false;
	*ret_event = queue->items[queue->first++].event;
	return true;
}
