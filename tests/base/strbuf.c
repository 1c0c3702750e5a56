/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "base/strbuf.h"

#include <stdlib.h>
#include <string.h>

static void text_grows_and_stays_terminated(void **state)
{
	(void)state;
	struct strbuf buf;
	strbuf_init(&buf, 100000);
	for (int i = 0; i < 1000; i++)
		assert_true(strbuf_addf(&buf, "%03d,", i));
	assert_int_equal(buf.len, 4000);
	assert_int_equal(strlen(buf.data), 4000);
	strbuf_finish(&buf);
}

static void cap_is_kept_and_remembered(void **state)
{
	(void)state;
	struct strbuf buf;
	strbuf_init(&buf, 5);
	assert_true(strbuf_adds(&buf, "abc"));
	assert_false(strbuf_adds(&buf, "defg"));
	assert_string_equal(buf.data, "abcde");
	assert_true(buf.overflowed);
	strbuf_clear(&buf);
	assert_false(buf.overflowed);
	strbuf_finish(&buf);
}

static void long_format_is_whole(void **state)
{
	(void)state;
	struct strbuf buf;
	strbuf_init(&buf, 100000);
	assert_true(strbuf_addf(&buf, "%0*d", 5000, 7));
	assert_int_equal(buf.len, 5000);
	strbuf_finish(&buf);
}

static void consume_drops_the_front_and_take_hands_over(void **state)
{
	(void)state;
	struct strbuf buf;
	strbuf_init(&buf, 100);
	strbuf_add(&buf, "ab\0cd", 5);
	strbuf_consume(&buf, 3);
	assert_string_equal(buf.data, "cd");
	char *text = strbuf_take(&buf);
	assert_string_equal(text, "cd");
	assert_int_equal(buf.len, 0);
	strbuf_consume(&buf, 10);
	free(text);
	strbuf_finish(&buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(text_grows_and_stays_terminated),
	    cmocka_unit_test(cap_is_kept_and_remembered),
	    cmocka_unit_test(long_format_is_whole),
	    cmocka_unit_test(consume_drops_the_front_and_take_hands_over),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
