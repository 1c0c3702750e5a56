/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New files for what the user keeps: never over another one, never through a link, for the user alone. */
#ifndef MAILMEDIC_BASE_SAVE_H
#define MAILMEDIC_BASE_SAVE_H

#include "base/error.h"

#include <stddef.h>

enum { SAVE_PATH_MAX = 512 };

/*
 * Saves `text` as a new file "NAME-DATE-TIME.SUFFIX" in the current folder, else in the home folder; mode
 * 0600. Where that name is taken, "-2" and so on stands after the time. *ret_path names it. False with
 * `error`.
 */
bool save_new_file(const char *name, const char *suffix, const char *text, size_t len,
		   char ret_path[SAVE_PATH_MAX], struct error *error);

/*
 * Puts a file with `text` in the place of `path` (or makes it), as a whole: a reader sees the old one or the
 * new one. Its mode is that of any new file (umask). False with `error`; the old one is then untouched.
 */
bool save_replace(const char *path, const char *text, size_t len, struct error *error);

/* Opens a new file for writing, 0600, close-on-exec; -1 with `error` when it exists or cannot be made. */
int save_open(const char *path, struct error *error);

/* Writes all of it; false (errno tells) when that is not possible. */
bool save_write(int fd, const char *bytes, size_t len);

#endif
