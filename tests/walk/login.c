/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "walk/script.h"

#include "base/secret.h"
#include "engine/protocol.h"
#include "sasl/order.h"

#include <string.h>

static struct script_run log_in(const struct script_turn *turns, const char *mechanism)
{
	struct script_run run = {.turns = turns,
				 .mechanism = mechanism,
				 .user = "user",
				 .password = "s3cret pa%ss",
				 .tls = TLS_NONE,
				 .quit_after = STAGE_AUTH,
				 .cancel_at = EVENT_FINISHED,
				 .timeout_seconds = 2};
	script_run(&run);
	/* No event ever holds the password, its Base64, or the user-name/password Base64. */
	assert_null(strstr(run.events.data, "s3cret"));
	assert_null(strstr(run.events.data, "czNjcmV0"));
	assert_null(strstr(run.events.data, "dXNlcg=="));
	return run;
}

static void assert_failed(struct script_run *run, enum problem problem, int code)
{
	const struct verdict *verdict = script_verdict(run);
	if (verdict->problem != problem || walk_facts(run->walk)->reply.code != code)
		fail_msg("problem %s code %d\n%s", problem_id(verdict->problem),
			 walk_facts(run->walk)->reply.code, run->events.data);
	assert_int_equal(verdict->stage, STAGE_AUTH);
	assert_int_equal(verdict->exit_code, 28);
}

#define HELLO                                                                                                \
	{NULL, "220 mx\r\n", STAY},                                                                          \
	{                                                                                                    \
		"EHLO", "250-mx\r\n250 AUTH PLAIN LOGIN CRAM-MD5\r\n", STAY                                  \
	}
#define BYE                                                                                                  \
	{"QUIT\r", "221 bye\r\n", HANG_UP},                                                                  \
	{                                                                                                    \
		0                                                                                            \
	}

static void each_mechanism_logs_in(void **state)
{
	(void)state;
	const struct script_turn plain[] = {
	    HELLO, {"AUTH PLAIN AHVzZXIAczNjcmV0IHBhJXNz\r", "235 ok\r\n", STAY}, BYE};
	const struct script_turn login[] = {HELLO,
					    {"AUTH LOGIN\r", "334 VXNlcm5hbWU6\r\n", STAY},
					    {"dXNlcg==\r", "334 UGFzc3dvcmQ6\r\n", STAY},
					    {"czNjcmV0IHBhJXNz\r", "235 ok\r\n", STAY},
					    BYE};
	const struct script_turn cram[] = {
	    HELLO, {"AUTH CRAM-MD5\r", "334 PDEuMkBteD4=\r\n", STAY}, {"dXNlci", "235 ok\r\n", STAY}, BYE};
	const char *const names[] = {"PLAIN", "LOGIN", "CRAM-MD5", NULL};
	const struct script_turn *const turns[] = {plain, login, cram, cram};
	for (size_t i = 0; i < 4; i++) {
		struct script_run run = log_in(turns[i], names[i]);
		if (script_verdict(&run)->outcome != OUTCOME_PASSED)
			fail_msg("%s", run.events.data);
		script_finish(&run);
	}
}

static void a_refusal_is_one_attempt_and_no_mail(void **state)
{
	(void)state;
	const struct script_turn turns[] = {
	    HELLO, {"AUTH PLAIN", "535-5.7.8 no\r\n535 5.7.8 s3cret pa%ss is wrong\r\n", STAY}, BYE};
	struct script_run run = log_in(turns, "PLAIN");
	assert_failed(&run, PROBLEM_NONE, 535);
	assert_non_null(strstr(run.events.data, "535 5.7.8 <hidden> is wrong"));
	assert_null(strstr(run.received.data, "MAIL"));
	assert_null(strstr(strstr(run.received.data, "AUTH") + 1, "AUTH"));
	script_finish(&run);
}

