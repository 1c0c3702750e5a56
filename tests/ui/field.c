/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include <string.h>

#include "base/secret.h"
#include "ui/widgets/field.h"

static void type(struct field *field, const char *text)
{
	field_handle_action(field, ACT_TYPE, text, strlen(text));
}

static void newline_in_a_paste_is_left_out(void **state)
{
	struct field field;

	(void)state;
	field_init(&field);
	type(&field, "user@example.org\r\n");
	assert_string_equal(field_text(&field), "user@example.org");
	type(&field, "\n\033[2Jx\tn\x7f");
	assert_string_equal(field_text(&field), "user@example.org[2Jxn");
	field_finish(&field);
}

static void text_is_put_in_at_the_cursor(void **state)
{
	struct field field;

	(void)state;
	field_init(&field);
	type(&field, "ac");
	field_handle_action(&field, ACT_EDIT_LEFT, NULL, 0);
	type(&field, "b");
	assert_string_equal(field_text(&field), "abc");
	field_handle_action(&field, ACT_EDIT_HOME, NULL, 0);
	field_handle_action(&field, ACT_EDIT_DELETE, NULL, 0);
	assert_string_equal(field_text(&field), "bc");
	field_handle_action(&field, ACT_EDIT_END, NULL, 0);
	field_handle_action(&field, ACT_EDIT_BACKSPACE, NULL, 0);
	assert_string_equal(field_text(&field), "b");
	field_finish(&field);
}

static void backspace_takes_a_whole_character_with_its_marks(void **state)
{
	struct field field;

	(void)state;
	field_init(&field);
	type(&field, "a\xe4\xb8\xad"
		     "e\xcc\x81"); /* a, a wide character, e with a combining accent */
	field_handle_action(&field, ACT_EDIT_BACKSPACE, NULL, 0);
	assert_string_equal(field_text(&field), "a\xe4\xb8\xad");
	field_handle_action(&field, ACT_EDIT_LEFT, NULL, 0);
	field_handle_action(&field, ACT_EDIT_DELETE, NULL, 0);
	assert_string_equal(field_text(&field), "a");
	field_finish(&field);
}

static void editing_an_empty_field_does_nothing(void **state)
{
	static const enum action ACTIONS[] = {ACT_EDIT_LEFT, ACT_EDIT_RIGHT,     ACT_EDIT_HOME,
					      ACT_EDIT_END,  ACT_EDIT_BACKSPACE, ACT_EDIT_DELETE,
					      ACT_EDIT_WORD, ACT_EDIT_CLEAR};
	struct field field;

	(void)state;
	field_init(&field);
	for (size_t i = 0; i < sizeof(ACTIONS) / sizeof(ACTIONS[0]); i++)
		assert_true(field_handle_action(&field, ACTIONS[i], NULL, 0));
	assert_true(field_is_empty(&field));
	assert_false(field_handle_action(&field, ACT_BACK, NULL, 0));
	field_finish(&field);
}

static void what_does_not_fit_is_said_not_cut(void **state)
{
	char flood[FIELD_MAX + 1];
	struct field field;

	(void)state;
	memset(flood, 'a', sizeof(flood));
	field_init(&field);
	field_insert(&field, flood, sizeof(flood));
	assert_true(field.full);
	assert_true(field_is_empty(&field));
	field_insert(&field, flood, FIELD_MAX);
	assert_false(field.full);
	assert_int_equal(strlen(field_text(&field)), FIELD_MAX);
	field_finish(&field);
}

static void masked_field_keeps_nothing_in_its_plain_text(void **state)
{
	struct field field;

	(void)state;
	field_init_masked(&field);
	type(&field, "abcd efgh\n");
	assert_int_equal(field.text.len, 0);
	assert_int_equal(secret_length(field.secret), 9);
	field_handle_action(&field, ACT_EDIT_BACKSPACE, NULL, 0);
	assert_int_equal(secret_length(field.secret), 8);
	field_handle_action(&field, ACT_EDIT_CLEAR, NULL, 0);
	assert_true(field_is_empty(&field));
	field_finish(&field);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(newline_in_a_paste_is_left_out),
	    cmocka_unit_test(text_is_put_in_at_the_cursor),
	    cmocka_unit_test(backspace_takes_a_whole_character_with_its_marks),
	    cmocka_unit_test(editing_an_empty_field_does_nothing),
	    cmocka_unit_test(what_does_not_fit_is_said_not_cut),
	    cmocka_unit_test(masked_field_keeps_nothing_in_its_plain_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
