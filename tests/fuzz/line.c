/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The line pager: a stream cut into pieces of any size gives the same lines as the stream as a whole.
 * Input: two bytes that steer the pieces, then the stream.
 */
#include "fuzz.h"

#include "wire/line.h"

#include <stdlib.h>
#include <string.h>

enum { MAX = 64 };

struct cut { /* the line that the pager has to find next, worked out by hand */
	size_t len, taken;
	bool ready, overflow, bare_lf;
};

static struct cut expect(struct fuzz_input rest)
{
	const char *lf = rest.len > 0 ? memchr(rest.bytes, '\n', rest.len) : NULL;
	struct cut cut = {.len = lf ? (size_t)(lf - rest.bytes) : rest.len, .ready = lf != NULL};

	cut.taken = cut.len + 1;
	if (lf && cut.len > 0 && lf[-1] == '\r')
		cut.len--;
	else
		cut.bare_lf = true;
	cut.overflow = cut.len > (size_t)(lf ? MAX : MAX + 1);
	return cut;
}

/* Takes out what is there; false after an overflow, which ends a connection. */
static bool take_lines(struct line_reader *reader, struct fuzz_input *rest, bool all)
{
	struct line line;
	enum line_status status;

	while ((status = line_reader_next(reader, &line)) == LINE_READY) {
		struct cut cut = expect(*rest);
		fuzz_require(cut.ready && !cut.overflow, "a line is found where one is");
		fuzz_require(line.len == cut.len && line.bare_lf == cut.bare_lf, "it has the right end");
		fuzz_require(memcmp(line.bytes, rest->bytes, line.len) == 0, "its bytes are as they came");
		rest->bytes += cut.taken;
		rest->len -= cut.taken;
	}
	if (status == LINE_OVERFLOW)
		fuzz_require(expect(*rest).overflow, "only a long line overflows");
	else if (all)
		fuzz_require(!expect(*rest).ready && !expect(*rest).overflow, "no line is left behind");
	return status != LINE_OVERFLOW;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct fuzz_input input = fuzz_input(bytes, len);
	size_t piece = fuzz_take_byte(&input) % 97 + 1;
	size_t growth = fuzz_take_byte(&input) % 7;
	struct fuzz_input rest = input;
	struct line_reader reader;
	bool going = true;

	line_reader_init(&reader, MAX);
	take_lines(&reader, &rest, false); /* before anything came */
	while (going && input.len > 0) {
		size_t room = 0;
		char *space = line_reader_space(&reader, &room);
		fuzz_require(space != NULL && room > 0, "there is room as long as lines are taken out");
		size_t size = piece < room ? piece : room;
		size = size < input.len ? size : input.len;
		memcpy(space, input.bytes, size);
		line_reader_commit(&reader, size);
		input.bytes += size;
		input.len -= size;
		piece += growth;
		going = take_lines(&reader, &rest, input.len == 0);
	}
	struct line left = line_reader_rest(&reader);
	fuzz_require(left.bytes != NULL && left.len <= LINE_AHEAD_MAX, "the rest is told");
	line_reader_finish(&reader);
	return 0;
}
