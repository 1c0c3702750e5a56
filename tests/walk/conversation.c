/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "walk/script.h"

#include <string.h>

#define EHLO_PLAIN                                                                                           \
	{                                                                                                    \
		"EHLO client.example.test\r", "250-mx\r\n250 AUTH PLAIN LOGIN\r\n", STAY                     \
	}

static struct script_run run_script(struct script_run run)
{
	run.cancel_at = run.cancel_at ? run.cancel_at : EVENT_FINISHED;
	run.tls = run.tls ? run.tls : TLS_NONE;
	run.quit_after = run.quit_after ? run.quit_after : STAGE_AUTH;
	script_run(&run);
	return run;
}

static void assert_failed(struct script_run *run, enum stage stage, enum problem problem, int exit_code)
{
	const struct verdict *verdict = script_verdict(run);
	if (verdict->stage != stage || verdict->problem != problem || verdict->exit_code != exit_code)
		fail_msg("stage %s problem %s exit %d, wanted %s %s %d\n%s", stage_id(verdict->stage),
			 problem_id(verdict->problem), verdict->exit_code, stage_id(stage),
			 problem_id(problem), exit_code, run->events.data);
	assert_int_equal(verdict->outcome, OUTCOME_FAILED);
}

static void rcpt_is_the_end_when_asked_for(void **state)
{
	(void)state;
	const struct script_turn turns[] = {
	    {NULL, "220 mx\r\n", STAY},
	    EHLO_PLAIN,
	    {"AUTH PLAIN ", "235 ok\r\n", STAY},
	    {"MAIL FROM:<me@example.test>", "250 ok\r\n", STAY},
	    {"RCPT TO:<me@example.test>", "550 5.7.1 relay denied\r\n", STAY},
	    {"QUIT", "221 bye\r\n", HANG_UP},
	    {0},
	};
	struct script_run run =
	    run_script((struct script_run){.turns = turns, .password = "pw123", .quit_after = STAGE_RCPT});
	assert_failed(&run, STAGE_RCPT, PROBLEM_NONE, 24);
	assert_int_equal(walk_facts(run.walk)->reply.code, 550);
	assert_int_equal(walk_facts(run.walk)->stages[STAGE_QUIT].outcome, OUTCOME_PASSED);
	assert_null(strstr(run.received.data, "DATA"));
	script_finish(&run);
}

static void refused_greetings_end_with_21(void **state)
{
	(void)state;
	const struct script_turn busy[] = {{NULL, "421 4.3.2 busy\r\n", HANG_UP}, {0}};
	const struct script_turn left_open[] = {{NULL, "421 busy\r\n", STAY}, {0}};
	const struct script_turn blocked[] = {
	    {NULL, "554 no\r\n", STAY}, {"QUIT", "221 bye\r\n", HANG_UP}, {0}};
	const struct script_turn *const all[] = {busy, left_open, blocked};
	for (size_t i = 0; i < 3; i++) {
		struct script_run run = run_script((struct script_run){.turns = all[i]});
		assert_failed(&run, STAGE_GREETING, PROBLEM_NONE, 21);
		assert_true(walk_facts(run.walk)->reply_decided);
		assert_null(strstr(run.received.data, "EHLO"));
		script_finish(&run);
	}
}

static void strangers_are_named(void **state)
{
	(void)state;
	const struct {
		const char *say;
		enum problem problem;
	} cases[] = {
	    {"HTTP/1.1 400 Bad Request\r\n", PROBLEM_NOT_SMTP_HTTP},
	    {"SSH-2.0-OpenSSH\r\n", PROBLEM_NOT_SMTP_SSH},
	    {"* OK IMAP\r\n", PROBLEM_NOT_SMTP_IMAP},
	    {"+OK POP\r\n", PROBLEM_NOT_SMTP_POP3},
	    {"999 x\r\n", PROBLEM_INVALID_REPLY},
	    {"220-a\r\n221 b\r\n", PROBLEM_MIXED_CODES},
	    {"354 go on\r\n", PROBLEM_UNEXPECTED_CODE},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct script_turn turns[] = {{NULL, cases[i].say, STAY}, {0}};
		struct script_run run = run_script((struct script_run){.turns = turns, .timeout_seconds = 1});
		assert_failed(&run, STAGE_GREETING, cases[i].problem, 21);
		script_finish(&run);
	}
}

