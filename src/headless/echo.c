/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ctrl-\ and whatever else kills without asking must not leave a terminal on which nobody sees what he types.
 * signals.c takes those that end a run in good order.
 */
#include "headless/echo.h"

#include "base/emergency_cleanup.h"

#include <stdbool.h>
#include <termios.h>

static bool is_off;
static int terminal;
static struct termios modes; /* to go back to */

static void put_back(void)
{
	tcsetattr(terminal, TCSANOW, &modes);
}

void echo_off(int fd)
{
	if (is_off || tcgetattr(fd, &modes) != 0)
		return;
	struct termios quiet = modes;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	quiet.c_lflag |= ICANON | ISIG | ECHONL;
	terminal = fd;
	emergency_cleanup_set(put_back);
	is_off = true;
	tcsetattr(fd, TCSAFLUSH, &quiet);
}

void echo_on(int when)
{
	if (!is_off)
		return;
	tcsetattr(terminal, when, &modes);
	emergency_cleanup_clear();
	is_off = false;
}
