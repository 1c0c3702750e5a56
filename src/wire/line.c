/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One flat buffer that is moved to the front when it is full. The bytes between `start` and `scan`
 * have been searched already, so a line that comes byte by byte costs linear time.
 */
#include "wire/line.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/secret.h"

enum { FIRST_SIZE = 4096 };

void line_reader_init(struct line_reader *reader, size_t max)
{
	*reader = (struct line_reader){.max = max};
}

void line_reader_finish(struct line_reader *reader)
{
	if (reader->data)
		secret_wipe_buffer(reader->data, reader->size);
	free(reader->data);
	*reader = (struct line_reader){.max = reader->max};
}

void line_reader_clear(struct line_reader *reader)
{
	if (reader->end > 0)
		secret_wipe_buffer(reader->data, reader->end);
	reader->start = reader->scan = reader->end = 0;
}

static void pull_to_front(struct line_reader *reader)
{
	if (reader->start == 0)
		return;
	memmove(reader->data, reader->data + reader->start, reader->end - reader->start);
	secret_wipe_buffer(reader->data + reader->end - reader->start, reader->start);
	reader->end -= reader->start;
	reader->scan -= reader->start;
	reader->start = 0;
}

/* By hand instead of realloc, so that no unwiped copy stays behind. */
static void grow(struct line_reader *reader)
{
	size_t size = reader->size ? reader->size * 2 : FIRST_SIZE;
	char *data = mem_calloc(size, 1);

	if (reader->data) {
		memcpy(data, reader->data, reader->end);
		secret_wipe_buffer(reader->data, reader->size);
		free(reader->data);
	}
	reader->data = data;
	reader->size = size;
}

char *line_reader_space(struct line_reader *reader, size_t *ret_room)
{
	if (reader->start == reader->end)
		line_reader_clear(reader);
	if (reader->end == reader->size)
		pull_to_front(reader);
	if (reader->end == reader->size && reader->size < LINE_AHEAD_MAX)
		grow(reader);
	if (reader->end == reader->size)
		return NULL;
	*ret_room = reader->size - reader->end;
	return reader->data + reader->end;
}

void line_reader_commit(struct line_reader *reader, size_t count)
{
	reader->end += count;
}

static enum line_status overflow(const struct line_reader *reader, struct line *ret_line)
{
	*ret_line = (struct line){.bytes = reader->data + reader->start, .len = reader->max};
	return LINE_OVERFLOW;
}

enum line_status line_reader_next(struct line_reader *reader, struct line *ret_line)
{
	const char *begin;
	const char *lf = NULL;
	size_t len;
	bool crlf;

	if (!reader->data)
		return LINE_NONE;
	if (reader->start == reader->end) {
		line_reader_clear(reader); /* what was taken out may have echoed a secret */
		return LINE_NONE;
	}
	begin = reader->data + reader->start;
	if (reader->scan < reader->end)
		lf = memchr(reader->data + reader->scan, '\n', reader->end - reader->scan);
	if (!lf) {
		reader->scan = reader->end;
		/* One byte more than the cap may be the CR of a line end that is still on its way. */
		return reader->end - reader->start > reader->max + 1 ? overflow(reader, ret_line) : LINE_NONE;
	}
	len = (size_t)(lf - begin);
	crlf = len > 0 && begin[len - 1] == '\r';
	if (len - crlf > reader->max)
		return overflow(reader, ret_line);
	*ret_line = (struct line){.bytes = begin, .len = len - crlf, .bare_lf = !crlf};
	reader->start += len + 1;
	reader->scan = reader->start;
	return LINE_READY;
}

struct line line_reader_rest(const struct line_reader *reader)
{
	return (struct line){.bytes = reader->data ? reader->data + reader->start : "",
			     .len = reader->end - reader->start};
}
