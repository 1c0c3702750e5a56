/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events on their way from the walk to whoever pulls them: the queue owns what they point to. */
#ifndef MAILMEDIC_WALK_EVENT_QUEUE_H
#define MAILMEDIC_WALK_EVENT_QUEUE_H

#include "walk/event.h"

struct event_queue_item; /* opaque */
struct mask;

struct event_queue {
	struct event_queue_item *first;
	struct event_queue_item *last;
	struct event_queue_item *lent; /* the one that was pulled last; freed at the next pull */
};

void event_queue_init(struct event_queue *queue);
void event_queue_finish(struct event_queue *queue);

/* Appends a deep copy. Nothing comes after EVENT_FINISHED: where that waits already, the copy goes before it.
 */
void event_queue_push(struct event_queue *queue, const struct event *event);

/* Masks all that wait, with what the mask has come to know since. True when it hid something. */
bool event_queue_remask(struct event_queue *queue, const struct mask *mask);

/* Those that wait, in order, without taking them: *cursor is NULL at first. NULL: no more. */
const struct event *event_queue_look(const struct event_queue *queue, const struct event_queue_item **cursor);

/* The next event; what it points to is good until the next call on the queue. NULL: none. */
const struct event *event_queue_pull(struct event_queue *queue);

#endif
