/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a password or a token from a file or standard input, through one small buffer that is wiped. */
#include "checkup/secret_file.h"

#include "base/intl.h"
#include "base/patience.h"
#include "base/secret.h"
#include "oauth/token.h"
#include "smtp/mask.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static const char *const read_operation = "read the password file";

static bool fail_errno(const char *path, struct error *error)
{
	return error_set(error, ERROR_FILE, read_operation, _("The password file %s cannot be read: %s."),
			 path, patience_error(errno));
}

enum { PASSWORD_MAX = 4096 };

static bool read_all(struct patience *file, struct secret *secret, struct error *error)
{
	char chunk[512];
	ssize_t got;
	bool fits = true;
	do {
		got = patience_read(file, chunk, sizeof chunk);
		if (got > 0)
			fits = secret_append(secret, chunk, (size_t)got);
	} while (fits && got > 0);
	int reason = errno;
	secret_wipe_buffer(chunk, sizeof chunk);
	errno = reason;
	if (got < 0)
		return fail_errno(file->name, error);
	if (!fits)
		return error_set(error, ERROR_LIMIT, read_operation,
				 _("What is in %s is longer than %d bytes."), file->name, SECRET_MAX);
	return true;
}

/* Takes off one LF or CR LF, then checks that what is left is one line. */
static bool check_line(struct secret *secret, const char *path, struct error *error)
{
	size_t len = secret_length(secret);
	if (len > PASSWORD_MAX)
		return error_set(error, ERROR_LIMIT, read_operation,
				 _("The password in %s is longer than %d bytes."), path, PASSWORD_MAX);
	if (len > 0 && secret_bytes(secret)[len - 1] == '\n') {
		secret_backspace(secret);
		len--;
		if (len > 0 && secret_bytes(secret)[len - 1] == '\r') {
			secret_backspace(secret);
			len--;
		}
	}
	if (len == 0)
		return error_set(error, ERROR_FILE, read_operation, _("There is no password in %s."), path);
	const char *bytes = secret_bytes(secret);
	if (memchr(bytes, '\0', len) != NULL)
		return error_set(error, ERROR_FILE, read_operation,
				 _("The password in %s has a NUL byte in it."), path);
	if (memchr(bytes, '\n', len) != NULL || memchr(bytes, '\r', len) != NULL)
		return error_set(error, ERROR_FILE, read_operation,
				 _("The password file %s has more than one line."), path);
	return true;
}

static bool read_file(const char *path, struct secret *secret, struct error *error)
{
	bool standard_input = strcmp(path, "-") == 0;
	struct patience file;
	if (standard_input)
		patience_take(&file, STDIN_FILENO, _("standard input"));
	else if (!patience_open(&file, path))
		return fail_errno(path, error);
	secret_clear(secret);
	bool done = read_all(&file, secret, error);
	if (!standard_input)
		close(file.fd);
	return done;
}

bool secret_file_read_token(const char *path, struct secret *secret, struct error *error)
{
	struct secret *token = secret_create();
	struct token_facts facts;
	bool done = read_file(path, secret, error) &&
		    token_take(secret_bytes(secret), secret_length(secret), token, &facts, error);
	if (!done)
		secret_clear(secret);
	secret_destroy(token);
	return done;
}

bool secret_file_read_password(const char *path, struct secret *secret, struct error *error)
{
	const char *shown = strcmp(path, "-") == 0 ? _("standard input") : path;
	bool done = read_file(path, secret, error) && check_line(secret, shown, error);
	if (!done)
		secret_clear(secret);
	return done;
}

void secret_file_watch(struct mask *mask, const char *user, const struct secret *password,
		       const struct secret *token_text)
{
	if (password != NULL)
		mask_watch(mask, user, password);
	if (token_text != NULL)
		token_watch_text(mask, user, token_text);
}