static void lost_connections_are_told_apart_by_what_was_pending(void **state)
{
	(void)state;
	const struct script_turn before_greeting[] = {{NULL, NULL, HANG_UP}, {0}};
	const struct script_turn partial[] = {{NULL, "220 par", HANG_UP}, {0}};
	const struct script_turn after_ehlo[] = {{NULL, "220 mx\r\n", STAY}, {"EHLO", NULL, RESET}, {0}};
	struct script_run run = run_script((struct script_run){.turns = before_greeting});
	assert_failed(&run, STAGE_GREETING, PROBLEM_CLOSED, 21);
	script_finish(&run);
	run = run_script((struct script_run){.turns = partial});
	assert_failed(&run, STAGE_GREETING, PROBLEM_CLOSED, 21);
	assert_non_null(strstr(run.events.data, "220 par"));
	script_finish(&run);
	run = run_script((struct script_run){.turns = after_ehlo});
	assert_failed(&run, STAGE_EHLO, PROBLEM_RESET, 22);
	script_finish(&run);
	/* EHLO was due but had not been sent, so no reply was pending. */
	const struct script_turn with_greeting[] = {{NULL, "220 mx\r\n", HANG_UP}, {0}};
	run = run_script((struct script_run){.turns = with_greeting});
	assert_failed(&run, STAGE_EHLO, PROBLEM_CLOSED, 6);
	script_finish(&run);
}

static void what_stands_behind_the_deciding_reply_is_shown(void **state)
{
	(void)state;
	const struct script_turn turns[] = {{NULL, "421 4.7.0 first\r\n554 second\r\n", STAY}, {0}};
	struct script_run run = run_script((struct script_run){.turns = turns});
	assert_failed(&run, STAGE_GREETING, PROBLEM_NONE, 21);
	assert_int_equal(walk_facts(run.walk)->reply.code, 421);
	assert_non_null(strstr(run.events.data, "554 second"));
	script_finish(&run);
}

static void pushed_421_is_seen_before_the_next_write(void **state)
{
	(void)state;
	const struct script_turn turns[] = {
	    {NULL, "220 mx\r\n", STAY},
	    {"EHLO", "250-mx\r\n250 AUTH PLAIN\r\n421 4.4.2 timeout\r\n", HANG_UP},
	    {0},
	};
	struct script_run run = run_script((struct script_run){.turns = turns, .password = "pw123"});
	assert_failed(&run, STAGE_AUTH, PROBLEM_NONE, 6);
	assert_true(script_verdict(&run)->unsolicited);
	assert_int_equal(walk_facts(run.walk)->reply.code, 421);
	assert_null(strstr(run.received.data, "AUTH"));
	script_finish(&run);
}

static void extra_reply_is_out_of_step(void **state)
{
	(void)state;
	const struct script_turn turns[] = {
	    {NULL, "220 mx\r\n", STAY},
	    {"EHLO", "250-mx\r\n250 AUTH PLAIN\r\n250 again\r\n", STAY},
	    {0},
	};
	struct script_run run = run_script((struct script_run){.turns = turns, .password = "pw123"});
	assert_failed(&run, STAGE_AUTH, PROBLEM_OUT_OF_STEP, 28);
	assert_null(strstr(run.received.data, "AUTH"));
	script_finish(&run);
}

static void ehlo_refusals(void **state)
{
	(void)state;
	const struct script_turn shutdown[] = {
	    {NULL, "220 mx\r\n", STAY}, {"EHLO", "421 bye\r\n", STAY}, {0}};
	const struct script_turn old[] = {{NULL, "220 mx\r\n", STAY},
					  {"EHLO", "502 what\r\n", STAY},
					  {"HELO client.example.test\r", "250 ok\r\n", STAY},
					  {"QUIT", "221 bye\r\n", STAY},
					  {0}};
	struct script_run run = run_script((struct script_run){.turns = shutdown});
	assert_failed(&run, STAGE_EHLO, PROBLEM_NONE, 22);
	assert_null(strstr(run.received.data, "HELO "));
	script_finish(&run);
	const struct script_turn odd[] = {
	    {NULL, "220 mx\r\n", STAY}, {"EHLO", "220 again\r\n", STAY}, {"QUIT", "221 bye\r\n", STAY}, {0}};
	run = run_script((struct script_run){.turns = odd});
	assert_failed(&run, STAGE_EHLO, PROBLEM_UNEXPECTED_CODE, 22);
	script_finish(&run);
	const struct script_turn ftp[] = {
	    {NULL, "220 (vsFTPd 3.0.3)\r\n", STAY}, {"EHLO", "530 Please login\r\n", STAY}, {0}};
	run = run_script((struct script_run){.turns = ftp});
	assert_failed(&run, STAGE_EHLO, PROBLEM_NOT_SMTP_FTP, 22);
	script_finish(&run);
	const struct script_turn filezilla[] = {
	    {NULL, "220 FileZilla Server 1.8.2\r\n", STAY}, {"EHLO", "530 Please login\r\n", STAY}, {0}};
	run = run_script((struct script_run){.turns = filezilla});
	assert_failed(&run, STAGE_EHLO, PROBLEM_NOT_SMTP_FTP, 22);
	script_finish(&run);
	run = run_script((struct script_run){.turns = old});
	assert_failed(&run, STAGE_AUTH, PROBLEM_NO_MECHANISM_OFFERED, 28);
	script_finish(&run);
	run = run_script((struct script_run){.turns = old, .tls = TLS_STARTTLS});
	assert_failed(&run, STAGE_TLS, PROBLEM_TLS_NOT_OFFERED, 29);
	script_finish(&run);
}

