/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenarios that are not shipped: a file of the user's, the folders of the organisation. */
#include "practice/own.h"

#include "base/installed.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "practice/practice.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OWN_MAX = 60, COMPLAINTS_MAX = 20, TEXT_MAX = 4096 };

/* For the run of the program, as the shipped ones. */
static struct practice_scenario own[OWN_MAX];
static size_t own_count;
static char *complaints[COMPLAINTS_MAX];
static size_t complaint_count;

const struct practice_scenario *own_scenario_at(size_t index)
{
	return index < own_count ? &own[index] : NULL;
}

const struct practice_scenario *own_scenario_find(const char *id)
{
	for (size_t i = 0; i < own_count; i++)
		if (strcmp(own[i].id, id) == 0)
			return &own[i];
	return NULL;
}

const char *practice_complaint(size_t index)
{
	return index < complaint_count ? complaints[index] : NULL;
}

/* A stranger's text, for one line of a screen. */
static char *inert_copy(char *text)
{
	struct strbuf inert;
	char *copy;

	for (char *c = text; *c != '\0'; c++)
		*c = *c == '\n' ? ' ' : *c;
	strbuf_init(&inert, TEXT_MAX);
	text_make_inert(&inert, text, strlen(text));
	copy = strbuf_take(&inert);
	strbuf_finish(&inert);
	return copy;
}

bool practice_add_file(const char *path, struct error *error)
{
	struct scenario scenario;

	if (own_scenario_find(path))
		return true;
	if (own_count == OWN_MAX)
		return error_set(error, ERROR_LIMIT, "read a scenario", "%.200s is one scenario too many.",
				 path);
	if (!scenario_load(path, &scenario, error))
		return false;
	own[own_count++] = (struct practice_scenario){
	    .id = mem_strdup(path),
	    .title = inert_copy(scenario.title),
	    .learn = inert_copy(scenario.learn),
	    .tls = scenario.connect,
	    .user = scenario.user == NULL ? NULL : mem_strdup(scenario.user),
	    .is_own = true,
	};
	scenario_finish(&scenario);
	return true;
}

static int is_scenario(const struct dirent *entry)
{
	const char *end = strrchr(entry->d_name, '.');

	return entry->d_name[0] != '.' && end != NULL && strcmp(end, ".yaml") == 0;
}

static void add_folder(const char *folder)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_scenario, alphasort);

	for (int i = 0; i < count; i++) {
		char path[PATH_MAX];
		struct error error;

		if (snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name) < (int)sizeof(path) &&
		    !practice_add_file(path, &error) && complaint_count < COMPLAINTS_MAX)
			complaints[complaint_count++] = mem_strdup(error.text);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

void practice_add_own(void)
{
	char folder[PATH_MAX];

	for (size_t i = 0; installed_own_folder(i, "scenarios", folder, sizeof(folder)); i++)
		add_folder(folder);
}
