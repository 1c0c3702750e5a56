/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One non-blocking socket to the engine with a buffer of fixed size each way, which is there while it holds
 * something. What passes may hold secrets, so buffers never move in memory and are wiped as they empty. Knows
 * no protocol.
 */
#ifndef MAILMEDIC_ENGINE_CHANNEL_H
#define MAILMEDIC_ENGINE_CHANNEL_H

#include "base/loop.h"

#include <stdbool.h>
#include <stddef.h>

enum { CHANNEL_IN_MAX = 16 * 1024, CHANNEL_OUT_MAX = 64 * 1024 };

struct channel {
	int fd;          /* -1: closed */
	bool ended;      /* the other side has closed, or the socket failed */
	bool overflowed; /* the other side does not read: something could not be kept */
	size_t in_len;
	size_t out_len;
	char *in;  /* CHANNEL_IN_MAX bytes; NULL while in_len is 0 */
	char *out; /* CHANNEL_OUT_MAX bytes; NULL while out_len is 0 */
};

/* Takes over `fd`, which must be non-blocking. */
void channel_init(struct channel *channel, int fd);

/* Closes and wipes. May be called twice. */
void channel_finish(struct channel *channel);

void channel_want(const struct channel *channel, struct loop *loop);
void channel_step(struct channel *channel, const struct loop *loop);

/* Reads what is there, without waiting. */
void channel_read(struct channel *channel);

/*
 * Sends head and body at once, as far as the socket takes them, without a copy; keeps the rest.
 * More than CHANNEL_OUT_MAX kept sets overflowed.
 */
void channel_send(struct channel *channel, const char *head, size_t head_len, const char *body,
		  size_t body_len);

/* Drops and wipes `count` bytes from the front of what was read. */
void channel_consume(struct channel *channel, size_t count);

#endif
