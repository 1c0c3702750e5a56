/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A non-blocking socket with two buffers that are wiped as they empty. Knows no protocol. */
#include "engine/channel.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/secret.h"

void channel_init(struct channel *channel, int fd)
{
	*channel = (struct channel){.fd = fd};
}

static void give_back(char **buffer, size_t len)
{
	if (!*buffer)
		return;
	secret_wipe_buffer(*buffer, len);
	free(*buffer);
	*buffer = NULL;
}

void channel_finish(struct channel *channel)
{
	if (channel->fd >= 0)
		close(channel->fd);
	channel->fd = -1;
	channel->ended = true;
	give_back(&channel->in, channel->in_len);
	give_back(&channel->out, channel->out_len);
	channel->in_len = 0;
	channel->out_len = 0;
}

void channel_want(const struct channel *channel, struct loop *loop)
{
	short events = 0;

	if (channel->ended)
		return;
	if (channel->in_len < CHANNEL_IN_MAX)
		events |= POLLIN;
	if (channel->out_len > 0)
		events |= POLLOUT;
	if (events)
		loop_want(loop, channel->fd, events);
}

/* Drops `count` bytes from the front of a buffer and wipes what they leave behind. */
static void drop_front(char **buffer, size_t *len, size_t count)
{
	if (count == *len) {
		give_back(buffer, count);
	} else {
		memmove(*buffer, *buffer + count, *len - count);
		secret_wipe_buffer(*buffer + *len - count, count);
	}
	*len -= count;
}

/* Sends what the socket takes of head and body; the rest is the caller's to keep. */
static size_t send_now(struct channel *channel, struct iovec parts[2])
{
	const size_t len = parts[0].iov_len + parts[1].iov_len;
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
	ssize_t n;

	do
		n = sendmsg(channel->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	if (n >= 0)
		return (size_t)n;
	/* Any other error: it has gone. Reading will say so, after what it still sent. */
	return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : len;
}

static void read_into(struct channel *channel)
{
	while (!channel->ended && channel->in_len < CHANNEL_IN_MAX) {
		const size_t space = CHANNEL_IN_MAX - channel->in_len;
		const ssize_t n = recv(channel->fd, channel->in + channel->in_len, space, MSG_DONTWAIT);

		if (n > 0)
			channel->in_len += (size_t)n;
		else if (n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR))
			channel->ended = true;
		if (n > 0 ? (size_t)n < space : errno != EINTR)
			return;
	}
}

void channel_read(struct channel *channel)
{
	if (!channel->in)
		channel->in = mem_allocate(CHANNEL_IN_MAX);
	read_into(channel);
	if (channel->in_len == 0)
		give_back(&channel->in, 0);
}

void channel_step(struct channel *channel, const struct loop *loop)
{
	const short events = channel->ended ? 0 : loop_events(loop, channel->fd);

	if ((events & (POLLOUT | POLLHUP | POLLERR)) && channel->out_len > 0) {
		struct iovec parts[2] = {{channel->out, channel->out_len}, {NULL, 0}};

		drop_front(&channel->out, &channel->out_len, send_now(channel, parts));
	}
	if (events & (POLLIN | POLLHUP | POLLERR))
		channel_read(channel);
}

/* Keeps what follows the first `skip` bytes of a part. */
static void keep(struct channel *channel, const char *bytes, size_t len, size_t skip)
{
	if (skip >= len)
		return;
	if (!channel->out)
		channel->out = mem_allocate(CHANNEL_OUT_MAX);
	memcpy(channel->out + channel->out_len, bytes + skip, len - skip);
	channel->out_len += len - skip;
}

void channel_send(struct channel *channel, const char *head, size_t head_len, const char *body,
		  size_t body_len)
{
	struct iovec parts[2] = {{(void *)(uintptr_t)head, head_len}, {(void *)(uintptr_t)body, body_len}};
	size_t sent = 0;

	if (channel->ended || channel->overflowed)
		return;
	if (channel->out_len == 0)
		sent = send_now(channel, parts);
	if (head_len + body_len - sent > CHANNEL_OUT_MAX - channel->out_len) {
		channel->overflowed = true;
		return;
	}
	keep(channel, head, head_len, sent);
	keep(channel, body, body_len, sent > head_len ? sent - head_len : 0);
}

void channel_consume(struct channel *channel, size_t count)
{
	drop_front(&channel->in, &channel->in_len, count);
}
