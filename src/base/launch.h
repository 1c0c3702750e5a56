/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts a program apart from this one. */
#ifndef MAILMEDIC_BASE_LAUNCH_H
#define MAILMEDIC_BASE_LAUNCH_H

#include <stddef.h>
#include <sys/types.h>

struct launch_descriptor {
	int from; /* -1: /dev/null */
	int to;
};

/*
 * Starts `path` in a session of its own, so that no signal from the terminal reaches it and it reaches no
 * terminal; no signal is blocked or ignored there. It has the descriptors of the list, filled in its order,
 * and those without FD_CLOEXEC. Both lists end with NULL. 0, or an errno.
 */
int launch_apart(const char *path, char *const arguments[], char *const variables[],
		 const struct launch_descriptor *descriptors, size_t count, pid_t *ret_pid);

/* Closes this descriptor and all above it, in a process that begins: closefrom(3), which not every C library
 * has. */
void launch_close_from(int first);

#endif
