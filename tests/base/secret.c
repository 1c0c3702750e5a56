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

/* They share pages; none may reach into another, and a place that was given back is empty. */
static void many_secrets_keep_apart(void **state)
{
	enum { COUNT = 100 };
	struct secret *secrets[COUNT];
	char text[400];

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (size_t i = round; i < COUNT; i += 1 + (size_t)round) {
			secrets[i] = secret_create();
			assert_int_equal(secret_length(secrets[i]), 0);
			memset(text, 'a' + (int)(i % 26), sizeof(text));
			assert_true(secret_append(secrets[i], text, 1 + 4 * i));
		}
		for (size_t i = 0; i < COUNT; i++) {
			memset(text, 'a' + (int)(i % 26), sizeof(text));
			assert_int_equal(secret_length(secrets[i]), 1 + 4 * i);
			assert_memory_equal(secret_bytes(secrets[i]), text, 1 + 4 * i);
		}
		for (size_t i = 1 - (size_t)round; i < COUNT; i += 2 - (size_t)round) {
			secret_destroy(secrets[i]);
			secrets[i] = NULL;
		}
	}
}

/* Through each size that it is kept in. */
static void growing_secret_stays_whole(void **state)
{
	struct secret *secret = secret_create();
	char text[SECRET_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)(i * 7);
	for (size_t len = 0; len < SECRET_MAX; len += 64) {
		assert_true(secret_append(secret, text + len, 64));
		assert_memory_equal(secret_bytes(secret), text, len + 64);
	}
	assert_false(secret_append(secret, "y", 1));
	secret_destroy(secret);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(backspace_removes_whole_characters),
	    cmocka_unit_test(too_long_is_refused_whole),
	    cmocka_unit_test(many_secrets_keep_apart),
	    cmocka_unit_test(growing_secret_stays_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
