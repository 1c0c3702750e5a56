/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "base/strbuf.h"
#include "smtp/base64.h"

#include <string.h>

static void base64_goes_both_ways(void **state)
{
	static const struct {
		const char *plain, *encoded;
	} cases[] = {{"", ""},        {"f", "Zg=="},        {"fo", "Zm8="},
		     {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"\xff\xfe?", "//4/"}}; /* RFC 4648, 10 */
	(void)state;
	struct strbuf out;
	strbuf_init(&out, 100);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		strbuf_clear(&out);
		base64_encode(cases[i].plain, strlen(cases[i].plain), &out);
		assert_string_equal(out.data, cases[i].encoded);
		strbuf_clear(&out);
		assert_true(base64_decode(cases[i].encoded, strlen(cases[i].encoded), &out));
		assert_string_equal(out.data, cases[i].plain);
	}
	strbuf_finish(&out);
}

static void what_is_no_base64_is_refused(void **state)
{
	static const char *const cases[] = {
	    "Zg=", "Z", "Zg==Zg==", "Z===", "Zm 9", "Zm9\x80", "====", "=g=="};
	(void)state;
	struct strbuf out;
	strbuf_init(&out, 100);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_false(base64_decode(cases[i], strlen(cases[i]), &out));
	strbuf_finish(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(base64_goes_both_ways),
	    cmocka_unit_test(what_is_no_base64_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
