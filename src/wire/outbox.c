/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A byte queue that wipes; see outbox.h. It knows nothing of sockets. */
#include "wire/outbox.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/secret.h"

enum { FIRST_SIZE = 1024 };

void outbox_init(struct outbox *box, size_t max)
{
	*box = (struct outbox){.max = max};
}

void outbox_finish(struct outbox *box)
{
	outbox_clear(box);
	free(box->data);
	*box = (struct outbox){.max = box->max};
}

/* Makes room for `len` more bytes after `end`. */
static void make_room(struct outbox *box, size_t len)
{
	size_t waiting = box->end - box->start;
	size_t size = box->size ? box->size : FIRST_SIZE;
	char *data;

	if (box->size - box->end >= len)
		return;
	while (size - waiting < len)
		size *= 2;
	data = mem_calloc(size, 1);
	if (waiting)
		memcpy(data, box->data + box->start, waiting);
	outbox_clear(box);
	free(box->data);
	*box = (struct outbox){.data = data, .size = size, .end = waiting, .max = box->max};
}

bool outbox_add(struct outbox *box, const char *bytes, size_t len)
{
	if (len > box->max - (box->end - box->start))
		return false;
	if (len == 0)
		return true;
	make_room(box, len);
	memcpy(box->data + box->end, bytes, len);
	box->end += len;
	return true;
}

const char *outbox_bytes(const struct outbox *box, size_t *ret_len)
{
	*ret_len = box->end - box->start;
	return box->data ? box->data + box->start : "";
}

void outbox_take(struct outbox *box, size_t count)
{
	secret_wipe_buffer(box->data + box->start, count);
	box->start += count;
	if (box->start == box->end)
		box->start = box->end = 0;
}

void outbox_clear(struct outbox *box)
{
	if (box->end > box->start)
		outbox_take(box, box->end - box->start);
}
