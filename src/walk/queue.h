/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events on their way from the walk to whoever pulls them: the queue owns what they point to. */
#ifndef MAILMEDIC_WALK_QUEUE_H
#define MAILMEDIC_WALK_QUEUE_H

#include "walk/event.h"

struct queue_item; /* opaque */

struct queue {
	struct queue_item *first;
	struct queue_item *last;
	struct queue_item *lent; /* the one that was pulled last; freed at the next pull */
};

void queue_init(struct queue *queue);
void queue_finish(struct queue *queue);

/* Appends a deep copy. */
void queue_push(struct queue *queue, const struct event *event);

/* The next event; what it points to is good until the next call on the queue. NULL: none. */
const struct event *queue_pull(struct queue *queue);

#endif
