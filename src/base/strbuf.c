/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The capped byte string. */
#include "base/strbuf.h"

#include "base/memory.h"
#include "base/secret.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_SIZE = 64 };

void strbuf_init(struct strbuf *buf, size_t max)
{
	*buf = (struct strbuf){.data = mem_calloc(1, FIRST_SIZE), .size = FIRST_SIZE, .max = max};
}

void strbuf_finish(struct strbuf *buf)
{
	free(buf->data);
	*buf = (struct strbuf){0};
}

/* By hand instead of realloc, so that no copy of what may be a secret stays behind. */
static void grow(struct strbuf *buf, size_t size)
{
	char *data = mem_calloc(size, 1);

	memcpy(data, buf->data, buf->len);
	secret_wipe_buffer(buf->data, buf->size);
	free(buf->data);
	buf->data = data;
	buf->size = size;
}

/* Makes room for `extra` more bytes and a NUL; returns how many of them the cap allows. */
static size_t reserve(struct strbuf *buf, size_t extra)
{
	size_t room = buf->max > buf->len ? buf->max - buf->len : 0;

	if (extra > room) {
		extra = room;
		buf->overflowed = true;
	}
	size_t needed = buf->len + extra + 1;
	if (needed > buf->size) {
		grow(buf, buf->size * 2 > needed ? buf->size * 2 : needed);
	}
	return extra;
}

bool strbuf_add(struct strbuf *buf, const char *bytes, size_t len)
{
	size_t taken = reserve(buf, len);

	if (taken)
		memcpy(buf->data + buf->len, bytes, taken);
	buf->len += taken;
	buf->data[buf->len] = '\0';
	return taken == len;
}

bool strbuf_adds(struct strbuf *buf, const char *text)
{
	return strbuf_add(buf, text, strlen(text));
}

bool strbuf_addc(struct strbuf *buf, char c)
{
	return strbuf_add(buf, &c, 1);
}

bool strbuf_addf(struct strbuf *buf, const char *format, ...)
{
	char small[256];
	va_list arguments;

	va_start(arguments, format);
	int len = vsnprintf(small, sizeof(small), format, arguments);
	va_end(arguments);
	if (len < 0)
		return false;
	if ((size_t)len < sizeof(small))
		return strbuf_add(buf, small, (size_t)len);

	char *large = mem_calloc((size_t)len + 1, 1);
	va_start(arguments, format);
	vsnprintf(large, (size_t)len + 1, format, arguments);
	va_end(arguments);
	bool whole = strbuf_add(buf, large, (size_t)len);
	free(large);
	return whole;
}

void strbuf_consume(struct strbuf *buf, size_t count)
{
	if (count > buf->len)
		count = buf->len;
	memmove(buf->data, buf->data + count, buf->len - count);
	buf->len -= count;
	buf->data[buf->len] = '\0';
}

void strbuf_clear(struct strbuf *buf)
{
	buf->len = 0;
	buf->overflowed = false;
	buf->data[0] = '\0';
}

char *strbuf_take(struct strbuf *buf)
{
	char *text = buf->data;

	strbuf_init(buf, buf->max);
	return text;
}
