/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire/rig.h"

#include "cmocka_all.h"

#include "base/clock.h"
#include "base/loop.h"
#include "base/memory.h"
#include "wire/peer.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { GIVE_UP_SECONDS = 10, TURN_MS = 5 };

void rig_start(struct rig *rig, struct peer *peer, const struct wire_target *target)
{
	struct error error = {0};

	*rig = (struct rig){.peer = peer};
	tls_facts_init(&rig->tls);
	if (!wire_create(target, &rig->wire, &error))
		fail_msg("wire_create: %s", error.text);
}

void rig_finish(struct rig *rig)
{
	wire_destroy(rig->wire);
	tls_facts_finish(&rig->tls);
	free(rig->text);
	free(rig->detail);
	free(rig->line);
}

/* The peer is looked at in every turn, so real time is waited in small steps. */
static void wait_a_little(struct loop *loop)
{
	if (poll(loop->fds, loop->count, loop->deadline == 0 ? 0 : TURN_MS) < 0)
		fail_msg("poll");
}

void rig_turn(struct rig *rig)
{
	static struct loop loop;
	int64_t now = clock_now();

	loop_clear(&loop);
	wire_want(rig->wire, &loop);
	if (loop.deadline <= now)
		loop.deadline = 0;
	if (rig->peer) {
		peer_step(rig->peer);
		loop_want(&loop, peer_fd(rig->peer), POLLIN);
	}
	wait_a_little(&loop);
	wire_step(rig->wire, &loop);
	if (rig->peer)
		peer_step(rig->peer);
	rig->turns++;
}

static void keep(struct rig *rig, const struct wire_event *event)
{
	rig->event = *event;
	mem_replace(&rig->text, event->text);
	mem_replace(&rig->detail, event->detail);
	free(rig->line);
	rig->line = mem_calloc(event->line_len + 1, 1);
	if (event->line)
		memcpy(rig->line, event->line, event->line_len);
	rig->event.text = rig->text;
	rig->event.detail = rig->detail;
	rig->event.line = rig->line;
	if (event->tls) {
		tls_facts_copy(&rig->tls, event->tls);
		rig->event.tls = &rig->tls;
	}
}

void rig_next(struct rig *rig)
{
	time_t end = time(NULL) + GIVE_UP_SECONDS;
	struct wire_event event;

	while (!wire_next(rig->wire, &event)) {
		if (time(NULL) > end)
			fail_msg("the wire told nothing");
		rig_turn(rig);
	}
	keep(rig, &event);
}

void rig_until(struct rig *rig, enum wire_event_kind kind)
{
	for (;;) {
		rig_next(rig);
		if (rig->event.kind == kind)
			return;
		if (rig->event.kind == WIRE_FAILED || rig->event.kind == WIRE_CLOSED)
			fail_msg("the wire ended: %s (%s)", problem_id(rig->event.problem),
				 rig->text ? rig->text : "");
	}
}

void rig_expect_line(struct rig *rig, const char *line)
{
	rig_until(rig, WIRE_LINE);
	assert_int_equal(rig->event.line_len, strlen(line));
	assert_string_equal(rig->line, line);
}

void rig_expect_failure(struct rig *rig, enum problem problem)
{
	rig_until(rig, WIRE_FAILED);
	if (rig->event.problem != problem)
		fail_msg("%s instead of %s (%s)", problem_id(rig->event.problem), problem_id(problem),
			 rig->text ? rig->text : "");
}

void expect_contains(const char *text, const char *part)
{
	if (!text || !strstr(text, part))
		fail_msg("\"%s\" does not hold \"%s\"", text ? text : "(NULL)", part);
}
