/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A knowledge base, made and destroyed: which language, which folders. */
#include "diagnose/kb.h"

#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/installed.h"
#include "base/memory.h"
#include "diagnose/knowledge.h"
#include "diagnose/match.h"
#include "diagnose/shipped.h"

static char *own_language(const char *language)
{
	char *copy;

	if (language == NULL)
		language = setlocale(LC_MESSAGES, NULL);
	if (language == NULL || strcmp(language, "C") == 0 || strcmp(language, "POSIX") == 0)
		language = "en";
	copy = mem_strdup(language);
	copy[strcspn(copy, ".@/")] = '\0';
	return copy;
}

static char *find_help(void)
{
	static const struct installed help = {"MAILMEDIC_HELP", "share/mailmedic/help", HELP_CONFIGURED};
	char path[PATH_MAX];

	return installed_find(&help, path, sizeof path) ? mem_strdup(path) : NULL;
}

static void take_own_folders(struct kb *kb)
{
	char path[PATH_MAX];

	for (size_t i = 0; i < LAYERS_MAX - 1 && installed_own_folder(i, "help", path, sizeof path); i++)
		kb->folders[i] = mem_strdup(path);
}

struct kb *kb_create_over(const struct rule_index *base, const char *help, const char *const *organisation)
{
	struct kb *kb = mem_calloc(1, sizeof *kb);

	kb->language = mem_strdup("en");
	kb->help = mem_strdup(help);
	kb->state = mem_calloc(1, sizeof *kb->state);
	kb->state->layers[0].rule_index = base;
	kb->state->layer_count = 1;
	for (size_t i = 0; organisation != NULL && organisation[i] != NULL && i < LAYERS_MAX - 1; i++)
		kb->folders[i] = mem_strdup(organisation[i]);
	return kb;
}

struct kb *kb_create(const char *language, const char *const *organisation)
{
	char *help = find_help();
	struct kb *kb = kb_create_over(&shipped_en, help, organisation);

	free(help);
	free(kb->language);
	kb->language = own_language(language);
	kb->translation = shipped_translation(kb->language);
	if (organisation == NULL)
		take_own_folders(kb);
	return kb;
}

void kb_destroy(struct kb *kb)
{
	if (kb == NULL)
		return;
	matcher_destroy(kb->state->matcher);
	for (size_t i = 0; i < kb->state->layer_count; i++) {
		rule_index_destroy(kb->state->layers[i].owned);
		free(kb->state->layers[i].hidden);
	}
	for (size_t i = 0; i < kb->state->complaint_count; i++)
		free(kb->state->complaints[i]);
	for (size_t i = 0; i < LAYERS_MAX - 1; i++)
		free(kb->folders[i]);
	free(kb->state->complaints);
	free(kb->state->order);
	free(kb->state);
	free(kb->language);
	free(kb->help);
	free(kb);
}
