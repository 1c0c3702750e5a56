/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between reading and writing the settings file. */
#ifndef MAILMEDIC_CONFIG_PREFERENCES_FILE_H
#define MAILMEDIC_CONFIG_PREFERENCES_FILE_H

#include "config/preferences.h"

struct strbuf;

#define PREFERENCES_NAME "settings.yaml" /* in sentences; the whole path is too long for a line */

/* Reads the text of a settings file; `preferences` as after preferences_init, half filled on failure. */
bool preferences_parse(struct preferences *preferences, const char *text, size_t len, struct error *error);

/* Appends the bytes of a file; a missing one has none. */
bool preferences_read_file(const char *path, struct strbuf *out, struct error *error);

#endif
