/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole conversations with the engine: the test is the server and the user. */
#include "cmocka_all.h"

#include "drive.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"

/* Up to the AUTH line of PLAIN. */
static struct engine *start_plain(const char *user, const char *password)
{
	struct engine *engine = drive_start("PLAIN");
	char *response = drive_plain(user, password);
	char line[8300];

	drive_greet(engine, "PLAIN");
	drive_give(engine, user, password, strlen(password));
	snprintf(line, sizeof(line), "AUTH PLAIN %s", response);
	drive_expect_line(engine, line);
	free(response);
	return engine;
}

static void plain_goes_on_to_mail_after_235(void **state)
{
	struct engine *engine = start_plain("user@server.test", "right");

	(void)state;
	engine_send_line(engine, "235 2.7.0 Authentication successful");
	drive_expect_line(engine, "MAIL FROM:<a@client.test>");
	engine_destroy(engine);
}

/* libESMTP takes a 535 for a reason to go on without: the walk ends the run here. */
static void plain_goes_on_to_mail_even_after_535(void **state)
{
	struct engine *engine = start_plain("user@server.test", "wrong");

	(void)state;
	engine_send_line(engine, "535 5.7.8 Authentication credentials invalid");
	drive_expect_line(engine, "MAIL FROM:<a@client.test>");
	engine_destroy(engine);
}

static void run_ends_with_done_after_all_lines(void **state)
{
	struct engine *engine = start_plain("user", "right");
	struct engine_event event;

	(void)state;
	engine_send_line(engine, "534 5.7.9 Authentication mechanism is too weak");
	drive_expect_line(engine, "QUIT");
	engine_send_line(engine, "221 2.0.0 Bye");
	drive_expect_start(engine, ENGINE_DONE, "1");
	assert_false(engine_next(engine, &event));
	engine_destroy(engine);
}

/* Ends the session by "code text"; what follows is MAIL. */
static void expect_mail_after(struct engine *engine, const char *reply)
{
	engine_send_line(engine, reply);
	drive_expect_line(engine, "MAIL FROM:<a@client.test>");
	engine_destroy(engine);
}

/* The user name goes with the command, so both questions come before it. */
static struct engine *start_login(const char *user, const char *password)
{
	struct engine *engine = drive_start("LOGIN");
	char *response = drive_base64(user, strlen(user));
	char line[4200];

	drive_greet(engine, "LOGIN");
	drive_give(engine, user, password, strlen(password));
	snprintf(line, sizeof(line), "AUTH LOGIN %s", user[0] ? response : "="); /* RFC 4954, 4 */
	drive_expect_line(engine, line);
	free(response);
	response = drive_base64(password, strlen(password));
	engine_send_line(engine, "334 UGFzc3dvcmQ6");
	drive_expect_line(engine, response);
	free(response);
	return engine;
}

static void login_carries_the_user_name(void **state)
{
	(void)state;
	expect_mail_after(start_login("user@server.test", "right"), "235 2.7.0 ok");
	expect_mail_after(start_login("user@server.test", "wrong"), "535 5.7.8 no");
	expect_mail_after(start_login("", ""), "535 5.7.8 no");
}

/* Whatever the prompt says: a server that asks "Username:" would get the password. */
static void login_answers_any_prompt_with_the_password(void **state)
{
	struct engine *engine = drive_start("LOGIN");

	(void)state;
	drive_greet(engine, "LOGIN");
	drive_give(engine, "u", "secret", 6);
	drive_expect_line(engine, "AUTH LOGIN dQ==");
	engine_send_line(engine, "334 VXNlcm5hbWU6");
	drive_expect_line(engine, "c2VjcmV0");
	engine_send_line(engine, "334 UGFzc3dvcmQ6");
	drive_expect_line(engine, "*");
	engine_destroy(engine);
}

