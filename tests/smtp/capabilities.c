/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "smtp/capabilities.h"
#include "smtp/mechanism.h"

#include <stdio.h>
#include <string.h>

static void read_lines(struct capabilities *capabilities, const char *const *lines)
{
	struct reply reply;
	enum problem problem = PROBLEM_NONE;
	reply_init(&reply);
	for (; *lines; lines++)
		reply_add_line(&reply, *lines, strlen(*lines), &problem);
	capabilities_read(capabilities, &reply);
	reply_finish(&reply);
}

static void mechanisms_come_from_every_spelling_once(void **state)
{
	static const char *const lines[] = {"250-mx.example.org greets you",
					    "250-auth login plain",
					    "250-AUTH=LOGIN CRAM-MD5",
					    "250-StartTLS",
					    "250-AUTH PLAIN  X-BAD\x80 THIS-NAME-IS-FAR-TOO-LONG",
					    "250-SIZE 1000",
					    "250 8BITMIME",
					    NULL};
	(void)state;
	struct capabilities capabilities;
	capabilities_init(&capabilities);
	read_lines(&capabilities, lines);
	assert_string_equal(capabilities.server_name, "mx.example.org");
	assert_int_equal(capabilities.mechanism_count, 3);
	assert_string_equal(capabilities.mechanisms[0], "LOGIN");
	assert_string_equal(capabilities.mechanisms[1], "PLAIN");
	assert_string_equal(capabilities.mechanisms[2], "CRAM-MD5");
	assert_true(capabilities.starttls);
	assert_int_equal(capabilities.size, 1000);
	assert_true(capabilities_has(&capabilities, "8bitmime"));
	capabilities_finish(&capabilities);
}

static void a_later_reply_replaces_everything(void **state)
{
	static const char *const before[] = {"250-a", "250-STARTTLS", "250 AUTH PLAIN", NULL};
	static const char *const after[] = {"250 b", NULL};
	(void)state;
	struct capabilities capabilities;
	capabilities_init(&capabilities);
	read_lines(&capabilities, before);
	read_lines(&capabilities, after);
	assert_int_equal(capabilities.count, 0);
	assert_int_equal(capabilities.mechanism_count, 0);
	assert_false(capabilities.starttls);
	assert_int_equal(capabilities.size, -1);
	const struct mechanism *chosen = NULL;
	assert_int_equal(mechanism_choose(&capabilities, true, NULL, MECHANISM_NEEDS_PASSWORD, &chosen),
			 PROBLEM_NO_MECHANISM_OFFERED);
	assert_null(chosen);
	capabilities_finish(&capabilities);
}

static void full_lists_keep_what_decides(void **state)
{
	(void)state;
	char names[MECHANISMS_MAX * 8 + 64] = "250-AUTH";
	for (int i = 0; i < MECHANISMS_MAX; i++)
		snprintf(names + strlen(names), sizeof(names) - strlen(names), " X-%d", i);
	strcat(names, " PLAIN");
	const char *lines[CAPABILITIES_MAX + 5] = {"250-mx"};
	for (size_t i = 1; i <= CAPABILITIES_MAX; i++)
		lines[i] = "250-X-NOTHING";
	lines[CAPABILITIES_MAX + 1] = names;
	lines[CAPABILITIES_MAX + 2] = "250 STARTTLS";

	struct capabilities capabilities;
	capabilities_init(&capabilities);
	read_lines(&capabilities, lines);
	assert_int_equal(capabilities.count, CAPABILITIES_MAX);
	assert_int_equal(capabilities.mechanism_count, MECHANISMS_MAX);
	assert_true(capabilities_has_mechanism(&capabilities, "PLAIN"));
	assert_true(capabilities.starttls);
	capabilities_finish(&capabilities);
}

