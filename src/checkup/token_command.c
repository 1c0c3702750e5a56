/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the user's command in a process group of its own, with a deadline, and keeps what it writes as a
 * secret. */
#include "checkup/token_command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/launch.h"
#include "base/memory.h"
#include "base/secret.h"

static const char operation[] = "run the token command";

enum { CHUNK = 1024, REAP_MS = 100, SECOND_MS = 1000 };

struct token_command {
	pid_t pid; /* 0: reaped */
	int output;
	int status;
	int64_t deadline;
	bool timed_out;
	bool too_long;
	struct secret *text;
};

/* Its children die with it, as its session is its own. */
static int run(const char *text, const char *word, int output, pid_t *ret_pid)
{
	char *const argv[] = {(char *)"sh",        (char *)"-c", (char *)text,
			      (char *)"mailmedic", (char *)word, NULL};
	const struct launch_descriptor descriptors[] = {{-1, 0}, {output, 1}, {-1, 2}};

	return launch_apart("/bin/sh", argv, environ, descriptors,
			    sizeof(descriptors) / sizeof(descriptors[0]), ret_pid);
}

bool token_command_create(const char *command, const char *word, struct token_command **ret_command,
			  struct error *error)
{
	struct token_command *created;
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
		return error_set_errno(error, operation, _("its pipe cannot be made"));
	/* The command is a stranger to non-blocking output. */
	(void)fcntl(ends[1], F_SETFL, 0);
	int e = run(command, word, ends[1], &pid);
	close(ends[1]);
	if (e != 0) {
		close(ends[0]);
		errno = e;
		return error_set_errno(error, operation, "/bin/sh");
	}
	created = mem_calloc(1, sizeof(*created));
	*created = (struct token_command){.pid = pid,
					  .output = ends[0],
					  .deadline = clock_now() + TOKEN_COMMAND_MS,
					  .text = secret_create()};
	*ret_command = created;
	return true;
}

static void stop(struct token_command *command)
{
	if (command->pid > 0) {
		kill(-command->pid, SIGKILL);
		pid_t reaped;
		do
			reaped = waitpid(command->pid, &command->status, 0);
		while (reaped < 0 && errno == EINTR);
		command->pid = 0;
	}
	if (command->output >= 0)
		close(command->output);
	command->output = -1;
}

void token_command_destroy(struct token_command *command)
{
	if (command == NULL)
		return;
	stop(command);
	secret_destroy(command->text);
	free(command);
}

void token_command_want(const struct token_command *command, struct loop *loop)
{
	if (token_command_is_over(command))
		return;
	loop_want(loop, command->output, POLLIN);
	loop_want_at(loop, clock_now() + REAP_MS); /* its end does not wake the loop */
}

static void read_output(struct token_command *command)
{
	char chunk[CHUNK];
	ssize_t got;

	do {
		got = read(command->output, chunk, sizeof(chunk));
		if (got > 0)
			command->too_long = !secret_append(command->text, chunk, (size_t)got);
	} while ((got > 0 && !command->too_long) || (got < 0 && errno == EINTR));
	int reason = errno;
	secret_wipe_buffer(chunk, sizeof(chunk));
	if (got == 0 || (got < 0 && reason != EAGAIN)) {
		close(command->output);
		command->output = -1;
	}
}

void token_command_step(struct token_command *command, const struct loop *loop)
{
	if (token_command_is_over(command))
		return;
	if (command->output >= 0 && loop_events(loop, command->output) != 0)
		read_output(command);
	if (waitpid(command->pid, &command->status, WNOHANG) == command->pid) {
		command->pid = 0;
		if (command->output >= 0)
			read_output(command); /* what it wrote last; children of its own are not waited for */
		stop(command);
	}
	command->timed_out = command->pid != 0 && clock_now() >= command->deadline;
	if (command->timed_out || command->too_long)
		stop(command);
}

bool token_command_is_over(const struct token_command *command)
{
	return command->pid == 0;
}

int token_command_seconds_left(const struct token_command *command)
{
	int64_t left = command->deadline - clock_now();

	return left > 0 ? (int)((left + SECOND_MS - 1) / SECOND_MS) : 0;
}

static bool check_end(const struct token_command *command, struct error *error)
{
	if (command->timed_out)
		return error_set(error, ERROR_LIMIT, operation,
				 _("The token command did not end within 30 seconds."));
	if (command->too_long)
		return error_set(error, ERROR_LIMIT, operation,
				 _("The token command wrote more than %d bytes."), SECRET_MAX);
	if (WIFEXITED(command->status) && WEXITSTATUS(command->status) != 0)
		return error_set(
		    error, ERROR_FILE, operation,
		    _("The token command failed with exit code %d. Run it in a shell to see why."),
		    WEXITSTATUS(command->status));
	if (WIFSIGNALED(command->status))
		return error_set(error, ERROR_FILE, operation, _("The token command was ended by signal %d."),
				 WTERMSIG(command->status));
	return true;
}

bool token_command_take(const struct token_command *command, struct secret *ret_token,
			struct token_facts *ret_facts, struct error *error)
{
	const struct secret *text = command->text;

	return check_end(command, error) &&
	       token_take(secret_bytes(text), secret_length(text), ret_token, ret_facts, error);
}

bool token_command_take_line(const struct token_command *command, struct secret *ret_line,
			     struct error *error)
{
	const char *bytes = secret_bytes(command->text);
	const size_t len = secret_length(command->text);
	const char *end = len > 0 ? memchr(bytes, '\n', len) : NULL;

	if (!check_end(command, error))
		return false;
	secret_clear(ret_line);
	if (len == 0 || end == bytes || memchr(bytes, '\0', len) != NULL)
		return error_set(error, ERROR_FILE, operation, _("The command wrote no password."));
	return secret_append(ret_line, bytes, end == NULL ? len : (size_t)(end - bytes));
}
