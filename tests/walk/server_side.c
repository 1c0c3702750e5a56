/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server gets, when something goes wrong on either side. */
#include "cmocka_all.h"

#include "walk/script.h"

#include "base/clock.h"

#include <string.h>

#define HELLO                                                                                                \
	{NULL, "220 mx\r\n", STAY},                                                                          \
	{                                                                                                    \
		"EHLO", "250-mx\r\n250 AUTH PLAIN CRAM-MD5\r\n", STAY                                        \
	}
/* Five header lines, an empty one, one of text. */
#define ANY_LINE                                                                                             \
	{                                                                                                    \
		"", NULL, STAY                                                                               \
	}
#define MESSAGE_LINES ANY_LINE, ANY_LINE, ANY_LINE, ANY_LINE, ANY_LINE, ANY_LINE, ANY_LINE
#define BYE                                                                                                  \
	{"QUIT\r", "221 bye\r\n", HANG_UP},                                                                  \
	{                                                                                                    \
		0                                                                                            \
	}

static struct script_run play(struct script_run run)
{
	run.cancel_at = EVENT_FINISHED;
	run.tls = run.tls ? run.tls : TLS_NONE;
	run.user = run.user ? run.user : "user";
	run.password = run.password ? run.password : "s3cret pass";
	run.quit_after = run.quit_after ? run.quit_after : STAGE_AUTH;
	script_run(&run);
	return run;
}

static void assert_verdict(struct script_run *run, enum stage stage, enum problem problem, int exit_code)
{
	const struct verdict *verdict = script_verdict(run);

	if (verdict->stage != stage || verdict->problem != problem || verdict->exit_code != exit_code)
		fail_msg("stage %s problem %s exit %d\n%s", stage_id(verdict->stage),
			 problem_id(verdict->problem) ? problem_id(verdict->problem) : "-",
			 verdict->exit_code, run->events.data);
}

static bool ends_with(const struct strbuf *text, const char *end)
{
	size_t len = strlen(end);

	return text->len >= len && strcmp(text->data + text->len - len, end) == 0;
}

static void a_lost_engine_never_sends_quit_as_a_response(void **state)
{
	(void)state;
	const struct script_turn turns[] = {
	    HELLO, {"AUTH CRAM-MD5", "334 PDEuMkBteD4=\r\n", STAY}, {"*\r", "501 cancelled\r\n", STAY}, BYE};
	for (int stopped = 0; stopped < 2; stopped++) {
		clock_set_scale(stopped ? 20 : 1);
		struct script_run run = play((struct script_run){.turns = turns,
								 .mechanism = "CRAM-MD5",
								 .timeout_seconds = 60,
								 .kill_engine_at_line = "AUTH",
								 .stop_engine = stopped});
		clock_set_scale(1);
		assert_verdict(&run, STAGE_AUTH, stopped ? PROBLEM_ENGINE_HUNG : PROBLEM_ENGINE_CRASHED, 70);
		if (!ends_with(&run.received, "AUTH CRAM-MD5\r\n*\r\nQUIT\r\n"))
			fail_msg("%s", run.received.data);
		script_finish(&run);
	}
}

static void a_lost_engine_never_sends_quit_as_message_text(void **state)
{
	(void)state;
	const struct script_turn turns[] = {HELLO,
					    {"AUTH PLAIN", "235 ok\r\n", STAY},
					    {"MAIL", "250 ok\r\n", STAY},
					    {"RCPT", "250 ok\r\n", STAY},
					    {"DATA", "354 go\r\n", STAY},
					    {0}};
	struct script_run run = play((struct script_run){.turns = turns,
							 .mechanism = "PLAIN",
							 .quit_after = STAGE_DATA,
							 .send = true,
							 .kill_engine_at_line = "DATA"});
	assert_verdict(&run, STAGE_DATA, PROBLEM_ENGINE_CRASHED, 70);
	if (!ends_with(&run.received, "DATA\r\n"))
		fail_msg("%s", run.received.data);
	script_finish(&run);
}

static void the_servers_refusal_counts_when_the_engine_is_gone_but_not_needed(void **state)
{
	(void)state;
	const struct script_turn turns[] = {HELLO, {"AUTH PLAIN", "535 5.7.8 no\r\n", STAY_LATE}, BYE};
	struct script_run run = play((struct script_run){
	    .turns = turns, .mechanism = "PLAIN", .kill_engine_at_line = "AUTH", .late_ms = 300});
	assert_verdict(&run, STAGE_AUTH, PROBLEM_NONE, 28);
	assert_int_equal(walk_facts(run.walk)->reply.code, 535);
	script_finish(&run);
}