static void an_echo_over_two_lines_is_hidden(void **state)
{
	(void)state;
	const struct script_turn together[] = {
	    HELLO, {"AUTH PLAIN", "535-5.7.8 not s\r\n535 5.7.8 3cret pa%ss\r\n", STAY}, BYE};
	const struct script_turn mixed[] = {
	    HELLO, {"AUTH PLAIN", "535-5.7.8 not s3cr\r\n421 et pa%ss\r\n", HANG_UP}, {0}};
	const struct script_turn cut[] = {
	    HELLO, {"AUTH PLAIN", "535-5.7.8 not s3cr\r\n535 5.7.8 et pa", HANG_UP}, {0}};
	const struct script_turn silent[] = {HELLO, {"AUTH PLAIN", "535-5.7.8 not s3cr\r\n", STAY}, {0}};
	const struct script_turn *const turns[] = {together, mixed, cut, silent};
	for (size_t i = 0; i < 4; i++) {
		struct script_run run = log_in(turns[i], "PLAIN");
		if (!strstr(run.events.data, "535-5.7.8 not <hidden>") || strstr(run.events.data, "et pa") ||
		    strstr(run.events.data, "s3"))
			fail_msg("%s", run.events.data);
		if (i == 0)
			assert_string_equal(walk_facts(run.walk)->reply.lines[0].bytes,
					    "535-5.7.8 not <hidden>");
		script_finish(&run);
	}
}

static void both_replies_in_one_segment_are_shown(void **state)
{
	(void)state;
	const struct script_turn turns[] = {
	    HELLO, {"AUTH PLAIN", "535 5.7.8 no\r\n421 4.7.0 too many errors\r\n", HANG_UP}, {0}};
	struct script_run run = log_in(turns, "PLAIN");
	assert_failed(&run, PROBLEM_NONE, 535);
	assert_non_null(strstr(run.events.data, "421 4.7.0 too many errors"));
	script_finish(&run);
}

static void a_421_is_no_verdict_on_the_credentials(void **state)
{
	(void)state;
	const struct script_turn at_auth[] = {HELLO, {"AUTH PLAIN", "421 4.7.0 later\r\n", HANG_UP}, {0}};
	const struct script_turn after_334[] = {
	    HELLO, {"AUTH CRAM-MD5", "334 PDEuMkBteD4=\r\n421 4.4.2 timeout\r\n", HANG_UP}, {0}};
	struct script_run run = log_in(at_auth, "PLAIN");
	assert_failed(&run, PROBLEM_NONE, 421);
	script_finish(&run);
	run = log_in(after_334, "CRAM-MD5");
	assert_int_equal(walk_facts(run.walk)->reply.code, 421);
	assert_null(strstr(run.received.data, "dXNlci"));
	script_finish(&run);
}

static void senseless_challenges_get_one_star(void **state)
{
	(void)state;
	const struct script_turn plain[] = {
	    HELLO, {"AUTH PLAIN", "334 \r\n", STAY}, {"*\r", "501 cancelled\r\n", STAY}, BYE};
	const struct script_turn endless[] = {HELLO,
					      {"AUTH LOGIN", "334 VXNlcm5hbWU6\r\n", STAY},
					      {"dXNlcg==", "334 UGFzc3dvcmQ6\r\n", STAY},
					      {"czNjcmV0IHBhJXNz", "334 UGFzc3dvcmQ6\r\n", STAY},
					      {"*\r", "334 UGFzc3dvcmQ6\r\n", STAY},
					      {0}};
	const struct script_turn garbled[] = {
	    HELLO, {"AUTH CRAM-MD5", "334 !!!\r\n", STAY}, {"*\r", "501 cancelled\r\n", STAY}, BYE};
	const struct script_turn no_question[] = {
	    HELLO, {"AUTH LOGIN", "334 !!!not base64!!!\r\n", STAY}, {"*\r", "501 cancelled\r\n", STAY}, BYE};
	const struct script_turn twice[] = {HELLO,
					    {"AUTH LOGIN", "334 Username:\r\n", STAY},
					    {"dXNlcg==", "334 Username:\r\n", STAY},
					    {"*\r", "501 cancelled\r\n", STAY},
					    BYE};
	struct script_run run = log_in(plain, "PLAIN");
	assert_failed(&run, PROBLEM_BAD_CHALLENGE, 501);
	script_finish(&run);
	run = log_in(endless, "LOGIN");
	assert_failed(&run, PROBLEM_ENDLESS_CHALLENGES, 334);
	script_finish(&run);
	run = log_in(garbled, "CRAM-MD5");
	assert_failed(&run, PROBLEM_BAD_CHALLENGE, 501);
	script_finish(&run);
	run = log_in(no_question, "LOGIN");
	assert_failed(&run, PROBLEM_BAD_CHALLENGE, 501);
	assert_null(strstr(run.received.data, "dXNlcg"));
	script_finish(&run);
	run = log_in(twice, "LOGIN");
	assert_failed(&run, PROBLEM_BAD_CHALLENGE, 501);
	assert_null(strstr(run.received.data, "czNj"));
	script_finish(&run);
}

