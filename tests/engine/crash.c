/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine dies, hangs or misbehaves, at every stage: a reported fact, never a fault of ours. */
#include "cmocka_all.h"

#include "drive.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

/* The stages of a run with a log-in; each ends where the engine waits for somebody. */
enum moment {
	STARTED,
	EHLO_SENT,
	ANSWER_WANTED,
	AUTH_SENT,
	SECOND_WANTED,
	RESPONSE_SENT,
	MAIL_SENT,
	MOMENTS
};

static struct engine *run_to(enum moment moment)
{
	struct engine *engine = drive_start("1");

	if (moment >= EHLO_SENT) {
		engine_send_line(engine, "220 server.test");
		drive_expect_line(engine, "EHLO client.test");
	}
	if (moment >= ANSWER_WANTED) {
		engine_send_line(engine, "250-server.test");
		engine_send_line(engine, "250 AUTH LOGIN");
		drive_expect(engine, ENGINE_NEED_ANSWER, "");
	}
	if (moment >= AUTH_SENT) {
		engine_answer(engine, ENGINE_ANSWER_NONE);
		drive_expect_line(engine, "AUTH LOGIN");
	}
	if (moment >= SECOND_WANTED) {
		engine_send_line(engine, "334 " ENGINE_PLACEHOLDER_BASE64);
		drive_expect(engine, ENGINE_NEED_ANSWER, "");
	}
	if (moment >= RESPONSE_SENT) {
		engine_answer(engine, ENGINE_ANSWER_SOME);
		drive_expect_line(engine, ENGINE_PLACEHOLDER_BASE64);
	}
	if (moment >= MAIL_SENT) {
		engine_send_line(engine, "235 ok");
		drive_expect_line(engine, "MAIL FROM:<a@client.test>");
	}
	return engine;
}

static void expect_death(int number, const char *text)
{
	for (int moment = STARTED; moment < MOMENTS; moment++) {
		struct engine *engine = run_to((enum moment)moment);
		struct engine_event event;

		assert_int_equal(kill(engine_pid(engine), number), 0);
		drive_expect(engine, ENGINE_CRASHED, text);
		assert_false(engine_next(engine, &event));
		/* Late answers find nobody and do no harm. */
		engine_send_line(engine, "250 late");
		engine_answer(engine, ENGINE_ANSWER_SOME);
		engine_give_message(engine, "late\r\n", 6);
		engine_destroy(engine);
	}
}

static void killed_engine_is_reported_at_every_stage(void **state)
{
	(void)state;
	expect_death(SIGKILL, "signal 9");
}

static void segfault_is_reported_at_every_stage(void **state)
{
	(void)state;
	expect_death(SIGSEGV, "signal 11");
}

/* No event comes: the walk has its deadline. Destroying does not wait for the child to wake up. */
static void stopped_engine_says_nothing_and_is_destroyed_at_once(void **state)
{
	(void)state;
	for (int moment = STARTED; moment < MOMENTS; moment++) {
		struct engine *engine = run_to((enum moment)moment);
		const int pid = engine_pid(engine);
		int64_t start;

		assert_int_equal(kill(pid, SIGSTOP), 0);
		engine_send_line(engine, "421 4.3.2 going down");
		drive_expect_nothing(engine);
		start = clock_now();
		engine_destroy(engine);
		assert_true(clock_now() - start < 100);
		assert_int_equal(kill(pid, 0), -1); /* reaped: no zombie is left */
		assert_int_equal(errno, ESRCH);
	}
}

static void terminal_signals_do_not_reach_it(void **state)
{
	struct engine *engine = drive_start("");

	(void)state;
	assert_int_not_equal(getsid(engine_pid(engine)), getsid(0));
	engine_destroy(engine);
}

static struct engine *start_rogue(const char *behaviour)
{
	const struct engine_order order = {
	    .ehlo_name = behaviour, .login = "", .from = "", .to = "", .send = ""};
	struct engine *engine;

	assert_non_null(getenv("ROGUE_ENGINE")); /* set by meson test */
	setenv("MAILMEDIC_ENGINE", getenv("ROGUE_ENGINE"), 1);
	engine = drive_start_order(&order);
	unsetenv("MAILMEDIC_ENGINE");
	return engine;
}