static void nothing_is_sent_while_a_reply_is_incomplete(void **state)
{
	(void)state;
	static const char *const begun[] = {"250-mx\r\n250 AUTH PLAIN\r\n421-4.3.2 shutting down\r\n",
					    "250-mx\r\n250 AUTH PLAIN\r\n421-4.3",
					    "250-mx\r\n250 AUTH PLAIN\r\n4"};
	for (size_t i = 0; i < 3; i++) {
		const struct script_turn turns[] = {{NULL, "220 mx\r\n", STAY},
						    {"EHLO", begun[i], STAY},
						    {NULL,
						     i == 0   ? "421 4.3.2 bye\r\n"
						     : i == 1 ? ".2 bye\r\n421 b\r\n"
							      : "21 bye\r\n",
						     STAY_LATE},
						    {0}};
		struct script_run run =
		    play((struct script_run){.turns = turns, .late_ms = 300, .timeout_seconds = 5});
		assert_verdict(&run, STAGE_AUTH, PROBLEM_NONE, 6);
		assert_true(script_verdict(&run)->unsolicited);
		if (!ends_with(&run.received, "EHLO client.example.test\r\n"))
			fail_msg("%s", run.received.data);
		script_finish(&run);
	}
}

static void a_mailbox_beyond_ascii_needs_smtputf8(void **state)
{
	(void)state;
	const struct script_turn offered[] = {
	    {NULL, "220 mx\r\n", STAY},
	    {"EHLO", "250-mx\r\n250-SMTPUTF8\r\n250 AUTH PLAIN\r\n", STAY},
	    {"AUTH PLAIN", "235 ok\r\n", STAY},
	    {"MAIL FROM:<j\xc3\xb6rg@example.test> SMTPUTF8\r", "250 ok\r\n", STAY},
	    BYE};
	const struct script_turn missing[] = {HELLO, {"AUTH PLAIN", "235 ok\r\n", STAY}, BYE};
	struct script_run wanted = {.from = "j\xc3\xb6rg@example.test",
				    .mechanism = "PLAIN",
				    .quit_after = STAGE_MAIL,
				    .turns = offered};
	struct script_run run = play(wanted);
	assert_int_equal(script_verdict(&run)->outcome, OUTCOME_PASSED);
	script_finish(&run);
	wanted.turns = missing;
	run = play(wanted);
	assert_verdict(&run, STAGE_MAIL, PROBLEM_SMTPUTF8_NOT_OFFERED, 23);
	assert_null(strstr(run.received.data, "MAIL"));
	script_finish(&run);
}

static void a_message_may_be_taken_after_a_minute(void **state)
{
	(void)state;
	const struct script_turn slow[] = {HELLO,
					   {"AUTH PLAIN", "235 ok\r\n", STAY},
					   {"MAIL", "250 ok\r\n", STAY},
					   {"RCPT", "250 ok\r\n", STAY},
					   {"DATA", "354 go\r\n", STAY},
					   MESSAGE_LINES,
					   {".\r", "250 taken\r\n", STAY_LATE},
					   BYE};
	clock_set_scale(50);
	struct script_run run = play((struct script_run){.turns = slow,
							 .mechanism = "PLAIN",
							 .quit_after = STAGE_DATA,
							 .send = true,
							 .late_ms = 60 * 1000});
	clock_set_scale(1);
	if (script_verdict(&run)->outcome != OUTCOME_PASSED)
		fail_msg("%s", run.events.data);
	script_finish(&run);
}

static void a_loss_after_the_dot_says_that_the_message_may_be_taken(void **state)
{
	(void)state;
	const struct script_turn turns[] = {HELLO,
					    {"AUTH PLAIN", "235 ok\r\n", STAY},
					    {"MAIL", "250 ok\r\n", STAY},
					    {"RCPT", "250 ok\r\n", STAY},
					    {"DATA", "354 go\r\n", STAY},
					    MESSAGE_LINES,
					    {".\r", NULL, HANG_UP},
					    {0}};
	struct script_run run = play((struct script_run){
	    .turns = turns, .mechanism = "PLAIN", .quit_after = STAGE_DATA, .send = true});
	assert_verdict(&run, STAGE_DATA, PROBLEM_MESSAGE_UNCONFIRMED, 26);
	script_finish(&run);
}

