/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The languages that the user can change to, each with its knowledge base, made when it is wanted first. */
#include "checkup/checkup_parts.h"

#include <stdio.h>
#include <string.h>

#include "base/language.h"

enum { ID_BYTES = 16 };

static bool choose(struct checkup *checkup, size_t index)
{
	const char *id = language_at(index, NULL);

	language_choose(id);
	if (strcmp(language_id(), id) != 0)
		return false;
	if (checkup->languages[index] == NULL)
		checkup->languages[index] = kb_create(id, NULL);
	checkup_use_kb(checkup, checkup->languages[index]);
	return true;
}

bool checkup_use_language(struct checkup *checkup, const char *id)
{
	char before[ID_BYTES];

	snprintf(before, sizeof(before), "%s", language_id());
	for (size_t i = 0; i < CHECKUP_LANGUAGES_MAX; i++) {
		if (strcmp(language_at(i, NULL), id) == 0 && choose(checkup, i))
			return true;
	}
	language_choose(before);
	return false;
}

const char *checkup_next_language(struct checkup *checkup)
{
	const char *id, *name = NULL;
	size_t now = 0;

	while (language_at(now, NULL) != NULL && strcmp(language_at(now, NULL), language_id()) != 0)
		now++;
	id = language_at(now + 1, &name);
	if (id == NULL)
		id = language_at(0, &name);
	return checkup_use_language(checkup, id) ? name : NULL;
}
