/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The frames of the control socket and what may stand in them. Pure: no I/O, no libESMTP. Compiled
 * into mailmedic and into its children, so that all hold each other to the same rules.
 */
#include "engine/protocol.h"
#include "base/intl.h"

#include <string.h>

/* Who may send a type, and how much of it. */
static const struct {
	enum frame_type type;
	enum frame_sender sender;
	size_t max;
} frame_rules[] = {
    {FRAME_START, FRAME_FROM_MAILMEDIC, FRAME_PAYLOAD_MAX},
    {FRAME_ANSWER, FRAME_FROM_MAILMEDIC, sizeof(ENGINE_PLACEHOLDER) - 1},
    {FRAME_NOTHING, FRAME_FROM_MAILMEDIC, 0},
    {FRAME_MESSAGE, FRAME_FROM_MAILMEDIC, FRAME_PAYLOAD_MAX},
    {FRAME_NEED_ANSWER, FRAME_FROM_ENGINE, 0},
    {FRAME_NOTE, FRAME_FROM_ENGINE, FRAME_TEXT_MAX},
    {FRAME_DONE, FRAME_FROM_ENGINE, FRAME_TEXT_MAX},
    {FRAME_SASL_START, FRAME_FROM_MAILMEDIC, FRAME_PAYLOAD_MAX},
    {FRAME_SECRET, FRAME_FROM_MAILMEDIC, SASL_RESPONSE_MAX},
    {FRAME_CHALLENGE, FRAME_FROM_MAILMEDIC, FRAME_PAYLOAD_MAX},
    {FRAME_RESPONSE, FRAME_FROM_SASL, SASL_RESPONSE_MAX},
    {FRAME_NO_RESPONSE, FRAME_FROM_SASL, 0},
    {FRAME_COMPLETE, FRAME_FROM_SASL, 0},
    {FRAME_FIELD, FRAME_FROM_SASL, FRAME_TEXT_MAX},
    {FRAME_FAULT, FRAME_FROM_SASL, FRAME_TEXT_MAX},
};

void frame_write_header(char *ret_header, enum frame_type type, size_t len)
{
	ret_header[0] = (char)type;
	ret_header[1] = (char)(unsigned char)(len >> 8 & 0xff);
	ret_header[2] = (char)(unsigned char)(len & 0xff);
}

void frame_write(struct strbuf *out, enum frame_type type, const char *payload, size_t len)
{
	char header[FRAME_HEADER];

	if (len > FRAME_PAYLOAD_MAX) {
		out->overflowed = true;
		return;
	}
	frame_write_header(header, type, len);
	strbuf_add(out, header, sizeof(header));
	if (len > 0)
		strbuf_add(out, payload, len);
}

bool frame_read_header(const char *header, enum frame_sender sender, enum frame_type *ret_type,
		       size_t *ret_len)
{
	const size_t len = (size_t)(unsigned char)header[1] << 8 | (unsigned char)header[2];

	for (size_t i = 0; i < sizeof(frame_rules) / sizeof(frame_rules[0]); i++) {
		if ((char)frame_rules[i].type != header[0])
			continue;
		if (frame_rules[i].sender != sender || len > frame_rules[i].max)
			return false;
		*ret_type = frame_rules[i].type;
		*ret_len = len;
		return true;
	}
	return false;
}

static bool is_printable(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (bytes[i] < ' ' || bytes[i] > '~')
			return false;
	return true;
}

bool frame_payload_valid(const struct frame *frame)
{
	struct engine_order order;

	switch (frame->type) {
	case FRAME_START: return engine_order_read(frame->payload, frame->len, &order);
	case FRAME_ANSWER: return frame->len == 0 || frame->payload[0] == ENGINE_PLACEHOLDER[0];
	case FRAME_SECRET: return frame->len == 0 || !memchr(frame->payload, '\0', frame->len);
	case FRAME_NOTE:
	case FRAME_FAULT: return is_printable(frame->payload, frame->len);
	case FRAME_FIELD:
		return frame->len > 0 && memchr(frame->payload, '=', frame->len) &&
		       is_printable(frame->payload, frame->len);
	case FRAME_DONE:
		return frame->len > 0 && (frame->payload[0] == '0' || frame->payload[0] == '1') &&
		       (frame->len == 1 || frame->payload[1] == ' ') &&
		       is_printable(frame->payload, frame->len);
	case FRAME_NOTHING:
	case FRAME_NEED_ANSWER:
	case FRAME_NO_RESPONSE:
	case FRAME_COMPLETE: return frame->len == 0;
	case FRAME_SASL_START:
	case FRAME_CHALLENGE:
	case FRAME_RESPONSE:
	case FRAME_MESSAGE: return true;
	}
	return false;
}

enum frame_progress frame_read(const char *bytes, size_t len, enum frame_sender sender,
			       struct frame *ret_frame, size_t *ret_size)
{
	struct frame frame;

	if (len < FRAME_HEADER)
		return FRAME_MORE;
	if (!frame_read_header(bytes, sender, &frame.type, &frame.len))
		return FRAME_INVALID;
	if (len - FRAME_HEADER < frame.len)
		return FRAME_MORE;
	frame.payload = bytes + FRAME_HEADER;
	if (!frame_payload_valid(&frame))
		return FRAME_INVALID;
	*ret_frame = frame;
	*ret_size = FRAME_HEADER + frame.len;
	return FRAME_READY;
}

static bool has_control(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return true;
	return false;
}

const char *engine_order_problem(const struct engine_order *order)
{
	const size_t ehlo_len = strlen(order->ehlo_name);

	if (ehlo_len == 0)
		return N_("the EHLO name is empty");
	if (ehlo_len > ENGINE_EHLO_MAX)
		return N_("the EHLO name is too long");
	if (has_control(order->ehlo_name) || strchr(order->ehlo_name, ' '))
		return N_("the EHLO name holds a space or a control character");
	if (strcmp(order->login, "") != 0 && strcmp(order->login, "1") != 0)
		return N_("the order to log in is malformed");
	if (strlen(order->from) > ENGINE_PATH_MAX || strlen(order->to) > ENGINE_PATH_MAX)
		return N_("the sender or recipient address is too long");
	if (has_control(order->from) || has_control(order->to))
		return N_("the sender or recipient address holds a control character");
	if (strcmp(order->send, "") != 0 && strcmp(order->send, "1") != 0)
		return N_("the order to send is malformed");
	return NULL;
}

void engine_order_write(const struct engine_order *order, struct strbuf *out)
{
	const char *const fields[] = {order->ehlo_name, order->login, order->from, order->to, order->send};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		strbuf_add(out, fields[i], strlen(fields[i]) + 1);
}

bool engine_order_read(const char *payload, size_t len, struct engine_order *ret_order)
{
	struct engine_order order = {0};
	const char **const fields[] = {&order.ehlo_name, &order.login, &order.from, &order.to, &order.send};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		const char *end = len > 0 ? memchr(payload, '\0', len) : NULL;

		if (!end)
			return false;
		*fields[i] = payload;
		len -= (size_t)(end - payload) + 1;
		payload = end + 1;
	}
	if (len > 0 || engine_order_problem(&order))
		return false;
	*ret_order = order;
	return true;
}
