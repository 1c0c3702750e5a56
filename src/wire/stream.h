/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes of an established connection, plain or inside TLS: buffered, bounded and never
 * waiting. It knows neither events nor SMTP.
 */
#ifndef MAILMEDIC_WIRE_STREAM_H
#define MAILMEDIC_WIRE_STREAM_H

#include "base/loop.h"
#include "wire/line.h"
#include "wire/outbox.h"
#include "wire/socket.h"
#include "wire/tls.h"

#include <stdbool.h>
#include <stddef.h>

struct stream {
	int fd;                   /* owned; -1: none */
	struct tls_session *tls;  /* owned; NULL: plain */
	struct line_reader lines; /* what has been read */
	struct outbox out;        /* what is to be written */
	enum io_status input;     /* IO_OK: open; else how it ended */
	bool stopped;             /* enough is buffered; nothing is read until lines are taken out */
	size_t allowance;         /* bytes that may still be taken from the socket in this step */
};

enum { STREAM_STEP_MAX = 32 * 1024 }; /* bytes in one step; thousands of TLS records may stand in them */

void stream_init(struct stream *stream, size_t line_max, size_t out_max);
void stream_finish(struct stream *stream);

/* Ends session and connection and wipes what was not sent; what has been read stays. */
void stream_close(struct stream *stream);

/* A step begins, with an allowance of its own. */
void stream_begin_step(struct stream *stream);

/* Reads until there is nothing more, enough is buffered or the allowance is used up; an end right after the
 * data is noticed too. */
void stream_read(struct stream *stream);

/* The allowance is used up: more may have arrived, and is read in the next step. */
bool stream_is_behind(const struct stream *stream);

/* Writes as much as goes without waiting. */
void stream_write(struct stream *stream);

/* True when what was read begins as a TLS record does: an alert or a handshake, version 3.x. */
bool stream_looks_like_tls(const struct stream *stream);

/* True while bytes wait to be written. */
bool stream_sending(const struct stream *stream);

void stream_want(const struct stream *stream, struct loop *loop);

#endif