static void a_word_with_nul_is_no_mechanism_and_no_keyword(void **state)
{
	static const char auth[] = "250-AUTH PLAIN\0LOGIN CRAM-MD5", starttls[] = "250 STARTTLS\0";
	(void)state;
	enum problem problem = PROBLEM_NONE;
	struct capabilities capabilities;
	struct reply reply;

	reply_init(&reply);
	capabilities_init(&capabilities);
	reply_add_line(&reply, "250-mx", 6, &problem);
	reply_add_line(&reply, auth, sizeof(auth) - 1, &problem);
	reply_add_line(&reply, starttls, sizeof(starttls) - 1, &problem);
	capabilities_read(&capabilities, &reply);
	assert_int_equal(capabilities.mechanism_count, 1);
	assert_string_equal(capabilities.mechanisms[0], "CRAM-MD5");
	assert_string_equal(capabilities.list[0].parameters, "PLAIN\\x00LOGIN CRAM-MD5");
	assert_false(capabilities.starttls);
	capabilities_finish(&capabilities);
	reply_finish(&reply);
}

static void stars_beside_words_are_decoration(void **state)
{
	(void)state;
	assert_true(greeting_crossed_out("220 ****************************0**2******"));
	assert_true(greeting_crossed_out("********"));
	assert_false(greeting_crossed_out("220 **** Authorised use only ****"));
	assert_false(greeting_crossed_out("220 mail.example.org ESMTP ***"));
	assert_false(greeting_crossed_out("220 "));
}

/* Best first: what is chosen from each offer when all before it are taken away. */
static void the_order_inside_tls_is_not_the_order_without(void **state)
{
	static const struct {
		const char *auth;
		bool tls;
		const char *wanted, *chosen;
		enum problem problem;
	} cases[] = {
	    {"250 AUTH CRAM-MD5 LOGIN PLAIN", true, NULL, "PLAIN", PROBLEM_NONE},
	    {"250 AUTH DIGEST-MD5 CRAM-MD5 LOGIN", true, NULL, "LOGIN", PROBLEM_NONE},
	    {"250 AUTH CRAM-MD5 GSSAPI", true, NULL, "CRAM-MD5", PROBLEM_NONE},
	    {"250 AUTH PLAIN LOGIN CRAM-MD5", false, NULL, "CRAM-MD5", PROBLEM_NONE},
	    {"250 AUTH LOGIN PLAIN", false, NULL, "PLAIN", PROBLEM_NONE},
	    {"250 AUTH CRAM-MD5 PLAIN", true, "cram-md5", "CRAM-MD5", PROBLEM_NONE},
	    {"250 AUTH SCRAM-SHA-512 XOAUTH2 X-OWN", true, NULL, NULL, PROBLEM_NO_COMMON_MECHANISM},
	    {"250 AUTH SCRAM-SHA-512 PLAIN", true, "SCRAM-SHA-512", NULL, PROBLEM_NO_COMMON_MECHANISM},
	    {"250 AUTH PLAIN SCRAM-SHA-1 SCRAM-SHA-256", true, NULL, "SCRAM-SHA-256", PROBLEM_NONE},
	    {"250 AUTH PLAIN SCRAM-SHA-1", false, NULL, "SCRAM-SHA-1", PROBLEM_NONE},
	    {"250 AUTH PLAIN", true, "LOGIN", NULL, PROBLEM_MECHANISM_NOT_OFFERED},
	    {"250 AUTH", true, NULL, NULL, PROBLEM_NO_MECHANISM_OFFERED},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *lines[] = {"250-mx", cases[i].auth, NULL};
		const struct mechanism *chosen = NULL;
		struct capabilities capabilities;

		capabilities_init(&capabilities);
		read_lines(&capabilities, lines);
		assert_int_equal(mechanism_choose(&capabilities, cases[i].tls, cases[i].wanted,
						  MECHANISM_NEEDS_PASSWORD, &chosen),
				 cases[i].problem);
		assert_string_equal(chosen ? chosen->name : "", cases[i].chosen ? cases[i].chosen : "");
		capabilities_finish(&capabilities);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(mechanisms_come_from_every_spelling_once),
	    cmocka_unit_test(a_later_reply_replaces_everything),
	    cmocka_unit_test(full_lists_keep_what_decides),
	    cmocka_unit_test(a_word_with_nul_is_no_mechanism_and_no_keyword),
	    cmocka_unit_test(stars_beside_words_are_decoration),
	    cmocka_unit_test(the_order_inside_tls_is_not_the_order_without),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
