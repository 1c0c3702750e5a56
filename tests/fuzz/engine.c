/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parent's side of the engine against a child that writes anything. Input: pieces with 0x1E between
 * them; the first byte of a piece says where it goes (odd: control socket; even: SMTP lines) and what
 * mailmedic does then. engine.c is included, so that no process has to be started.
 */
#include "../../src/engine/engine.c"

#include "fuzz.h"

#include "base/clock.h"

#include <sys/socket.h>
#include <unistd.h>

static void check_event(const struct engine_event *event)
{
	switch (event->kind) {
	case ENGINE_LINE:
		fuzz_require(event->len <= ENGINE_LINE_MAX && strlen(event->text) == event->len,
			     "a line has no NUL and a cap");
		fuzz_require(!strpbrk(event->text, "\r\n"), "and no line end in it");
		break;
	case ENGINE_NOTE:
	case ENGINE_DONE:
	case ENGINE_CRASHED: fuzz_require_inert(event->text, strlen(event->text), false); break;
	case ENGINE_NEED_ANSWER: break;
	}
}

static void react(struct engine *engine, unsigned how)
{
	switch (how / 2 % 5) {
	case 0: break;
	case 1: engine_answer(engine, ENGINE_ANSWER_SOME); break;
	case 2: engine_answer(engine, ENGINE_ANSWER_NONE); break;
	case 3: engine_send_line(engine, "250-ready"); break;
	case 4: engine_give_message(engine, "a\r\n", 3); break;
	}
}

/* True when the last event came. */
static bool turn(struct engine *engine)
{
	struct engine_event event;
	struct loop loop;

	loop_clear(&loop);
	engine_want(engine, &loop);
	loop_want_at(&loop, clock_now());
	loop_wait(&loop);
	engine_step(engine, &loop);
	for (int i = 0; engine_next(engine, &event); i++) {
		check_event(&event);
		fuzz_require(i < 100000, "events end");
	}
	return engine->finished;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct fuzz_input input = fuzz_input(bytes, len);
	struct engine *engine = mem_calloc(1, sizeof(*engine));
	int wire[2], control[2];

	fuzz_require(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, wire) == 0 &&
			 socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, control) == 0,
		     "sockets can be made");
	channel_init(&engine->wire, wire[0]);
	channel_init(&engine->control, control[0]);
	while (input.len > 0) {
		struct fuzz_input part = fuzz_take_part(&input, 0x1E);
		unsigned how = fuzz_take_byte(&part);
		send(how % 2 ? control[1] : wire[1], part.bytes, part.len, MSG_NOSIGNAL);
		if (turn(engine))
			break;
		react(engine, how);
	}
	close(wire[1]);
	close(control[1]);
	for (int i = 0; !engine->finished; i++) {
		turn(engine);
		fuzz_require(i < 100, "a child that has gone is noticed");
	}
	engine_destroy(engine);
	return 0;
}
