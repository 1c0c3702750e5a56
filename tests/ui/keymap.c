/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include <string.h>

#include "ui/key.h"
#include "ui/keymap.h"

static void every_default_key_is_known(void **state)
{
	struct keymap keymap;

	(void)state;
	keymap_init(&keymap);
	for (int action = 1; action < ACTION_LAST; action++) {
		assert_int_not_equal(keymap.keys[action][0], PRESS_NONE);
		assert_true(action_help((enum action)action)[0] != '\0');
		assert_true(action_where((enum action)action) != 0);
	}
}

static void question_mark_is_literal_in_a_text_field(void **state)
{
	struct keymap keymap;
	int index;

	(void)state;
	keymap_init(&keymap);
	assert_int_equal(keymap_find(&keymap, IN_TEXT, '?', &index), ACT_TYPE);
	assert_int_equal(keymap_find(&keymap, IN_LIST, '?', &index), ACT_HELP);
	assert_int_equal(keymap_find(&keymap, IN_TEXT, PRESS_F1, &index), ACT_HELP);
	assert_int_equal(keymap_find(&keymap, IN_TEXT, 'q', &index), ACT_TYPE);
}

static void every_view_closes_without_escape(void **state)
{
	struct keymap keymap;
	int index;

	(void)state;
	keymap_init(&keymap);
	assert_int_equal(keymap_find(&keymap, IN_READER, 'q', &index), ACT_BACK);
	assert_int_equal(keymap_find(&keymap, IN_TEXT | IN_ENTRY, PRESS_F1 + 9, &index), ACT_BACK);
	assert_int_equal(keymap_find(&keymap, IN_TEXT | IN_PASSWORD, PRESS_F1 + 9, &index), ACT_REFUSE);
	assert_int_equal(keymap_find(&keymap, IN_ROOT | IN_LIST, PRESS_F1 + 9, &index), ACT_QUIT);
}

static void escape_cancels_while_a_run_goes_on_and_closes_after_it(void **state)
{
	struct keymap keymap;
	int index;

	(void)state;
	keymap_init(&keymap);
	assert_int_equal(keymap_find(&keymap, IN_WALK | IN_LIST | IN_RUNNING, PRESS_ESCAPE, &index),
			 ACT_CANCEL);
	assert_int_equal(keymap_find(&keymap, IN_WALK | IN_LIST | IN_DONE, PRESS_ESCAPE, &index), ACT_BACK);
}

static void digits_choose_the_fix_of_that_number(void **state)
{
	struct keymap keymap;
	int index = -1;

	(void)state;
	keymap_init(&keymap);
	assert_int_equal(keymap_find(&keymap, IN_EXPLAIN | IN_LIST, '3', &index), ACT_FIX);
	assert_int_equal(index, 2);
}

static void keys_can_be_changed_and_a_wrong_change_changes_nothing(void **state)
{
	struct keymap keymap;
	int index;

	(void)state;
	keymap_init(&keymap);
	assert_true(keymap_bind(&keymap, "again", "f6 R"));
	assert_int_equal(keymap_find(&keymap, IN_DONE, 'R', &index), ACT_AGAIN);
	assert_int_equal(keymap_find(&keymap, IN_DONE, 'r', &index), ACTION_NONE);
	assert_false(keymap_bind(&keymap, "again", "f99"));
	assert_int_equal(keymap_find(&keymap, IN_DONE, PRESS_F1 + 5, &index), ACT_AGAIN);
	assert_false(keymap_bind(&keymap, "no-such-action", "x"));
	assert_true(keymap_bind(&keymap, "send-clear", "ctrl-y"));
	assert_int_equal(keymap_find(&keymap, IN_CLEAR, 25, &index), ACT_SEND_CLEAR);
}

static void shown_key_is_one_that_works_there(void **state)
{
	struct keymap keymap;

	(void)state;
	keymap_init(&keymap);
	assert_int_equal(keymap_shown_key(&keymap, ACT_STEP_MODE, IN_FORM | IN_TEXT), PRESS_F1 + 3);
	assert_int_equal(keymap_shown_key(&keymap, ACT_STEP_MODE, IN_WALK | IN_LIST), 's');
	assert_int_equal(keymap_shown_key(&keymap, ACT_BACK, IN_WALK | IN_RUNNING), 'q');
}

static void key_names_read_back_as_the_same_key(void **state)
{
	static const uint32_t KEYS[] = {PRESS_ENTER, PRESS_ESCAPE, PRESS_SPACE, PRESS_UP,      PRESS_F1,
					PRESS_LAST,  12,           'q',         PRESS_BACK_TAB};

	(void)state;
	for (size_t i = 0; i < sizeof(KEYS) / sizeof(KEYS[0]); i++) {
		char name[KEY_NAME_MAX];

		key_write_name(KEYS[i], name);
		assert_int_equal(key_parse(name, strlen(name)), KEYS[i]);
	}
	assert_int_equal(key_parse("ctrl-", 5), PRESS_NONE);
	assert_int_equal(key_parse("f13", 3), PRESS_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_default_key_is_known),
	    cmocka_unit_test(question_mark_is_literal_in_a_text_field),
	    cmocka_unit_test(every_view_closes_without_escape),
	    cmocka_unit_test(escape_cancels_while_a_run_goes_on_and_closes_after_it),
	    cmocka_unit_test(digits_choose_the_fix_of_that_number),
	    cmocka_unit_test(keys_can_be_changed_and_a_wrong_change_changes_nothing),
	    cmocka_unit_test(shown_key_is_one_that_works_there),
	    cmocka_unit_test(key_names_read_back_as_the_same_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
