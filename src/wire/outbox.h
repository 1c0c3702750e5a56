/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes waiting to be written. They may hold a secret on its way to the server, so every byte is
 * wiped as soon as it is taken out and no copy stays behind when the box grows.
 */
#ifndef MAILMEDIC_WIRE_OUTBOX_H
#define MAILMEDIC_WIRE_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>

struct outbox {
	char *data;
	size_t size; /* bytes allocated */
	size_t start;
	size_t end;
	size_t max; /* cap on the bytes waiting */
};

void outbox_init(struct outbox *box, size_t max);
void outbox_finish(struct outbox *box);

/* Appends all of `bytes`, or nothing (false) when the cap would be exceeded. */
bool outbox_add(struct outbox *box, const char *bytes, size_t len);

/* The bytes waiting, borrowed until the next change; *ret_len 0 for none. */
const char *outbox_bytes(const struct outbox *box, size_t *ret_len);

/* Wipes the first `count` bytes and drops them. */
void outbox_take(struct outbox *box, size_t count);

/* Wipes and drops everything. */
void outbox_clear(struct outbox *box);

#endif
