/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The handlers only write one byte; the loop does the work. */
#include "ui/terminal/display_signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/intl.h"
#include "ui/terminal/display.h"

static const int QUIET_SIGNALS[] = {SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT, SIGWINCH};

enum { QUIET_COUNT = sizeof(QUIET_SIGNALS) / sizeof(QUIET_SIGNALS[0]) };

static pid_t owner;
static int self_pipe[2] = {-1, -1};
static struct sigaction old_quiet[QUIET_COUNT];

/* A child forked for practice has the handlers too until it sets its own: it must not act for its parent. */
static bool in_child(int number)
{
	if (getpid() == owner)
		return false;
	signal(number, SIG_DFL);
	raise(number);
	return true;
}

static void note_signal(int number)
{
	int saved = errno;
	char byte = (char)number;

	if (in_child(number))
		return;
	(void)!write(self_pipe[1], &byte, 1);
	errno = saved;
}

static void install(int number, struct sigaction *ret_old)
{
	struct sigaction action = {.sa_handler = note_signal};

	sigemptyset(&action.sa_mask);
	sigaction(number, &action, ret_old);
}

bool display_signals_open(struct error *error)
{
	if (pipe2(self_pipe, O_CLOEXEC | O_NONBLOCK) != 0)
		return error_set_errno(error, "open the terminal", _("a pipe"));
	owner = getpid();
	for (int i = 0; i < QUIET_COUNT; i++)
		install(QUIET_SIGNALS[i], &old_quiet[i]);
	return true;
}

void display_signals_close(void)
{
	if (self_pipe[0] < 0)
		return;
	for (int i = 0; i < QUIET_COUNT; i++)
		sigaction(QUIET_SIGNALS[i], &old_quiet[i], NULL);
	close(self_pipe[0]);
	close(self_pipe[1]);
	self_pipe[0] = self_pipe[1] = -1;
}

int display_signals_fd(void)
{
	return self_pipe[0];
}

static unsigned meaning(char number)
{
	switch (number) {
	case SIGTERM:
	case SIGHUP:
	case SIGINT: return DISPLAY_QUIT;
	case SIGTSTP: return DISPLAY_STOP;
	default: return DISPLAY_REPAINT;
	}
}

unsigned display_signals_take(void)
{
	unsigned asked = 0;
	char bytes[64];
	ssize_t count;

	while ((count = read(self_pipe[0], bytes, sizeof(bytes))) > 0) {
		for (ssize_t i = 0; i < count; i++)
			asked |= meaning(bytes[i]);
	}
	return asked;
}

void display_signals_stop_process(void)
{
	signal(SIGTSTP, SIG_DFL);
	raise(SIGTSTP);
	install(SIGTSTP, NULL);
}
