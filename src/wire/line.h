/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cuts a stream of bytes into lines. CRLF ends a line, a bare LF too (and is reported), a bare CR does
 * not; NUL bytes are kept. Both the line and what is buffered are capped, so a server that floods
 * or never ends a line costs no memory.
 */
#ifndef MAILMEDIC_WIRE_LINE_H
#define MAILMEDIC_WIRE_LINE_H

#include <stdbool.h>
#include <stddef.h>

enum { LINE_AHEAD_MAX = 64 * 1024 }; /* bytes buffered ahead of what was pulled */

enum line_status {
	LINE_NONE,     /* no whole line here yet */
	LINE_READY,    /* one line taken out */
	LINE_OVERFLOW, /* the line is longer than the cap; `bytes` are its beginning, nothing was taken out */
};

struct line {
	const char *bytes; /* without the line end; borrowed until the next call */
	size_t len;
	bool bare_lf;
};

struct line_reader {
	char *data;
	size_t size;  /* bytes allocated */
	size_t start; /* first byte not taken out */
	size_t scan;  /* no LF before this */
	size_t end;
	size_t max; /* cap on the bytes of a line */
};

void line_reader_init(struct line_reader *reader, size_t max);

/* Wipes (a server may echo a secret) and frees. */
void line_reader_finish(struct line_reader *reader);

/* Where the next bytes go: at least one byte of room and at most *ret_room, or NULL when full. */
char *line_reader_space(struct line_reader *reader, size_t *ret_room);

/* `count` bytes were written to line_reader_space. */
void line_reader_commit(struct line_reader *reader, size_t count);

/* Takes the next line out. */
enum line_status line_reader_next(struct line_reader *reader, struct line *ret_line);

/* All that is buffered, whether it ends or not, without taking it out. */
struct line line_reader_rest(const struct line_reader *reader);

/* Forgets and wipes what is buffered. */
void line_reader_clear(struct line_reader *reader);

#endif
