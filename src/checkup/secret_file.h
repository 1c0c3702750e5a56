/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passwords and tokens from the files that the user names. */
#ifndef MAILMEDIC_CHECKUP_SECRET_FILE_H
#define MAILMEDIC_CHECKUP_SECRET_FILE_H

#include "base/error.h"

struct mask;
struct secret;

/* Reads all of `path` ("-": standard input), which has to hold a token (token_take), into `secret`. */
bool secret_file_read_token(const char *path, struct secret *secret, struct error *error);

/* From now on hides what came in files, each NULL where none did: it is known before anybody asks for it. */
void secret_file_watch(struct mask *mask, const char *user, const struct secret *password,
		       const struct secret *token_text);

/* Reads one line from `path` ("-": standard input) into `secret`, without the line's end. */
bool secret_file_read_password(const char *path, struct secret *secret, struct error *error);

#endif
