/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes out on a wire, and how it stands. */
#include "wire/internal.h"

bool wire_send_line(struct wire *wire, const char *line, size_t len)
{
	if (wire->state == WIRE_ENDED)
		return true;
	if (!outbox_add(&wire->stream.out, line, len) || !outbox_add(&wire->stream.out, "\r\n", 2))
		return false;
	if (wire->state == WIRE_OPEN)
		stream_write(&wire->stream);
	return true;
}

bool wire_sending(const struct wire *wire)
{
	return stream_sending(&wire->stream);
}

void wire_peek(struct wire *wire)
{
	if (wire->state == WIRE_OPEN)
		stream_read(&wire->stream);
}

void wire_unfinished(const struct wire *wire, struct wire_event *ret_event)
{
	struct line rest = line_reader_rest(&wire->stream.lines);

	*ret_event = (struct wire_event){.kind = WIRE_LINE, .line = rest.bytes, .line_len = rest.len};
}

bool wire_is_mid_line(const struct wire *wire)
{
	return wire->state == WIRE_OPEN && line_reader_rest(&wire->stream.lines).len > 0;
}

bool wire_is_behind(const struct wire *wire)
{
	return wire->state == WIRE_OPEN && stream_is_behind(&wire->stream);
}

bool wire_is_tls(const struct wire *wire)
{
	return wire->state == WIRE_OPEN && wire->stream.tls;
}

const char *wire_binding(const struct wire *wire, struct strbuf *ret_base64)
{
	return wire_is_tls(wire) ? tls_session_binding(wire->stream.tls, ret_base64) : NULL;
}