static void any_positive_code_lets_the_walk_go_on(void **state)
{
	(void)state;
	const struct script_turn turns[] = {{NULL, "220 mx\r\n", STAY},
					    {"EHLO", "251-mx\r\n251 AUTH PLAIN\r\n", STAY},
					    {"AUTH PLAIN", "235 ok\r\n", STAY},
					    {"MAIL", "252 ok\r\n", STAY},
					    {"RCPT", "252 cannot verify\r\n", STAY},
					    BYE};
	struct script_run run =
	    play((struct script_run){.turns = turns, .mechanism = "PLAIN", .quit_after = STAGE_RCPT});
	if (script_verdict(&run)->outcome != OUTCOME_PASSED)
		fail_msg("%s", run.events.data);
	assert_non_null(strstr(run.events.data, "not the usual one"));
	script_finish(&run);
}

static void a_code_that_is_the_password_stays_a_code(void **state)
{
	(void)state;
	const struct script_turn turns[] = {HELLO, {"AUTH PLAIN", "421 4.7.0 later\r\n", HANG_UP}, {0}};
	struct script_run run =
	    play((struct script_run){.turns = turns, .mechanism = "PLAIN", .password = "421 4.7.0"});
	assert_verdict(&run, STAGE_AUTH, PROBLEM_NONE, 28);
	assert_int_equal(walk_facts(run.walk)->reply.code, 421);
	assert_string_equal(walk_facts(run.walk)->reply.lines[0].bytes, "421 <hidden> later");
	script_finish(&run);
}

static void a_greeting_in_the_last_second_is_shown(void **state)
{
	(void)state;
	const struct script_turn turns[] = {{NULL, "220 late\r\n", STAY_LATE}, {0}};
	struct script_run run = play(
	    (struct script_run){.turns = turns, .tls = TLS_STARTTLS, .timeout_seconds = 1, .late_ms = 1500});
	assert_verdict(&run, STAGE_GREETING, PROBLEM_REPLY_TIMEOUT, 21);
	assert_non_null(strstr(run.events.data, "line greeting - 220 late"));
	assert_string_equal(script_verdict(&run)->detail, "The greeting came after its time was over.");
	script_finish(&run);
}

static void sentences_have_a_cap_that_cuts_no_character(void **state)
{
	(void)state;
	static char greeting[7001] = "220 ";
	for (size_t i = 4; i + 2 < sizeof(greeting); i += 2)
		memcpy(greeting + i, "\xc3\xb6", 2);
	const struct script_turn turns[] = {{NULL, greeting, HANG_UP}, {0}};
	struct script_run run = play((struct script_run){.turns = turns});
	const char *detail = script_verdict(&run)->detail;
	assert_verdict(&run, STAGE_GREETING, PROBLEM_CLOSED, 21);
	assert_in_range(strlen(detail), 200, 230);
	assert_string_equal(detail + strlen(detail) - 6, "\xc3\xb6...\"");
	assert_non_null(strstr(run.events.data, greeting));
	script_finish(&run);
}

static void the_servers_words_are_marked_as_its_own(void **state)
{
	(void)state;
	static const struct {
		const char *says, *detail;
		int exit;
	} cases[] = {
	    {"220 part\" Your account is closed.",
	     "The server sent: \"220 part\\\" Your account is closed.\"", 21},
	    {"Please call 555-1234.\r\n", "The server sent: \"Please call 555-1234.\"", 21},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct script_turn turns[] = {{NULL, cases[i].says, HANG_UP}, {0}};
		struct script_run run = play((struct script_run){.turns = turns});
		assert_string_equal(script_verdict(&run)->detail, cases[i].detail);
		assert_int_equal(script_verdict(&run)->exit_code, cases[i].exit);
		script_finish(&run);
	}
}

static void a_login_code_where_no_login_was_is_named(void **state)
{
	(void)state;
	static const struct {
		enum tls_mode tls;
		struct script_turn turns[5];
		enum stage stage;
		int exit;
	} cases[] = {
	    {TLS_NONE, {{NULL, "535 5.7.8 x\r\n", STAY}, {0}}, STAGE_GREETING, 21},
	    {TLS_NONE, {{NULL, "220 mx\r\n", STAY}, {"EHLO", "535 5.7.8 x\r\n", STAY}, BYE}, STAGE_EHLO, 22},
	    {TLS_STARTTLS,
	     {{NULL, "220 mx\r\n", STAY},
	      {"EHLO", "250-mx\r\n250 STARTTLS\r\n", STAY},
	      {"STARTTLS", "534 5.7.9 x\r\n", STAY},
	      BYE},
	     STAGE_TLS,
	     29},
	    {TLS_NONE, {HELLO, {"AUTH", "334 PDEuMkBteD4=\r\n535 5.7.8 x\r\n", STAY}, {0}}, STAGE_AUTH, 6},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct script_run run = play((struct script_run){
		    .turns = cases[i].turns, .tls = cases[i].tls, .mechanism = "CRAM-MD5"});
		assert_verdict(&run, cases[i].stage, PROBLEM_LOGIN_CODE_UNASKED, cases[i].exit);
		assert_false(facts_reply_is_evidence(walk_facts(run.walk)));
		script_finish(&run);
	}
}

