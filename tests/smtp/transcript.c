/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "smtp/transcript.h"

#include <stdio.h>

static void a_flood_keeps_the_start_and_the_end(void **state)
{
	(void)state;
	struct transcript transcript;
	transcript_init(&transcript);
	for (int i = 0; i < 5 * TRANSCRIPT_MAX; i++) {
		char line[20];
		snprintf(line, sizeof(line), "%d", i);
		transcript_add(&transcript,
			       &(struct transcript_entry){.ms = i, .from = FROM_SERVER, .line = line});
	}
	assert_true(transcript.count <= TRANSCRIPT_MAX);
	assert_int_equal(transcript.count + transcript.dropped, 5 * TRANSCRIPT_MAX);
	assert_string_equal(transcript.entries[0].line, "0");
	assert_int_equal(transcript.entries[transcript.count - 1].ms, 5 * TRANSCRIPT_MAX - 1);
	assert_string_equal(transcript_from_id(FROM_NOTE), "note");
	transcript_finish(&transcript);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_flood_keeps_the_start_and_the_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
