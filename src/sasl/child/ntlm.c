/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sasl/child/ntlm.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "sasl/child/worker.h"

enum {
	MESSAGE_CHALLENGE = 2, /* the server's */
	MESSAGE_PROOF = 3,     /* the client's, after it */
	NAME_MAX_BYTES = 128,
};

struct message {
	const unsigned char *bytes;
	size_t len;
};

/* Little-endian; 0 beyond the end. */
static uint32_t number(const struct message *message, size_t at, size_t size)
{
	uint32_t value = 0;

	if (at + size > message->len)
		return 0;
	for (size_t i = size; i > 0; i--)
		value = value << 8 | message->bytes[at + i - 1];
	return value;
}

/* A name that is described at `at`: length, room, place. UTF-16, of which the ASCII part is reported. */
static void tell_name(const struct message *message, const char *name, size_t at)
{
	const size_t len = number(message, at, 2), from = number(message, at + 4, 4);
	char text[NAME_MAX_BYTES + 1] = "";
	size_t count = 0;

	if (from > message->len || len > message->len - from)
		return;
	for (size_t i = 0; i + 1 < len && count < NAME_MAX_BYTES; i += 2) {
		const uint32_t c = number(message, from + i, 2);

		text[count++] = c >= ' ' && c <= '~' ? (char)c : '?';
	}
	worker_tell(name, text);
}

void ntlm_tell(const char *bytes, size_t len)
{
	const struct message message = {(const unsigned char *)bytes, len};
	char text[16];

	if (len < 12 || memcmp(bytes, "NTLMSSP", 8) != 0)
		return;
	switch (number(&message, 8, 4)) {
	case MESSAGE_CHALLENGE:
		tell_name(&message, "target", 12);
		snprintf(text, sizeof(text), "0x%08X", (unsigned)number(&message, 20, 4));
		worker_tell("flags", text);
		break;
	case MESSAGE_PROOF:
		tell_name(&message, "domain", 28);
		tell_name(&message, "user", 36);
		snprintf(text, sizeof(text), "%u", (unsigned)number(&message, 20, 2));
		worker_tell("proof-bytes", text);
		break;
	default: break;
	}
}
