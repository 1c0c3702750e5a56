/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses the language of the texts. Knows no text and no help topic. */
#include "base/language.h"

#include "base/text.h"

#include <langinfo.h>
#include <libintl.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DOMAIN "mailmedic"
#define UTF8   "C.UTF-8" /* glibc has it built in */

enum { PATH_BYTES = 4096, NAME_BYTES = 40 };

static char chosen[NAME_BYTES] = "en";

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

/* The build keeps the program in src/ and the translations in po/, side by side. */
static bool find_beside(char path[PATH_BYTES])
{
	static const char beside[] = "../po";
	ssize_t len = readlink("/proc/self/exe", path, PATH_BYTES - 1);
	char *slash;

	if (len < 0)
		return false;
	path[len] = '\0';
	slash = strrchr(path, '/');
	if (slash == NULL || slash - path < 4 || strncmp(slash - 4, "/src", 4) != 0 ||
	    slash + 1 + sizeof(beside) > path + PATH_BYTES)
		return false;
	memcpy(slash + 1, beside, sizeof(beside));
	return access(path, R_OK) == 0;
}

void language_start(const char *installed)
{
	char path[PATH_BYTES];

	if (setlocale(LC_ALL, "") == NULL && names_utf8(locale_name("LC_CTYPE")))
		setlocale(LC_ALL, UTF8);
	bindtextdomain(DOMAIN, find_beside(path) ? path : installed);
	bind_textdomain_codeset(DOMAIN, "UTF-8");
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

void language_choose(const char *wanted)
{
	char name[NAME_BYTES];

	if (wanted != NULL && locale_name("LC_CTYPE") == NULL)
		setlocale(LC_CTYPE, UTF8);
	if (!writes_utf8() ||
	    !(wanted != NULL ? name_language(wanted, strlen(wanted), name) : name_from_environment(name)))
		snprintf(name, sizeof(name), "en");
	memcpy(chosen, name, sizeof(chosen));
	/* gettext looks at LANGUAGE, but not where the locale is plain "C". */
	setenv("LANGUAGE", chosen, 1);
	if (strcmp(setlocale(LC_MESSAGES, NULL), "C") == 0)
		setlocale(LC_MESSAGES, UTF8);
	textdomain(DOMAIN); /* forgets what was looked up before */
}

const char *language_id(void)
{
	return chosen;
}

const char *language_at(size_t index, const char **ret_name)
{
	static const struct {
		const char *id;
		const char *name;
	} offered[] = {{"en", "English"}, {"zh_CN", "简体中文"}};
	_Static_assert(sizeof(offered) / sizeof(offered[0]) == LANGUAGE_COUNT,
		       "LANGUAGE_COUNT is their number");

	if (index >= sizeof(offered) / sizeof(offered[0]))
		return NULL;
	if (ret_name != NULL)
		*ret_name = offered[index].name;
	return offered[index].id;
}
