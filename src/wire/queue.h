/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events of a wire that wait to be pulled, with the texts they carry. */
#ifndef MAILMEDIC_WIRE_QUEUE_H
#define MAILMEDIC_WIRE_QUEUE_H

#include "wire/wire.h"

struct queued; /* opaque */

struct queue {
	struct queued *items;
	size_t first; /* the next one to be pulled */
	size_t count;
	size_t size;
};

void queue_finish(struct queue *queue);

/* Appends a copy of the event; its text and detail are copied too, the rest stays borrowed. */
void queue_push(struct queue *queue, const struct wire_event *event);

/* The oldest event; its texts are good until the queue is finished. False when there is none. */
bool queue_pull(struct queue *queue, struct wire_event *ret_event);

#endif
