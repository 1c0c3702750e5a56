/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A log-in helper in the fuzzer's own process: main.c is included, with the control socket of control_play.h
 * and without a sandbox. A target includes this, then its workers, and calls helper_play.
 */
#ifndef MAILMEDIC_TESTS_FUZZ_HELPER_PLAY_H
#define MAILMEDIC_TESTS_FUZZ_HELPER_PLAY_H

#include "control_play.h"

#include <stdlib.h>

int helper_main(int argc, char *argv[]);

#define main   helper_main
#define secret helper_secret
#include "../../src/sasl/child/main.c"
#undef main
#undef secret

#include "sasl/sasl.h"

void sandbox_prepare(void)
{
}

void fork_server_run(int argc, char *const argv[])
{
	(void)argc;
	(void)argv;
}

enum sandbox_result sandbox_enter(enum sandbox_reach reach)
{
	(void)reach;
	return SANDBOX_ON;
}

enum { SECRET_WORTH_LOOKING = 8 };

/* A text that mailmedic shows has no secret in it, unless what is public has the same bytes. */
static void check_public(const struct frame *frame, struct fuzz_input input)
{
	const size_t len = strlen(helper_secret);
	const char *first =
	    len >= SECRET_WORTH_LOOKING ? memmem(input.bytes, input.len, helper_secret, len) : NULL;

	fuzz_require_inert(frame->payload, frame->len, false);
	if (!first ||
	    fuzz_contains(first + 1, (size_t)(input.bytes + input.len - first) - 1, helper_secret, len))
		return;
	fuzz_require(!fuzz_contains(frame->payload, frame->len, helper_secret, len),
		     "a field holds no secret");
}

/* What was told is what mailmedic takes: an answer to each question, nothing after a fault. */
static void check_told(struct fuzz_input input)
{
	int counts[256] = {0};
	struct frame frame;
	size_t size = 0, at = 0;

	for (; at < told_len; at += size) {
		fuzz_require(frame_read(told + at, told_len - at, FRAME_FROM_SASL, &frame, &size) ==
				 FRAME_READY,
			     "mailmedic takes what the helper tells");
		fuzz_require(counts[FRAME_FAULT] == 0, "a fault is the last word");
		counts[frame.type]++;
		if (frame.type == FRAME_FIELD || frame.type == FRAME_FAULT)
			check_public(&frame, input);
	}
	fuzz_require(counts[FRAME_COMPLETE] <= 1, "it is complete once");
	fuzz_require(counts[FRAME_FIELD] <= SASL_FIELDS_MAX, "it does not tell too much");
}

/* The helper's whole life, with what mailmedic says to it: a byte (size of the pieces), frames. `whole`: with
 * what else it hears. */
static void helper_play(struct fuzz_input input, struct fuzz_input whole)
{
	char *bytes;
	int status;

	piece = 1 + fuzz_take_byte(&input);
	bytes = fuzz_copy(input);
	socket_in = (struct fuzz_input){bytes, input.len};
	told_len = 0;
	memset(helper_secret, 0, sizeof(helper_secret));
	status = setjmp(ended);
	if (status == 0)
		helper_main(1, NULL);
	fuzz_require(status - 1 == EXIT_PARENT_GONE || status - 1 == EXIT_BAD_FRAME || status - 1 == 0,
		     "the helper ends as it should");
	check_told(whole);
	free(bytes);
}

#endif
