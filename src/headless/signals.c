/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The self-pipe. A handler writes one byte and nothing else. */
#include "headless/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static const int caught[] = {SIGINT, SIGTERM, SIGHUP, SIGTSTP};

enum { CAUGHT_COUNT = sizeof caught / sizeof *caught };

static int pipe_fds[2] = {-1, -1};
static volatile sig_atomic_t ending;
static struct sigaction former[CAUGHT_COUNT];

static void remember(int number)
{
	int saved = errno;
	unsigned char byte = (unsigned char)number;
	if (number != SIGTSTP)
		ending = 1;
	ssize_t wrote = write(pipe_fds[1], &byte, 1); /* a full pipe has signals enough */
	(void)wrote;
	errno = saved;
}

bool signals_init(struct error *error)
{
	if (pipe2(pipe_fds, O_CLOEXEC | O_NONBLOCK) != 0)
		return error_set_errno(error, "catch signals", "pipe");
	ending = 0;
	struct sigaction action = {.sa_handler = remember, .sa_flags = SA_RESTART};
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < CAUGHT_COUNT; i++) {
		sigaction(caught[i], NULL, &former[i]);
		if (former[i].sa_handler != SIG_IGN) /* nohup and background jobs stay as they are */
			sigaction(caught[i], &action, NULL);
	}
	return true;
}

void signals_finish(void)
{
	if (pipe_fds[0] < 0)
		return;
	for (size_t i = 0; i < CAUGHT_COUNT; i++)
		sigaction(caught[i], &former[i], NULL);
	close(pipe_fds[0]);
	close(pipe_fds[1]);
	pipe_fds[0] = pipe_fds[1] = -1;
}

void signals_want(struct loop *loop)
{
	loop_want(loop, pipe_fds[0], POLLIN);
}

int signals_next(void)
{
	unsigned char byte;
	return read(pipe_fds[0], &byte, 1) == 1 ? byte : 0;
}

bool signals_ending(void)
{
	return ending != 0;
}
