/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A non-blocking socket with two buffers that are wiped as they empty. Knows no protocol. */
#include "engine/channel.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/secret.h"

void channel_init(struct channel *channel, int fd)
{
	channel->fd = fd;
	channel->ended = false;
	channel->overflowed = false;
	channel->in_len = 0;
	channel->out_len = 0;
}

void channel_finish(struct channel *channel)
{
	if (channel->fd >= 0)
		close(channel->fd);
	channel->fd = -1;
	channel->ended = true;
	secret_wipe_buffer(channel->in, channel->in_len);
	secret_wipe_buffer(channel->out, channel->out_len);
	channel->in_len = 0;
	channel->out_len = 0;
}

void channel_want(const struct channel *channel, struct loop *loop)
{
	short events = 0;

	if (channel->ended)
		return;
	if (channel->in_len < sizeof(channel->in))
		events |= POLLIN;
	if (channel->out_len > 0)
		events |= POLLOUT;
	if (events)
		loop_want(loop, channel->fd, events);
}

/* Drops `count` bytes from the front of a buffer and wipes what they leave behind. */
static void drop_front(char *buffer, size_t *len, size_t count)
{
	memmove(buffer, buffer + count, *len - count);
	*len -= count;
	secret_wipe_buffer(buffer + *len, count);
}

/* Sends what the socket takes; the rest is the caller's to keep. */
static size_t send_now(struct channel *channel, const char *bytes, size_t len)
{
	size_t sent = 0;

	while (sent < len && !channel->ended) {
		const ssize_t n = send(channel->fd, bytes + sent, len - sent, MSG_DONTWAIT | MSG_NOSIGNAL);

		if (n >= 0)
			sent += (size_t)n;
		else if (errno == EAGAIN || errno == EWOULDBLOCK)
			break;
		else if (errno != EINTR)
			return len; /* it has gone: reading will say so, after what it still sent */
	}
	return sent;
}

void channel_read(struct channel *channel)
{
	while (!channel->ended && channel->in_len < sizeof(channel->in)) {
		const ssize_t n = recv(channel->fd, channel->in + channel->in_len,
				       sizeof(channel->in) - channel->in_len, MSG_DONTWAIT);

		if (n > 0)
			channel->in_len += (size_t)n;
		else if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return;
		else if (n == 0 || errno != EINTR)
			channel->ended = true;
	}
}

void channel_step(struct channel *channel, const struct loop *loop)
{
	const short events = channel->ended ? 0 : loop_events(loop, channel->fd);

	if ((events & (POLLOUT | POLLHUP | POLLERR)) && channel->out_len > 0)
		drop_front(channel->out, &channel->out_len,
			   send_now(channel, channel->out, channel->out_len));
	if (events & (POLLIN | POLLHUP | POLLERR))
		channel_read(channel);
}

void channel_send(struct channel *channel, const char *bytes, size_t len)
{
	size_t sent = 0;

	if (channel->ended || channel->overflowed)
		return;
	if (channel->out_len == 0)
		sent = send_now(channel, bytes, len);
	if (len - sent > sizeof(channel->out) - channel->out_len) {
		channel->overflowed = true;
		return;
	}
	memcpy(channel->out + channel->out_len, bytes + sent, len - sent);
	channel->out_len += len - sent;
}

void channel_consume(struct channel *channel, size_t count)
{
	drop_front(channel->in, &channel->in_len, count);
}
