/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "smtp/capabilities.h"
#include "smtp/sasl.h"

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
	assert_string_equal(sasl_choose(&capabilities), "CRAM-MD5");
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
	assert_null(sasl_choose(&capabilities));
	capabilities_finish(&capabilities);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(mechanisms_come_from_every_spelling_once),
	    cmocka_unit_test(a_later_reply_replaces_everything),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
