/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "base/clock.h"
#include "base/loop.h"

#include <unistd.h>

static int64_t fake_time;

static int64_t fake_now(void)
{
	return fake_time;
}

static void poll_timeout_follows_the_deadline(void **state)
{
	(void)state;
	clock_set_source(fake_now);
	fake_time = 1000;
	assert_int_equal(clock_poll_timeout(CLOCK_NEVER), -1);
	assert_int_equal(clock_poll_timeout(900), 0);
	assert_int_equal(clock_poll_timeout(1500), 500);
	clock_set_scale(10);
	assert_int_equal(clock_poll_timeout(1501), 51);
	clock_set_scale(1);
	clock_set_source(NULL);
}

static void wanted_descriptors_report_what_happened(void **state)
{
	(void)state;
	int ends[2];
	struct loop loop;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "x", 1), 1);
	loop_clear(&loop);
	loop_want(&loop, ends[0], POLLIN);
	loop_want(&loop, ends[1], POLLOUT);
	loop_want(&loop, ends[1], POLLIN);
	loop_want(&loop, -1, POLLIN);
	assert_int_equal(loop.count, 2);
	loop_want_at(&loop, clock_now());
	loop_wait(&loop);
	assert_int_equal(loop_events(&loop, ends[0]), POLLIN);
	assert_int_equal(loop_events(&loop, ends[1]), POLLOUT);
	assert_int_equal(loop_events(&loop, -1), 0);
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(poll_timeout_follows_the_deadline),
	    cmocka_unit_test(wanted_descriptors_report_what_happened),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
