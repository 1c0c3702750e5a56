/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine's side of the control socket: whatever mailmedic sends, in pieces of any size, is a frame that
 * fits or ends the engine; whatever the engine tells is a frame that mailmedic takes. Input: two bytes (room
 * for a payload, size of the pieces), then what stands on the socket; a part of it is told back.
 * control.c is included: its reads, writes and exits are played here, so that no process has to be started.
 */
#include "fuzz.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct fuzz_input socket_in;
static size_t piece;
static char told[4096];
static size_t told_len;
static jmp_buf ended;

static ssize_t play_read(int fd, void *bytes, size_t len)
{
	size_t count = len < piece ? len : piece;

	(void)fd;
	count = count < socket_in.len ? count : socket_in.len;
	if (count > 0)
		memcpy(bytes, socket_in.bytes, count);
	socket_in = (struct fuzz_input){socket_in.bytes + count, socket_in.len - count};
	return (ssize_t)count;
}

static ssize_t play_write(int fd, const void *bytes, size_t len)
{
	size_t count = len < piece ? len : piece;

	(void)fd;
	fuzz_require(told_len + count <= sizeof(told), "what is told has a cap");
	memcpy(told + told_len, bytes, count);
	told_len += count;
	return (ssize_t)count;
}

static _Noreturn void play_exit(int status)
{
	longjmp(ended, status + 1);
}

#define read  play_read
#define write play_write
#define _exit play_exit
#include "../../src/engine/child/control.c"
#undef read
#undef write
#undef _exit

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
