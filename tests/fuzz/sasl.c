/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parent's side of the log-in helper against one that writes anything. Input: pieces with 0x1E between
 * them; the first byte of a piece says whether it is a challenge (odd) or what the helper writes. sasl.c is
 * included, so that no process has to be started.
 */
#include "../../src/sasl/sasl.c"

#include "fuzz.h"

#include "base/clock.h"

#include <sys/socket.h>

struct told {
	bool due, complete; /* as the contract of sasl.h has it */
	int fields;
};

static void check_event(const struct sasl_event *event, struct told *told)
{
	fuzz_require(told->due || event->kind == SASL_CRASHED, "nothing comes that was not asked for");
	switch (event->kind) {
	case SASL_RESPONSE:
		fuzz_require(event->len <= FRAME_PAYLOAD_MAX, "a response has a cap");
		/* fallthrough */
	case SASL_NO_RESPONSE: told->due = false; break;
	case SASL_COMPLETE:
		fuzz_require(!told->complete, "it is complete once");
		told->complete = true;
		break;
	case SASL_FIELD:
		fuzz_require(++told->fields <= SASL_FIELDS_MAX, "fields have a cap"); /* fallthrough */
	case SASL_FAULT:
	case SASL_CRASHED:
		fuzz_require(strlen(event->bytes) == event->len, "a text ends with NUL");
		fuzz_require_inert(event->bytes, event->len, false);
		break;
	}
	fuzz_require(event->kind != SASL_FAULT || event->problem != PROBLEM_NONE, "a fault has a name");
}

static void turn(struct sasl *sasl, struct told *told)
{
	struct sasl_event event;
	struct loop loop;

	loop_clear(&loop);
	sasl_want(sasl, &loop);
	loop_want_at(&loop, clock_now());
	loop_wait(&loop);
	sasl_step(sasl, &loop);
	while (sasl_next(sasl, &event))
		check_event(&event, told);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct fuzz_input input = fuzz_input(bytes, len);
	struct sasl *sasl = mem_calloc(1, sizeof(*sasl));
	struct told told = {.due = true};
	int control[2];

	fuzz_require(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, control) == 0,
		     "sockets can be made");
	channel_init(&sasl->control, control[0]);
	sasl->answer_due = true;
	while (input.len > 0 && !sasl->finished) {
		struct fuzz_input part = fuzz_take_part(&input, 0x1E);

		if (fuzz_take_byte(&part) % 2) {
			sasl_challenge(sasl, part.bytes,
				       part.len < FRAME_PAYLOAD_MAX ? part.len : FRAME_PAYLOAD_MAX);
			told.due = true;
		} else {
			send(control[1], part.bytes, part.len, MSG_NOSIGNAL);
		}
		turn(sasl, &told);
	}
	close(control[1]);
	for (int i = 0; !sasl->finished; i++) {
		turn(sasl, &told);
		fuzz_require(i < 100, "a helper that has gone is noticed");
	}
	sasl_destroy(sasl);
	return 0;
}
