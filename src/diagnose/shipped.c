/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The other languages that the build found in help/. */
#include "diagnose/shipped.h"

#include <string.h>

#ifndef HELP_TRANSLATIONS
#define HELP_TRANSLATIONS(X)
#endif

#define X(language) extern const struct rule_index shipped_##language;
HELP_TRANSLATIONS(X)
#undef X

const struct rule_index *shipped_translation(const char *language)
{
	static const struct {
		const char *language;
		const struct rule_index *rule_index;
	} translations[] = {
#define X(language) {#language, &shipped_##language},
	    HELP_TRANSLATIONS(X)
#undef X
		{NULL, NULL}};

	for (size_t i = 0; translations[i].language != NULL; i++) {
		if (strcmp(translations[i].language, language) == 0)
			return translations[i].rule_index;
	}
	return NULL;
}
