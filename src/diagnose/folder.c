/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks the group folders of a help folder. A broken topic is a complaint, never a failure. */
#include "diagnose/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static void append(char ***list, size_t *count, const char *text)
{
	*list = mem_realloc(*list, *count + 1, sizeof **list);
	(*list)[(*count)++] = mem_strdup(text);
}

/* Keeps a sentence about something that is skipped; there is a limit to how many. */
static void complain(struct folder *folder, const char *text)
{
	if (folder->complaint_count < COMPLAINTS_MAX)
		append(&folder->complaints, &folder->complaint_count, text);
}

static void note_file(struct folder *folder, const char *path)
{
	if (folder->keep_files)
		append(&folder->files, &folder->file_count, path);
}

static void read_topic(struct folder *folder, enum topic_group group, const char *path)
{
	struct error error;
	struct topic topic;

	note_file(folder, path);
	if (folder->count == FOLDER_TOPICS_MAX) {
		complain(folder, "too many topics: the rest is skipped");
		return;
	}
	if (!topic_read(&topic, group, path, folder->translation, &error)) {
		complain(folder, error.text);
		return;
	}
	if (folder->count % 64 == 0)
		folder->topics = mem_realloc(folder->topics, folder->count + 64, sizeof *folder->topics);
	folder->topics[folder->count++] = topic;
}

static void read_words(struct folder *folder, const char *path)
{
	struct error error;
	struct concept_words words;

	note_file(folder, path);
	if (folder->language_count == LANGUAGES_MAX) {
		complain(folder, "too many languages of concepts: the rest is skipped");
	} else if (concept_words_read(&words, path, &error)) {
		folder->words = mem_realloc(folder->words, folder->language_count + 1, sizeof *folder->words);
		folder->words[folder->language_count++] = words;
	} else {
		complain(folder, error.text);
	}
}

static bool ends_with(const char *name, const char *end)
{
	size_t len = strlen(name);

	return name[0] != '.' && len > strlen(end) && strcmp(name + len - strlen(end), end) == 0;
}

static int is_topic(const struct dirent *entry)
{
	return ends_with(entry->d_name, ".md");
}

static int is_words(const struct dirent *entry)
{
	return ends_with(entry->d_name, ".yaml");
}

/* `group` GROUP_COUNT: the folder of concepts. */
static void read_group(struct folder *folder, enum topic_group group, const char *path)
{
	struct dirent **entries;
	int count = scandir(path, &entries, group == GROUP_COUNT ? is_words : is_topic, alphasort);
	char file[4096];

	if (count < 0) {
		if (errno != ENOENT && errno != ENOTDIR) {
			struct error error;
			error_set_errno(&error, "read a help folder", path);
			complain(folder, error.text);
		}
		return;
	}
	note_file(folder, path);
	for (int i = 0; i < count; i++) {
		bool fits = snprintf(file, sizeof file, "%s/%s", path, entries[i]->d_name) < (int)sizeof file;
		if (fits && group == GROUP_COUNT)
			read_words(folder, file);
		else if (fits)
			read_topic(folder, group, file);
		free(entries[i]);
	}
	free(entries);
}

void folder_read(struct folder *folder, const char *path)
{
	char group_path[4096];

	for (int group = 0; group <= GROUP_COUNT; group++) {
		const char *name = group < GROUP_COUNT ? topic_group_id(group) : "concepts";
		if (snprintf(group_path, sizeof group_path, "%s/%s", path, name) < (int)sizeof group_path)
			read_group(folder, group, group_path);
	}
}

static void free_list(char **list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(list[i]);
	free(list);
}

void folder_finish(struct folder *folder)
{
	for (size_t i = 0; i < folder->count; i++)
		topic_finish(&folder->topics[i]);
	free(folder->topics);
	for (size_t i = 0; i < folder->language_count; i++)
		concept_words_finish(&folder->words[i]);
	free(folder->words);
	free_list(folder->complaints, folder->complaint_count);
	free_list(folder->files, folder->file_count);
	*folder = (struct folder){0};
}
