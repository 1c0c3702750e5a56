/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are made, never opened. */
#include "base/save.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { NUMBER_MAX = 1000 };

bool save_write(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t written = write(fd, bytes, len);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return false;
		bytes += written;
		len -= (size_t)written;
	}
	return true;
}

int save_open(const char *path, struct error *error)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		error_set_errno(error, "save", path);
	return fd;
}

static bool save_in(const char *folder, const char *file, const char *text, size_t len,
		    char ret_path[SAVE_PATH_MAX], struct error *error)
{
	bool ok;
	int fd;

	snprintf(ret_path, SAVE_PATH_MAX, "%s/%s", folder, file);
	fd = save_open(ret_path, error);
	if (fd < 0)
		return false;
	ok = save_write(fd, text, len);
	if (close(fd) != 0 || !ok)
		return error_set_errno(error, "save", ret_path);
	return true;
}

bool save_new_file(const char *name, const char *suffix, const char *text, size_t len,
		   char ret_path[SAVE_PATH_MAX], struct error *error)
{
	const char *home = getenv("HOME");
	char stamp[32] = "", file[160];
	time_t now = time(NULL);
	struct tm parts;

	if (localtime_r(&now, &parts) != NULL)
		strftime(stamp, sizeof(stamp), "%Y%m%d-%H%M%S", &parts);
	for (int number = 1; number <= NUMBER_MAX; number++) {
		if (number == 1)
			snprintf(file, sizeof(file), "%s-%s.%s", name, stamp, suffix);
		else
			snprintf(file, sizeof(file), "%s-%s-%d.%s", name, stamp, number, suffix);
		errno = 0;
		if (save_in(".", file, text, len, ret_path, error))
			return true;
		if (errno == EEXIST)
			continue;
		errno = 0;
		if (home != NULL && save_in(home, file, text, len, ret_path, error))
			return true;
		if (errno != EEXIST)
			return false;
	}
	return false;
}