/* RFC 2195: user name, space, HMAC-MD5 of the challenge in hex; computed here by OpenSSL. */
static char *cram_answer(const char *user, const char *password, const char *challenge)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int len = 0;
	char text[2048];
	int used = snprintf(text, sizeof(text), "%s ", user);

	assert_non_null(HMAC(EVP_md5(), password, (int)strlen(password), (const unsigned char *)challenge,
			     strlen(challenge), digest, &len));
	for (unsigned int i = 0; i < len; i++)
		used += snprintf(text + used, sizeof(text) - (size_t)used, "%02x", digest[i]);
	return drive_base64(text, (size_t)used);
}

static struct engine *start_cram(const char *user, const char *password, const char *challenge)
{
	struct engine *engine = drive_start("CRAM-MD5");
	char *encoded = drive_base64(challenge, strlen(challenge));
	char *answer = cram_answer(user, password, challenge);
	char line[ENGINE_REPLY_MAX + 1];

	drive_greet(engine, "CRAM-MD5");
	drive_expect_line(engine, "AUTH CRAM-MD5");
	snprintf(line, sizeof(line), "334 %s", encoded);
	engine_send_line(engine, line);
	drive_give(engine, user, password, strlen(password));
	drive_expect_line(engine, answer);
	free(encoded);
	free(answer);
	return engine;
}

static void cram_md5_answers_as_openssl_computes(void **state)
{
	(void)state;
	/* The example of RFC 2195. */
	expect_mail_after(start_cram("tim", "tanstaaftanstaaf", "<1896.697170952@postoffice.reston.mci.net>"),
			  "235 2.7.0 ok");
	expect_mail_after(start_cram("u", "wrong", "<1@x>"), "535 5.7.8 no");
	/* 64 bytes is where HMAC begins to hash the key. */
	expect_mail_after(start_cram("u",
				     "0123456789abcdef0123456789abcdef"
				     "0123456789abcdef0123456789abcdef",
				     "<2@x>"),
			  "235 ok");
	expect_mail_after(start_cram("u",
				     "0123456789abcdef0123456789abcdef"
				     "0123456789abcdef0123456789abcdefX",
				     "<3@x>"),
			  "235 ok");
}

static void unreadable_challenge_is_answered_with_a_star(void **state)
{
	struct engine *engine = drive_start("CRAM-MD5");

	(void)state;
	drive_greet(engine, "CRAM-MD5");
	drive_expect_line(engine, "AUTH CRAM-MD5");
	engine_send_line(engine, "334 !!!!");
	drive_expect_line(engine, "*");
	engine_destroy(engine);
}

static const char *const odd_passwords[] = {
    "",
    " ",
    " lead and trail ",
    "p\xc3\xa4ssw\xc3\xb6rd \xe5\xaf\x86\xe7\xa0\x81 \xf0\x9f\x94\x91",
    "%s%n%x%%100%",
    "quo\"te'back\\slash`$(x)",
    "tab\tand\r\nnewline",
    "\xff\xfe latin \xe9",
    ".",
    "*",
    "=",
};

static void odd_passwords_arrive_unchanged(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(odd_passwords) / sizeof(odd_passwords[0]); i++) {
		engine_destroy(start_plain("us er%s\"\xc3\xa4", odd_passwords[i]));
		engine_destroy(start_login("us er%s\"\xc3\xa4", odd_passwords[i]));
		engine_destroy(start_cram("us er%s\"\xc3\xa4", odd_passwords[i], "<4@x>"));
	}
}

static void fill(char *text, size_t len, char c)
{
	memset(text, c, len);
	text[len] = '\0';
}

