/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings file in plain mode, and the switches that the screen has on keys: language, step mode,
 * remembering. */
#include "headless/plain.h"

#include "base/intl.h"
#include "base/language.h"
#include "base/memory.h"

#include <string.h>

void plain_preferences_load(struct plain *plain, const char *language)
{
	struct preferences *preferences = &plain->preferences;
	const char *why_not = language_why_not(language);
	struct error error;
	if (!preferences_load(preferences, &error))
		plain_say(plain, "%s", error.text);
	if (!checkup_use_own_proxy(&plain->checkup, preferences->proxy, &error))
		plain_say(plain, "%s", error.text);
	checkup_use_own_token_command(&plain->checkup, preferences->token_command);
	if (why_not != NULL)
		plain_say(plain, "%s", why_not);
	if (language == NULL && preferences->language != NULL &&
	    strcmp(preferences->language, language_id()) != 0 &&
	    (plain->console.narrow || !checkup_use_language(&plain->checkup, preferences->language)))
		plain_say(plain,
			  _("settings.yaml:%d: the language \"%s\" is not there or cannot be shown here."),
			  preferences->language_line, preferences->language);
}

static void save(struct plain *plain)
{
	struct error error;
	if (!preferences_save(&plain->preferences, &error))
		plain_say(plain, "%s", error.text);
}

bool plain_use_address(struct plain *plain, const char *address, struct error *error)
{
	if (!checkup_use_address(&plain->checkup, address, error))
		return false;
	preferences_recall(&plain->preferences, &plain->checkup.account);
	return true;
}

bool plain_change_setting(struct plain *plain, enum setting setting, const char *text, struct error *error)
{
	if (!checkup_change(&plain->checkup, setting, text, error))
		return false;
	if (setting == SETTING_ADDRESS && !plain->checkup.practising)
		preferences_recall(&plain->preferences, &plain->checkup.account);
	return true;
}

/* A script has no next time. A file with a mistake was complained about at the start. */
void plain_preferences_keep(struct plain *plain)
{
	if (plain->checkup.practising || plain->preferences.broken || !plain->console.terminal)
		return;
	preferences_remember(&plain->preferences, &plain->checkup.account);
	save(plain);
}

void plain_switch_language(struct plain *plain)
{
	const char *name = plain->console.narrow ? NULL : checkup_next_language(&plain->checkup);
	if (name == NULL) {
		plain_say(plain, _("This terminal writes no UTF-8: other languages cannot be shown."));
		return;
	}
	mem_replace(&plain->preferences.language, language_id());
	plain_say(plain, "%s", name);
	save(plain);
}

void plain_switch_remember(struct plain *plain)
{
	plain_say(plain, "%s", preferences_switch_remember(&plain->preferences));
	save(plain);
}

void plain_switch_step(struct plain *plain)
{
	struct walk_options *options = &plain->checkup.walk_options;
	options->step = !options->step;
	plain_say(plain, "%s",
		  options->step ? _("Step mode is on: from the next run each line waits for you.")
				: _("Step mode is off from the next run on."));
}
