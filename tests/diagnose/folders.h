/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A throwaway help folder for tests. */
#ifndef MAILMEDIC_TESTS_DIAGNOSE_FOLDERS_H
#define MAILMEDIC_TESTS_DIAGNOSE_FOLDERS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct test_folder {
	char path[64];
};

static inline void test_folder_init(struct test_folder *folder)
{
	strcpy(folder->path, "/tmp/mailmedic-test-XXXXXX");
	if (mkdtemp(folder->path) == NULL)
		abort();
}

/* Writes GROUP/NAME below the folder and leaves the whole path in `path`. */
static inline void test_folder_write(const struct test_folder *folder, const char *group, const char *name,
				     const char *text, char path[160])
{
	FILE *file;

	snprintf(path, 160, "%s/%s", folder->path, group);
	mkdir(path, 0700);
	snprintf(path, 160, "%s/%s/%s", folder->path, group, name);
	file = fopen(path, "we");
	if (file == NULL)
		abort();
	fputs(text, file);
	fclose(file);
}

static inline void test_folder_remove(const struct test_folder *folder)
{
	char command[128];

	snprintf(command, sizeof command, "rm -r '%s'", folder->path);
	if (system(command) != 0)
		abort();
}

#endif
