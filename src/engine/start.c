/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/start.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/installed.h"
#include "base/intl.h"
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

static void close_pair(int pair[2])
{
	for (int i = 0; i < 2; i++)
		if (pair[i] >= 0)
			close(pair[i]);
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
