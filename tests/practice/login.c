/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's side of AUTH without a socket. */
#include "practice/login.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void plain_takes_user_and_password_from_one_response(void **state)
{
	struct login login;
	const char *text = NULL;

	(void)state;
	login_init(&login);
	assert_int_equal(login_start(&login, "plain", NULL, &text), LOGIN_CHALLENGE);
	assert_string_equal(text, "");
	assert_int_equal(login_answer(&login, "eABhAGI=", &text), LOGIN_COMPLETE); /* x NUL a NUL b */
	assert_string_equal(login.user.data, "a");
	assert_true(login_has_password(&login, "b", false));
	assert_false(login_has_password(&login, "", false));
	assert_false(login_has_password(&login, "bb", false));
	assert_int_equal(login_start(&login, "PLAIN", "AABi", &text), LOGIN_REFUSED); /* no user */
	assert_int_equal(login_start(&login, "PLAIN", "AGEAYgBj", &text),
			 LOGIN_REFUSED); /* one NUL too many */
	login_finish(&login);
}

static void login_asks_twice_or_once(void **state)
{
	struct login login;
	const char *text = NULL;

	(void)state;
	login_init(&login);
	assert_int_equal(login_start(&login, "LOGIN", NULL, &text), LOGIN_CHALLENGE);
	assert_string_equal(text, "VXNlcm5hbWU6");
	assert_int_equal(login_answer(&login, "YQ==", &text), LOGIN_CHALLENGE);
	assert_string_equal(text, "UGFzc3dvcmQ6");
	assert_int_equal(login_answer(&login, "Yg==", &text), LOGIN_COMPLETE);
	assert_true(login_has_password(&login, "b", false));
	assert_int_equal(login_start(&login, "LOGIN", "YQ==", &text), LOGIN_CHALLENGE);
	assert_string_equal(text, "UGFzc3dvcmQ6");
	assert_int_equal(login_answer(&login, "*", &text), LOGIN_REFUSED);
	login_finish(&login);
}

/* The example of RFC 2195, section 2. */
static void cram_md5_is_really_checked(void **state)
{
	struct login login;
	const char *text = NULL;

	(void)state;
	login_init(&login);
	assert_int_equal(login_start(&login, "cram-md5", NULL, &text), LOGIN_CHALLENGE);
	strcpy(login.challenge, "<1896.697170952@postoffice.reston.mci.net>");
	assert_int_equal(login_answer(&login, "dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw", &text),
			 LOGIN_COMPLETE);
	assert_string_equal(login.user.data, "tim");
	assert_true(login_has_password(&login, "tanstaaftanstaaf", false));
	assert_false(login_has_password(&login, "tanstaaf", false));
	assert_true(login_has_password(&login, "tanstaaf tanstaaf", true));
	login_finish(&login);
}

static void challenges_never_repeat(void **state)
{
	struct login login;
	const char *text = NULL;
	char *first;

	(void)state;
	login_init(&login);
	login_start(&login, "CRAM-MD5", NULL, &text);
	first = strdup(text);
	login_start(&login, "CRAM-MD5", NULL, &text);
	assert_string_not_equal(first, text);
	free(first);
	login_finish(&login);
}

static void spaces_in_an_app_password_do_not_matter(void **state)
{
	struct login login;
	const char *text = NULL;

	(void)state;
	login_init(&login);
	login_start(&login, "PLAIN", "AGEAYWJjZA==", &text); /* abcd */
	assert_true(login_has_password(&login, "ab cd", true));
	assert_false(login_has_password(&login, "ab cd", false));
	assert_false(login_has_password(&login, "ab ce", true));
	login_finish(&login);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(plain_takes_user_and_password_from_one_response),
	    cmocka_unit_test(login_asks_twice_or_once),
	    cmocka_unit_test(cram_md5_is_really_checked),
	    cmocka_unit_test(challenges_never_repeat),
	    cmocka_unit_test(spaces_in_an_app_password_do_not_matter),
	};

	return cmocka_run_group_tests_name("practice login", tests, NULL, NULL);
}
