/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/launch.h"

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
