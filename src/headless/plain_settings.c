/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings as a numbered list, each with where it comes from; any may be changed before the walk. */
#include "headless/plain.h"

#include "base/intl.h"
#include "base/text.h"

enum { CHOICES_SHOWN = 16 };

static bool is_asked(const struct plain *plain, enum setting setting)
{
	enum stage last = plain->checkup.walk_options.quit_after;
	if (setting == SETTING_FROM)
		return last >= STAGE_MAIL;
	return setting != SETTING_TO || last >= STAGE_RCPT;
}

/* Fills in which settings stand in the list; returns how many. */
static size_t list_settings(const struct plain *plain, enum setting ret_rows[SETTING_COUNT])
{
	size_t count = 0;
	for (int setting = 0; setting < SETTING_COUNT; setting++)
		if (is_asked(plain, (enum setting)setting))
			ret_rows[count++] = (enum setting)setting;
	return count;
}

static void tell_setting(struct plain *plain, enum setting setting, size_t number)
{
	struct strbuf value, origin;
	strbuf_init(&value, PLAIN_VALUE_MAX);
	strbuf_init(&origin, PLAIN_VALUE_MAX);
	setting_write_words(&plain->checkup.account, setting, &value);
	setting_write_origin(&plain->checkup.account, setting, &origin);
	plain_say(plain, _("%zu. %s: %s (%s)"), number, setting_label(setting),
		  value.len == 0 ? "-" : value.data, value.len == 0 ? _("not set") : origin.data);
	strbuf_finish(&value);
	strbuf_finish(&origin);
}

/* The values of a choice in words, from a copy of the account that has each of them. */
static void tell_choice(struct plain *plain, enum setting setting, size_t index)
{
	struct account copy;
	struct strbuf words;
	account_init(&copy);
	account_copy(&copy, &plain->checkup.account);
	strbuf_init(&words, PLAIN_VALUE_MAX);
	if (setting_set(&copy, setting, setting_choice(setting, index), NULL))
		setting_write_words(&copy, setting, &words);
	plain_say(plain, "%zu. %s", index + 1, words.data);
	strbuf_finish(&words);
	account_finish(&copy);
}

static void change_choice(struct plain *plain, enum setting setting)
{
	size_t count = 0;
	plain_say(plain, "%s:", setting_label(setting));
	for (; count < CHOICES_SHOWN && setting_choice(setting, count) != NULL; count++)
		tell_choice(plain, setting, count);
	int chosen = plain_ask_number(plain, _("Which one? A number; Enter changes nothing:"), count, true);
	struct error error;
	if (chosen > 0 &&
	    !plain_change_setting(plain, setting, setting_choice(setting, (size_t)chosen - 1), &error))
		plain_say(plain, "%s", error.text);
}

static void change_setting(struct plain *plain, enum setting setting)
{
	struct strbuf prompt;
	struct error error;
	const char *text;
	if (setting_choice(setting, 0) != NULL) {
		change_choice(plain, setting);
		return;
	}
	strbuf_init(&prompt, PLAIN_VALUE_MAX);
	strbuf_addf(&prompt, _("%s; Enter changes nothing:"), setting_label(setting));
	while ((text = plain_ask(plain, false, prompt.data)) != NULL && *text != '\0') {
		if (plain_change_setting(plain, setting, text, &error))
			break;
		plain_say(plain, "%s", error.text);
	}
	strbuf_finish(&prompt);
}

static void tell_settings(struct plain *plain, const enum setting *rows, size_t count)
{
	const struct checkup *checkup = &plain->checkup;
	plain_say(plain, _("Settings for the walk"));
	for (size_t i = 0; i < count; i++)
		tell_setting(plain, rows[i], i + 1);
	plain_say(plain, _("%zu. %s (%s)"), count + 1, _("Step mode: hold each line until you send it"),
		  checkup->walk_options.step ? _("on") : _("off"));
	if (account_tls(&checkup->account) == TLS_NONE)
		plain_say(plain,
			  _("Without encryption everyone on the way can read user name and password."));
	if (checkup->walk_options.login == WALK_LOGIN_ALWAYS &&
	    checkup->walk_options.quit_after >= STAGE_AUTH && checkup->options.password == NULL)
		plain_say(plain, _("The password comes later, when connection and encryption have worked."));
	if (!checkup->walk_options.send)
		plain_say(plain, _("No mail is sent."));
}

enum plain_next plain_settings(struct plain *plain)
{
	enum setting rows[SETTING_COUNT];
	size_t count = list_settings(plain, rows);
	for (;;) {
		plain_find(plain);
		tell_settings(plain, rows, count);
		int chosen = plain_ask_number(
		    plain, _("Enter starts the walk, a number changes a setting, q ends:"), count + 1, true);
		if (chosen <= 0)
			return chosen == 0 ? PLAIN_WALK : PLAIN_QUIT;
		if ((size_t)chosen > count)
			plain_switch_step(plain);
		else
			change_setting(plain, rows[chosen - 1]);
		if (plain->console.over)
			return PLAIN_QUIT;
	}
}

bool plain_tell_difference(struct plain *plain, const struct account *old, const struct account *new)
{
	bool any = false;
	for (int setting = 0; setting < SETTING_COUNT; setting++) {
		struct strbuf from, to;
		strbuf_init(&from, PLAIN_VALUE_MAX);
		strbuf_init(&to, PLAIN_VALUE_MAX);
		if (setting_differs(old, new, (enum setting)setting, &from, &to)) {
			plain_say(plain, _("%s: was %s, now %s"), setting_label((enum setting)setting),
				  from.data, to.data);
			any = true;
		}
		strbuf_finish(&from);
		strbuf_finish(&to);
	}
	return any;
}
