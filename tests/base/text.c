/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "base/strbuf.h"
#include "base/text.h"
#include "base/text_mark.h"

#include <string.h>

static void assert_inert(const char *bytes, size_t len, const char *expected)
{
	struct strbuf out;
	strbuf_init(&out, 1000);
	text_make_inert(&out, bytes, len);
	assert_string_equal(out.data, expected);
	strbuf_finish(&out);
}
#define INERT(bytes, expected) assert_inert(bytes, sizeof(bytes) - 1, expected)

static void nothing_foreign_can_act_on_a_terminal(void **state)
{
	(void)state;
	INERT("220 plain", "220 plain");
	INERT("a\tb", "a b");
	INERT("\x1b[31mred\x1b]52;c;eA==\x07", "\\x1B[31mred\\x1B]52;c;eA==\\x07");
	INERT("a\0b\rc\nd\x7f", "a\\x00b\\x0Dc\\x0Ad\\x7F");
	INERT("\xc2\x9b"
	      "31m",
	      "\\x9B31m");
	INERT("\x9b"
	      "31m",
	      "\\x9B31m");
	INERT("\xff\xc3", "\\xFF\\xC3");
	INERT("\xc0\xaf\xed\xa0\x80", "\\xC0\\xAF\\xED\\xA0\\x80");
	INERT("abc\xe2\x80\xae"
	      "fed",
	      "abc<U+202E>fed");
	INERT("\xe2\x80\x8b\xef\xbb\xbf\xe2\x81\xa6", "<U+200B><U+FEFF><U+2066>");
	INERT("\xf3\xa0\x80\x81", "<U+E0001>");
	INERT("e\xcc\x81\xcc\x81\xcc\x81\xcc\x81", "e\xcc\x81\xcc\x81<U+0301><U+0301>");
	INERT("\xcc\x81", "<U+0301>");
	INERT("\xe5\xaf\x86\xe7\xa0\x81 \xc3\xa9", "\xe5\xaf\x86\xe7\xa0\x81 \xc3\xa9");
}

/* What is no character may be drawn as nothing, and a newer terminal knows more marks than this computer. */
static void noncharacters_and_new_marks_are_told(void **state)
{
	(void)state;
	INERT("\xf0\x9f\xbf\xbe\xf0\xaf\xbf\xbf", "<U+1FFFE><U+2FFFF>");
	INERT("\xf1\x90\x80\x80", "<U+50000>");
	INERT("e\xe0\xa2\x97\xe0\xa2\x97\xe0\xa2\x97", "e\xe0\xa2\x97\xe0\xa2\x97<U+0897>");
	INERT("e\xf0\x91\xbc\xb6\xf0\x91\xbc\xb6\xf0\x91\xbc\xb6",
	      "e\xf0\x91\xbc\xb6\xf0\x91\xbc\xb6<U+11F36>");
}

/* U+00DB in UTF-8 ends in 0x9B, which is CSI where bytes are characters. */
static void ascii_has_no_byte_that_acts(void **state)
{
	(void)state;
	struct strbuf out;
	strbuf_init(&out, 1000);
	text_make_ascii(&out,
			"a\x1b[1m\xc3\x9b"
			"31m\xe6\xbc\xa2\xff\n",
			15);
	assert_string_equal(out.data, "a\x1b[1m<U+00DB>31m<U+6F22>\\xFF\n");
	strbuf_finish(&out);
}

static void width_counts_columns(void **state)
{
	(void)state;
	assert_int_equal(text_width("abc"), 3);
	assert_int_equal(text_width("\xe5\xaf\x86\xe7\xa0\x81"), 4);
	assert_int_equal(text_width("e\xcc\x81"), 1);
	assert_int_equal(text_fit("\xe5\xaf\x86\xe7\xa0\x81", 3), 3);
	assert_int_equal(text_fit("abc", 10), 3);
	assert_int_equal(text_fit("abc", 0), 0);
}

