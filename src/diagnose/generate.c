/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Build-time tool: reads the heads of help/en and writes them as C tables. A topic that is broken
 * stops the build with its file and line.
 *
 *	generate LANGUAGE-FOLDER NAME OUT.c OUT.d
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diagnose/folder.h"
#include "diagnose/rule_index.h"

/* The language's own folder is among them: it changes when a group of topics is added. */
static bool write_depfile(const struct folder *folder, const char *language, const char *path,
			  const char *target)
{
	FILE *out = fopen(path, "we");

	if (out == NULL)
		return false;
	fprintf(out, "%s: \\\n %s", target, language);
	for (size_t i = 0; i < folder->file_count; i++)
		fprintf(out, " \\\n %s", folder->files[i]);
	fprintf(out, "\n");
	return fclose(out) == 0;
}

/* The shipped topics' bodies are found by group and id: no path is compiled in. */
static void forget_paths(struct folder *folder)
{
	for (size_t i = 0; i < folder->count; i++) {
		free(folder->topics[i].path);
		folder->topics[i].path = NULL;
	}
}

int main(int argc, char **argv)
{
	struct folder folder = {.keep_files = true};
	struct rule_index *rule_index;
	FILE *out;
	bool fine;

	if (argc != 5) {
		fprintf(stderr, "usage: generate FOLDER NAME OUT.c OUT.d\n");
		return EXIT_FAILURE;
	}
	folder.translation = strcmp(argv[2], "shipped_en") != 0;
	folder_read(&folder, argv[1]);
	for (size_t i = 0; i < folder.complaint_count; i++)
		fprintf(stderr, "%s\n", folder.complaints[i]);
	fine = folder.complaint_count == 0 && write_depfile(&folder, argv[1], argv[4], argv[3]);
	forget_paths(&folder);
	rule_index = rule_index_build(folder.topics, folder.count, folder.words, folder.language_count);
	out = fine ? fopen(argv[3], "we") : NULL;
	if (out != NULL) {
		fine = rule_index_write(rule_index, argv[2], out);
		fine = fclose(out) == 0 && fine;
	}
	rule_index_destroy(rule_index);
	folder_finish(&folder);
	return fine && out != NULL ? EXIT_SUCCESS : EXIT_FAILURE;
}
