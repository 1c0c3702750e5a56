/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "base/strbuf.h"
#include "smtp/sasl.h"

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
		sasl_encode(cases[i].plain, strlen(cases[i].plain), &out);
		assert_string_equal(out.data, cases[i].encoded);
		strbuf_clear(&out);
		assert_true(sasl_decode(cases[i].encoded, strlen(cases[i].encoded), &out));
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
		assert_false(sasl_decode(cases[i], strlen(cases[i]), &out));
	strbuf_finish(&out);
}

static void clear_text_mechanisms_are_known(void **state)
{
	(void)state;
	assert_true(sasl_is_clear_text("plain"));
	assert_true(sasl_is_clear_text("LOGIN"));
	assert_false(sasl_is_clear_text("CRAM-MD5"));
	assert_true(sasl_engine_has("cram-md5"));
	assert_false(sasl_engine_has("GSSAPI"));
	assert_true(strstr(sasl_explain_foreign("GSSAPI"), "Kerberos") != NULL);
	assert_non_null(sasl_explain_foreign("X-UNKNOWN"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(base64_goes_both_ways),
	    cmocka_unit_test(what_is_no_base64_is_refused),
	    cmocka_unit_test(clear_text_mechanisms_are_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
