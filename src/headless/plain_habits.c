/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings file in plain mode, and the switches that the screen has on keys: language, step mode,
 * remembering. */
#include "headless/plain.h"

#include "base/intl.h"
#include "base/language.h"
#include "base/memory.h"

#include <stdio.h>
#include <string.h>

enum { LANGUAGE_BYTES = 16 };

/* The knowledge base of a language, made when it is wanted first; NULL: it cannot be written here. */
static const struct kb *find_kb(struct plain *plain, size_t language)
{
	const char *id = language_at(language, NULL);
	language_choose(id);
	if (plain->talk.narrow || strcmp(language_id(), id) != 0)
		return NULL;
	if (plain->languages[language] == NULL)
		plain->languages[language] = kb_create(language_id(), NULL);
	return plain->languages[language];
}

/* False, with the language as it was, when there is no such language or it cannot be written here. */
static bool take_language(struct plain *plain, const char *id)
{
	char before[LANGUAGE_BYTES];
	snprintf(before, sizeof before, "%s", language_id());
	for (size_t i = 0; i < PLAIN_LANGUAGES_MAX; i++) {
		if (strcmp(language_at(i, NULL), id) != 0)
			continue;
		const struct kb *kb = find_kb(plain, i);
		if (kb != NULL) {
			checkup_use_kb(&plain->checkup, kb);
			return true;
		}
	}
	language_choose(before);
	return false;
}

void plain_habits_load(struct plain *plain, const char *language)
{
	struct preferences *preferences = &plain->preferences;
	struct error error;
	if (!preferences_load(preferences, &error))
		plain_say(plain, "%s", error.text);
	if (language == NULL && preferences->language != NULL &&
	    strcmp(preferences->language, language_id()) != 0 && !take_language(plain, preferences->language))
		plain_say(plain,
			  _("settings.yaml:%d: the language \"%s\" is not there or cannot be shown here."),
			  preferences->language_line, preferences->language);
}

void plain_habits_finish(struct plain *plain)
{
	for (size_t i = 0; i < PLAIN_LANGUAGES_MAX; i++)
		kb_destroy(plain->languages[i]);
	preferences_finish(&plain->preferences);
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

/* A script has no next time. A file with a mistake was complained about at the start. */
void plain_habits_keep(struct plain *plain)
{
	if (plain->checkup.practising || plain->preferences.broken || !plain->talk.terminal)
		return;
	preferences_remember(&plain->preferences, &plain->checkup.account);
	save(plain);
}

void plain_switch_language(struct plain *plain)
{
	const char *name = "";
	size_t now = 0;
	while (now + 1 < PLAIN_LANGUAGES_MAX && strcmp(language_at(now, NULL), language_id()) != 0)
		now++;
	now = (now + 1) % PLAIN_LANGUAGES_MAX;
	if (!take_language(plain, language_at(now, &name))) {
		plain_say(plain, _("This terminal writes no UTF-8: other languages cannot be shown."));
		return;
	}
	mem_replace(&plain->preferences.language, language_id());
	plain_say(plain, "%s", name);
	save(plain);
}

void plain_switch_remember(struct plain *plain)
{
	struct preferences *preferences = &plain->preferences;
	preferences->remember = !preferences->remember;
	if (!preferences->remember) {
		mem_replace(&preferences->address, NULL);
		mem_replace(&preferences->server, NULL);
		mem_replace(&preferences->tls, NULL);
	}
	plain_say(plain, "%s",
		  preferences->remember
		      ? _("Address and server are remembered for next time. Passwords never are.")
		      : _("Address and server are not remembered any more, and forgotten now."));
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
