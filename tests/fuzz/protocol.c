/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Frames between mailmedic and its children, both ways, and the orders to start. Input: a byte (who sends),
 * then what stands on the socket.
 */
#include "fuzz.h"

#include "engine/protocol.h"
#include "sasl/order.h"

#include <stdlib.h>
#include <string.h>

static void check_order(const struct frame *frame)
{
	struct engine_order order;
	struct strbuf again;

	if (!engine_order_read(frame->payload, frame->len, &order))
		return;
	fuzz_require(engine_order_problem(&order) == NULL, "an order that is read has no problem");
	strbuf_init(&again, FRAME_PAYLOAD_MAX);
	engine_order_write(&order, &again);
	fuzz_require(again.len == frame->len && memcmp(again.data, frame->payload, again.len) == 0,
		     "and is written as it was");
	strbuf_finish(&again);
}

static void check_sasl_order(const struct frame *frame)
{
	struct sasl_order order;
	struct strbuf again;

	if (!sasl_order_read(frame->payload, frame->len, &order))
		return;
	strbuf_init(&again, FRAME_PAYLOAD_MAX);
	sasl_order_write(&order, &again);
	fuzz_require(again.len == frame->len && memcmp(again.data, frame->payload, again.len) == 0,
		     "an order to log in is written as it was");
	strbuf_finish(&again);
}

static void check_frame(const struct frame *frame, const char *bytes, size_t size)
{
	struct strbuf again;

	fuzz_require(frame->len <= FRAME_PAYLOAD_MAX && size == frame->len + FRAME_HEADER, "a frame fits");
	fuzz_require(frame_payload_valid(frame), "a frame that is read is valid");
	strbuf_init(&again, FRAME_MAX);
	frame_write(&again, frame->type, frame->payload, frame->len);
	fuzz_require(again.len == size && memcmp(again.data, bytes, size) == 0, "it is written as it was");
	strbuf_finish(&again);
	if (frame->type == FRAME_START)
		check_order(frame);
	if (frame->type == FRAME_SASL_START)
		check_sasl_order(frame);
	if (frame->type == FRAME_NOTE || frame->type == FRAME_DONE || frame->type == FRAME_FIELD ||
	    frame->type == FRAME_FAULT)
		fuzz_require_inert(frame->payload, frame->len, false);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct fuzz_input input = fuzz_input(bytes, len);
	enum frame_sender sender = (enum frame_sender)(fuzz_take_byte(&input) % (FRAME_FROM_SASL + 1));
	char *socket = fuzz_copy(input);
	size_t at = 0;
	size_t size = 0;
	struct frame frame;

	while (frame_read(socket + at, input.len - at, sender, &frame, &size) == FRAME_READY) {
		check_frame(&frame, socket + at, size);
		at += size;
	}
	free(socket);
	return 0;
}
