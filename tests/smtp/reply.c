/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "smtp/reply.h"
#include "smtp/stage.h"

#include <string.h>

static enum reply_progress add(struct reply *reply, const char *line, enum problem *problem)
{
	return reply_add_line(reply, line, strlen(line), problem);
}

static void multi_line_reply_keeps_code_lines_and_enhanced_code(void **state)
{
	(void)state;
	struct reply reply;
	enum problem problem = PROBLEM_NONE;
	reply_init(&reply);
	assert_int_equal(add(&reply, "535-5.7.8 Username and Password not accepted.", &problem), REPLY_MORE);
	assert_int_equal(
	    add(&reply, "535 5.7.8  https://support.google.com/mail/?p=BadCredentials", &problem),
	    REPLY_DONE);
	assert_int_equal(reply.code, 535);
	assert_string_equal(reply.enhanced, "5.7.8");
	assert_int_equal(reply.line_count, 2);
	assert_string_equal(reply_text(&reply, 0), "Username and Password not accepted.");
	assert_string_equal(reply_text(&reply, 1), "https://support.google.com/mail/?p=BadCredentials");
	assert_string_equal(reply_text(&reply, 2), "");
	struct reply copy;
	reply_init(&copy);
	reply_copy(&copy, &reply);
	reply_finish(&reply);
	assert_int_equal(copy.line_count, 2);
	assert_true(copy.complete);
	reply_finish(&copy);
}

static void code_alone_is_complete(void **state)
{
	(void)state;
	struct reply reply;
	enum problem problem = PROBLEM_NONE;
	reply_init(&reply);
	assert_int_equal(add(&reply, "220", &problem), REPLY_DONE);
	assert_string_equal(reply_text(&reply, 0), "");
	reply_reset(&reply);
	assert_int_equal(add(&reply, "220-", &problem), REPLY_MORE);
	assert_int_equal(add(&reply, "220 ", &problem), REPLY_DONE);
	reply_finish(&reply);
}

static void reply_with_mixed_codes_is_a_protocol_error(void **state)
{
	(void)state;
	struct reply reply;
	enum problem problem = PROBLEM_NONE;
	reply_init(&reply);
	assert_int_equal(add(&reply, "250-a", &problem), REPLY_MORE);
	assert_int_equal(add(&reply, "251 b", &problem), REPLY_BROKEN);
	assert_int_equal(problem, PROBLEM_MIXED_CODES);
	reply_finish(&reply);
}

static void what_is_no_reply_is_broken_but_kept(void **state)
{
	static const char *const lines[] = {"HTTP/1.1 400 Bad Request",
					    "999 x",
					    "000 x",
					    "2200 x",
					    "22",
					    "",
					    "220x",
					    " 220 x",
					    "199 x",
					    "600 x",
					    "+OK"};
	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct reply reply;
		enum problem problem = PROBLEM_NONE;
		reply_init(&reply);
		assert_int_equal(add(&reply, lines[i], &problem), REPLY_BROKEN);
		assert_int_equal(problem, PROBLEM_INVALID_REPLY);
		assert_string_equal(reply_text(&reply, 0), lines[i]);
		reply_finish(&reply);
	}
}

static void endless_reply_is_capped(void **state)
{
	(void)state;
	struct reply reply;
	enum problem problem = PROBLEM_NONE;
	enum reply_progress progress = REPLY_MORE;
	reply_init(&reply);
	for (int i = 0; i < 10000 && progress == REPLY_MORE; i++)
		progress = add(&reply, "250-X", &problem);
	assert_int_equal(progress, REPLY_BROKEN);
	assert_int_equal(problem, PROBLEM_REPLY_TOO_LONG);
	assert_true(reply.line_count <= REPLY_LINES_MAX);
	reply_finish(&reply);
}

static void enhanced_code_needs_its_form(void **state)
{
	static const struct {
		const char *line, *enhanced;
	} cases[] = {
	    {"421 4.7.0 x", "4.7.0"}, {"535 5.7.139 x", "5.7.139"}, {"535 5.7 x", ""},  {"535 6.7.8 x", ""},
	    {"535 5.7.8", "5.7.8"},   {"535 5.7.8888 x", ""},       {"535 5.7.8x", ""}, {"421: 4.3.2 x", ""},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct reply reply;
		enum problem problem = PROBLEM_NONE;
		reply_init(&reply);
		add(&reply, cases[i].line, &problem);
		assert_string_equal(reply.enhanced, cases[i].enhanced);
		reply_finish(&reply);
	}
}

static void stages_have_names_in_both_directions(void **state)
{
	(void)state;
	enum stage stage = STAGE_QUIT;
	for (size_t i = 0; i < STAGE_COUNT; i++) {
		assert_true(stage_parse(stage_id((enum stage)i), &stage));
		assert_int_equal(stage, i);
	}
	assert_true(stage_parse("BANNER", &stage));
	assert_int_equal(stage, STAGE_GREETING);
	assert_false(stage_parse("", &stage));
	enum problem problem = PROBLEM_NONE;
	for (size_t i = 1; i < PROBLEM_COUNT; i++) {
		assert_true(problem_parse(problem_id((enum problem)i), &problem));
		assert_int_equal(problem, i);
		assert_non_null(problem_sentence(problem));
	}
}

static void forgotten_lines_leave_the_code(void **state)
{
	(void)state;
	struct reply reply;
	enum problem problem = PROBLEM_NONE;
	reply_init(&reply);
	assert_int_equal(reply_add_line(&reply, "535 5.7.8 secret", 16, &problem), REPLY_DONE);
	reply_forget_lines(&reply);
	assert_int_equal(reply.line_count, 0);
	assert_int_equal(reply.byte_count, 0);
	assert_int_equal(reply.code, 535);
	assert_string_equal(reply.enhanced, "5.7.8");
	assert_true(reply.complete);
	assert_string_equal(reply_text(&reply, 0), "");
	reply_finish(&reply);
}

static void a_nul_ends_neither_line_nor_word(void **state)
{
	static const char line[] = "220 mx\0 FTP ***", code[] = "535 5.7.8\0 x";
	struct reply reply;
	enum problem problem = PROBLEM_NONE;

	(void)state;
	reply_init(&reply);
	assert_int_equal(reply_add_line(&reply, line, sizeof line - 1, &problem), REPLY_DONE);
	assert_true(reply_has_word(&reply, "ftp"));
	assert_true(reply_has_word(&reply, "***"));
	assert_false(reply_has_word(&reply, "SMTP"));
	reply_reset(&reply);
	assert_int_equal(reply_add_line(&reply, code, sizeof code - 1, &problem), REPLY_DONE);
	assert_string_equal(reply.enhanced, "");
	reply_finish(&reply);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(multi_line_reply_keeps_code_lines_and_enhanced_code),
	    cmocka_unit_test(code_alone_is_complete),
	    cmocka_unit_test(reply_with_mixed_codes_is_a_protocol_error),
	    cmocka_unit_test(what_is_no_reply_is_broken_but_kept),
	    cmocka_unit_test(endless_reply_is_capped),
	    cmocka_unit_test(enhanced_code_needs_its_form),
	    cmocka_unit_test(a_nul_ends_neither_line_nor_word),
	    cmocka_unit_test(forgotten_lines_leave_the_code),
	    cmocka_unit_test(stages_have_names_in_both_directions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
