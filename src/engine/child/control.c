/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A child's end of the control socket, blocking. Knows frames, not what they are for. */
#include "engine/child/control.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "engine/process.h"

static void read_whole(char *bytes, size_t len)
{
	while (len > 0) {
		const ssize_t n = read(ENGINE_FD_CONTROL, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(EXIT_PARENT_GONE);
		bytes += n;
		len -= (size_t)n;
	}
}

static void write_whole(const char *bytes, size_t len)
{
	while (len > 0) {
		const ssize_t n = write(ENGINE_FD_CONTROL, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(EXIT_PARENT_GONE);
		bytes += n;
		len -= (size_t)n;
	}
}

void control_read(char *ret_payload, size_t size, enum frame_type *ret_type, size_t *ret_len)
{
	char header[FRAME_HEADER];
	struct frame frame;

	read_whole(header, sizeof(header));
	if (!frame_read_header(header, FRAME_FROM_MAILMEDIC, &frame.type, &frame.len) || frame.len >= size)
		_exit(EXIT_BAD_FRAME);
	read_whole(ret_payload, frame.len);
	ret_payload[frame.len] = '\0';
	frame.payload = ret_payload;
	if (!frame_payload_valid(&frame))
		_exit(EXIT_BAD_FRAME);
	*ret_type = frame.type;
	*ret_len = frame.len;
}

void control_send(enum frame_type type, const char *bytes, size_t len)
{
	char header[FRAME_HEADER];

	frame_write_header(header, type, len);
	write_whole(header, sizeof(header));
	write_whole(bytes, len);
}

void control_ask(enum frame_type type)
{
	control_send(type, "", 0);
}

void control_tell(enum frame_type type, const char *text)
{
	char bytes[FRAME_TEXT_MAX];
	size_t len = 0;

	for (; len < FRAME_TEXT_MAX && text[len] != '\0'; len++)
		bytes[len] = text[len] >= ' ' && text[len] <= '~' ? text[len] : '?';
	control_send(type, bytes, len);
}

void control_finish(const char *text)
{
	control_tell(FRAME_DONE, text);
	_exit(0);
}
