/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "base/secret.h"

#include <string.h>

static void backspace_removes_whole_characters(void **state)
{
	(void)state;
	struct secret *secret = secret_create();
	assert_true(secret_append(secret, "a\xc3\xa9", 3));
	secret_backspace(secret);
	assert_int_equal(secret_length(secret), 1);
	secret_backspace(secret);
	secret_backspace(secret);
	assert_int_equal(secret_length(secret), 0);
	secret_destroy(secret);
}

static void too_long_is_refused_whole(void **state)
{
	(void)state;
	static char big[SECRET_MAX];
	memset(big, 'x', sizeof(big));
	struct secret *secret = secret_create();
	assert_true(secret_append(secret, big, sizeof(big)));
	assert_false(secret_append(secret, "y", 1));
	assert_int_equal(secret_length(secret), SECRET_MAX);
	struct secret *copy = secret_clone(secret);
	assert_memory_equal(secret_bytes(copy), big, sizeof(big));
	assert_true(secret_equals(secret, copy));
	secret_backspace(copy);
	assert_false(secret_equals(secret, copy));
	assert_false(secret_equals(NULL, copy));
	assert_true(secret_equals(NULL, NULL));
	secret_clear(secret);
	assert_int_equal(secret_length(secret), 0);
	assert_int_equal(secret_bytes(secret)[0], 0);
	secret_destroy(copy);
	secret_destroy(secret);
	secret_destroy(NULL);
	assert_null(secret_clone(NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(backspace_removes_whole_characters),
	    cmocka_unit_test(too_long_is_refused_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
