/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text for people: inert, measured, wrapped. Input: a byte for the columns, then the text. */
#include "fuzz.h"

#include "base/strbuf.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 16 * 1024 * 1024 };

static void check_inert(struct fuzz_input input)
{
	char *text = fuzz_copy(input);
	struct strbuf inert, again;

	strbuf_init(&inert, TEXT_MAX);
	strbuf_init(&again, TEXT_MAX);
	text_make_inert(&inert, text, input.len);
	fuzz_require_inert(inert.data, inert.len, false);
	text_make_inert(&again, inert.data, inert.len);
	fuzz_require(again.len == inert.len && memcmp(again.data, inert.data, inert.len) == 0,
		     "what is inert stays as it is");
	fuzz_require(text_width(inert.data) == text_width_n(inert.data, inert.len), "widths agree");
	strbuf_finish(&inert);
	strbuf_finish(&again);
	free(text);
}

/* Whether a whole text was split between two characters. */
static bool is_boundary(const char *text, size_t at)
{
	for (size_t i = 0; i < at;) {
		uint32_t point = 0;
		size_t size = text_decode(text + i, strlen(text) - i, &point);
		i += size ? size : 1;
		if (i > at)
			return false;
	}
	return true;
}

static void check_wrap(const char *text, size_t columns)
{
	unsigned rounds = 0;

	while (*text && rounds++ < 1000) {
		size_t next = 0;
		size_t len = text_wrap(text, columns, &next);
		fuzz_require(next > 0 && next <= strlen(text), "wrapping gets on");
		fuzz_require(len <= next, "the next line begins after this one");
		fuzz_require(text_width_n(text, len) <= columns, "a line fits");
		fuzz_require(memchr(text, '\n', len) == NULL, "a line ends at a newline");
		fuzz_require(is_boundary(text, len), "no character is split");
		for (size_t i = len; i < next; i++)
			fuzz_require(text[i] == ' ' || text[i] == '\n', "nothing is lost but blanks");
		text += next;
	}
}

static void check_small(const char *text)
{
	long number = 0;
	uint32_t point = 0;

	if (*text) {
		size_t size = text_decode(text, strlen(text), &point);
		fuzz_require(size <= 4 && point <= 0x10FFFF, "a character is one");
	}
	if (text_parse_number(text, -5, 70000, &number))
		fuzz_require(number >= 0 && number <= 70000, "a number is in range");
	fuzz_require(text_compare_nocase(text, text) == 0 && text_starts_nocase(text, text), "it is itself");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct fuzz_input input = fuzz_input(bytes, len);
	size_t columns = fuzz_take_byte(&input) % 100 + 2;
	char *text = fuzz_string(input);

	check_inert(input);
	fuzz_require(text_width_n(text, text_fit(text, columns)) <= columns, "what fits fits");
	check_wrap(text, columns);
	check_small(text);
	free(text);
	return 0;
}
