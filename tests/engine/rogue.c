/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A program that stands in for the engine and misbehaves in the manner that the EHLO name of its
 * order asks for. Started like the engine: sockets on 3 and 4.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/process.h"
#include "engine/protocol.h"

static void put(int fd, const void *bytes, size_t len)
{
	const char *next = bytes;

	while (len > 0) {
		const ssize_t n = write(fd, next, len);

		if (n <= 0)
			_exit(0);
		next += n;
		len -= (size_t)n;
	}
}

static void say(enum frame_type type, const char *text)
{
	char header[FRAME_HEADER];

	frame_write_header(header, type, strlen(text));
	put(ENGINE_FD_CONTROL, header, sizeof(header));
	put(ENGINE_FD_CONTROL, text, strlen(text));
}

static void lines(const char *text)
{
	put(ENGINE_FD_WIRE, text, strlen(text));
}

static void flood(int fd, const char *piece, size_t len)
{
	for (;;)
		put(fd, piece, len);
}

static void breaks_frames(const char *what)
{
	if (!strcmp(what, "garbage"))
		put(ENGINE_FD_CONTROL, "\x01\x02\x03 what is this", 16);
	else if (!strcmp(what, "escape"))
		say(FRAME_NOTE, "\x1b]0;title\x07");
	else if (!strcmp(what, "impostor"))
		say(FRAME_SECRET, "x");
	else if (!strcmp(what, "notes"))
		flood(ENGINE_FD_CONTROL, "n\0\1x", 4);
	else if (!strcmp(what, "asks"))
		flood(ENGINE_FD_CONTROL, "A\0\0", 3);
	else if (!strcmp(what, "twice")) {
		say(FRAME_NEED_ANSWER, "");
		say(FRAME_NEED_ANSWER, "");
	}
}

static void breaks_lines(const char *what)
{
	static char block[4096];

	memset(block, 'x', sizeof(block));
	if (!strcmp(what, "endless-line"))
		flood(ENGINE_FD_WIRE, block, sizeof(block));
	else if (!strcmp(what, "nul"))
		put(ENGINE_FD_WIRE, "MA\0IL\r\n", 7);
	else if (!strcmp(what, "bare-lf"))
		lines("MAIL\n");
	else if (!strcmp(what, "bare-cr"))
		lines("MA\rIL\r\n");
	else if (!strcmp(what, "lone-lf"))
		lines("\n");
}

static void ends(const char *what)
{
	if (!strcmp(what, "exit-3"))
		_exit(3);
	if (!strcmp(what, "half-frame")) {
		put(ENGINE_FD_CONTROL, "n\0\x09hal", 6);
		_exit(4);
	}
	if (!strcmp(what, "lines-then-abort")) {
		lines("EHLO one\r\nEHLO two\r\nEHLO half");
		abort();
	}
	if (!strcmp(what, "done-then-line")) {
		say(FRAME_DONE, "1");
		usleep(50 * 1000);
		lines("QUIT\r\n");
		_exit(0);
	}
	if (!strcmp(what, "closes-control")) {
		close(ENGINE_FD_CONTROL);
		pause();
	}
}

int main(int argc, char *argv[])
{
	static char bytes[FRAME_MAX];
	struct engine_order order;
	struct frame frame;
	size_t len = 0, size;

	(void)argv;
	if (argc > 1) /* to be copied: it will not */
		return 9;
	while (frame_read(bytes, len, FRAME_FROM_MAILMEDIC, &frame, &size) == FRAME_MORE) {
		const ssize_t n = read(ENGINE_FD_CONTROL, bytes + len, sizeof(bytes) - len);

		if (n <= 0)
			return 9;
		len += (size_t)n;
	}
	if (!engine_order_read(frame.payload, frame.len, &order))
		return 9;
	breaks_frames(order.ehlo_name);
	breaks_lines(order.ehlo_name);
	ends(order.ehlo_name);
	for (;;) /* "deaf" comes straight here */
		pause();
}
