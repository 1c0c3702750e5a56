/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One path for plain bytes and bytes inside TLS; see stream.h. */
#include "wire/stream.h"

#include <unistd.h>

void stream_init(struct stream *stream, size_t line_max, size_t out_max)
{
	*stream = (struct stream){.fd = -1, .input = IO_OK, .allowance = STREAM_STEP_MAX};
	line_reader_init(&stream->lines, line_max);
	outbox_init(&stream->out, out_max);
}

void stream_close(struct stream *stream)
{
	tls_session_destroy(stream->tls);
	stream->tls = NULL;
	if (stream->fd >= 0)
		close(stream->fd);
	stream->fd = -1;
	outbox_clear(&stream->out);
}

void stream_finish(struct stream *stream)
{
	stream_close(stream);
	line_reader_finish(&stream->lines);
	outbox_finish(&stream->out);
}

void stream_begin_step(struct stream *stream)
{
	stream->allowance = STREAM_STEP_MAX;
}

bool stream_is_behind(const struct stream *stream)
{
	return stream->allowance == 0 && stream->input == IO_OK;
}

static enum io_status read_some(struct stream *stream, char *bytes, size_t size, size_t *ret_count)
{
	enum io_status status;

	if (stream->tls)
		return tls_session_read(stream->tls, bytes, size, ret_count, &stream->allowance);
	status =
	    socket_read(stream->fd, bytes, size < stream->allowance ? size : stream->allowance, ret_count);
	if (status == IO_OK)
		stream->allowance -= *ret_count;
	return status;
}

void stream_read(struct stream *stream)
{
	enum io_status status = IO_OK;
	size_t room;
	size_t count;
	char *space;

	stream->stopped = false;
	while (stream->input == IO_OK && status == IO_OK && stream->allowance > 0) {
		space = line_reader_space(&stream->lines, &room);
		if (!space) {
			stream->stopped = true;
			return;
		}
		status = read_some(stream, space, room, &count);
		if (status == IO_OK)
			line_reader_commit(&stream->lines, count);
		else if (status != IO_AGAIN)
			stream->input = status;
	}
}

void stream_write(struct stream *stream)
{
	enum io_status status = stream->tls ? tls_session_flush(stream->tls) : IO_OK;
	const char *bytes;
	size_t count;
	size_t len;

	while (status == IO_OK) {
		bytes = outbox_bytes(&stream->out, &len);
		if (len == 0)
			return;
		status = stream->tls ? tls_session_write(stream->tls, bytes, len, &count)
				     : socket_write(stream->fd, bytes, len, &count);
		if (status == IO_OK)
			outbox_take(&stream->out, count);
	}
	/* What the server said before it hung up is still to be read; reading then tells how it ended. */
	if (status != IO_AGAIN)
		outbox_clear(&stream->out);
}

bool stream_looks_like_tls(const struct stream *stream)
{
	struct line rest = line_reader_rest(&stream->lines);

	return !stream->tls && rest.len >= 2 && (rest.bytes[0] == 0x15 || rest.bytes[0] == 0x16) &&
	       rest.bytes[1] == 0x03;
}

bool stream_sending(const struct stream *stream)
{
	size_t len;

	outbox_bytes(&stream->out, &len);
	return len > 0 || (stream->tls && tls_session_has_output(stream->tls));
}

void stream_want(const struct stream *stream, struct loop *loop)
{
	short events = 0;

	if (stream_is_behind(stream))
		loop_want_at(loop, 0);
	if (stream->input == IO_OK && !stream->stopped)
		events |= POLLIN;
	if (stream_sending(stream))
		events |= POLLOUT;
	if (events)
		loop_want(loop, stream->fd, events);
}
