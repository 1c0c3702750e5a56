/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole conversations with the engine: the test is the server and the user. */
#include "cmocka_all.h"

#include "drive.h"

#include <stdio.h>
#include <string.h>

/* Up to the AUTH line of a mechanism that libESMTP has never heard of. */
static struct engine *start_auth(void)
{
	struct engine *engine = drive_start("1");

	drive_greet(engine, "SCRAM-SHA-256");
	drive_answer(engine, ENGINE_ANSWER_SOME);
	drive_expect_line(engine, "AUTH SCRAM-SHA-256 " ENGINE_PLACEHOLDER_BASE64);
	return engine;
}

/* Ends the session by "code text"; what follows is MAIL. */
static void expect_mail_after(struct engine *engine, const char *reply)
{
	engine_send_line(engine, reply);
	drive_expect_line(engine, "MAIL FROM:<a@client.test>");
	engine_destroy(engine);
}

/* libESMTP takes a 535 for a reason to go on without: the walk ends the run there. */
static void login_goes_on_to_mail_even_after_535(void **state)
{
	(void)state;
	expect_mail_after(start_auth(), "235 2.7.0 Authentication successful");
	expect_mail_after(start_auth(), "535 5.7.8 Authentication credentials invalid");
}

static void run_ends_with_done_after_all_lines(void **state)
{
	struct engine *engine = start_auth();
	struct engine_event event;

	(void)state;
	engine_send_line(engine, "534 5.7.9 Authentication mechanism is too weak");
	drive_expect_line(engine, "QUIT");
	engine_send_line(engine, "221 2.0.0 Bye");
	drive_expect_start(engine, ENGINE_DONE, "1");
	assert_false(engine_next(engine, &event));
	engine_destroy(engine);
}

/* RFC 4954, 4: an initial response that is empty is "=", none is nothing at all. */
static void initial_response_is_written_by_its_kind(void **state)
{
	static const struct {
		enum engine_answer answer;
		const char *line;
	} cases[] = {
	    {ENGINE_ANSWER_NONE, "AUTH EXTERNAL"},
	    {ENGINE_ANSWER_EMPTY, "AUTH EXTERNAL ="},
	    {ENGINE_ANSWER_SOME, "AUTH EXTERNAL " ENGINE_PLACEHOLDER_BASE64},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct engine *engine = drive_start("1");

		drive_greet(engine, "EXTERNAL");
		drive_answer(engine, cases[i].answer);
		drive_expect_line(engine, cases[i].line);
		expect_mail_after(engine, "235 ok");
	}
}

static void response_is_written_by_its_kind(void **state)
{
	static const struct {
		enum engine_answer answer;
		const char *line;
	} cases[] = {
	    {ENGINE_ANSWER_NONE, "*"},
	    {ENGINE_ANSWER_EMPTY, ""},
	    {ENGINE_ANSWER_SOME, ENGINE_PLACEHOLDER_BASE64},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct engine *engine = start_auth();

		engine_send_line(engine, "334 " ENGINE_PLACEHOLDER_BASE64);
		drive_answer(engine, cases[i].answer);
		drive_expect_line(engine, cases[i].line);
		expect_mail_after(engine, "535 no");
	}
}

/* It has no limit of its own: the walk has. */
static void libesmtp_asks_for_every_challenge(void **state)
{
	struct engine *engine = start_auth();

	(void)state;
	for (int i = 0; i < 50; i++) {
		engine_send_line(engine, "334 " ENGINE_PLACEHOLDER_BASE64);
		drive_answer(engine, ENGINE_ANSWER_SOME);
		drive_expect_line(engine, ENGINE_PLACEHOLDER_BASE64);
	}
	expect_mail_after(engine, "235 ok");
}

/* Why it is never shown what the server sent: it gives up by itself where that is not to its liking. */
static void libesmtp_cancels_what_is_no_base64(void **state)
{
	struct engine *engine = start_auth();

	(void)state;
	engine_send_line(engine, "334 !!!!");
	drive_expect_line(engine, "*");
	engine_destroy(engine);
}

static void answers_to_no_question_are_ignored(void **state)
{
	struct engine *engine = drive_start("1");

	(void)state;
	engine_answer(engine, ENGINE_ANSWER_NONE);
	drive_greet(engine, "PLAIN");
	drive_answer(engine, ENGINE_ANSWER_SOME);
	engine_answer(engine, ENGINE_ANSWER_NONE);
	drive_expect_line(engine, "AUTH PLAIN " ENGINE_PLACEHOLDER_BASE64);
	drive_expect_nothing(engine);
	engine_destroy(engine);
}