static void longest_credentials_arrive_whole(void **state)
{
	static char user[ENGINE_USER_MAX + 1], password[ENGINE_PASSWORD_MAX + 1];

	(void)state;
	fill(user, 255, 'u');
	fill(password, ENGINE_PLAIN_MAX - 255, 'p');
	expect_mail_after(start_plain(user, password), "235 ok");
	fill(user, 1, 'u');
	fill(password, ENGINE_PLAIN_MAX - 1, 'p');
	expect_mail_after(start_plain(user, password), "235 ok");
	fill(user, ENGINE_RESPONSE_MAX, 'u');
	fill(password, ENGINE_RESPONSE_MAX, 'p');
	expect_mail_after(start_login(user, password), "235 ok");
	fill(user, ENGINE_RESPONSE_MAX - ENGINE_CRAM_DIGEST, 'u');
	fill(password, ENGINE_PASSWORD_MAX, 'p');
	expect_mail_after(start_cram(user, password, "<5@x>"), "235 ok");
}

/* As the parent's caller should never let happen: no AUTH leaves the engine. */
static void engine_refuses_what_a_mechanism_cannot_hold(void **state)
{
	static const char *const mechanisms[] = {"PLAIN", "LOGIN"};
	static char password[ENGINE_PASSWORD_MAX + 1];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct engine *engine = drive_start(mechanisms[i]);

		fill(password, i == 0 ? ENGINE_PLAIN_MAX : ENGINE_RESPONSE_MAX + 1, 'p');
		drive_greet(engine, mechanisms[i]);
		drive_give(engine, "u", password, strlen(password));
		drive_expect(engine, ENGINE_DONE, "0 user name and password are too long for the mechanism");
		engine_destroy(engine);
	}
}

static void fit_is_decided_before_anything_is_given(void **state)
{
	struct secret *secret = secret_create();
	static char text[600];

	(void)state;
	fill(text, 509, 'p');
	secret_append(secret, text, 509);
	assert_true(engine_credentials_fit("PLAIN", "u", secret));
	assert_false(engine_credentials_fit("PLAIN", "uu", secret));
	assert_true(engine_credentials_fit("LOGIN", "uu", secret));
	assert_false(engine_credentials_fit("XOAUTH2", "u", secret));
	secret_clear(secret);
	assert_true(engine_credentials_fit("PLAIN", "", secret));
	secret_append(secret, "a\0b", 3);
	assert_false(engine_credentials_fit("PLAIN", "u", secret));
	secret_destroy(secret);
}

static void giving_up_ends_the_run_without_auth(void **state)
{
	struct engine *engine = drive_start("PLAIN");

	(void)state;
	drive_greet(engine, "PLAIN");
	drive_expect(engine, ENGINE_NEED_USER, "");
	engine_give_user(engine, "u");
	drive_expect(engine, ENGINE_NEED_PASSWORD, "");
	engine_give_password(engine, NULL);
	drive_expect(engine, ENGINE_DONE, "0 no credentials were given");
	engine_destroy(engine);
}

static void answers_to_no_question_are_ignored(void **state)
{
	struct secret *secret = secret_create();
	struct engine *engine = drive_start("PLAIN");

	(void)state;
	secret_append(secret, "x", 1);
	engine_give_password(engine, secret);
	engine_give_user(engine, "early");
	drive_greet(engine, "PLAIN");
	drive_give(engine, "u", "p", 1);
	engine_give_user(engine, "late");
	engine_give_password(engine, secret);
	drive_expect_line(engine, "AUTH PLAIN AHUAcA==");
	drive_expect_nothing(engine);
	engine_destroy(engine);
	secret_destroy(secret);
}

/* "*": the mechanism is the one that the reply to EHLO names, which the walk narrows. */
static void any_mechanism_takes_what_is_offered(void **state)
{
	static const char *const names[] = {"PLAIN", "LOGIN", "CRAM-MD5"};
	static const char *const lines[] = {"AUTH PLAIN AHUAcA==", "AUTH LOGIN dQ==", "AUTH CRAM-MD5"};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct engine *engine = drive_start(ENGINE_ANY_MECHANISM);

		drive_greet(engine, names[i]);
		if (i < 2)
			drive_give(engine, "u", "p", 1);
		drive_expect_line(engine, lines[i]);
		engine_destroy(engine);
	}
}

