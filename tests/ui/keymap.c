/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include <string.h>

#include "ui/keymap.h"
#include "ui/terminal/key.h"

static void every_default_key_is_known(void **state)
{
	struct keymap keymap;

	(void)state;
	keymap_init(&keymap);
	for (int action = 1; action < ACTION_LAST; action++) {
		assert_int_not_equal(keymap.keys[action][0], PRESS_NONE);
		assert_true(action_help((enum action)action)[0] != '\0');
		assert_true(action_focus((enum action)action) != 0);
	}
}

static void question_mark_is_literal_in_a_text_field(void **state)
{
	struct keymap keymap;
	int index;

	(void)state;
	keymap_init(&keymap);
	assert_int_equal(keymap_find(&keymap, FOCUS_TEXT, '?', &index), ACT_TYPE);
	assert_int_equal(keymap_find(&keymap, FOCUS_LIST, '?', &index), ACT_HELP);
	assert_int_equal(keymap_find(&keymap, FOCUS_TEXT, PRESS_F1, &index), ACT_HELP);
	assert_int_equal(keymap_find(&keymap, FOCUS_TEXT, 'q', &index), ACT_TYPE);
}

static void every_view_closes_without_escape(void **state)
{
	struct keymap keymap;
	int index;

	(void)state;
	keymap_init(&keymap);
	assert_int_equal(keymap_find(&keymap, FOCUS_PAGER, 'q', &index), ACT_BACK);
	assert_int_equal(keymap_find(&keymap, FOCUS_TEXT | FOCUS_ENTRY, PRESS_F1 + 9, &index), ACT_BACK);
	assert_int_equal(keymap_find(&keymap, FOCUS_TEXT | FOCUS_PASSWORD, PRESS_F1 + 9, &index), ACT_REFUSE);
	assert_int_equal(keymap_find(&keymap, FOCUS_ROOT | FOCUS_LIST, PRESS_F1 + 9, &index), ACT_QUIT);
}

static void escape_cancels_while_a_run_goes_on_and_closes_after_it(void **state)
{
	struct keymap keymap;
	int index;

	(void)state;
	keymap_init(&keymap);
	assert_int_equal(keymap_find(&keymap, FOCUS_WALK | FOCUS_LIST | FOCUS_RUNNING, PRESS_ESCAPE, &index),
			 ACT_CANCEL);
	assert_int_equal(keymap_find(&keymap, FOCUS_WALK | FOCUS_LIST | FOCUS_DONE, PRESS_ESCAPE, &index),
			 ACT_BACK);
}

static void digits_choose_the_fix_of_that_number(void **state)
{
	struct keymap keymap;
	int index = -1;

	(void)state;
	keymap_init(&keymap);
	assert_int_equal(keymap_find(&keymap, FOCUS_EXPLAIN | FOCUS_LIST, '3', &index), ACT_FIX);
	assert_int_equal(index, 2);
}

static void keys_can_be_changed_and_a_wrong_change_changes_nothing(void **state)
{
	struct keymap keymap;
	int index;

	(void)state;
	keymap_init(&keymap);
	assert_true(keymap_bind(&keymap, keymap_find_name("again"), " f6  R "));
	assert_int_equal(keymap_find(&keymap, FOCUS_DONE, 'R', &index), ACT_AGAIN);
	assert_int_equal(keymap_find(&keymap, FOCUS_DONE, 'r', &index), ACTION_NONE);
	assert_false(keymap_bind(&keymap, ACT_AGAIN, "f99"));
	assert_false(keymap_bind(&keymap, ACT_AGAIN, ""));
	assert_false(keymap_bind(&keymap, ACT_AGAIN, "a b c d e f g h i j k"));
	assert_int_equal(keymap_find(&keymap, FOCUS_DONE, PRESS_F1 + 5, &index), ACT_AGAIN);
	assert_int_equal(keymap_find_name("no-such-action"), ACTION_NONE);
	assert_true(keymap_bind(&keymap, keymap_find_name("send-clear"), "ctrl-y"));
	assert_int_equal(keymap_find(&keymap, FOCUS_CLEAR, 25, &index), ACT_SEND_CLEAR);
}

