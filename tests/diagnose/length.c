/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A paste of any length is read in linear time: sixteen times as much costs less than sixty times as long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "diagnose/dialogue.h"

static struct dialogue dialogue;

static double cost_of_reading(const char *text, size_t len)
{
	clock_t start = clock();

	dialogue_read(&dialogue, text, len);
	return (double)(clock() - start) + CLOCKS_PER_SEC / 100.0; /* what is quick tells nothing */
}

/* Sixteen times the length may cost a little more than sixteen times as much, and never its square. */
static void any_length_is_read_in_linear_time(void **state)
{
	(void)state;
	static const char *const fillers[] = {"x",   "250-",          "timed out ", "\n",
					      "','", "(in reply to ", "[",          "S: 535 no\n"};
	const size_t size = DIALOGUE_HEAD_BYTES + DIALOGUE_TAIL_BYTES;
	char *text = malloc(4 * size);

	assert_non_null(text);
	for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++) {
		size_t len = strlen(fillers[i]);
		for (size_t at = 0; at < 4 * size; at++)
			text[at] = fillers[i][at % len];
		assert_true(cost_of_reading(text, size) < 60 * cost_of_reading(text, size / 16));
		assert_false(dialogue.cut);
		dialogue_read(&dialogue, text, 4 * size);
		assert_true(dialogue.cut);
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(any_length_is_read_in_linear_time)};
	int failed;

	dialogue_init(&dialogue);
	failed = cmocka_run_group_tests_name("length", tests, NULL, NULL);
	dialogue_finish(&dialogue);
	return failed;
}
