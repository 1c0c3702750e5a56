/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ctrl-\ and whatever else kills without asking must not leave a terminal on which nobody sees what he types.
 * signals.c takes those that end a run in good order.
 */
#include "headless/echo.h"

#include "base/memory.h"

#include <signal.h>
#include <stdbool.h>
#include <termios.h>

static const int deadly[] = {SIGQUIT, SIGSEGV, SIGBUS,  SIGFPE,  SIGILL,    SIGABRT,
			     SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU, SIGVTALRM, SIGPROF};

enum { DEADLY_COUNT = sizeof deadly / sizeof *deadly };

static bool is_off;
static int terminal;
static struct termios modes; /* to go back to */
static struct sigaction former[DEADLY_COUNT];

static void put_back(void)
{
	tcsetattr(terminal, TCSANOW, &modes);
}

static void die_tidily(int number)
{
	put_back();
	raise(number); /* SA_RESETHAND: ends the process once this handler is left */
}

void echo_off(int fd)
{
	if (is_off || tcgetattr(fd, &modes) != 0)
		return;
	struct termios quiet = modes;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	quiet.c_lflag |= ICANON | ISIG | ECHONL;
	terminal = fd;
	struct sigaction action = {.sa_handler = die_tidily, .sa_flags = (int)SA_RESETHAND};
	sigemptyset(&action.sa_mask);
	for (int i = 0; i < DEADLY_COUNT; i++) {
		sigaction(deadly[i], NULL, &former[i]);
		if (former[i].sa_handler != SIG_IGN)
			sigaction(deadly[i], &action, NULL);
	}
	mem_set_exhausted_handler(put_back);
	is_off = true;
	tcsetattr(fd, TCSAFLUSH, &quiet);
}

void echo_on(int when)
{
	if (!is_off)
		return;
	tcsetattr(terminal, when, &modes);
	mem_set_exhausted_handler(NULL);
	for (int i = 0; i < DEADLY_COUNT; i++)
		sigaction(deadly[i], &former[i], NULL);
	is_off = false;
}
