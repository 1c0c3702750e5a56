/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine's side of the control socket: whatever mailmedic sends, in pieces of any size, is a frame that
 * fits or ends the engine; whatever the engine tells is a frame that mailmedic takes. Input: two bytes (room
 * for a payload, size of the pieces), then what stands on the socket; a part of it is told back.
 */
#include "control_play.h"

#include <stdlib.h>

static void check_told(enum frame_type type)
{
	struct frame frame;
	size_t size = 0;

	fuzz_require(frame_read(told, told_len, FRAME_FROM_ENGINE, &frame, &size) == FRAME_READY,
		     "mailmedic takes what the engine tells");
	fuzz_require(size == told_len && frame.type == type, "all of it");
	fuzz_require_inert(frame.payload, frame.len, false);
	told_len = 0;
}

/* Reads frames until the engine would end, and tells each back; returns its exit status. */
static int serve(char *payload, size_t room)
{
	enum frame_type type;
	size_t len;
	int status = setjmp(ended);

	if (status != 0)
		return status - 1;
	for (;;) {
		control_read(payload, room, &type, &len);
		fuzz_require(len < room && payload[len] == '\0', "a payload fits, with a NUL");
		control_tell(FRAME_NOTE, payload);
		check_told(FRAME_NOTE);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct fuzz_input input = fuzz_input(bytes, len);
	size_t room = 1 + fuzz_take_byte(&input) * (FRAME_PAYLOAD_MAX + 1) / 255;
	char *socket_bytes, *payload;
	int status;

	piece = 1 + fuzz_take_byte(&input);
	socket_bytes = fuzz_copy(input);
	payload = malloc(room); /* no byte more than promised */
	fuzz_require(payload != NULL, "there is memory");
	socket_in = (struct fuzz_input){socket_bytes, input.len};
	told_len = 0;
	status = serve(payload, room);
	fuzz_require(status == EXIT_PARENT_GONE || status == EXIT_BAD_FRAME, "the engine ends as it should");
	fuzz_require(status != EXIT_PARENT_GONE || socket_in.len == 0, "not before all was read");
	free(payload);
	free(socket_bytes);
	return 0;
}
