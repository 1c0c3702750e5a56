/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What mailmedic and its engine say to each other over the control socket: frames of one type byte,
 * two length bytes (big-endian) and that many payload bytes. Used by both sides.
 *
 * mailmedic sends START first and answers each NEED_... with USER or PASSWORD (or NOTHING to give up).
 * The engine sends NOTE, NEED_..., and at the end DONE with libESMTP's last words.
 */
#ifndef MAILMEDIC_ENGINE_PROTOCOL_H
#define MAILMEDIC_ENGINE_PROTOCOL_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

enum { FRAME_PAYLOAD_MAX = 8192, ENGINE_PLAIN_MAX = 500 /* user + password bytes that libESMTP's PLAIN holds (513 with two NULs; measured) */ };

enum frame_type {
	FRAME_START = 'S',         /* payload: the fields of struct engine_order, NUL-terminated, in order */
	FRAME_USER = 'u',
	FRAME_PASSWORD = 'p',
	FRAME_NOTHING = '-',
	FRAME_MESSAGE = 'm',       /* a piece of the message for DATA; an empty piece ends it */
	FRAME_NEED_USER = 'U',
	FRAME_NEED_PASSWORD = 'P',
	FRAME_NOTE = 'n',          /* a fact in words */
	FRAME_DONE = 'd',          /* smtp_start_session came back: "1", or "0 reason" */
};

struct frame {
	enum frame_type type;
	const char *payload; /* borrowed from the reader's buffer */
	size_t len;
};

/* What the engine is to do. Empty strings for what is not wanted. */
struct engine_order {
	const char *ehlo_name;
	const char *mechanism; /* upper case, or "" for no AUTH */
	const char *from;      /* "" : libESMTP still offers MAIL FROM:<>; the walk ends the run before it */
	const char *to;
	const char *send;      /* "1" when a message follows in FRAME_MESSAGE, else "" */
};

void frame_write(struct strbuf *out, enum frame_type type, const char *payload, size_t len);

enum frame_progress { FRAME_MORE, FRAME_READY, FRAME_INVALID };

/* Looks for a whole frame at the front of `in`; on FRAME_READY the caller consumes *ret_size bytes after use. */
enum frame_progress frame_read(const struct strbuf *in, struct frame *ret_frame, size_t *ret_size);

void engine_order_write(const struct engine_order *order, struct strbuf *out);
/* False when the payload is malformed. The fields borrow from the payload. */
bool engine_order_read(const char *payload, size_t len, struct engine_order *ret_order);

#endif