/* RFC 4422: a name has 20 characters at most. Each is taken, for one plug-in answers to all. */
static void every_mechanism_name_is_relayed(void **state)
{
	static const char *const names[] = {"X", "PLAIN", "CRAM-MD5", "GS2-KRB5_PLUS",
					    "ABCDEFGHIJ0123456789"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct engine *engine = drive_start("1");
		char line[64];

		drive_greet(engine, names[i]);
		drive_answer(engine, ENGINE_ANSWER_NONE);
		snprintf(line, sizeof(line), "AUTH %s", names[i]);
		drive_expect_line(engine, line);
		engine_destroy(engine);
	}
}

/* Why the walk shows libESMTP only the chosen mechanism. */
static void libesmtp_tries_the_next_mechanism_after_535(void **state)
{
	struct engine *engine = drive_start("1");

	(void)state;
	drive_greet(engine, "PLAIN LOGIN");
	drive_answer(engine, ENGINE_ANSWER_SOME);
	drive_expect_line(engine, "AUTH PLAIN " ENGINE_PLACEHOLDER_BASE64);
	engine_send_line(engine, "535 5.7.8 no");
	drive_answer(engine, ENGINE_ANSWER_NONE);
	drive_expect_line(engine, "AUTH LOGIN");
	engine_destroy(engine);
}

static void without_the_order_there_is_no_login(void **state)
{
	struct engine *engine = drive_start("");

	(void)state;
	drive_greet(engine, "PLAIN LOGIN");
	drive_expect_line(engine, "MAIL FROM:<a@client.test>");
	engine_destroy(engine);
}

static void fill(char *text, size_t len, char c)
{
	memset(text, c, len);
	text[len] = '\0';
}

static void message_goes_out_in_pieces(void **state)
{
	const struct engine_order order = {.ehlo_name = "client.test",
					   .login = "",
					   .from = "a@client.test",
					   .to = "b@server.test",
					   .send = "1"};
	struct engine *engine = drive_start_order(&order);
	struct engine_event event;
	bool ended = false, dotted = false, dated = false;

	(void)state;
	drive_greet(engine, NULL);
	drive_expect_line(engine, "MAIL FROM:<a@client.test>");
	engine_send_line(engine, "250 2.1.0 ok");
	drive_expect_line(engine, "RCPT TO:<b@server.test>");
	engine_send_line(engine, "250 2.1.5 ok");
	drive_expect_line(engine, "DATA");
	engine_send_line(engine, "354 go ahead");
	engine_give_message(engine, "Subject: te", 11);
	engine_give_message(engine, "st\r\n\r\nfirst\r\n", 13);
	engine_give_message(engine, ".dot\r\n", 6);
	engine_give_message(engine, NULL, 0);
	while (!ended && drive_next(engine, &event, DRIVE_WAIT_MS)) {
		assert_int_equal(event.kind, ENGINE_LINE);
		ended = !strcmp(event.text, ".");
		dotted |= !strcmp(event.text, "..dot");
		dated |= !strncmp(event.text, "Date: ", 6);
	}
	assert_true(ended);
	assert_true(dotted);
	assert_true(dated);
	engine_send_line(engine, "250 2.0.0 queued");
	drive_expect_line(engine, "QUIT");
	engine_send_line(engine, "221 2.0.0 bye");
	drive_expect_start(engine, ENGINE_DONE, "1");
	engine_destroy(engine);
}

/* More than the sockets and buffers hold at once: it flows as lines are taken. */
static void large_message_flows(void **state)
{
	const struct engine_order order = {
	    .ehlo_name = "client.test", .login = "", .from = "", .to = "b@server.test", .send = "1"};
	struct engine *engine = drive_start_order(&order);
	struct engine_event event = {0};
	size_t bytes = 0;

	(void)state;
	drive_greet(engine, NULL);
	drive_expect_line(engine, "MAIL FROM:<>");
	engine_send_line(engine, "250 ok");
	drive_expect_line(engine, "RCPT TO:<b@server.test>");
	engine_send_line(engine, "250 ok");
	drive_expect_line(engine, "DATA");
	engine_send_line(engine, "354 go ahead");
	engine_give_message(engine, "\r\n", 2);
	for (int i = 0; i < 1000; i++) {
		static char line[1000];

		fill(line, 997, 'x');
		memcpy(line + 996, "\r\n", 3);
		engine_give_message(engine, line, 998);
		while (i % 30 == 29 && bytes + 16000 < (size_t)i * 996 &&
		       drive_next(engine, &event, DRIVE_WAIT_MS)) {
			if (event.kind != ENGINE_LINE)
				fail_msg("event %d '%s'", (int)event.kind, event.text);
			bytes += event.len;
		}
	}
	engine_give_message(engine, NULL, 0);
	while (strcmp(event.text, ".") != 0 && drive_next(engine, &event, DRIVE_WAIT_MS)) {
		assert_int_equal(event.kind, ENGINE_LINE);
		bytes += event.len;
	}
	assert_true(bytes > 996 * 1000);
	engine_destroy(engine);
}

