/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handlers for the signals that kill and are no request. Those that ask for an end in good order are others'.
 */
#include "base/emergency_cleanup.h"

#include "base/memory.h"

#include <signal.h>
#include <unistd.h>

static const int deadly[] = {SIGQUIT, SIGSEGV, SIGBUS,  SIGFPE,  SIGILL,    SIGABRT,
			     SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU, SIGVTALRM, SIGPROF};

enum { DEADLY_COUNT = sizeof deadly / sizeof *deadly };

static void (*emergency_cleanup)(void);
static pid_t owner;
static struct sigaction former[DEADLY_COUNT];

/* A child forked for practice has the handlers too until it sets its own: it must not act for its parent. */
static void die_tidily(int number)
{
	if (getpid() == owner)
		emergency_cleanup();
	raise(number); /* SA_RESETHAND: ends the process once this handler is left */
}

void emergency_cleanup_set(void (*act)(void))
{
	struct sigaction action = {.sa_handler = die_tidily, .sa_flags = (int)SA_RESETHAND};

	emergency_cleanup = act;
	owner = getpid();
	sigemptyset(&action.sa_mask);
	for (int i = 0; i < DEADLY_COUNT; i++) {
		sigaction(deadly[i], NULL, &former[i]);
		if (former[i].sa_handler != SIG_IGN)
			sigaction(deadly[i], &action, NULL);
	}
	mem_set_exhausted_handler(act);
}

void emergency_cleanup_clear(void)
{
	mem_set_exhausted_handler(NULL);
	for (int i = 0; i < DEADLY_COUNT; i++)
		sigaction(deadly[i], &former[i], NULL);
}