/* Why the walk shows libESMTP only the chosen mechanism. */
static void libesmtp_tries_the_next_mechanism_after_535(void **state)
{
	struct engine *engine = drive_start(ENGINE_ANY_MECHANISM);

	(void)state;
	drive_greet(engine, "PLAIN LOGIN");
	drive_give(engine, "u", "p", 1);
	drive_expect_line(engine, "AUTH PLAIN AHUAcA==");
	engine_send_line(engine, "535 5.7.8 no");
	drive_give(engine, "u", "p", 1);
	drive_expect_line(engine, "AUTH LOGIN dQ==");
	engine_destroy(engine);
}

static void mechanism_that_was_not_ordered_is_not_used(void **state)
{
	struct engine *engine = drive_start("PLAIN");

	(void)state;
	drive_greet(engine, "CRAM-MD5 LOGIN NTLM");
	drive_expect_line(engine, "MAIL FROM:<a@client.test>");
	engine_destroy(engine);
	engine = drive_start("");
	drive_greet(engine, "PLAIN LOGIN");
	drive_expect_line(engine, "MAIL FROM:<a@client.test>");
	engine_destroy(engine);
}

static void missing_plugin_is_noted(void **state)
{
	struct engine *engine = drive_start("XOAUTH2");

	(void)state;
	drive_expect(engine, ENGINE_NOTE, "libESMTP has no plug-in for XOAUTH2");
	drive_greet(engine, "XOAUTH2");
	drive_expect_line(engine, "MAIL FROM:<a@client.test>");
	engine_destroy(engine);
}

static void message_goes_out_in_pieces(void **state)
{
	const struct engine_order order = {.ehlo_name = "client.test",
					   .mechanism = "",
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
	    .ehlo_name = "client.test", .mechanism = "", .from = "", .to = "b@server.test", .send = "1"};
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
	struct engine_order order = {.ehlo_name = name, .mechanism = "", .from = "", .to = "", .send = ""};
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
	assert_false(engine_create(&order, &engine, &error));
	assert_int_equal(error.kind, ERROR_USAGE);
}

static void order_with_a_line_break_is_refused(void **state)
{
	const struct engine_order order = {
	    .ehlo_name = "client.test", .mechanism = "", .from = "a>\r\nDATA", .to = "", .send = ""};
	struct engine *engine = NULL;
	struct error error;

	(void)state;
	assert_false(engine_create(&order, &engine, &error));
	assert_int_equal(error.kind, ERROR_USAGE);
	assert_null(engine);
}

/* libESMTP indexes a table with such bytes of an EHLO keyword; and no line may become two. */
static void foreign_bytes_do_not_reach_libesmtp(void **state)
{
	struct engine *engine = drive_start("PLAIN");

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
	    cmocka_unit_test(plain_goes_on_to_mail_after_235),
	    cmocka_unit_test(plain_goes_on_to_mail_even_after_535),
	    cmocka_unit_test(run_ends_with_done_after_all_lines),
	    cmocka_unit_test(login_carries_the_user_name),
	    cmocka_unit_test(login_answers_any_prompt_with_the_password),
	    cmocka_unit_test(cram_md5_answers_as_openssl_computes),
	    cmocka_unit_test(unreadable_challenge_is_answered_with_a_star),
	    cmocka_unit_test(odd_passwords_arrive_unchanged),
	    cmocka_unit_test(longest_credentials_arrive_whole),
	    cmocka_unit_test(engine_refuses_what_a_mechanism_cannot_hold),
	    cmocka_unit_test(fit_is_decided_before_anything_is_given),
	    cmocka_unit_test(giving_up_ends_the_run_without_auth),
	    cmocka_unit_test(answers_to_no_question_are_ignored),
	    cmocka_unit_test(any_mechanism_takes_what_is_offered),
	    cmocka_unit_test(libesmtp_tries_the_next_mechanism_after_535),
	    cmocka_unit_test(mechanism_that_was_not_ordered_is_not_used),
	    cmocka_unit_test(missing_plugin_is_noted),
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