/* Every row of the help can be changed in the settings file, under the name that the file has for it. */
static void every_action_can_be_bound_by_its_name(void **state)
{
	(void)state;
	for (int action = 1; action < ACTION_LAST; action++) {
		struct keymap keymap;
		char name[KEYMAP_NAME_MAX];
		int index;

		keymap_init(&keymap);
		keymap_write_name((enum action)action, name);
		assert_int_equal(keymap_find_name(name), action);
		assert_true(keymap_bind(&keymap, (enum action)action, "ctrl-y"));
		assert_int_equal(keymap_find(&keymap, action_focus((enum action)action), 25, &index), action);
		keymap_reset(&keymap, (enum action)action);
		assert_int_equal(keymap_find(&keymap, action_focus((enum action)action), 25, &index),
				 ACTION_NONE);
	}
}

static void defaults_do_not_clash_and_none_is_swallowed_by_a_field(void **state)
{
	struct keymap keymap;
	uint32_t key;

	(void)state;
	keymap_init(&keymap);
	for (int action = 1; action < ACTION_LAST; action++) {
		assert_int_equal(keymap_find_clash(&keymap, (enum action)action, &key), ACTION_NONE);
		assert_false(keymap_is_typed(&keymap, (enum action)action));
	}
}

static void key_of_another_action_is_a_clash_unless_that_has_moved(void **state)
{
	struct keymap keymap;
	uint32_t key = PRESS_NONE;

	(void)state;
	keymap_init(&keymap);
	assert_true(keymap_bind(&keymap, ACT_AGAIN, "x f8"));
	assert_int_equal(keymap_find_clash(&keymap, ACT_AGAIN, &key), ACT_COLOURS);
	assert_int_equal(key, PRESS_F1 + 7);
	assert_true(keymap_bind(&keymap, ACT_COLOURS, "r"));
	assert_int_equal(keymap_find_clash(&keymap, ACT_AGAIN, &key), ACTION_NONE);
	assert_int_equal(keymap_find_clash(&keymap, ACT_COLOURS, &key), ACTION_NONE);
	assert_true(keymap_bind(&keymap, ACT_REFUSE, "f12"));
	assert_true(keymap_bind(&keymap, ACT_BACK, "f12")); /* they share keys by default */
	assert_int_equal(keymap_find_clash(&keymap, ACT_BACK, &key), ACTION_NONE);
	assert_true(keymap_bind(&keymap, ACT_GIVE, "x"));
	assert_true(keymap_is_typed(&keymap, ACT_GIVE));
}

static void vi_keys_page_through_text_and_edit_in_fields(void **state)
{
	struct keymap keymap;
	int index;

	(void)state;
	keymap_init(&keymap);
	assert_int_equal(keymap_find(&keymap, FOCUS_PAGER, 4, &index), ACT_PAGE_DOWN);
	assert_int_equal(keymap_find(&keymap, FOCUS_LIST, 21, &index), ACT_PAGE_UP);
	assert_int_equal(keymap_find(&keymap, FOCUS_LIST, 6, &index), ACT_PAGE_DOWN);
	assert_int_equal(keymap_find(&keymap, FOCUS_TEXT | FOCUS_LIST, 4, &index), ACT_EDIT_DELETE);
	assert_int_equal(keymap_find(&keymap, FOCUS_FORM | FOCUS_CHOICE | FOCUS_LIST, 'l', &index),
			 ACT_CHOOSE_NEXT);
	assert_int_equal(keymap_find(&keymap, FOCUS_FORM | FOCUS_CHOICE | FOCUS_LIST, 'h', &index),
			 ACT_CHOOSE_PREVIOUS);
	assert_int_equal(keymap_find(&keymap, FOCUS_WALK | FOCUS_LIST, 'l', &index), ACT_ROUND_TRIPS);
}

static void shown_key_is_one_that_works_there(void **state)
{
	struct keymap keymap;

	(void)state;
	keymap_init(&keymap);
	assert_int_equal(keymap_shown_key(&keymap, ACT_EXPLAIN_REPLY, FOCUS_ROOT | FOCUS_TEXT), PRESS_F1 + 2);
	assert_int_equal(keymap_shown_key(&keymap, ACT_EXPLAIN_REPLY, FOCUS_ROOT | FOCUS_LIST), 'e');
	assert_int_equal(keymap_shown_key(&keymap, ACT_BACK, FOCUS_WALK | FOCUS_RUNNING), 'q');
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
	    cmocka_unit_test(every_action_can_be_bound_by_its_name),
	    cmocka_unit_test(defaults_do_not_clash_and_none_is_swallowed_by_a_field),
	    cmocka_unit_test(key_of_another_action_is_a_clash_unless_that_has_moved),
	    cmocka_unit_test(vi_keys_page_through_text_and_edit_in_fields),
	    cmocka_unit_test(shown_key_is_one_that_works_there),
	    cmocka_unit_test(key_names_read_back_as_the_same_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