static void wrap_breaks_at_spaces_and_between_cjk(void **state)
{
	(void)state;
	size_t next = 0;
	assert_int_equal(text_wrap("hello world again", 11, &next), 11);
	assert_int_equal(next, 12);
	assert_int_equal(text_wrap("hello world again", 10, &next), 5);
	assert_int_equal(next, 6);
	assert_int_equal(text_wrap("abcdefgh", 3, &next), 3);
	assert_int_equal(next, 3);
	assert_int_equal(text_wrap("ab\ncd", 9, &next), 2);
	assert_int_equal(next, 3);
	assert_int_equal(text_wrap("\xe5\xaf\x86\xe7\xa0\x81\xe5\xaf\x86", 4, &next), 6);
	assert_int_equal(next, 6);
	assert_int_equal(text_wrap("", 4, &next), 0);
	assert_int_equal(next, 0);
}

static void wrap_keeps_chinese_punctuation_in_its_place(void **state)
{
	(void)state;
	size_t next = 0;
	/* No line begins with a full stop, none ends with an opening bracket. */
	assert_int_equal(text_wrap("\u5bc6\u7801\u5bc6\u3002", 6, &next), 6);
	assert_int_equal(text_wrap("\u5bc6\u7801\uff08\u5bc6\uff09", 6, &next), 6);
	/* Latin words stay whole and may follow at once. */
	assert_int_equal(text_wrap("\u5bc6\u7801\u3002CRAM-MD5", 10, &next), 9);
	assert_int_equal(next, 9);
	assert_int_equal(text_wrap("CRAM-MD5\u5bc6\u7801", 9, &next), 8);
}

static void sentences_end_in_either_punctuation(void **state)
{
	(void)state;
	assert_true(text_ends_sentence("Yes.", 4));
	assert_true(text_ends_sentence("\u662f\u3002", 6));
	assert_true(text_ends_sentence("\u662f\uff1f", 6));
	assert_false(text_ends_sentence("\u662f", 3));
	assert_false(text_ends_sentence("", 0));
}

static void wrap_always_moves_on(void **state)
{
	(void)state;
	const char *text = "  one   two\n\nthree \xe5\xaf\x86\xe7\xa0\x81\xe3\x80\x82 x";
	for (size_t columns = 2; columns < 20; columns++) {
		const char *rest = text;
		for (int lines = 0; *rest; lines++) {
			size_t next = 0;
			size_t len = text_wrap(rest, columns, &next);
			assert_true(next > 0);
			assert_true(text_width_n(rest, len) <= columns);
			assert_true(lines < 50);
			rest += next;
		}
	}
}

static void numbers_are_whole_and_in_range(void **state)
{
	(void)state;
	long number = -1;
	assert_true(text_parse_number("65535", 1, 65535, &number));
	assert_int_equal(number, 65535);
	assert_false(text_parse_number("65536", 1, 65535, &number));
	assert_false(text_parse_number("0", 1, 65535, &number));
	assert_false(text_parse_number("", 0, 10, &number));
	assert_false(text_parse_number("-1", -5, 10, &number));
	assert_false(text_parse_number(" 1", 0, 10, &number));
	assert_false(text_parse_number("1x", 0, 10, &number));
	assert_false(text_parse_number("99999999999999999999", 0, 10, &number));
}

static void marks_of_every_script_are_counted(void **state)
{
	(void)state;
	/* Latin, Hebrew, Syriac, Balinese, enclosing keycap, Adlam; and letters, which are no marks. */
	static const uint32_t marks[] = {0x0301, 0x05BF, 0x0711, 0x1B34, 0x20E3, 0x1E944};
	static const uint32_t others[] = {'a', 0x02FF, 0x0370, 0x05BE, 0x0905, 0x0940, 0x4E00, 0x10FFFF};
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		assert_true(text_is_mark(marks[i]));
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		assert_false(text_is_mark(others[i]));

	struct strbuf out;
	strbuf_init(&out, 100);
	text_make_inert(&out, "a\xD6\xBF\xD6\xBF\xD6\xBF", 7);
	assert_string_equal(out.data, "a\xD6\xBF\xD6\xBF<U+05BF>");
	strbuf_finish(&out);
}

