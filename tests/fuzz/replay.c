/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plays the files of folders to a fuzz target: corpus and past crashes, in every test run, with any
 * compiler. TAP on stdout. Arguments: files and folders; a folder that is missing or empty is fine.
 */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static unsigned played;

static bool play_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	struct stat status;
	uint8_t *bytes;
	bool read;

	if (file == NULL || fstat(fileno(file), &status) < 0) {
		printf("Bail out! cannot read %s\n", path);
		exit(1);
	}
	bytes = malloc((size_t)status.st_size + 1);
	read = bytes != NULL && fread(bytes, 1, (size_t)status.st_size, file) == (size_t)status.st_size;
	fclose(file);
	fprintf(stderr, "playing %s\n", path); /* the last one named is the one that crashed */
	if (read)
		LLVMFuzzerTestOneInput(bytes, (size_t)status.st_size);
	free(bytes);
	printf("%s %u - %s\n", read ? "ok" : "not ok", ++played,
	       strrchr(path, '/') ? strrchr(path, '/') + 1 : path);
	fflush(stdout);
	return read;
}

static int not_hidden(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static bool play_folder(const char *path)
{
	struct dirent **entries = NULL;
	int count = scandir(path, &entries, not_hidden, alphasort);
	bool fine = true;

	for (int i = 0; i < count; i++) {
		char *file = NULL;
		if (asprintf(&file, "%s/%s", path, entries[i]->d_name) < 0)
			exit(1);
		fine = play_file(file) && fine;
		free(file);
		free(entries[i]);
	}
	free(entries);
	return fine;
}

int main(int argc, char **argv)
{
	bool fine = true;

	for (int i = 1; i < argc; i++) {
		struct stat status;
		if (stat(argv[i], &status) < 0)
			continue;
		fine = (S_ISDIR(status.st_mode) ? play_folder(argv[i]) : play_file(argv[i])) && fine;
	}
	printf("1..%u\n", played);
	return fine ? 0 : 1;
}
