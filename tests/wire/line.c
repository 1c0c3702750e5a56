/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "wire/line.h"

#include <stdlib.h>
#include <string.h>

enum { CAP = 100 };

static void put(struct line_reader *reader, const char *bytes, size_t len)
{
	while (len > 0) {
		size_t room = 0;
		char *space = line_reader_space(reader, &room);
		size_t part = len < room ? len : room;

		assert_non_null(space);
		memcpy(space, bytes, part);
		line_reader_commit(reader, part);
		bytes += part;
		len -= part;
	}
}

static void expect(struct line_reader *reader, const char *bytes, size_t len, bool bare_lf)
{
	struct line line;

	assert_int_equal(line_reader_next(reader, &line), LINE_READY);
	assert_int_equal(line.len, len);
	assert_memory_equal(line.bytes, bytes, len);
	assert_int_equal(line.bare_lf, bare_lf);
}

static void expect_none(struct line_reader *reader)
{
	struct line line;

	assert_int_equal(line_reader_next(reader, &line), LINE_NONE);
}

/* Takes out every whole line and writes it, with "~" for a bare LF, to `out`. */
static void drain(struct line_reader *reader, char *out, size_t *at)
{
	struct line line;

	while (line_reader_next(reader, &line) == LINE_READY) {
		memcpy(out + *at, line.bytes, line.len);
		*at += line.len;
		out[(*at)++] = line.bare_lf ? '~' : '|';
	}
}

static void lines_are_the_same_however_they_are_split(void **state)
{
	static const char stream[] = "220 a\r\n\r\n250-b\n250 c\rd\r\ne\0f\r\r\nrest";
	static const char lines[] = "220 a||250-b~250 c\rd|e\0f\r|";
	size_t len = sizeof stream - 1;

	(void)state;
	for (size_t cut = 0; cut <= len; cut++) {
		struct line_reader reader;
		char out[sizeof stream] = {0};
		size_t at = 0;

		line_reader_init(&reader, CAP);
		put(&reader, stream, cut);
		drain(&reader, out, &at);
		put(&reader, stream + cut, len - cut);
		drain(&reader, out, &at);
		assert_int_equal(at, sizeof lines - 1);
		assert_memory_equal(out, lines, at);
		assert_int_equal(line_reader_rest(&reader).len, 4);
		line_reader_finish(&reader);
	}
}

static void lines_come_byte_by_byte(void **state)
{
	static const char stream[] = "one\r\ntwo\nthree\r\n";
	struct line_reader reader;
	struct line line;
	int lines = 0;

	(void)state;
	line_reader_init(&reader, CAP);
	for (size_t i = 0; i < sizeof stream - 1; i++) {
		put(&reader, stream + i, 1);
		if (line_reader_next(&reader, &line) == LINE_READY)
			assert_int_equal(line.bare_lf, ++lines == 2);
	}
	assert_int_equal(lines, 3);
	line_reader_finish(&reader);
}

static void a_bare_cr_ends_nothing(void **state)
{
	struct line_reader reader;

	(void)state;
	line_reader_init(&reader, CAP);
	put(&reader, "220 a\r220 b\r", 12);
	expect_none(&reader);
	assert_int_equal(line_reader_rest(&reader).len, 12);
	put(&reader, "\n", 1);
	expect(&reader, "220 a\r220 b", 11, false);
	line_reader_finish(&reader);
}

static void a_line_of_the_cap_passes_and_a_longer_one_overflows(void **state)
{
	char bytes[CAP + 8];
	struct line_reader reader;
	struct line line;

	(void)state;
	memset(bytes, 'x', sizeof bytes);
	line_reader_init(&reader, CAP);
	put(&reader, bytes, CAP);
	put(&reader, "\r", 1);
	expect_none(&reader);
	put(&reader, "\n", 1);
	expect(&reader, bytes, CAP, false);
	put(&reader, bytes, CAP + 1);
	expect_none(&reader); /* the last byte might be a CR yet to be understood */
	put(&reader, "\n", 1);
	assert_int_equal(line_reader_next(&reader, &line), LINE_OVERFLOW);
	assert_int_equal(line.len, CAP);
	line_reader_clear(&reader);
	put(&reader, bytes, CAP + 2);
	assert_int_equal(line_reader_next(&reader, &line), LINE_OVERFLOW);
	assert_int_equal(line_reader_next(&reader, &line), LINE_OVERFLOW);
	line_reader_finish(&reader);
}

static void the_buffer_has_an_end(void **state)
{
	struct line_reader reader;
	size_t total = 0;
	size_t room;
	char *space;

	(void)state;
	line_reader_init(&reader, CAP);
	while ((space = line_reader_space(&reader, &room))) {
		memset(space, '\n', room);
		line_reader_commit(&reader, room);
		total += room;
	}
	assert_int_equal(total, LINE_AHEAD_MAX);
	expect(&reader, "", 0, true);
	assert_non_null(line_reader_space(&reader, &room)); /* taking a line makes room again */
	assert_int_equal(room, 1);
	line_reader_finish(&reader);
}

static void lines_that_were_taken_are_wiped(void **state)
{
	(void)state;
	struct line_reader reader;
	line_reader_init(&reader, CAP);
	put(&reader, "535 secret\r\n250 x\r\n", 19);
	expect(&reader, "535 secret", 10, false);
	expect(&reader, "250 x", 5, false);
	expect_none(&reader);
	for (size_t i = 0; i < reader.size; i++)
		assert_int_equal(reader.data[i], 0);
	line_reader_finish(&reader);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lines_are_the_same_however_they_are_split),
	    cmocka_unit_test(lines_come_byte_by_byte),
	    cmocka_unit_test(a_bare_cr_ends_nothing),
	    cmocka_unit_test(a_line_of_the_cap_passes_and_a_longer_one_overflows),
	    cmocka_unit_test(the_buffer_has_an_end),
	    cmocka_unit_test(lines_that_were_taken_are_wiped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
