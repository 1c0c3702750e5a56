/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding and starting the engine's executable. Knows nothing of what is said over its sockets. */
#include "engine/process.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/intl.h"

#define ENGINE_NAME "mailmedic-engine"

static const char operation[] = "start the mail engine";

/* Makes `path` out of two parts; true when that is a program we may run. */
static bool try_path(char *path, size_t size, const char *folder, const char *rest)
{
	const int len = snprintf(path, size, "%s%s", folder, rest);
	struct stat status;

	return len > 0 && (size_t)len < size && stat(path, &status) == 0 && S_ISREG(status.st_mode) &&
	       access(path, X_OK) == 0;
}

/* $MAILMEDIC_ENGINE, beside the running program in the build tree, in a moved installation, in ours. */
static bool find_executable(char *path, size_t size, struct error *error)
{
	const char *asked = getenv("MAILMEDIC_ENGINE");
	char folder[PATH_MAX];
	ssize_t len;

	if (asked && asked[0] != '\0') {
		if (try_path(path, size, asked, ""))
			return true;
		return error_set(error, ERROR_FILE, operation,
				 _("MAILMEDIC_ENGINE names a program that cannot be run: %s"), asked);
	}
	len = readlink("/proc/self/exe", folder, sizeof(folder) - 1);
	folder[len > 0 ? len : 0] = '\0';
	if (strrchr(folder, '/')) {
		*strrchr(folder, '/') = '\0';
		if (try_path(path, size, folder, "/engine/" ENGINE_NAME) ||
		    (strstr(folder, "/tests/") &&
		     try_path(path, size, folder, "/../../src/engine/" ENGINE_NAME)) ||
		    try_path(path, size, folder, "/../libexec/mailmedic/" ENGINE_NAME))
			return true;
	}
	if (try_path(path, size, ENGINE_LIBEXEC "/" ENGINE_NAME, ""))
		return true;
	return error_set(error, ERROR_FILE, operation,
			 _("%s was not found in %s; is mailmedic installed completely?"), ENGINE_NAME,
			 ENGINE_LIBEXEC);
}

/* Descriptors 0 to 4 are the child's own numbers: an end that sits there is moved out of the way. */
static bool move_up(int *fd)
{
	int moved;

	if (*fd > ENGINE_FD_CONTROL)
		return true;
	moved = fcntl(*fd, F_DUPFD_CLOEXEC, ENGINE_FD_CONTROL + 1);
	if (moved < 0)
		return false;
	close(*fd);
	*fd = moved;
	return true;
}

static void close_pair(int pair[2])
{
	for (int i = 0; i < 2; i++)
		if (pair[i] >= 0)
			close(pair[i]);
}

/* pair[0] is the parent's end: only that one is non-blocking. */
static bool open_pair(int pair[2])
{
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
		pair[0] = pair[1] = -1;
		return false;
	}
	return move_up(&pair[0]) && move_up(&pair[1]) && fcntl(pair[0], F_SETFL, O_NONBLOCK) == 0;
}

/* Each returns an errno. */
static int fill_actions(posix_spawn_file_actions_t *actions, int wire, int control)
{
	int e = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDWR, 0);

	if (e == 0)
		e = posix_spawn_file_actions_adddup2(actions, 0, 1);
	if (e == 0)
		e = posix_spawn_file_actions_adddup2(actions, 0, 2);
	if (e == 0)
		e = posix_spawn_file_actions_adddup2(actions, wire, ENGINE_FD_WIRE);
	if (e == 0)
		e = posix_spawn_file_actions_adddup2(actions, control, ENGINE_FD_CONTROL);
	return e;
}

/* A session of its own: no signal from the terminal reaches it, and it reaches no terminal. */
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

static int run(const char *path, int wire, int control, pid_t *ret_pid)
{
	static char name[] = ENGINE_NAME;
	char *const argv[] = {name, NULL};
	char *const no_environment[] = {NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int e;

	e = posix_spawn_file_actions_init(&actions);
	if (e != 0)
		return e;
	e = posix_spawnattr_init(&attributes);
	if (e == 0) {
		e = fill_attributes(&attributes);
		if (e == 0)
			e = fill_actions(&actions, wire, control);
		if (e == 0)
			e = posix_spawn(ret_pid, path, &actions, &attributes, argv, no_environment);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&actions);
	return e;
}

bool engine_process_start(struct engine_process *ret_process, struct error *error)
{
	int wire[2] = {-1, -1}, control[2] = {-1, -1};
	char path[PATH_MAX];
	pid_t pid;
	int e;

	if (!find_executable(path, sizeof(path), error))
		return false;
	if (!open_pair(wire) || !open_pair(control)) {
		error_set_errno(error, operation, _("its sockets cannot be made"));
		goto fail;
	}
	e = run(path, wire[1], control[1], &pid);
	if (e != 0) {
		errno = e;
		error_set_errno(error, operation, path);
		goto fail;
	}
	close(wire[1]);
	close(control[1]);
	*ret_process = (struct engine_process){.pid = pid, .wire = wire[0], .control = control[0]};
	return true;
fail:
	close_pair(wire);
	close_pair(control);
	return false;
}
