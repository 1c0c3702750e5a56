/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "base/secret.h"
#include "base/strbuf.h"
#include "smtp/mask.h"
#include "smtp/sasl.h"

#include <string.h>

#define CANARY "s3cret pa%ss"

struct session {
	struct mask mask;
	struct strbuf out;
};

static const char *client(struct session *session, const char *line)
{
	strbuf_clear(&session->out);
	mask_client_line(&session->mask, line, strlen(line), &session->out);
	return session->out.data;
}

static const char *server(struct session *session, const char *line)
{
	strbuf_clear(&session->out);
	mask_server_line(&session->mask, line, strlen(line), &session->out);
	return session->out.data;
}

static void begin(struct session *session, const char *user, const char *password)
{
	struct secret *secret = secret_create();
	secret_append(secret, password, strlen(password));
	mask_init(&session->mask);
	mask_watch(&session->mask, user, secret);
	strbuf_init(&session->out, 100000);
	secret_destroy(secret);
}

static void end(struct session *session)
{
	mask_finish(&session->mask);
	strbuf_finish(&session->out);
}

static void responses_are_masked_by_state(void **state)
{
	(void)state;
	struct session session;
	begin(&session, "u@example.test", CANARY);
	assert_string_equal(client(&session, "EHLO me"), "EHLO me");
	assert_string_equal(client(&session, "AUTH PLAIN AHUAcA=="), "AUTH PLAIN <hidden>");
	assert_string_equal(server(&session, "535-no"), "535-no");
	assert_string_equal(server(&session, "535 no"), "535 no");
	assert_string_equal(client(&session, "QUIT"), "QUIT");
	assert_string_equal(client(&session, "auth login"), "auth login");
	assert_string_equal(server(&session, "334 VXNlcm5hbWU6"), "334 VXNlcm5hbWU6");
	assert_string_equal(client(&session, "EHLO looks like a command"), "<hidden>");
	assert_string_equal(server(&session, "334 UGFzc3dvcmQ6"), "334 UGFzc3dvcmQ6");
	assert_string_equal(client(&session, "*"), "*");
	assert_int_equal(session.mask.challenges, 2);
	assert_string_equal(server(&session, "235 ok"), "235 ok");
	assert_string_equal(client(&session, "dXNlcg=="), "<hidden>");
	end(&session);
}

static void echoed_secret_is_found_in_every_form(void **state)
{
	(void)state;
	struct session session;
	begin(&session, "u@example.test", CANARY);
	assert_string_equal(server(&session, "535 bad password " CANARY "!"), "535 bad password <hidden>!");
	assert_string_equal(server(&session, "535 s3cret%20pa%25ss"), "535 <hidden>");
	assert_string_equal(server(&session, "535 733363726574207061257373"), "535 <hidden>");
	for (size_t before = 0; before < 6; before++) {
		char plain[64] = "";
		memset(plain, 'x', before);
		strcat(plain, CANARY "tail");
		struct strbuf line;
		strbuf_init(&line, 1000);
		strbuf_adds(&line, "334 ");
		sasl_encode(plain, strlen(plain), &line);
		assert_non_null(strstr(server(&session, line.data), MASK_TEXT));
		strbuf_finish(&line);
	}
	end(&session);
}

static void user_name_that_contains_the_password_stays_readable(void **state)
{
	(void)state;
	struct session session;
	begin(&session, "student@practice.test", "practice");
	assert_string_equal(server(&session, "235 student@practice.test at practice.test"),
			    "235 student@practice.test at practice.test");
	assert_string_equal(server(&session, "535 practice"), "535 <hidden>");
	end(&session);
}

static void masked_lines_are_inert(void **state)
{
	(void)state;
	struct session session;
	begin(&session, NULL, "xyz");
	assert_string_equal(server(&session, "220 \x1b[2J xyz"), "220 \\x1B[2J xyz");
	assert_string_equal(client(&session, "AUTH \x1b[2J x"), "AUTH \\x1B[2J <hidden>");
	end(&session);
}

static void message_lines_are_shown_until_the_dot(void **state)
{
	(void)state;
	struct session session;
	begin(&session, "u@example.test", CANARY);
	assert_string_equal(client(&session, "DATA"), "DATA");
	server(&session, "354 go on");
	assert_string_equal(client(&session, "Subject: hello"), "Subject: hello");
	assert_string_equal(client(&session, "it is " CANARY), "it is <hidden>");
	assert_string_equal(client(&session, "."), ".");
	assert_string_equal(client(&session, "Subject: hello"), "<hidden>");
	end(&session);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(responses_are_masked_by_state),
	    cmocka_unit_test(echoed_secret_is_found_in_every_form),
	    cmocka_unit_test(user_name_that_contains_the_password_stays_readable),
	    cmocka_unit_test(masked_lines_are_inert),
	    cmocka_unit_test(message_lines_are_shown_until_the_dot),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