static void longest_ehlo_name_is_whole(void **state)
{
	static char name[ENGINE_EHLO_MAX + 2], line[ENGINE_EHLO_MAX + 8];
	struct engine_order order = {.ehlo_name = name, .login = "", .from = "", .to = "", .send = ""};
	struct engine *engine;
	struct error error;

	(void)state;
	fill(name, ENGINE_EHLO_MAX, 'e');
	snprintf(line, sizeof(line), "EHLO %s", name);
	engine = drive_start_order(&order);
	engine_send_line(engine, "220 x");
	drive_expect_line(engine, line);
	engine_destroy(engine);
	fill(name, ENGINE_EHLO_MAX + 1, 'e');
	assert_false(engine_create(&order, NULL, &engine, &error));
	assert_int_equal(error.kind, ERROR_USAGE);
}

static void order_with_a_line_break_is_refused(void **state)
{
	const struct engine_order order = {
	    .ehlo_name = "client.test", .login = "", .from = "a>\r\nDATA", .to = "", .send = ""};
	struct engine *engine = NULL;
	struct error error;

	(void)state;
	assert_false(engine_create(&order, NULL, &engine, &error));
	assert_int_equal(error.kind, ERROR_USAGE);
	assert_null(engine);
}

/* libESMTP indexes a table with such bytes of an EHLO keyword; and no line may become two. */
static void foreign_bytes_do_not_reach_libesmtp(void **state)
{
	struct engine *engine = drive_start("1");

	(void)state;
	engine_send_line(engine, "220-one\r\n421 two");
	engine_send_line(engine, "220 \xff\x80\x1b]0;x\x07");
	drive_expect_line(engine, "EHLO client.test");
	engine_send_line(engine, "250-x");
	engine_send_line(engine, "250-\xff\xfe\x80");
	engine_send_line(engine, "250 \xc3\xa4\x01");
	drive_expect_line(engine, "MAIL FROM:<a@client.test>");
	engine_destroy(engine);
}

static void longest_reply_is_one_reply(void **state)
{
	static char line[ENGINE_REPLY_MAX + 2];
	struct engine *engine = drive_start("");

	(void)state;
	fill(line, ENGINE_REPLY_MAX, 'x');
	memcpy(line, "220 ", 4);
	engine_send_line(engine, line);
	drive_expect_line(engine, "EHLO client.test");
	drive_expect_nothing(engine);
	fill(line, ENGINE_REPLY_MAX + 1, 'x');
	engine_send_line(engine, line);
	drive_expect_start(engine, ENGINE_CRASHED, "broke the protocol");
	engine_destroy(engine);
}

static void greeting_without_a_space_ends_the_run(void **state)
{
	struct engine *engine = drive_start("");

	(void)state;
	engine_send_line(engine, "220");
	drive_expect_start(engine, ENGINE_DONE, "0");
	engine_destroy(engine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(login_goes_on_to_mail_even_after_535),
	    cmocka_unit_test(run_ends_with_done_after_all_lines),
	    cmocka_unit_test(initial_response_is_written_by_its_kind),
	    cmocka_unit_test(response_is_written_by_its_kind),
	    cmocka_unit_test(libesmtp_asks_for_every_challenge),
	    cmocka_unit_test(libesmtp_cancels_what_is_no_base64),
	    cmocka_unit_test(answers_to_no_question_are_ignored),
	    cmocka_unit_test(every_mechanism_name_is_relayed),
	    cmocka_unit_test(libesmtp_tries_the_next_mechanism_after_535),
	    cmocka_unit_test(without_the_order_there_is_no_login),
	    cmocka_unit_test(message_goes_out_in_pieces),
	    cmocka_unit_test(large_message_flows),
	    cmocka_unit_test(longest_ehlo_name_is_whole),
	    cmocka_unit_test(order_with_a_line_break_is_refused),
	    cmocka_unit_test(foreign_bytes_do_not_reach_libesmtp),
	    cmocka_unit_test(longest_reply_is_one_reply),
	    cmocka_unit_test(greeting_without_a_space_ends_the_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
