/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays the server's and the user's part towards an engine. */
#include "cmocka_all.h"

#include "drive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "engine/fork_server.h"

struct engine *drive_start_order(const struct engine_order *order)
{
	struct fork_servers *servers = getenv("FORK_SERVERS") ? fork_servers_create() : NULL;
	struct engine *engine = NULL;
	struct error error = {0};

	if (!engine_create(order, servers, &engine, &error))
		fail_msg("engine_create: %s: %s", error.operation, error.text);
	fork_servers_destroy(servers); /* copies go on */
	return engine;
}

struct engine *drive_start(const char *login)
{
	const struct engine_order order = {
	    .ehlo_name = "client.test",
	    .login = login,
	    .from = "a@client.test",
	    .to = "b@server.test",
	    .send = "",
	};

	return drive_start_order(&order);
}

bool drive_next(struct engine *engine, struct engine_event *ret_event, int ms)
{
	const int64_t until = clock_now() + ms;
	struct loop loop;

	while (!engine_next(engine, ret_event)) {
		if (clock_now() >= until)
			return false;
		loop_clear(&loop);
		engine_want(engine, &loop);
		loop_want_at(&loop, until);
		loop_wait(&loop);
		engine_step(engine, &loop);
	}
	return true;
}

void drive_expect(struct engine *engine, enum engine_event_kind kind, const char *text)
{
	struct engine_event event;

	if (!drive_next(engine, &event, DRIVE_WAIT_MS))
		fail_msg("no event; expected %d '%s'", (int)kind, text ? text : "");
	if (event.kind != kind || (text && strcmp(event.text, text) != 0))
		fail_msg("event %d '%s'; expected %d '%s'", (int)event.kind, event.text, (int)kind,
			 text ? text : "");
	assert_int_equal(strlen(event.text), event.len);
}

void drive_expect_start(struct engine *engine, enum engine_event_kind kind, const char *start)
{
	struct engine_event event;

	if (!drive_next(engine, &event, DRIVE_WAIT_MS))
		fail_msg("no event; expected %d '%s...'", (int)kind, start);
	if (event.kind != kind || strncmp(event.text, start, strlen(start)) != 0)
		fail_msg("event %d '%s'; expected %d '%s...'", (int)event.kind, event.text, (int)kind, start);
}

void drive_expect_line(struct engine *engine, const char *line)
{
	drive_expect(engine, ENGINE_LINE, line);
}

void drive_expect_nothing(struct engine *engine)
{
	struct engine_event event;

	if (drive_next(engine, &event, DRIVE_QUIET_MS))
		fail_msg("unexpected event %d '%s'", (int)event.kind, event.text);
}

void drive_greet(struct engine *engine, const char *mechanisms)
{
	char line[256];

	engine_send_line(engine, "220 server.test ESMTP");
	drive_expect_line(engine, "EHLO client.test");
	engine_send_line(engine, "250-server.test");
	if (mechanisms) {
		snprintf(line, sizeof(line), "250-AUTH %s", mechanisms);
		engine_send_line(engine, line);
	}
	engine_send_line(engine, "250 SIZE 1000000");
}

void drive_answer(struct engine *engine, enum engine_answer answer)
{
	drive_expect(engine, ENGINE_NEED_ANSWER, "");
	engine_answer(engine, answer);
}
