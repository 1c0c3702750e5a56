/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses the language of the texts. Knows no text and no help topic. */
#include "base/language.h"

#include "base/catalogue.h"
#include "base/installed.h"
#include "base/intl.h"
#include "base/text.h"

#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UTF8 "C.UTF-8" /* glibc has it built in */

enum { NAME_BYTES = 40 };

static const struct {
	const char *id;
	const char *name;
} languages[] = {{"en", "English"}, {"zh_CN", "简体中文"}};
_Static_assert(sizeof(languages) / sizeof(languages[0]) == LANGUAGE_COUNT, "LANGUAGE_COUNT is their number");

static char chosen[NAME_BYTES] = "en";
static char folder[PATH_MAX]; /* of the translations */
static const struct catalogue *catalogues[LANGUAGE_COUNT];
static const struct catalogue *catalogue; /* that of the chosen language */

static const char *from_environment(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0' ? value : NULL;
}

/* The name of the locale of a category, whether or not this computer has it. NULL: none is set. */
static const char *locale_name(const char *category)
{
	const char *name = from_environment("LC_ALL");

	if (name == NULL)
		name = from_environment(category);
	return name != NULL ? name : from_environment("LANG");
}

static bool writes_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static bool names_utf8(const char *locale)
{
	const char *dot = locale != NULL ? strchr(locale, '.') : NULL;

	return dot != NULL && (text_starts_nocase(dot + 1, "utf-8") || text_starts_nocase(dot + 1, "utf8"));
}

static void take_locale(int category, const char *name)
{
	if (setlocale(category, "") == NULL && names_utf8(locale_name(name)))
		setlocale(category, UTF8);
}

/* The other categories are not ours: numbers in JSON and metrics have a point, and each costs a file. */
void language_start(const char *installed)
{
	const struct installed translations = {"MAILMEDIC_LOCALE", "share/locale", installed};

	take_locale(LC_CTYPE, "LC_CTYPE");
	take_locale(LC_MESSAGES, "LC_MESSAGES");
	if (!installed_find(&translations, folder, sizeof(folder)))
		folder[0] = '\0';
}

/* "zh-Hans.UTF-8" becomes "zh_CN"; false for the locales that have no language. */
static bool name_language(const char *name, size_t len, char ret_name[NAME_BYTES])
{
	static const char *const simplified[] = {"zh", "zh_SG", "zh_Hans", "zh_Hans_CN"};

	snprintf(ret_name, NAME_BYTES, "%.*s", (int)len, name);
	ret_name[strcspn(ret_name, ".@/")] = '\0';
	for (char *dash = ret_name; (dash = strchr(dash, '-')) != NULL;)
		*dash = '_';
	for (size_t i = 0; i < sizeof(simplified) / sizeof(simplified[0]); i++) {
		if (text_compare_nocase(ret_name, simplified[i]) == 0)
			snprintf(ret_name, NAME_BYTES, "zh_CN");
	}
	return ret_name[0] != '\0' && strcmp(ret_name, "C") != 0 && strcmp(ret_name, "POSIX") != 0;
}

/* LANGUAGE is a list; the first one counts, as its texts fall back to English each. */
static bool name_from_environment(char ret_name[NAME_BYTES])
{
	const char *list = from_environment("LANGUAGE");
	const char *locale = locale_name("LC_MESSAGES");

	if (list != NULL && list[0] != ':' && name_language(list, strcspn(list, ":"), ret_name))
		return true;
	return locale != NULL && name_language(locale, strlen(locale), ret_name);
}

/* Read once: texts that were looked up before stay where they are. */
static void take_catalogue(void)
{
	char path[PATH_MAX + NAME_BYTES + 40];

	catalogue = NULL;
	snprintf(path, sizeof(path), "%s/%s/LC_MESSAGES/mailmedic.mo", folder, chosen);
	for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
		if (strcmp(languages[i].id, chosen) != 0)
			continue;
		if (catalogues[i] == NULL)
			catalogues[i] = catalogue_open(path);
		catalogue = catalogues[i];
	}
}

void language_choose(const char *wanted)
{
	char name[NAME_BYTES];

	if (wanted != NULL && locale_name("LC_CTYPE") == NULL)
		setlocale(LC_CTYPE, UTF8);
	if (!writes_utf8() ||
	    !(wanted != NULL ? name_language(wanted, strlen(wanted), name) : name_from_environment(name)))
		snprintf(name, sizeof(name), "en");
	memcpy(chosen, name, sizeof(chosen));
	setenv("LANGUAGE", chosen, 1); /* for what the C library says */
	take_catalogue();
}

const char *intl_look_up(const char *text)
{
	const char *found = text[0] != '\0' ? catalogue_look_up(catalogue, text) : NULL;

	return found != NULL ? found : text;
}

const char *intl_count(const char *one, const char *many, unsigned long number)
{
	const char *found = catalogue_look_up_count(catalogue, one, number);

	if (found != NULL)
		return found;
	return number == 1 ? one : many;
}

const char *language_id(void)
{
	return chosen;
}

const char *language_why_not(const char *wanted)
{
	char name[NAME_BYTES];

	if (wanted == NULL || !name_language(wanted, strlen(wanted), name) || strncmp(name, "en", 2) == 0)
		return NULL;
	if (!writes_utf8())
		return _("This terminal writes no UTF-8: other languages cannot be shown.");
	for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
		if (strcmp(languages[i].id, chosen) == 0)
			return NULL;
	}
	return _("There are no texts in that language: everything is in English.");
}

const char *language_at(size_t index, const char **ret_name)
{
	if (index >= LANGUAGE_COUNT)
		return NULL;
	if (ret_name != NULL)
		*ret_name = languages[index].name;
	return languages[index].id;
}
