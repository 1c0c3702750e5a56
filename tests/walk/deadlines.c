/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "walk/script.h"

#include "base/clock.h"

#include <string.h>
#include <time.h>

static const struct script_turn silent[] = {{0}};
static const struct script_turn to_auth[] = {
    {NULL, "220 mx\r\n", STAY},
    {"EHLO", "250-mx\r\n250 AUTH PLAIN\r\n", STAY},
    {"AUTH", "235 ok\r\n", STAY},
    {"MAIL", "250 ok\r\n", STAY},
    {"RCPT", "250 ok\r\n", STAY},
    {"QUIT", "221 bye\r\n", HANG_UP},
    {0},
};

static struct script_run base_run(const struct script_turn *turns)
{
	return (struct script_run){.turns = turns,
				   .user = "user",
				   .password = "s3cret",
				   .tls = TLS_NONE,
				   .quit_after = STAGE_RCPT,
				   .cancel_at = EVENT_FINISHED,
				   .timeout_seconds = 10};
}

static void silence_ends_at_the_deadline(void **state)
{
	(void)state;
	clock_set_scale(10);
	struct script_run run = base_run(silent);
	run.timeout_seconds = 2;
	script_run(&run);
	clock_set_scale(1);
	assert_int_equal(script_verdict(&run)->problem, PROBLEM_REPLY_TIMEOUT);
	assert_int_equal(script_verdict(&run)->stage, STAGE_GREETING);
	assert_int_equal(script_verdict(&run)->exit_code, 21);
	script_finish(&run);
}

static void cancel_works_at_every_stage_at_once(void **state)
{
	(void)state;
	const enum event_kind kinds[] = {EVENT_STAGE_ENTERED, EVENT_ADDRESS,       EVENT_WAITING, EVENT_LINE,
					 EVENT_CAPABILITIES,  EVENT_NEED_PASSWORD, EVENT_VERDICT};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct script_run run = base_run(to_auth);
		run.cancel_at = kinds[i];
		/* STAGE_ENTERED is the zero of the enumeration: it means what it says here. */
		script_run(&run);
		assert_true(run.ms < 100);
		if (kinds[i] != EVENT_VERDICT)
			assert_int_equal(script_verdict(&run)->exit_code, 130);
		script_finish(&run);
	}
}

static void a_killed_engine_is_a_fact_at_every_stage(void **state)
{
	(void)state;
	const enum stage stages[] = {STAGE_CONNECT, STAGE_GREETING, STAGE_EHLO,
				     STAGE_AUTH,    STAGE_MAIL,     STAGE_RCPT};
	for (size_t i = 0; i < sizeof(stages) / sizeof(*stages); i++) {
		struct script_run run = base_run(to_auth);
		run.kill_engine_at = stages[i];
		script_run(&run);
		const struct verdict *verdict = script_verdict(&run);
		if (verdict->problem != PROBLEM_ENGINE_CRASHED && verdict->outcome != OUTCOME_PASSED)
			fail_msg("%s", run.events.data);
		if (stages[i] < STAGE_MAIL) {
			assert_int_equal(verdict->problem, PROBLEM_ENGINE_CRASHED);
			assert_int_equal(verdict->exit_code, 70);
			assert_string_equal(verdict->detail, "signal 9");
		}
		script_finish(&run);
	}
}

static void a_hanging_engine_is_a_fact(void **state)
{
	(void)state;
	clock_set_scale(20);
	struct script_run run = base_run(to_auth);
	run.kill_engine_at = STAGE_EHLO;
	run.stop_engine = true;
	run.timeout_seconds = 60;
	script_run(&run);
	clock_set_scale(1);
	assert_int_equal(script_verdict(&run)->problem, PROBLEM_ENGINE_HUNG);
	assert_int_equal(script_verdict(&run)->exit_code, 70);
	script_finish(&run);
}

enum { THOUGHT_MS = 5 * 1000 };

static int64_t passed_in_thought;

static int64_t real_time_and_thought(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000 + passed_in_thought;
}

static void think_for_five_seconds(void)
{
	passed_in_thought += THOUGHT_MS;
}

static void the_time_the_user_takes_is_not_the_servers(void **state)
{
	(void)state;
	const char *passwords[] = {"s3cret", NULL};
	for (size_t i = 0; i < 2; i++) {
		clock_set_source(real_time_and_thought);
		struct script_run run = base_run(to_auth);
		run.password = passwords[i];
		run.think = think_for_five_seconds;
		script_run(&run);
		clock_set_source(NULL);
		const struct facts *facts = walk_facts(run.walk);
		assert_int_equal(script_verdict(&run)->problem,
				 passwords[i] ? PROBLEM_NONE : PROBLEM_NO_PASSWORD);
		assert_true(facts->stages[STAGE_AUTH].entered);
		assert_in_range(facts->stages[STAGE_AUTH].us, 0, THOUGHT_MS * CLOCK_US_PER_MS - 1);
		script_finish(&run);
	}
}

static void silence_after_the_dot_is_no_refusal(void **state)
{
	static const struct script_turn turns[] = {
	    {NULL, "220 mx\r\n", STAY},
	    {"EHLO", "250-mx\r\n250 AUTH PLAIN\r\n", STAY},
	    {"AUTH", "235 ok\r\n", STAY},
	    {"MAIL FROM:<me@example.test>", "250 ok\r\n", STAY},
	    {"RCPT TO:<me@example.test>", "250 ok\r\n", STAY},
	    {"DATA", "354 go\r\n", STAY},
	    {0},
	};

	(void)state;
	clock_set_scale(20);
	struct script_run run = base_run(turns);
	run.quit_after = STAGE_DATA;
	run.send = true;
	run.timeout_seconds = 5;
	script_run(&run);
	clock_set_scale(1);
	assert_int_equal(script_verdict(&run)->problem, PROBLEM_MESSAGE_UNCONFIRMED);
	assert_int_equal(script_verdict(&run)->stage, STAGE_DATA);
	assert_int_equal(script_verdict(&run)->exit_code, 26);
	assert_non_null(strstr(run.events.data, "the wait goes on"));
	assert_non_null(strstr(run.received.data, "Subject: mailmedic test message"));
	assert_non_null(strstr(run.received.data, "\r\n.\r\n"));
	script_finish(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(silence_ends_at_the_deadline),
	    cmocka_unit_test(silence_after_the_dot_is_no_refusal),
	    cmocka_unit_test(cancel_works_at_every_stage_at_once),
	    cmocka_unit_test(a_killed_engine_is_a_fact_at_every_stage),
	    cmocka_unit_test(a_hanging_engine_is_a_fact),
	    cmocka_unit_test(the_time_the_user_takes_is_not_the_servers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
