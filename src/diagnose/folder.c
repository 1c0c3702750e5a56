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

static int is_topic(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return entry->d_name[0] != '.' && len > 3 && strcmp(entry->d_name + len - 3, ".md") == 0;
}

static void read_group(struct folder *folder, enum topic_group group, const char *path)
{
	struct dirent **entries;
	int count = scandir(path, &entries, is_topic, alphasort);
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
		if (snprintf(file, sizeof file, "%s/%s", path, entries[i]->d_name) < (int)sizeof file)
			read_topic(folder, group, file);
		free(entries[i]);
	}
	free(entries);
}

void folder_read(struct folder *folder, const char *path)
{
	char group_path[4096];

	for (enum topic_group group = 0; group < GROUP_COUNT; group++) {
		if (snprintf(group_path, sizeof group_path, "%s/%s", path, topic_group_id(group)) <
		    (int)sizeof group_path)
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
	free_list(folder->complaints, folder->complaint_count);
	free_list(folder->files, folder->file_count);
	*folder = (struct folder){0};
}
