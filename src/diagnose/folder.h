/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads all topics and concepts of a folder with the shape of help/en. */
#ifndef MAILMEDIC_DIAGNOSE_FOLDER_H
#define MAILMEDIC_DIAGNOSE_FOLDER_H

#include "diagnose/concept.h"
#include "diagnose/topic.h"

enum { FOLDER_TOPICS_MAX = 20000, COMPLAINTS_MAX = 200, LANGUAGES_MAX = 32 };

struct folder {
	struct topic *topics;
	size_t count;
	struct concept_words *words; /* one a language */
	size_t language_count;
	char **complaints; /* FILE:LINE: what is wrong */
	size_t complaint_count;
	char **files; /* every file and folder looked at, when wanted */
	size_t file_count;
	bool keep_files;
	bool translation;
};

/* `folder` zeroed, with its wishes set. A folder that does not exist is empty. May be called again for
 * another. */
void folder_read(struct folder *folder, const char *path);
void folder_finish(struct folder *folder);

#endif
