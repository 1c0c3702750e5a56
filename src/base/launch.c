/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/launch.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Each returns an errno. */
static int fill_actions(posix_spawn_file_actions_t *actions, const struct launch_descriptor *descriptors,
			size_t count)
{
	int e = 0;

	for (size_t i = 0; i < count && e == 0; i++) {
		if (descriptors[i].from < 0)
			e = posix_spawn_file_actions_addopen(actions, descriptors[i].to, "/dev/null", O_RDWR,
							     0);
		else
			e = posix_spawn_file_actions_adddup2(actions, descriptors[i].from, descriptors[i].to);
	}
	return e;
}

static int fill_attributes(posix_spawnattr_t *attributes)
{
	sigset_t none, all;
	int e;

	sigemptyset(&none);
	sigfillset(&all);
	e = posix_spawnattr_setsigmask(attributes, &none);
	if (e == 0)
		e = posix_spawnattr_setsigdefault(attributes, &all);
	if (e == 0)
		e = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
							     POSIX_SPAWN_SETSID);
	return e;
}

int launch_apart(const char *path, char *const arguments[], char *const variables[],
		 const struct launch_descriptor *descriptors, size_t count, pid_t *ret_pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int e = posix_spawn_file_actions_init(&actions);

	if (e != 0)
		return e;
	e = posix_spawnattr_init(&attributes);
	if (e == 0) {
		e = fill_attributes(&attributes);
		if (e == 0)
			e = fill_actions(&actions, descriptors, count);
		if (e == 0)
			e = posix_spawn(ret_pid, path, &actions, &attributes, arguments, variables);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&actions);
	return e;
}

void launch_close_from(int first)
{
	long count;

#ifdef SYS_close_range
	if (syscall(SYS_close_range, (unsigned int)first, ~0U, 0) == 0)
		return;
#endif
	count = sysconf(_SC_OPEN_MAX);
	for (long fd = first; fd < (count > 0 && count < 65536 ? count : 65536); fd++)
		close((int)fd);
}
