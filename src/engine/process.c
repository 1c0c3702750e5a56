/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding, starting and ending a child program. Knows nothing of what is said over its sockets. */
#include "engine/process.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/installed.h"
#include "base/intl.h"
#include "base/launch.h"
#include "engine/fork_server.h"

static bool find_executable(const struct engine_program *program, char *path, size_t size,
			    struct error *error)
{
	char relative[PATH_MAX], configured[PATH_MAX];
	const struct installed wanted = {program->variable, relative, configured};
	struct stat status;

	snprintf(relative, sizeof(relative), "libexec/mailmedic/%s", program->name);
	snprintf(configured, sizeof(configured), "%s/%s", ENGINE_LIBEXEC, program->name);
	if (!installed_find(&wanted, path, size))
		return error_set(error, ERROR_FILE, program->operation,
				 _("%s was not found; is mailmedic installed completely?"), path);
	if (stat(path, &status) != 0 || !S_ISREG(status.st_mode) || access(path, X_OK) != 0)
		return error_set(error, ERROR_FILE, program->operation, _("%s cannot be run."), path);
	return true;
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

bool engine_process_pair(int pair[2])
{
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
		pair[0] = pair[1] = -1;
		return false;
	}
	return move_up(&pair[0]) && move_up(&pair[1]) && fcntl(pair[0], F_SETFL, O_NONBLOCK) == 0;
}

/* The wire comes last: not every child has one. */
int engine_process_spawn(const struct engine_program *program, const char *path, const char *argument,
			 int wire, int control, pid_t *ret_pid)
{
	char *const argv[] = {(char *)(uintptr_t)program->name, (char *)(uintptr_t)argument, NULL};
	char *const no_variables[] = {NULL};
	const struct launch_descriptor descriptors[] = {
	    {-1, 0}, {-1, 1}, {-1, 2}, {control, ENGINE_FD_CONTROL}, {wire, ENGINE_FD_WIRE}};
	const size_t count = sizeof(descriptors) / sizeof(descriptors[0]);

	return launch_apart(path, argv, program->variables ? program->variables : no_variables, descriptors,
			    wire >= 0 ? count : count - 1, ret_pid);
}

bool engine_process_start(const struct engine_program *program, struct fork_servers *servers,
			  struct engine_process *ret_process, struct error *error)
{
	int wire[2] = {-1, -1}, control[2] = {-1, -1};
	char path[PATH_MAX];
	pid_t pid;
	int e;

	if (!find_executable(program, path, sizeof(path), error))
		return false;
	if (program->lent)
		wire[1] = fcntl(*program->lent, F_DUPFD_CLOEXEC, ENGINE_FD_CONTROL + 1);
	if ((program->lent && wire[1] < 0) || (program->has_wire && !engine_process_pair(wire)) ||
	    !engine_process_pair(control)) {
		error_set_errno(error, program->operation, _("its sockets cannot be made"));
		goto fail;
	}
	e = servers ? fork_servers_copy(servers, program, path, wire[1], control[1], &pid) : ECHILD;
	if (e != 0)
		e = engine_process_spawn(program, path, NULL, wire[1], control[1], &pid);
	if (e != 0) {
		errno = e;
		error_set_errno(error, program->operation, path);
		goto fail;
	}
	if (wire[1] >= 0)
		close(wire[1]);
	close(control[1]);
	*ret_process = (struct engine_process){.pid = pid, .wire = wire[0], .control = control[0]};
	return true;
fail:
	close_pair(wire);
	close_pair(control);
	return false;
}

int engine_process_reap(pid_t *pid)
{
	int status = -1;

	if (*pid == 0)
		return -1;
	if (waitpid(*pid, &status, WNOHANG) == 0) {
		kill(*pid, SIGKILL);
		while (waitpid(*pid, &status, 0) < 0 && errno == EINTR)
			;
	}
	*pid = 0;
	return status;
}