static void starttls_refusals_come_before_any_secret(void **state)
{
	(void)state;
	const struct script_turn none[] = {
	    {NULL, "220 mx\r\n", STAY}, EHLO_PLAIN, {"QUIT", "221 bye\r\n", STAY}, {0}};
	const struct script_turn refused[] = {{NULL, "220 mx\r\n", STAY},
					      {"EHLO", "250-mx\r\n250 STARTTLS\r\n", STAY},
					      {"STARTTLS", "454 4.7.0 no\r\n", STAY},
					      {"QUIT", "221 bye\r\n", STAY},
					      {0}};
	const struct script_turn odd[] = {{NULL, "220 mx\r\n", STAY},
					  {"EHLO", "250-mx\r\n250 STARTTLS\r\n", STAY},
					  {"STARTTLS", "250 ok\r\n", STAY},
					  {"QUIT", "221 bye\r\n", STAY},
					  {0}};
	const struct script_turn injected[] = {{NULL, "220 mx\r\n", STAY},
					       {"EHLO", "250-mx\r\n250 STARTTLS\r\n", STAY},
					       {"STARTTLS", "220 ok\r\n250 injected\r\n", STAY},
					       {0}};
	struct script_run run =
	    run_script((struct script_run){.turns = none, .tls = TLS_STARTTLS, .password = "pw123"});
	assert_failed(&run, STAGE_TLS, PROBLEM_TLS_NOT_OFFERED, 29);
	assert_null(strstr(run.received.data, "AUTH"));
	script_finish(&run);
	run = run_script((struct script_run){.turns = refused, .tls = TLS_STARTTLS});
	assert_failed(&run, STAGE_TLS, PROBLEM_NONE, 29);
	script_finish(&run);
	run = run_script((struct script_run){.turns = odd, .tls = TLS_STARTTLS});
	assert_failed(&run, STAGE_TLS, PROBLEM_UNEXPECTED_CODE, 29);
	script_finish(&run);
	run = run_script((struct script_run){.turns = injected, .tls = TLS_STARTTLS});
	assert_failed(&run, STAGE_TLS, PROBLEM_STARTTLS_INJECTION, 29);
	script_finish(&run);
}

static void step_mode_holds_every_byte(void **state)
{
	(void)state;
	const struct script_turn turns[] = {{NULL, "220 mx\r\n", STAY},
					    EHLO_PLAIN,
					    {"AUTH PLAIN", "235 ok\r\n", STAY},
					    {"QUIT", "221 bye\r\n", HANG_UP},
					    {0}};
	struct script_run run =
	    run_script((struct script_run){.turns = turns, .password = "pw123", .step = true});
	assert_int_equal(script_verdict(&run)->outcome, OUTCOME_PASSED);
	assert_int_equal(run.bytes_at_first_step, 0);
	assert_non_null(strstr(run.events.data, "step connect - TCP "));
	assert_non_null(strstr(run.events.data, "step ehlo - EHLO client.example.test"));
	assert_non_null(strstr(run.events.data, "step auth - AUTH PLAIN <hidden>"));
	assert_non_null(strstr(run.events.data, "step quit - QUIT"));
	script_finish(&run);
}

static void what_is_told_at_the_verdict_stands_before_the_end(void **state)
{
	static const struct script_turn ends[] = {{"AUTH PLAIN", "235 ok\r\n", STAY},
						  {"AUTH PLAIN", "235 ok\r\n", HANG_UP},
						  {"AUTH PLAIN", "235 ok\r\n", RESET},
						  {"AUTH PLAIN", "235 ok\r\n421 bye\r\n", HANG_UP}};

	(void)state;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		const struct script_turn turns[] = {
		    {NULL, "220 mx\r\n", STAY}, EHLO_PLAIN, ends[i], {"QUIT", "221 bye\r\n", HANG_UP}, {0}};
		struct script_run run =
		    run_script((struct script_run){.turns = turns, .password = "pw123", .tell = "told once"});
		const char *told = strstr(run.events.data, "told once");
		if (!told || strstr(told + 1, "told once") || !strstr(told, "finished"))
			fail_msg("end %zu\n%s", i, run.events.data);
		assert_int_equal(walk_facts(run.walk)->verdict.outcome, OUTCOME_PASSED);
		script_finish(&run);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rcpt_is_the_end_when_asked_for),
	    cmocka_unit_test(refused_greetings_end_with_21),
	    cmocka_unit_test(strangers_are_named),
	    cmocka_unit_test(lost_connections_are_told_apart_by_what_was_pending),
	    cmocka_unit_test(what_stands_behind_the_deciding_reply_is_shown),
	    cmocka_unit_test(pushed_421_is_seen_before_the_next_write),
	    cmocka_unit_test(extra_reply_is_out_of_step),
	    cmocka_unit_test(ehlo_refusals),
	    cmocka_unit_test(starttls_refusals_come_before_any_secret),
	    cmocka_unit_test(step_mode_holds_every_byte),
	    cmocka_unit_test(what_is_told_at_the_verdict_stands_before_the_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
