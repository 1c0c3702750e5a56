/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "wire/outbox.h"

#include <stdlib.h>
#include <string.h>

static void bytes_come_out_in_order(void **state)
{
	struct outbox box;
	size_t len;

	(void)state;
	outbox_init(&box, 100000);
	for (int i = 0; i < 1000; i++)
		assert_true(outbox_add(&box, "0123456789", 10));
	for (int i = 0; i < 1000; i++) {
		assert_memory_equal(outbox_bytes(&box, &len), "0123456789", 10);
		outbox_take(&box, 10);
		if (i % 3 == 0)
			assert_true(outbox_add(&box, "0123456789", 10));
	}
	outbox_bytes(&box, &len);
	assert_int_equal(len, 334 * 10);
	outbox_finish(&box);
}

static void what_was_taken_out_is_wiped(void **state)
{
	struct outbox box;
	char *memory;
	size_t len;

	(void)state;
	outbox_init(&box, 1000);
	outbox_add(&box, "s3cret-one s3cret-two", 21);
	memory = (char *)outbox_bytes(&box, &len);
	outbox_take(&box, 11);
	assert_memory_equal(memory, "\0\0\0\0\0\0\0\0\0\0\0s3cret-two", 21);
	outbox_clear(&box);
	for (int i = 0; i < 21; i++)
		assert_int_equal(memory[i], 0);
	outbox_finish(&box);
}

static void more_than_the_cap_is_refused_as_a_whole(void **state)
{
	struct outbox box;
	size_t len;

	(void)state;
	outbox_init(&box, 10);
	assert_true(outbox_add(&box, "12345678", 8));
	assert_false(outbox_add(&box, "abc", 3));
	outbox_bytes(&box, &len);
	assert_int_equal(len, 8);
	assert_true(outbox_add(&box, "ab", 2));
	outbox_finish(&box);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(bytes_come_out_in_order),
	    cmocka_unit_test(what_was_taken_out_is_wiped),
	    cmocka_unit_test(more_than_the_cap_is_refused_as_a_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
