/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two transcripts line by line: what belongs together, what differs, and that in words. */
#include "cmocka_all.h"

#include <string.h>

#include "base/strbuf.h"
#include "present/comparison.h"

enum { TEXT_MAX = 64 * 1024 };

static struct account account;
static struct facts left, right;

static int set_up(void **state)
{
	(void)state;
	account_init(&account);
	account_set_server(&account, "mail.example.org:587", ORIGIN_TYPED, NULL);
	facts_init(&left);
	facts_init(&right);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	account_finish(&account);
	facts_finish(&left);
	facts_finish(&right);
	return 0;
}

/* "> EHLO me" is the client's, "< 250 ok" the server's, each line ends with \n. */
static void say(struct facts *facts, enum stage stage, const char *lines)
{
	char line[256];

	while (*lines != '\0') {
		size_t len = strcspn(lines, "\n");

		assert_true(len > 2 && len < sizeof(line));
		memcpy(line, lines + 2, len - 2);
		line[len - 2] = '\0';
		transcript_add(&facts->transcript,
			       &(struct transcript_entry){.from = *lines == '>' ? FROM_CLIENT : FROM_SERVER,
							  .stage = stage,
							  .line = line});
		lines += len + 1;
	}
}

/* One character a row: '=' the same, '!' both differ, '<' and '>' on one side only. */
static void check_rows(const char *wanted)
{
	struct comparison comparison = {0};
	struct strbuf rows;

	strbuf_init(&rows, TEXT_MAX);
	comparison_init(&comparison, &left.transcript, &right.transcript);
	for (size_t i = 0; i < comparison.count; i++) {
		const struct comparison_row *row = &comparison.rows[i];

		strbuf_addc(&rows, !row->differs                      ? '='
				   : row->right == COMPARISON_NO_LINE ? '<'
				   : row->left == COMPARISON_NO_LINE  ? '>'
								      : '!');
	}
	assert_string_equal(rows.data, wanted);
	comparison_finish(&comparison);
	strbuf_finish(&rows);
}

static void check_sentence(const char *wanted)
{
	const struct comparison_side a = {&account, &left}, b = {&account, &right};
	struct comparison comparison = {0};
	struct strbuf text;

	strbuf_init(&text, TEXT_MAX);
	comparison_init(&comparison, &left.transcript, &right.transcript);
	comparison_write_sentence(&comparison, &a, &b, &text);
	assert_string_equal(text.data, wanted);
	comparison_finish(&comparison);
	strbuf_finish(&text);
}

static void the_line_that_differs_is_found_and_named(void **state)
{
	(void)state;
	say(&left, STAGE_GREETING, "< 220 hello\n");
	say(&right, STAGE_GREETING, "< 220 hello\n");
	say(&left, STAGE_AUTH, "> AUTH PLAIN <hidden>\n< 535 5.7.8 wrong\n> QUIT\n< 221 bye\n");
	say(&right, STAGE_AUTH, "> AUTH PLAIN <hidden>\n< 235 2.7.0 right\n> QUIT\n< 221 bye\n");
	check_rows("==!==");
	check_sentence("The same up to AUTH. Then A: 535 5.7.8; B: 235 2.7.0.");
}

static void a_line_more_on_one_side_does_not_shift_the_others(void **state)
{
	(void)state;
	say(&left, STAGE_EHLO, "> EHLO me\n< 250-host\n< 250-SIZE\n< 250 HELP\n> QUIT\n");
	say(&right, STAGE_EHLO,
	    "> EHLO me\n< 250-host\n< 250-SIZE\n< 250-DSN\n< 250-ETRN\n< 250 HELP\n> QUIT\n");
	check_rows("===>>==");
	check_sentence("The same up to EHLO. Then A: nothing; B: 250-DSN.");
}

static void what_is_new_each_time_is_no_difference(void **state)
{
	(void)state;
	say(&left, STAGE_AUTH, "< 334 PDEyMz4=\n< 221 2.0.0 id 4fz81K77 bye\n");
	say(&right, STAGE_AUTH, "< 334 PDk5OT4=\n< 221 2.0.0 id 9ab12C03 bye\n");
	check_rows("==");
	check_sentence("No line differs.");
}

static void replies_with_the_same_codes_are_told_by_their_words(void **state)
{
	(void)state;
	say(&left, STAGE_AUTH, "< 535 5.7.8 unknown user\n");
	say(&right, STAGE_AUTH, "< 535 5.7.8 wrong password\n");
	check_rows("!");
	check_sentence("The same up to AUTH. Then A: 535 5.7.8 unknown user; B: 535 5.7.8 wrong password.");
}

static void codes_and_keywords_are_never_made_up(void **state)
{
	(void)state;
	say(&left, STAGE_EHLO, "< 250-STARTTLS\n< 250-PIPELINING\n< 250 HELP\n");
	say(&right, STAGE_EHLO, "< 250-8BITMIME\n< 250-PIPELINING\n< 250 HELP\n");
	say(&left, STAGE_AUTH, "< 535 5.7.8 no\n< 221\n");
	say(&right, STAGE_AUTH, "< 535 5.7.0 no\n< 221\n");
	check_rows("!==!=");
}

static void an_end_before_is_said(void **state)
{
	(void)state;
	say(&left, STAGE_GREETING, "< 220 hello\n");
	say(&right, STAGE_GREETING, "< 220 hello\n");
	say(&right, STAGE_EHLO, "> EHLO me\n< 250 host\n");
	check_rows("=>>");
	check_sentence("The same up to EHLO. Then A: nothing more; B: EHLO me.");
}

static void settings_that_differ_are_named(void **state)
{
	struct account other;
	struct strbuf text;

	(void)state;
	account_init(&other);
	account_set_server(&other, "mail.example.org:465", ORIGIN_TYPED, NULL);
	strbuf_init(&text, TEXT_MAX);
	assert_true(comparison_write_settings(&(struct comparison_side){&account, &left},
					      &(struct comparison_side){&other, &right}, &text));
	assert_string_equal(text.data, "Port differs: A 587, B 465\n"
				       "Encryption differs: A STARTTLS, B TLS from the first byte\n");
	strbuf_clear(&text);
	assert_false(comparison_write_settings(&(struct comparison_side){&account, &left},
					       &(struct comparison_side){&account, &right}, &text));
	assert_int_equal(text.len, 0);
	strbuf_finish(&text);
	account_finish(&other);
}

static void empty_ones_are_the_same(void **state)
{
	(void)state;
	check_rows("");
	check_sentence("No line differs.");
	say(&left, STAGE_GREETING, "< 220 hello\n");
	check_rows("<");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(the_line_that_differs_is_found_and_named, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(a_line_more_on_one_side_does_not_shift_the_others, set_up,
					    tear_down),
	    cmocka_unit_test_setup_teardown(what_is_new_each_time_is_no_difference, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(replies_with_the_same_codes_are_told_by_their_words, set_up,
					    tear_down),
	    cmocka_unit_test_setup_teardown(codes_and_keywords_are_never_made_up, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(an_end_before_is_said, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(settings_that_differ_are_named, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(empty_ones_are_the_same, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