static void breach_of_the_protocol_is_a_crash_with_words(void **state)
{
	static const struct {
		const char *behaviour, *text;
	} breaches[] = {
	    {"garbage", "broke the protocol: a malformed frame"},
	    {"escape", "broke the protocol: a malformed frame"},
	    {"impostor", "broke the protocol: a malformed frame"},
	    {"endless-line", "broke the protocol: a line is too long"},
	    {"nul", "broke the protocol: a line holds NUL, CR or LF"},
	    {"bare-lf", "broke the protocol: a line holds NUL, CR or LF"},
	    {"bare-cr", "broke the protocol: a line holds NUL, CR or LF"},
	    {"lone-lf", "broke the protocol: a line holds NUL, CR or LF"},
	    {"exit-3", "exit status 3"},
	    {"half-frame", "exit status 4"},
	    {"closes-control", "signal 9"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(breaches) / sizeof(breaches[0]); i++) {
		struct engine *engine = start_rogue(breaches[i].behaviour);

		drive_expect(engine, ENGINE_CRASHED, breaches[i].text);
		assert_int_equal(engine_pid(engine), 0);
		engine_destroy(engine);
	}
}

static void question_asked_twice_is_a_breach(void **state)
{
	struct engine *engine = start_rogue("twice");

	(void)state;
	drive_expect(engine, ENGINE_NEED_ANSWER, "");
	drive_expect(engine, ENGINE_CRASHED, "broke the protocol: it asks too often");
	engine_destroy(engine);
}

static void notes_are_counted(void **state)
{
	struct engine *engine = start_rogue("notes");

	(void)state;
	for (int i = 0; i < ENGINE_NOTES_MAX; i++)
		drive_expect(engine, ENGINE_NOTE, "x");
	drive_expect_start(engine, ENGINE_CRASHED, "broke the protocol");
	engine_destroy(engine);
}

static void lines_before_a_crash_come_first(void **state)
{
	struct engine *engine = start_rogue("lines-then-abort");

	(void)state;
	drive_expect_line(engine, "EHLO one");
	drive_expect_line(engine, "EHLO two");
	drive_expect(engine, ENGINE_CRASHED, "signal 6");
	engine_destroy(engine);
}

static void done_waits_for_the_last_line(void **state)
{
	struct engine *engine = start_rogue("done-then-line");

	(void)state;
	drive_expect_line(engine, "QUIT");
	drive_expect(engine, ENGINE_DONE, "1");
	engine_destroy(engine);
}

static void engine_that_does_not_read_is_given_up(void **state)
{
	struct engine *engine = start_rogue("deaf");
	char line[ENGINE_REPLY_MAX + 1];

	(void)state;
	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	for (int i = 0; i < 1000; i++)
		engine_send_line(engine, line);
	drive_expect(engine, ENGINE_CRASHED, "broke the protocol: it does not read");
	engine_destroy(engine);
}

static void missing_engine_is_one_clear_error(void **state)
{
	const struct engine_order order = {.ehlo_name = "x", .login = "", .from = "", .to = "", .send = ""};
	struct engine *engine = NULL;
	struct error error;

	(void)state;
	setenv("MAILMEDIC_ENGINE", "/nonexistent/engine", 1);
	assert_false(engine_create(&order, NULL, &engine, &error));
	assert_int_equal(error.kind, ERROR_FILE);
	assert_non_null(strstr(error.text, "/nonexistent/engine"));
	setenv("MAILMEDIC_ENGINE", "/dev", 1);
	assert_false(engine_create(&order, NULL, &engine, &error));
	unsetenv("MAILMEDIC_ENGINE");
	assert_null(engine);
}

static void destroy_takes_null(void **state)
{
	(void)state;
	engine_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(killed_engine_is_reported_at_every_stage),
	    cmocka_unit_test(segfault_is_reported_at_every_stage),
	    cmocka_unit_test(stopped_engine_says_nothing_and_is_destroyed_at_once),
	    cmocka_unit_test(terminal_signals_do_not_reach_it),
	    cmocka_unit_test(breach_of_the_protocol_is_a_crash_with_words),
	    cmocka_unit_test(question_asked_twice_is_a_breach),
	    cmocka_unit_test(notes_are_counted),
	    cmocka_unit_test(lines_before_a_crash_come_first),
	    cmocka_unit_test(done_waits_for_the_last_line),
	    cmocka_unit_test(engine_that_does_not_read_is_given_up),
	    cmocka_unit_test(missing_engine_is_one_clear_error),
	    cmocka_unit_test(destroy_takes_null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