static void a_relay_is_checked_without_a_log_in(void **state)
{
	(void)state;
	const struct script_turn none[] = {{NULL, "220 mx\r\n", STAY},
					   {"EHLO", "250 mx\r\n", STAY},
					   {"MAIL", "250 ok\r\n", STAY},
					   {"RCPT", "250 ok\r\n", STAY},
					   BYE};
	const struct script_turn offered[] = {
	    HELLO, {"MAIL", "250 ok\r\n", STAY}, {"RCPT", "250 ok\r\n", STAY}, BYE};
	const struct script_turn used[] = {HELLO,
					   {"AUTH", "235 ok\r\n", STAY},
					   {"MAIL", "250 ok\r\n", STAY},
					   {"RCPT", "250 ok\r\n", STAY},
					   BYE};
	const struct {
		const struct script_turn *turns;
		enum walk_login login;
	} cases[] = {{none, WALK_LOGIN_NEVER},
		     {offered, WALK_LOGIN_NEVER},
		     {none, WALK_LOGIN_WHERE_OFFERED},
		     {used, WALK_LOGIN_WHERE_OFFERED}};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct script_run run = play((struct script_run){
		    .turns = cases[i].turns, .login = cases[i].login, .quit_after = STAGE_RCPT});
		if (script_verdict(&run)->outcome != OUTCOME_PASSED)
			fail_msg("%zu: %s", i, run.events.data);
		assert_true(!strstr(run.received.data, "AUTH") == (cases[i].turns != used));
		assert_true(!strstr(run.events.data, "without") == (cases[i].turns == used));
		script_finish(&run);
	}
}

static void a_refusal_nobody_asked_for_is_out_of_step(void **state)
{
	(void)state;
	static const struct {
		const char *line;
		enum problem problem;
	} extra[] = {{"535 5.7.8 x", PROBLEM_LOGIN_CODE_UNASKED},
		     {"534 x", PROBLEM_LOGIN_CODE_UNASKED},
		     {"454 x", PROBLEM_OUT_OF_STEP},
		     {"550 x", PROBLEM_OUT_OF_STEP},
		     {"599 x", PROBLEM_OUT_OF_STEP}};
	for (size_t i = 0; i < sizeof(extra) / sizeof(*extra); i++) {
		struct strbuf reply;
		strbuf_init(&reply, 200);
		strbuf_addf(&reply, "250-mx\r\n250 AUTH PLAIN\r\n%s\r\n", extra[i].line);
		const struct script_turn turns[] = {
		    {NULL, "220 mx\r\n", STAY}, {"EHLO", reply.data, STAY}, {0}};
		struct script_run run = play((struct script_run){.turns = turns});
		assert_verdict(&run, STAGE_AUTH, extra[i].problem, 6);
		assert_false(facts_reply_is_evidence(walk_facts(run.walk)));
		assert_null(strstr(run.received.data, "AUTH"));
		script_finish(&run);
		strbuf_finish(&reply);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_lost_engine_never_sends_quit_as_a_response),
	    cmocka_unit_test(a_lost_engine_never_sends_quit_as_message_text),
	    cmocka_unit_test(the_servers_refusal_counts_when_the_engine_is_gone_but_not_needed),
	    cmocka_unit_test(nothing_is_sent_while_a_reply_is_incomplete),
	    cmocka_unit_test(a_mailbox_beyond_ascii_needs_smtputf8),
	    cmocka_unit_test(a_message_may_be_taken_after_a_minute),
	    cmocka_unit_test(a_loss_after_the_dot_says_that_the_message_may_be_taken),
	    cmocka_unit_test(any_positive_code_lets_the_walk_go_on),
	    cmocka_unit_test(a_code_that_is_the_password_stays_a_code),
	    cmocka_unit_test(a_greeting_in_the_last_second_is_shown),
	    cmocka_unit_test(sentences_have_a_cap_that_cuts_no_character),
	    cmocka_unit_test(the_servers_words_are_marked_as_its_own),
	    cmocka_unit_test(a_login_code_where_no_login_was_is_named),
	    cmocka_unit_test(a_relay_is_checked_without_a_log_in),
	    cmocka_unit_test(a_refusal_nobody_asked_for_is_out_of_step),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
