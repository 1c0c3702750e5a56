/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing the settings file. It belongs to the user: only the lines of values that changed are
 * replaced, the new text is read back before it takes the place of the old one, and that happens in
 * one step.
 */
#include "config/preferences_file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/save.h"
#include "base/strbuf.h"
#include "base/text.h"

enum { PATH_BYTES = 4096 };

static const char OPERATION[] = "save the settings";
static const char FIRST_LINE[] = "# mailmedic: your settings. Passwords are never kept. See mailmedic(1).\n";

/* The line of a key at the top level: "KEY: value\n"; NULL when there is none. */
static char *find_line(const char *text, const char *key)
{
	size_t len = strlen(key);

	for (const char *line = text; *line != '\0';) {
		if (strncmp(line, key, len) == 0 && line[len] == ':')
			return (char *)line;
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return NULL;
}

/* "KEY: 'value'" with quotes doubled; nothing for NULL. */
static void add_line(struct strbuf *out, const char *key, const char *value, bool quoted)
{
	if (value == NULL)
		return;
	strbuf_addf(out, quoted ? "%s: '" : "%s: ", key);
	for (; *value != '\0'; value++)
		strbuf_addf(out, *value == '\'' ? "''" : "%c", *value);
	strbuf_adds(out, quoted ? "'\n" : "\n");
}

/* Puts the line of a key in place of the one there was, or at the end; NULL takes it away. */
static void set_line(struct strbuf *text, const char *key, const char *value, bool quoted)
{
	const char *line = find_line(text->data, key);
	struct strbuf changed;

	strbuf_init(&changed, PREFERENCES_BYTES_MAX);
	strbuf_add(&changed, text->data, line == NULL ? text->len : (size_t)(line - text->data));
	if (changed.len > 0 && changed.data[changed.len - 1] != '\n')
		strbuf_addc(&changed, '\n');
	add_line(&changed, key, value, quoted);
	if (line != NULL) {
		line += strcspn(line, "\n");
		strbuf_adds(&changed, line + (*line == '\n'));
	}
	strbuf_finish(text);
	*text = changed;
}

static bool same_values(const struct preferences *a, const struct preferences *b)
{
	return text_same(a->palette, b->palette) && text_same(a->language, b->language) &&
	       text_same(a->address, b->address) && text_same(a->server, b->server) &&
	       text_same(a->tls, b->tls) && a->mouse == b->mouse && a->remember == b->remember;
}

/* What `text` says, as preferences; false when it cannot be read. */
static bool read_back(const struct preferences *like, const struct strbuf *text, struct preferences *ret_read,
		      struct error *error)
{
	preferences_init(ret_read);
	ret_read->path = mem_strdup(like->path);
	return preferences_parse(ret_read, text->data, text->len, error);
}

static void change(struct strbuf *text, const struct preferences *now, const struct preferences *then)
{
	if (text->len == 0)
		strbuf_adds(text, FIRST_LINE);
	if (!text_same(now->palette, then->palette))
		set_line(text, "palette", now->palette, false);
	if (!text_same(now->language, then->language))
		set_line(text, "language", now->language, false);
	if (now->mouse != then->mouse)
		set_line(text, "mouse", now->mouse ? "yes" : "no", false);
	if (now->remember != then->remember)
		set_line(text, "remember", now->remember ? "yes" : "no", false);
	if (!text_same(now->address, then->address))
		set_line(text, "address", now->address, true);
	if (!text_same(now->server, then->server))
		set_line(text, "server", now->server, true);
	if (!text_same(now->tls, then->tls))
		set_line(text, "encryption", now->tls, false);
}

/* Makes the folders above the file; errors show when the file is written. */
static void make_folders(const char *path)
{
	char folder[PATH_BYTES];

	snprintf(folder, sizeof(folder), "%s", path);
	for (char *slash = strchr(folder + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(folder, 0700);
		*slash = '/';
	}
}

/* A file that is a link stays one: what it leads to is replaced. */
static bool replace_file(const char *path, const struct strbuf *text, struct error *error)
{
	char resolved[PATH_MAX], temporary[PATH_MAX + 16];
	bool ok;
	int fd;

	make_folders(path);
	if (realpath(path, resolved) == NULL)
		snprintf(resolved, sizeof(resolved), "%s", path);
	snprintf(temporary, sizeof(temporary), "%s.%ld", resolved, (long)getpid());
	unlink(temporary);
	fd = save_open(temporary, error);
	if (fd < 0)
		return false;
	ok = save_write(fd, text->data, text->len) && fsync(fd) == 0;
	ok = close(fd) == 0 && ok && rename(temporary, resolved) == 0;
	if (!ok) {
		error_set_errno(error, OPERATION, path);
		unlink(temporary);
	}
	return ok;
}

/* `text`: the file as it is; changed and written when it does not say what `preferences` say. */
static bool update(const struct preferences *preferences, struct strbuf *text, struct error *error)
{
	struct preferences then, after;
	bool ok, right;

	if (!read_back(preferences, text, &then, error)) {
		preferences_finish(&then);
		return false;
	}
	ok = same_values(preferences, &then);
	if (!ok) {
		change(text, preferences, &then);
		right = read_back(preferences, text, &after, error) && same_values(preferences, &after);
		preferences_finish(&after);
		ok = right ? replace_file(preferences->path, text, error)
			   : error_set(error, ERROR_FILE, OPERATION,
				       _("Not saved: %s is written in a way that mailmedic cannot change."),
				       PREFERENCES_NAME);
	}
	preferences_finish(&then);
	return ok;
}

bool preferences_save(const struct preferences *preferences, struct error *error)
{
	struct strbuf text;
	bool ok;

	if (preferences->path == NULL)
		return true;
	if (preferences->broken)
		return error_set(error, ERROR_FILE, OPERATION,
				 _("Not saved: %s has a mistake and is left as it is."), PREFERENCES_NAME);
	strbuf_init(&text, PREFERENCES_BYTES_MAX);
	ok = preferences_read_file(preferences->path, &text, error) && update(preferences, &text, error);
	strbuf_finish(&text);
	return ok;
}
