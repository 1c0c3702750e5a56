/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shipped scenarios: found by id, listed by title. */
#include "practice/library.h"

#include "base/memory.h"
#include "practice/own.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct library_file *find_file(const char *id)
{
	for (size_t i = 0; i < library_file_count; i++)
		if (strcmp(library_files[i].id, id) == 0)
			return &library_files[i];
	return NULL;
}

static bool load_file(const struct library_file *file, struct scenario *ret_scenario, struct error *error)
{
	return scenario_parse(file->id, (const char *)file->bytes, file->len, ret_scenario, error);
}

bool library_load(const char *scenario, struct scenario *ret_scenario, struct error *error)
{
	const struct library_file *file = find_file(scenario);

	if (file)
		return load_file(file, ret_scenario, error);
	if (strchr(scenario, '/') || access(scenario, F_OK) == 0)
		return scenario_load(scenario, ret_scenario, error);
	return error_set(error, ERROR_USAGE, "find the scenario",
			 "There is no practice scenario `%.100s`; `mailmedic practice --list` shows them.",
			 scenario);
}

/* Parsed on first use, kept for the run of the program: what practice_scenario borrows. */
static struct scenario **shipped(void)
{
	static struct scenario **list;

	if (!list)
		list = mem_calloc(library_file_count, sizeof(*list));
	return list;
}

bool practice_scenario_at(size_t index, struct practice_scenario *ret_scenario)
{
	const struct practice_scenario *added;
	struct scenario **slot;

	if (index >= library_file_count) {
		added = own_scenario_at(index - library_file_count);
		if (added)
			*ret_scenario = *added;
		return added != NULL;
	}
	slot = &shipped()[index];
	if (!*slot) {
		struct scenario *scenario = mem_calloc(1, sizeof(*scenario));

		if (!load_file(&library_files[index], scenario, NULL)) {
			free(scenario); /* cannot be: the tests parse them all */
			return false;
		}
		*slot = scenario;
	}
	*ret_scenario = (struct practice_scenario){
	    .id = library_files[index].id,
	    .title = (*slot)->title,
	    .learn = (*slot)->learn,
	    .tls = (*slot)->connect,
	    .user = (*slot)->user,
	};
	return true;
}

bool practice_scenario_find(const char *id, struct practice_scenario *ret_scenario)
{
	const struct library_file *file = find_file(id);
	const struct practice_scenario *added;

	if (file)
		return practice_scenario_at((size_t)(file - library_files), ret_scenario);
	added = own_scenario_find(id);
	if (added)
		*ret_scenario = *added;
	return added != NULL;
}
