/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each place is made from the run's start: runs are short, and going back is then no other case. */
#include "checkup/lesson.h"

#include <stdlib.h>

#include "base/memory.h"
#include "checkup/checkup_parts.h"
#include "walk/held.h"

/* Shows the run up to the line of this number, or its end; returns how many lines came before that. */
static size_t show(struct checkup *checkup, const struct event_queue *events, size_t at)
{
	const struct event_queue_item *cursor = NULL;
	const struct event *event;
	struct event step;
	char text[HELD_TEXT_MAX];
	size_t held = 0;

	run_restart(&checkup->run);
	while ((event = event_queue_look(events, &cursor)) != NULL) {
		if (event->kind == EVENT_STEP) /* held at the time: shown as all the others */
			continue;
		if (held_before(&checkup->walked, event, text, &step) && held++ == at) {
			run_apply(&checkup->run, &step);
			return at;
		}
		run_apply(&checkup->run, event);
		run_answered(&checkup->run);
	}
	return held;
}

static void read_events(const struct checkup *checkup, struct event_queue *ret_events)
{
	struct recording_player player;
	struct event event;

	event_queue_init(ret_events);
	if (checkup->recording == NULL) {
		recorder_copy_run(checkup->options.recorder, checkup->recorded, &checkup->mask, ret_events);
		return;
	}
	recording_play(&player, checkup->recording, checkup->runs - 1);
	while (recording_next(&player, &event))
		event_queue_push(ret_events, &event);
}

bool lesson_is_possible(const struct checkup *checkup)
{
	return checkup->lesson != NULL ||
	       (checkup->run.facts.finished && (checkup->recording != NULL || checkup->recorded > 0));
}

void lesson_begin(struct checkup *checkup)
{
	struct lesson *lesson = mem_calloc(1, sizeof(*lesson));

	lesson_end(checkup);
	read_events(checkup, &lesson->events);
	lesson->whole = checkup->run;
	run_init(&checkup->run);
	lesson->count = show(checkup, &lesson->events, SIZE_MAX);
	show(checkup, &lesson->events, 0);
	checkup->lesson = lesson;
}

bool lesson_go_on(struct checkup *checkup)
{
	struct lesson *lesson = checkup->lesson;

	if (lesson == NULL || lesson->at == lesson->count)
		return false;
	show(checkup, &lesson->events, ++lesson->at);
	return true;
}

bool lesson_go_back(struct checkup *checkup)
{
	struct lesson *lesson = checkup->lesson;

	if (lesson == NULL || lesson->at == 0)
		return false;
	show(checkup, &lesson->events, --lesson->at);
	return true;
}

void lesson_end(struct checkup *checkup)
{
	struct lesson *lesson = checkup->lesson;

	if (lesson == NULL)
		return;
	run_finish(&checkup->run);
	checkup->run = lesson->whole;
	event_queue_finish(&lesson->events);
	free(lesson);
	checkup->lesson = NULL;
	if (run_has_failed(&checkup->run))
		checkup_diagnose(
		    checkup); /* the causes borrow from the run; the language may be another one */
}
