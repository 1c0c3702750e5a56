/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are made, never opened. */
#include "base/save.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
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

/* A device or a link, such as /dev/stdout, must not be replaced. */
static int open_beside(const char *path, char ret_other[PATH_MAX])
{
	struct stat now;

	if (lstat(path, &now) == 0 && !S_ISREG(now.st_mode)) {
		errno = EEXIST;
		return -1;
	}
	if (snprintf(ret_other, PATH_MAX, "%s.XXXXXX", path) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return mkostemp(ret_other, O_CLOEXEC);
}

static bool fill(int fd, const char *text, size_t len)
{
	const mode_t mask = umask(0);
	bool ok;

	umask(mask);
	ok = save_write(fd, text, len) && fchmod(fd, 0666 & ~mask) == 0 && fsync(fd) == 0;
	return close(fd) == 0 && ok;
}

bool save_replace(const char *path, const char *text, size_t len, struct error *error)
{
	char other[PATH_MAX];
	const int fd = open_beside(path, other);

	if (fd < 0)
		return error_set_errno(error, "save", path);
	if (fill(fd, text, len) && rename(other, path) == 0)
		return true;
	error_set_errno(error, "save", path);
	unlink(other);
	return false;
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
