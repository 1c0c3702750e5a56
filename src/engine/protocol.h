/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What mailmedic and its children, the engine and the SASL helper, say to each other over the control socket:
 * frames of one type byte, two length bytes (big-endian) and that many payload bytes. Used by all sides; each
 * takes the other for hostile, so a frame that the sender may not send, or with a malformed payload, is
 * invalid.
 *
 * To the engine: START first, and an answer (ANSWER or NOTHING) to each NEED_ANSWER. It holds no secret: what
 * libESMTP puts on the wire for a response is a placeholder. The engine sends NOTE, NEED_ANSWER, and at the
 * end DONE with libESMTP's last words.
 *
 * To the helper: SASL_START, SECRET, then a CHALLENGE for each 334. To the start and to each challenge it
 * answers FIELD (any number of times), COMPLETE (at most once), and then RESPONSE, NO_RESPONSE or FAULT.
 */
#ifndef MAILMEDIC_ENGINE_PROTOCOL_H
#define MAILMEDIC_ENGINE_PROTOCOL_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

/* All in bytes. Where libESMTP sets the limit, tests/engine/facts.c pins it to the installed library. */
enum {
	FRAME_HEADER = 3,
	FRAME_PAYLOAD_MAX = 12288, /* RFC 4954, 4: the longest response, even before Base64 */
	FRAME_MAX = FRAME_HEADER + FRAME_PAYLOAD_MAX,
	FRAME_TEXT_MAX = 512,     /* NOTE and DONE */
	SASL_RESPONSE_MAX = 9216, /* in Base64 these are the 12288 bytes of RFC 4954, 4 */
	ENGINE_EHLO_MAX = 1016,   /* "EHLO name CR LF" in the 1023 bytes of one libESMTP command */
	ENGINE_PATH_MAX = 1000,   /* the same for MAIL and RCPT */
};

/* The response that libESMTP is given in place of the real one, and how it writes it. */
#define ENGINE_PLACEHOLDER        "@"
#define ENGINE_PLACEHOLDER_BASE64 "QA=="

enum frame_type {
	/* from mailmedic to the engine */
	FRAME_START = 'S',  /* payload: the fields of struct engine_order, NUL-terminated, in order */
	FRAME_ANSWER = 'a', /* a response follows on the wire: "" for an empty one, ENGINE_PLACEHOLDER else */
	FRAME_NOTHING = '-', /* no response, empty */
	FRAME_MESSAGE = 'm', /* a piece of the message for DATA; an empty piece ends it */
	/* from the engine */
	FRAME_NEED_ANSWER = 'A', /* empty */
	FRAME_NOTE = 'n',        /* a fact in words, printable ASCII */
	FRAME_DONE = 'd',        /* smtp_start_session came back: "1" or "0", then maybe " reason"; ASCII */
	/* from mailmedic to the SASL helper */
	FRAME_SASL_START = 's', /* payload: the fields of struct sasl_order, NUL-terminated, in order */
	FRAME_SECRET = 'p',     /* the password or token, without NUL */
	FRAME_CHALLENGE = 'c',  /* what a 334 holds, decoded */
	/* from the SASL helper */
	FRAME_RESPONSE = 'r',    /* the client's response, before Base64; may be empty */
	FRAME_NO_RESPONSE = '0', /* the server speaks first */
	FRAME_COMPLETE =
	    'v',           /* no more challenge is expected; where the server proves itself, it has. Empty */
	FRAME_FIELD = 'i', /* "name=value", a public part of the exchange, printable ASCII */
	FRAME_FAULT = 'f', /* a problem's identifier, then maybe a space and details, printable ASCII */
};

enum frame_sender { FRAME_FROM_MAILMEDIC, FRAME_FROM_ENGINE, FRAME_FROM_SASL };

struct frame {
	enum frame_type type;
	const char *payload; /* borrowed from the bytes that were read */
	size_t len;
};

/* What the engine is to do. Empty strings for what is not wanted; never NULL. */
struct engine_order {
	const char *ehlo_name;
	const char *login; /* "1" when AUTH may come, else "" */
	const char *from;  /* "" : libESMTP still offers MAIL FROM:<>; the walk ends the run before it */
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

#endif
