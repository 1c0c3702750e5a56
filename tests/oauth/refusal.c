/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "oauth/refusal.h"

#include <string.h>

static bool take_apart(const char *json, struct refusal *refusal)
{
	return refusal_read(json, strlen(json), refusal);
}

static void both_forms_are_taken_apart(void **state)
{
	(void)state;
	struct refusal refusal;
	assert_true(take_apart(
	    "{\"status\":\"401\",\"schemes\":\"bearer mac\",\"scope\":\"https://mail.google.com/\"}\n",
	    &refusal));
	assert_string_equal(refusal.status, "401");
	assert_string_equal(refusal.schemes, "bearer mac");
	assert_string_equal(refusal.scope, "https://mail.google.com/");
	assert_string_equal(refusal.configuration, "");
	assert_non_null(refusal_meaning(&refusal));
	/* RFC 7628, 4.3 */
	assert_true(
	    take_apart("{\"status\":\"invalid_token\",\"scope\":\"example_scope\","
		       "\"openid-configuration\":\"https://example.com/.well-known/openid-configuration\"}",
		       &refusal));
	assert_string_equal(refusal.status, "invalid_token");
	assert_string_equal(refusal.configuration, "https://example.com/.well-known/openid-configuration");
	assert_non_null(refusal_meaning(&refusal));
	/* Written as a number. */
	assert_true(take_apart("{\"status\":400}", &refusal));
	assert_string_equal(refusal.status, "400");
}

static void other_texts_are_none(void **state)
{
	static const char *const cases[] = {"",   "{", "[]", "{}", "{\"status\":{}}", "{\"status\":\"\"}",
					    "401"};
	(void)state;
	struct refusal refusal = {.status = "kept"};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_false(take_apart(cases[i], &refusal));
	assert_string_equal(refusal.status, "kept");
}

static void an_unknown_status_is_shown_without_a_meaning(void **state)
{
	(void)state;
	struct refusal refusal;
	assert_true(take_apart("{\"status\":\"\\u001b]52;c\"}", &refusal));
	assert_string_equal(refusal.status, "\\x1B]52;c");
	assert_null(refusal_meaning(&refusal));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(both_forms_are_taken_apart),
	    cmocka_unit_test(other_texts_are_none),
	    cmocka_unit_test(an_unknown_status_is_shown_without_a_meaning),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