static void search_finds_words_in_any_case_with_or_without_hyphens(void **state)
{
	static const char text[] = "- The Log-in method: a time-out, LOGIN";
	size_t len = 0;

	(void)state;
	assert_ptr_equal(text_search(text, "login", &len), text + 6);
	assert_int_equal(len, 6);
	assert_ptr_equal(text_search(text, "log-in", NULL), text + 6);
	assert_ptr_equal(text_search(text + 8, "log-in", &len), text + 33);
	assert_int_equal(len, 5);
	assert_ptr_equal(text_search(text, "TIMEOUT", NULL), text + 23);
	assert_ptr_equal(text_search(text, "-", &len), text);
	assert_null(text_search(text, "log in", NULL));
	assert_null(text_search(text, "", NULL));
}

static void foreign_words_keep_to_their_quotation_marks(void **state)
{
	(void)state;
	struct strbuf out;
	char words[1000];
	strbuf_init(&out, 10000);
	text_quote(&out, "220 \"x\" \x1b", 9);
	assert_string_equal(out.data, "\"220 \\\"x\\\" \\x1B\"");
	strbuf_clear(&out);
	for (size_t i = 0; i < sizeof(words); i += 2)
		memcpy(words + i, "\xc3\xb6", 2);
	text_quote(&out, words, sizeof(words));
	assert_in_range(out.len, TEXT_QUOTE_MAX, TEXT_QUOTE_MAX + 6);
	assert_string_equal(out.data + out.len - 6, "\xc3\xb6...\"");
	strbuf_clear(&out);
	text_add_short(&out, "a\xc3\xb6z", 4);
	text_add_short(&out, "a\xc3\xb6z", 2);
	assert_string_equal(out.data, "a\xc3\xb6za...");
	strbuf_clear(&out);
	text_quote_name(&out, "*.mail-1.example", 16);
	text_quote_name(&out, "call 555-1234", 13);
	text_quote_name(&out, "", 0);
	assert_string_equal(out.data, "*.mail-1.example\"call 555-1234\"\"\"");
	strbuf_finish(&out);
}

static void inert_text_reads_as_the_bytes_it_was(void **state)
{
	(void)state;
	static const char raw[] = "a\0\x1b[m\xff\xe2\x80\x8b\xf4\x8f\xbf\xbf end";
	struct strbuf inert, back;
	strbuf_init(&inert, 1000);
	strbuf_init(&back, 1000);
	text_make_inert(&inert, raw, sizeof(raw) - 1);
	text_read_inert(&back, inert.data, inert.len);
	assert_int_equal(back.len, sizeof(raw) - 1);
	assert_memory_equal(back.data, raw, back.len);
	strbuf_clear(&back);
	static const char nothing[] = "\\x <U+> <U+110000> \\xG0 <U+41";
	text_read_inert(&back, nothing, sizeof(nothing) - 1);
	assert_string_equal(back.data, nothing);
	strbuf_finish(&inert);
	strbuf_finish(&back);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing_foreign_can_act_on_a_terminal),
	    cmocka_unit_test(noncharacters_and_new_marks_are_told),
	    cmocka_unit_test(ascii_has_no_byte_that_acts),
	    cmocka_unit_test(width_counts_columns),
	    cmocka_unit_test(wrap_breaks_at_spaces_and_between_cjk),
	    cmocka_unit_test(wrap_keeps_chinese_punctuation_in_its_place),
	    cmocka_unit_test(sentences_end_in_either_punctuation),
	    cmocka_unit_test(wrap_always_moves_on),
	    cmocka_unit_test(numbers_are_whole_and_in_range),
	    cmocka_unit_test(search_finds_words_in_any_case_with_or_without_hyphens),
	    cmocka_unit_test(foreign_words_keep_to_their_quotation_marks),
	    cmocka_unit_test(inert_text_reads_as_the_bytes_it_was),
	    cmocka_unit_test(marks_of_every_script_are_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
