/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fixes change a copy of the account, or say that they do not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "diagnose/diagnosis.h"

static struct account from, to;

static int set_up(void **state)
{
	struct error error;

	(void)state;
	account_init(&from);
	account_init(&to);
	return account_set_address(&from, "anna@example.com", &error) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	account_finish(&from);
	account_finish(&to);
	return 0;
}

static bool apply(enum action_kind kind, const char *fix_to, const char *value)
{
	struct fix fix = {.kind = kind, .label = "label", .to = fix_to};
	struct error error;

	return fix_apply(&fix, value, &from, &to, &error);
}

static void the_tls_mode_brings_its_port(void **state)
{
	(void)state;
	assert_true(apply(ACTION_TLS_MODE, "implicit", NULL));
	assert_int_equal(account_port(&to), 465);
	assert_int_equal(account_tls(&to), TLS_IMPLICIT);
	assert_true(apply(ACTION_TLS_MODE, "starttls", NULL));
	assert_int_equal(account_port(&to), 587);
	assert_int_equal(to.tls_origin, ORIGIN_FIX);
	assert_int_equal(from.port, 0);
}

static void no_fix_leads_to_plain_text(void **state)
{
	(void)state;
	assert_false(apply(ACTION_TLS_MODE, "none", NULL));
	assert_false(apply(ACTION_TLS_MODE, NULL, NULL));
}

static void the_port_brings_its_tls_mode(void **state)
{
	(void)state;
	assert_true(apply(ACTION_PORT, "465", NULL));
	assert_int_equal(account_tls(&to), TLS_IMPLICIT);
	assert_true(apply(ACTION_PORT, NULL, "2525"));
	assert_int_equal(to.port, 2525);
	assert_false(apply(ACTION_PORT, "0", NULL));
	assert_false(apply(ACTION_PORT, NULL, "65536"));
}

static void the_user_name_changes_its_form(void **state)
{
	(void)state;
	assert_true(apply(ACTION_USER_NAME, "local-part", NULL));
	assert_string_equal(to.user, "anna");
	assert_true(apply(ACTION_USER_NAME, "address", NULL));
	assert_string_equal(to.user, "anna@example.com");
	assert_true(apply(ACTION_USER_NAME, NULL, "apikey"));
	assert_string_equal(to.user, "apikey");
	assert_true(apply(ACTION_USER_NAME, NULL, NULL));
	assert_string_equal(to.user, "anna");
	assert_false(apply(ACTION_USER_NAME, NULL, "a\r\nb"));
}

static void server_mechanism_name_and_sender_are_set(void **state)
{
	(void)state;
	assert_true(apply(ACTION_SERVER, NULL, "mail.example.org"));
	assert_string_equal(to.host, "mail.example.org");
	assert_true(apply(ACTION_MECHANISM, "LOGIN", NULL));
	assert_string_equal(to.mechanism, "LOGIN");
	assert_true(apply(ACTION_EHLO_NAME, NULL, "pc.example.com"));
	assert_string_equal(to.ehlo_name, "pc.example.com");
	assert_true(apply(ACTION_FROM, NULL, NULL));
	assert_string_equal(to.from, "anna@example.com");
	assert_false(apply(ACTION_SERVER, NULL, NULL));
	assert_false(apply(ACTION_EHLO_NAME, NULL, NULL));
}

static void trust_is_for_this_copy_only(void **state)
{
	(void)state;
	assert_true(apply(ACTION_TRUST_CERTIFICATE, NULL, NULL));
	assert_true(to.trust_certificate);
	assert_false(from.trust_certificate);
}

static void what_changes_no_setting_says_so(void **state)
{
	static const enum action_kind kinds[] = {ACTION_RETRY,        ACTION_WAIT,        ACTION_PASSWORD,
						 ACTION_APP_PASSWORD, ACTION_ADMIN_TEXT,  ACTION_PAGE,
						 ACTION_TOPIC,        ACTION_AUTHENTICATE};

	(void)state;
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		assert_false(apply(kinds[i], "value", NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(the_tls_mode_brings_its_port, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(no_fix_leads_to_plain_text, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(the_port_brings_its_tls_mode, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(the_user_name_changes_its_form, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(server_mechanism_name_and_sender_are_set, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(trust_is_for_this_copy_only, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(what_changes_no_setting_says_so, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