static void what_cannot_be_done_is_named_before_the_password(void **state)
{
	(void)state;
	const struct script_turn foreign[] = {
	    {NULL, "220 mx\r\n", STAY}, {"EHLO", "250-mx\r\n250 AUTH GSSAPI ANONYMOUS\r\n", STAY}, BYE};
	const struct script_turn some[] = {HELLO, BYE};
	struct script_run run = log_in(foreign, NULL);
	assert_int_equal(script_verdict(&run)->problem, PROBLEM_NO_COMMON_MECHANISM);
	assert_non_null(strstr(script_verdict(&run)->detail, "Kerberos"));
	script_finish(&run);
	run = log_in(some, "DIGEST-MD5");
	assert_int_equal(script_verdict(&run)->problem, PROBLEM_MECHANISM_NOT_OFFERED);
	assert_null(strstr(run.events.data, "password auth"));
	script_finish(&run);
}

/* Some servers have more than they list. */
static void what_is_not_offered_is_tried_on_request(void **state)
{
	(void)state;
	const struct script_turn listed[] = {HELLO, {"AUTH DIGEST-MD5\r", "504 no\r\n", STAY}, BYE};
	const struct script_turn none[] = {{NULL, "220 mx\r\n", STAY},
					   {"EHLO", "250 mx\r\n", STAY},
					   {"AUTH PLAIN", "503 no\r\n", STAY},
					   BYE};
	struct script_run run = {.turns = listed,
				 .user = "user",
				 .password = "s3cret",
				 .mechanism = "DIGEST-MD5",
				 .quit_after = STAGE_AUTH,
				 .tls = TLS_NONE,
				 .cancel_at = EVENT_FINISHED,
				 .consent = true};
	script_run(&run);
	assert_failed(&run, PROBLEM_NONE, 504);
	assert_non_null(strstr(run.events.data, "as asked"));
	script_finish(&run);
	run.turns = none;
	run.mechanism = "PLAIN";
	script_run(&run);
	assert_failed(&run, PROBLEM_NONE, 503);
	script_finish(&run);
}

static void clear_text_needs_consent(void **state)
{
	(void)state;
	const struct script_turn turns[] = {HELLO, BYE};
	struct script_run run = {.turns = turns,
				 .user = "user",
				 .password = "s3cret",
				 .tls = TLS_NONE,
				 .quit_after = STAGE_AUTH,
				 .cancel_at = EVENT_FINISHED,
				 .refuse_clear_text = true};
	script_run(&run);
	assert_int_equal(script_verdict(&run)->problem, PROBLEM_CLEAR_TEXT_REFUSED);
	assert_null(strstr(run.received.data, "AUTH"));
	script_finish(&run);
}

/* RFC 4954, 4: a line of 512 bytes at most, so a long response waits for a 334 of its own. */
static void long_response_waits_to_be_asked_for(void **state)
{
	(void)state;
	static char longest[600];
	const struct script_turn turns[] = {
	    HELLO, {"AUTH PLAIN\r", "334 \r\n", STAY}, {"AHVzZXIAcHBw", "235 ok\r\n", STAY}, BYE};
	const struct script_turn short_ones[] = {HELLO, {"AUTH PLAIN AHVzZXIAcHBw", "235 ok\r\n", STAY}, BYE};
	const int fits = (512 - 2 - 11) / 4 * 3 - 6; /* CR LF, "AUTH PLAIN ", NUL user NUL */
	for (int over = 0; over < 2; over++) {
		memset(longest, 0, sizeof(longest));
		memset(longest, 'p', (size_t)fits + (over ? 1 : 0));
		struct script_run run = {.turns = over ? turns : short_ones,
					 .user = "user",
					 .password = longest,
					 .mechanism = "PLAIN",
					 .tls = TLS_NONE,
					 .quit_after = STAGE_AUTH,
					 .cancel_at = EVENT_FINISHED};
		script_run(&run);
		if (script_verdict(&run)->outcome != OUTCOME_PASSED)
			fail_msg("%s", run.events.data);
		script_finish(&run);
	}
}

