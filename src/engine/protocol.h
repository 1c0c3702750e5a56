/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What mailmedic and its engine say to each other over the control socket: frames of one type byte,
 * two length bytes (big-endian) and that many payload bytes. Used by both sides; each side takes the
 * other for hostile, so a frame that the sender may not send, or with a malformed payload, is invalid.
 *
 * mailmedic sends START first and answers each NEED_... with USER or PASSWORD (or NOTHING to give up).
 * The engine sends NOTE, NEED_..., and at the end DONE with libESMTP's last words.
 */
#ifndef MAILMEDIC_ENGINE_PROTOCOL_H
#define MAILMEDIC_ENGINE_PROTOCOL_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

/* All in bytes. Where libESMTP sets the limit, tests/engine/facts.c pins it to the installed library. */
enum {
	FRAME_HEADER = 3,
	FRAME_PAYLOAD_MAX = 8192,
	FRAME_MAX = FRAME_HEADER + FRAME_PAYLOAD_MAX,
	FRAME_TEXT_MAX = 512,       /* NOTE and DONE */
	ENGINE_USER_MAX = 2048,     /* what a frame carries; the mechanism may hold less */
	ENGINE_PASSWORD_MAX = 4096, /* the same */
	ENGINE_PLAIN_MAX = 510,     /* user + password in libESMTP's PLAIN: 513 bytes less three NULs */
	ENGINE_RESPONSE_MAX = 1533, /* one SASL response before base64: libESMTP encodes it into 2048 bytes */
	ENGINE_CRAM_DIGEST = 33,    /* a CRAM-MD5 response is the user name, a space and 32 hex digits */
	ENGINE_EHLO_MAX = 1016,     /* "EHLO name CR LF" in the 1023 bytes of one libESMTP command */
	ENGINE_PATH_MAX = 1000,     /* the same for MAIL and RCPT */
	ENGINE_MECHANISM_MAX = 20,  /* RFC 4422 */
};

#define ENGINE_ANY_MECHANISM "*"

enum frame_type {
	FRAME_START = 'S',         /* payload: the fields of struct engine_order, NUL-terminated, in order */
	FRAME_USER = 'u',          /* without NUL */
	FRAME_PASSWORD = 'p',      /* without NUL */
	FRAME_NOTHING = '-',       /* empty */
	FRAME_MESSAGE = 'm',       /* a piece of the message for DATA; an empty piece ends it */
	FRAME_NEED_USER = 'U',     /* empty */
	FRAME_NEED_PASSWORD = 'P', /* empty */
	FRAME_NOTE = 'n',          /* a fact in words, printable ASCII */
	FRAME_DONE = 'd',          /* smtp_start_session came back: "1" or "0", then maybe " reason"; ASCII */
};

enum frame_sender { FRAME_FROM_MAILMEDIC, FRAME_FROM_ENGINE };

struct frame {
	enum frame_type type;
	const char *payload; /* borrowed from the bytes that were read */
	size_t len;
};

/* What the engine is to do. Empty strings for what is not wanted; never NULL. */
struct engine_order {
	const char *ehlo_name;
	const char *mechanism; /* upper case, "" for no AUTH, "*" for what the EHLO reply offers first */
	const char *from;      /* "" : libESMTP still offers MAIL FROM:<>; the walk ends the run before it */
	const char *to;
	const char *send; /* "1" when a message follows in FRAME_MESSAGE, else "" */
};

/* Writes the three header bytes of a frame of `len` (at most FRAME_PAYLOAD_MAX) payload bytes. */
void frame_write_header(char *ret_header, enum frame_type type, size_t len);

/* Appends a whole frame. Not for secrets: a strbuf that grows leaves copies behind. */
void frame_write(struct strbuf *out, enum frame_type type, const char *payload, size_t len);

/* Reads three header bytes. False when `sender` may not send this type or not this much of it. */
bool frame_read_header(const char *header, enum frame_sender sender, enum frame_type *ret_type,
		       size_t *ret_len);

/* Whether the payload of a frame is what its type allows. */
bool frame_payload_valid(const struct frame *frame);

enum frame_progress { FRAME_MORE, FRAME_READY, FRAME_INVALID };

/* Looks for a whole frame at the front of `bytes`; on FRAME_READY it is *ret_size bytes long. */
enum frame_progress frame_read(const char *bytes, size_t len, enum frame_sender sender,
			       struct frame *ret_frame, size_t *ret_size);

/*
 * What is wrong with an order, as half a sentence (static), or NULL: values that libESMTP would cut
 * or that would put a second command on the wire (CR, LF; libESMTP checks none of them).
 */
const char *engine_order_problem(const struct engine_order *order);

/* Appends the payload of FRAME_START; an order holds no secret. */
void engine_order_write(const struct engine_order *order, struct strbuf *out);
/* False when the payload is malformed or has a problem as above. The fields borrow from the payload. */
bool engine_order_read(const char *payload, size_t len, struct engine_order *ret_order);

/* Whether libESMTP's plug-in for `mechanism` holds a user name and a password of these lengths; false for one
 * it lacks. */
bool engine_lengths_fit(const char *mechanism, size_t user_len, size_t password_len);

#endif
