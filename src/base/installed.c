/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program is found by the kernel's own word for it, so that a moved installation works as it is. */
#include "base/installed.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_there(char *ret_path, size_t size, const char *folder, const char *rest)
{
	int len = snprintf(ret_path, size, "%s%s", folder, rest);

	return len > 0 && (size_t)len < size && access(ret_path, F_OK) == 0;
}

bool installed_find(const struct installed *what, char *ret_path, size_t size)
{
	const char *asked = getenv(what->variable);
	char prefix[PATH_MAX];
	ssize_t len;

	if (asked != NULL && asked[0] != '\0')
		return is_there(ret_path, size, asked, "");
	len = readlink("/proc/self/exe", prefix, sizeof prefix - sizeof "/../");
	prefix[len > 0 ? len : 0] = '\0';
	if (strrchr(prefix, '/') != NULL) {
		memcpy(strrchr(prefix, '/'), "/../", sizeof "/../");
		if (is_there(ret_path, size, prefix, what->relative))
			return true;
	}
	return is_there(ret_path, size, what->configured, "");
}

bool installed_own_folder(size_t number, const char *name, char *ret_path, size_t size)
{
	const char *data = getenv("XDG_DATA_HOME");
	const char *home = getenv("HOME");
	int len = -1;

	if (number == 0)
		len = snprintf(ret_path, size, "/etc/mailmedic/%s", name);
	else if (number == 1 && data != NULL && data[0] == '/')
		len = snprintf(ret_path, size, "%s/mailmedic/%s", data, name);
	else if (number == 1 && home != NULL && home[0] == '/')
		len = snprintf(ret_path, size, "%s/.local/share/mailmedic/%s", home, name);
	return len >= 0 && (size_t)len < size;
}