/* RFC 4954, 4: 12288 bytes in Base64 and no more; nothing is begun that could not be sent. */
static void credentials_that_cannot_be_sent_are_not_begun(void **state)
{
	(void)state;
	static char longest[SECRET_MAX];
	static char name[SASL_USER_MAX + 2];
	const struct script_turn turns[] = {HELLO, BYE};
	memset(longest, 'p', sizeof(longest) - 1);
	memset(name, 'u', sizeof(name) - 1);
	for (int i = 0; i < 3; i++) {
		longest[i == 0 ? SECRET_MAX - 1 : SASL_RESPONSE_MAX] = '\0';
		struct script_run run = {.turns = turns,
					 .user = i == 2 ? name : "user",
					 .password = i == 2 ? "p" : longest,
					 .mechanism = "PLAIN",
					 .tls = TLS_NONE,
					 .quit_after = STAGE_AUTH,
					 .cancel_at = EVENT_FINISHED};
		script_run(&run);
		assert_int_equal(script_verdict(&run)->problem, PROBLEM_CREDENTIALS_TOO_LONG);
		assert_int_equal(script_verdict(&run)->exit_code, 28);
		assert_null(strstr(run.received.data, "AUTH"));
		script_finish(&run);
	}
}

/* A 235 is a log-in only when the server has shown that it knows the password, too. */
static void server_that_proves_nothing_is_not_believed(void **state)
{
	(void)state;
#define SCRAM_HELLO                                                                                          \
	{NULL, "220 mx\r\n", STAY},                                                                          \
	{                                                                                                    \
		"EHLO", "250-mx\r\n250 AUTH SCRAM-SHA-256\r\n", STAY                                         \
	}
	const struct script_turn at_once[] = {
	    SCRAM_HELLO, {"AUTH SCRAM-SHA-256 biws", "235 ok\r\n", STAY}, BYE};
	const struct script_turn no_nonce[] = {
	    SCRAM_HELLO,
	    {"AUTH SCRAM-SHA-256 biws", "334 cj14LHM9TURFPSxpPTE=\r\n", STAY},
	    {"*\r", "501 cancelled\r\n", STAY},
	    BYE};
	struct script_run run = log_in(at_once, "SCRAM-SHA-256");
	assert_failed(&run, PROBLEM_SASL_NO_PROOF, 235);
	assert_null(strstr(run.received.data, "MAIL"));
	script_finish(&run);
	run = log_in(no_nonce, "SCRAM-SHA-256");
	assert_failed(&run, PROBLEM_BAD_CHALLENGE, 501);
	script_finish(&run);
}

static void token_is_refused_with_a_reason_first(void **state)
{
	(void)state;
	const struct script_turn turns[] = {{NULL, "220 mx\r\n", STAY},
					    {"EHLO", "250-mx\r\n250 AUTH PLAIN XOAUTH2\r\n", STAY},
					    {"AUTH XOAUTH2 ", "334 eyJzdGF0dXMiOiI0MDEifQ==\r\n", STAY},
					    {"\r", "535 5.7.8 no\r\n", STAY},
					    BYE};
	struct script_run run = log_in(turns, "XOAUTH2");
	assert_failed(&run, PROBLEM_NONE, 535);
	assert_non_null(strstr(run.events.data, "334 eyJzdGF0dXMiOiI0MDEifQ=="));
	script_finish(&run);
}

static void declined_password_ends_the_run(void **state)
{
	(void)state;
	const struct script_turn turns[] = {HELLO, BYE};
	struct script_run run = {.turns = turns,
				 .user = "user",
				 .tls = TLS_NONE,
				 .quit_after = STAGE_AUTH,
				 .cancel_at = EVENT_FINISHED};
	script_run(&run);
	assert_int_equal(script_verdict(&run)->problem, PROBLEM_NO_PASSWORD);
	script_finish(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_mechanism_logs_in),
	    cmocka_unit_test(a_refusal_is_one_attempt_and_no_mail),
	    cmocka_unit_test(an_echo_over_two_lines_is_hidden),
	    cmocka_unit_test(both_replies_in_one_segment_are_shown),
	    cmocka_unit_test(a_421_is_no_verdict_on_the_credentials),
	    cmocka_unit_test(senseless_challenges_get_one_star),
	    cmocka_unit_test(what_cannot_be_done_is_named_before_the_password),
	    cmocka_unit_test(what_is_not_offered_is_tried_on_request),
	    cmocka_unit_test(clear_text_needs_consent),
	    cmocka_unit_test(long_response_waits_to_be_asked_for),
	    cmocka_unit_test(credentials_that_cannot_be_sent_are_not_begun),
	    cmocka_unit_test(server_that_proves_nothing_is_not_believed),
	    cmocka_unit_test(token_is_refused_with_a_reason_first),
	    cmocka_unit_test(declined_password_ends_the_run),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
