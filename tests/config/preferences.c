/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "config/preferences.h"

enum { TEXT_MAX = 4096 };

static char folder[64], path[128];

static int make_folder(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/mailmedic-preferences-XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/mailmedic/settings.yaml", folder);
	setenv("XDG_CONFIG_HOME", folder, 1);
	return 0;
}

static int remove_folder(void **state)
{
	char inner[96];

	(void)state;
	snprintf(inner, sizeof(inner), "%s/mailmedic", folder);
	unlink(path);
	rmdir(inner);
	return rmdir(folder);
}

static void write_file(const char *text)
{
	char inner[96];
	FILE *file;

	snprintf(inner, sizeof(inner), "%s/mailmedic", folder);
	mkdir(inner, 0700);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static const char *read_file(void)
{
	static char text[TEXT_MAX];
	FILE *file = fopen(path, "r");
	size_t len;

	assert_non_null(file);
	len = fread(text, 1, sizeof(text) - 1, file);
	text[len] = '\0';
	fclose(file);
	return text;
}

static void load(struct preferences *preferences, bool ok)
{
	struct error error = {.text = ""};

	preferences_init(preferences);
	assert_int_equal(preferences_load(preferences, &error), ok);
	if (!ok)
		assert_non_null(strstr(error.text, "settings.yaml"));
}

static void missing_file_means_the_defaults(void **state)
{
	struct preferences preferences;

	(void)state;
	load(&preferences, true);
	assert_true(preferences.mouse && preferences.remember && !preferences.broken);
	assert_null(preferences.palette);
	preferences_finish(&preferences);
}

static void changed_values_are_saved_for_the_user_alone_and_read_again(void **state)
{
	struct preferences preferences;
	struct error error;
	struct stat status;

	(void)state;
	load(&preferences, true);
	mem_replace(&preferences.palette, "high-contrast");
	preferences.mouse = false;
	assert_true(preferences_save(&preferences, &error));
	preferences_finish(&preferences);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	load(&preferences, true);
	assert_string_equal(preferences.palette, "high-contrast");
	assert_false(preferences.mouse);
	preferences_finish(&preferences);
}

static void comments_and_keys_of_the_user_stay(void **state)
{
	struct preferences preferences;
	struct error error;

	(void)state;
	write_file("# mine\npalette: default # the usual one\nkeys:\n  again: f5  # as in a browser");
	load(&preferences, true);
	assert_int_equal(preferences.key_count, 1);
	assert_string_equal(preferences.keys[0].action, "again");
	assert_string_equal(preferences.keys[0].keys, "f5");
	mem_replace(&preferences.palette, "colour-blind");
	assert_true(preferences_save(&preferences, &error));
	assert_string_equal(read_file(),
			    "# mine\npalette: colour-blind\nkeys:\n  again: f5  # as in a browser");
	preferences_finish(&preferences);
}

static void broken_file_is_told_and_never_written_over(void **state)
{
	static const char *const BROKEN[] = {"palette: [", "colour: red\n", "mouse: perhaps\n",
					     "- a\n- b\n", "keys: f5\n",    "palette: a\npalette: b\n"};
	struct preferences preferences;
	struct error error;

	(void)state;
	for (size_t i = 0; i < sizeof(BROKEN) / sizeof(BROKEN[0]); i++) {
		write_file(BROKEN[i]);
		load(&preferences, false);
		assert_true(preferences.broken && preferences.mouse);
		assert_null(preferences.palette);
		assert_int_equal(preferences.key_count, 0);
		mem_replace(&preferences.palette, "default");
		assert_false(preferences_save(&preferences, &error));
		assert_string_equal(read_file(), BROKEN[i]);
		preferences_finish(&preferences);
	}
}

static void an_error_names_the_settings_and_the_line(void **state)
{
	struct preferences preferences;
	struct error error;

	(void)state;
	write_file("mouse: yes\ncolour: red\n");
	preferences_init(&preferences);
	assert_false(preferences_load(&preferences, &error));
	assert_string_equal(error.operation, "read the settings");
	assert_string_equal(error.text, "settings.yaml:2: `colour` is not a key that belongs here");
	preferences_finish(&preferences);
}

static void file_in_another_style_is_left_as_it_is(void **state)
{
	struct preferences preferences;
	struct error error;

	(void)state;
	write_file("{palette: default}\n");
	load(&preferences, true);
	assert_string_equal(preferences.palette, "default");
	mem_replace(&preferences.palette, "high-contrast");
	assert_false(preferences_save(&preferences, &error));
	assert_string_equal(read_file(), "{palette: default}\n");
	preferences_finish(&preferences);
}

static void account_is(struct account *account, const char *address, const char *server, enum origin origin)
{
	struct error error;

	account_init(account);
	assert_true(account_set_address(account, address, &error));
	assert_true(account_set_server(account, server, origin, &error));
}

static void server_of_last_time_comes_back_with_its_address(void **state)
{
	struct preferences preferences;
	struct account account;
	struct error error;

	(void)state;
	load(&preferences, true);
	account_is(&account, "o'neil@example.org", "mail.example.org:2525", ORIGIN_TYPED);
	preferences_remember(&preferences, &account);
	account_finish(&account);
	assert_true(preferences_save(&preferences, &error));
	preferences_finish(&preferences);
	load(&preferences, true);
	account_is(&account, "O'Neil@example.org", "smtp.example.org", ORIGIN_GUESSED);
	preferences_recall(&preferences, &account);
	assert_string_equal(account.host, "mail.example.org");
	assert_int_equal(account_port(&account), 2525);
	account_finish(&account);
	account_is(&account, "eve@example.org", "smtp.example.org", ORIGIN_GUESSED);
	preferences_recall(&preferences, &account);
	assert_string_equal(account.host, "smtp.example.org");
	account_finish(&account);
	preferences_finish(&preferences);
}

static void nothing_is_remembered_when_the_user_does_not_want_it(void **state)
{
	struct preferences preferences;
	struct account account;

	(void)state;
	write_file("remember: no\n");
	load(&preferences, true);
	account_is(&account, "ann@example.org", "mail.example.org", ORIGIN_TYPED);
	preferences_remember(&preferences, &account);
	assert_null(preferences.address);
	account_finish(&account);
	preferences_finish(&preferences);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    IN_FOLDER(missing_file_means_the_defaults),
	    IN_FOLDER(changed_values_are_saved_for_the_user_alone_and_read_again),
	    IN_FOLDER(comments_and_keys_of_the_user_stay),
	    IN_FOLDER(broken_file_is_told_and_never_written_over),
	    IN_FOLDER(an_error_names_the_settings_and_the_line),
	    IN_FOLDER(file_in_another_style_is_left_as_it_is),
	    IN_FOLDER(server_of_last_time_comes_back_with_its_address),
	    IN_FOLDER(nothing_is_remembered_when_the_user_does_not_want_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
