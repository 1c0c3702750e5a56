/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands in for the SASL helper and misbehaves in the manner that the user name asks for. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/process.h"
#include "engine/protocol.h"
#include "sasl/order.h"

static void put(const char *bytes, size_t len)
{
	if (write(ENGINE_FD_CONTROL, bytes, len) != (ssize_t)len)
		_exit(0);
}

static void say(enum frame_type type, const char *text)
{
	char header[FRAME_HEADER];

	frame_write_header(header, type, strlen(text));
	put(header, sizeof(header));
	put(text, strlen(text));
}

static void misbehave(const char *what)
{
	if (!strcmp(what, "garbage"))
		put("\x01\x02\x03 what is this", 16);
	else if (!strcmp(what, "escape"))
		say(FRAME_FIELD, "name=\x1b]0;title\x07");
	else if (!strcmp(what, "impostor"))
		say(FRAME_DONE, "1");
	else if (!strcmp(what, "fault"))
		say(FRAME_FAULT, "expired the certificate");
	else if (!strcmp(what, "complete-twice")) {
		say(FRAME_COMPLETE, "");
		say(FRAME_COMPLETE, "");
	} else if (!strcmp(what, "fields")) {
		for (int i = 0; i < 1000; i++)
			say(FRAME_FIELD, "a=b");
	} else if (!strcmp(what, "unasked")) {
		say(FRAME_RESPONSE, "one");
		say(FRAME_RESPONSE, "two");
	} else if (!strcmp(what, "exit-3")) {
		_exit(3);
	} else if (!strcmp(what, "abort")) {
		abort();
	}
}

int main(int argc, char *argv[])
{
	static char bytes[2 * FRAME_MAX];
	struct sasl_order order;
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
	if (!sasl_order_read(frame.payload, frame.len, &order))
		return 9;
	misbehave(order.user);
	for (;;) /* "hangs" comes straight here */
		pause();
}
