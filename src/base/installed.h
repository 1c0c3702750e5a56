/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the files that belong to the program are: help, translations, the programs it starts. */
#ifndef MAILMEDIC_BASE_INSTALLED_H
#define MAILMEDIC_BASE_INSTALLED_H

#include <stdbool.h>
#include <stddef.h>

struct installed {
	const char *variable; /* of the environment: names another one, for tests */
	const char
	    *relative; /* to the prefix, which the program stands in the folder bin of: "share/locale" */
	const char *configured; /* where the build was told that it would be installed, absolute */
};

/*
 * The place: what `variable` names where it is set and not empty, else what is there beside the running
 * program, else the configured one. Never the folder that the program was built from; a build folder has
 * links where an installation has files. False: there is none; `ret_path` is then the last place looked at.
 */
bool installed_find(const struct installed *what, char *ret_path, size_t size);

/*
 * The folders in which an organisation and a user have `name` ("help", "scenarios") of their own: number 0 is
 * the organisation's, /etc/mailmedic/NAME, number 1 the user's. False: there is none of this number.
 */
bool installed_own_folder(size_t number, const char *name, char *ret_path, size_t size);

#endif
