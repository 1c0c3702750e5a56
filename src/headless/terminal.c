/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Line editing is the kernel's (canonical mode); only the echo is ours to switch. */
#include "headless/terminal.h"

#include "base/memory.h"
#include "base/secret.h"
#include "headless/echo.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

struct terminal {
	int fd;
	char *prompt; /* of the open question, or NULL */
	bool hidden;
	struct secret *line;
};

struct terminal *terminal_create(void)
{
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return NULL;
	struct terminal *terminal = mem_calloc(1, sizeof *terminal);
	terminal->fd = fd;
	terminal->line = secret_create();
	return terminal;
}

static void print(const struct terminal *terminal, const char *text)
{
	size_t len = strlen(text);
	while (len > 0) {
		ssize_t wrote = write(terminal->fd, text, len);
		if (wrote < 0 && errno == EAGAIN) {
			struct pollfd wait = {.fd = terminal->fd, .events = POLLOUT};
			poll(&wait, 1, 1000);
		} else if (wrote < 0 && errno != EINTR) {
			return;
		} else if (wrote > 0) {
			text += wrote;
			len -= (size_t)wrote;
		}
	}
}

static void hide(struct terminal *terminal)
{
	if (terminal->hidden)
		echo_off(terminal->fd);
}

static void unhide(void)
{
	echo_on(TCSAFLUSH);
}

void terminal_destroy(struct terminal *terminal)
{
	if (terminal == NULL)
		return;
	terminal_withdraw(terminal);
	secret_destroy(terminal->line);
	close(terminal->fd);
	free(terminal);
}

void terminal_ask(struct terminal *terminal, const char *prompt, bool hidden)
{
	terminal_withdraw(terminal);
	secret_clear(terminal->line);
	terminal->hidden = hidden;
	hide(terminal);
	if (!hidden)
		tcflush(terminal->fd, TCIFLUSH);
	mem_replace(&terminal->prompt, prompt);
	print(terminal, prompt);
}

void terminal_withdraw(struct terminal *terminal)
{
	if (terminal == NULL || terminal->prompt == NULL)
		return;
	unhide();
	print(terminal, "\n");
	mem_replace(&terminal->prompt, NULL);
}

void terminal_suspend(struct terminal *terminal)
{
	bool asking = terminal != NULL && terminal->prompt != NULL;
	if (asking)
		unhide();
	raise(SIGSTOP);
	if (!asking)
		return;
	hide(terminal);
	print(terminal, terminal->prompt);
}

void terminal_want(const struct terminal *terminal, struct loop *loop)
{
	if (terminal != NULL && terminal->prompt != NULL)
		loop_want(loop, terminal->fd, POLLIN);
}

static void end_question(struct terminal *terminal)
{
	unhide();
	mem_replace(&terminal->prompt, NULL);
}

enum terminal_answer terminal_step(struct terminal *terminal, const struct loop *loop)
{
	if (terminal == NULL || terminal->prompt == NULL || loop_events(loop, terminal->fd) == 0)
		return ANSWER_NONE;
	char bytes[512];
	ssize_t got = read(terminal->fd, bytes, sizeof bytes);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return ANSWER_NONE;
	const char *end = got > 0 ? memchr(bytes, '\n', (size_t)got) : NULL;
	size_t len = end != NULL ? (size_t)(end - bytes) : got > 0 ? (size_t)got : 0;
	bool fits = secret_append(terminal->line, bytes, len);
	secret_wipe_buffer(bytes, sizeof bytes);
	if (got > 0 && end == NULL && fits)
		return ANSWER_NONE; /* a long line comes in pieces */
	end_question(terminal);
	return got > 0 && fits ? ANSWER_LINE : ANSWER_CLOSED;
}

const struct secret *terminal_line(const struct terminal *terminal)
{
	return terminal->line;
}

void terminal_forget(struct terminal *terminal)
{
	if (terminal != NULL)
		secret_clear(terminal->line);
}
