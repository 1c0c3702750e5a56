/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines out and in. Line editing is the kernel's; only the echo is ours to switch. Input is taken byte by
 * byte, so that a password that comes in one piece with other answers never lies in a second buffer.
 */
#include "headless/console.h"

#include "base/memory.h"
#include "base/secret.h"
#include "base/text.h"
#include "headless/echo.h"
#include "headless/output.h"
#include "headless/signals.h"

#include <errno.h>
#include <langinfo.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

enum { FIRST_INPUT_MS = 250, OUTPUT_MAX = 8 * 1024 * 1024 };

bool console_init(struct console *console, struct error *error)
{
	*console = (struct console){
	    .terminal = isatty(STDIN_FILENO),
	    .echoed = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO),
	    .narrow = strcmp(nl_langinfo(CODESET), "UTF-8") != 0,
	    .line = secret_create(),
	};
	return signals_init(error);
}

void console_finish(struct console *console)
{
	console_withdraw(console);
	signals_finish();
	secret_destroy(console->line);
	console->line = NULL;
}

/* A pipe that nobody writes to any more says so at once; one that is slow is waited for, but not long. */
bool console_is_usable(void)
{
	struct stat status;
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
	if (isatty(STDIN_FILENO))
		return true;
	if (fstat(STDIN_FILENO, &status) != 0 || S_ISCHR(status.st_mode) || S_ISDIR(status.st_mode))
		return false;
	if (S_ISREG(status.st_mode))
		return lseek(STDIN_FILENO, 0, SEEK_CUR) < status.st_size;
	int ready = poll(&input, 1, FIRST_INPUT_MS);
	return ready <= 0 || (input.revents & POLLIN) != 0;
}

/* Every character that is not ASCII as one question mark. */
static void write_narrow(struct console *console, const char *text)
{
	struct strbuf narrow;
	strbuf_init(&narrow, OUTPUT_MAX);
	for (; *text != '\0'; text++)
		if (((unsigned char)*text & 0xc0) != 0x80)
			strbuf_addc(&narrow, (unsigned char)*text < 0x80 ? *text : '?');
	console->broken = !output_write(&narrow);
	strbuf_finish(&narrow);
}

void console_write(struct console *console, const char *text)
{
	if (console->broken)
		return;
	if (console->narrow)
		write_narrow(console, text);
	else
		console->broken = !output_write_bytes(text, strlen(text));
	console->over = console->over || console->broken;
}

static void hide(struct console *console)
{
	if (console->hidden && console->terminal)
		echo_off(STDIN_FILENO);
}

static void unhide(void)
{
	echo_on(TCSADRAIN);
}

static void write_prompt(struct console *console)
{
	if (console->prompt == NULL)
		return;
	console_write(console, console->prompt);
	console_write(console, console->echoed ? " " : "\n");
}

static void open_question(struct console *console, const char *prompt, bool hidden)
{
	console_withdraw(console);
	secret_clear(console->line);
	console->too_long = false;
	console->hidden = hidden;
	console->asking = true;
	mem_replace(&console->prompt, prompt);
	hide(console);
	write_prompt(console);
}

void console_ask(struct console *console, const char *prompt, bool hidden)
{
	open_question(console, prompt, hidden);
}

void console_listen(struct console *console)
{
	open_question(console, NULL, false);
}

static void close_question(struct console *console)
{
	unhide();
	console->asking = false;
	mem_replace(&console->prompt, NULL);
}

void console_withdraw(struct console *console)
{
	if (!console->asking)
		return;
	if (console->terminal)
		tcflush(STDIN_FILENO, TCIFLUSH); /* half a line, maybe half a password */
	bool on_line = console->echoed && console->prompt != NULL;
	close_question(console);
	if (on_line)
		console_write(console, "\n");
}

static void suspend(struct console *console)
{
	if (console->asking)
		unhide();
	raise(SIGSTOP);
	if (!console->asking)
		return;
	hide(console);
	write_prompt(console);
}

void console_want(const struct console *console, struct loop *loop)
{
	signals_want(loop);
	if (console->asking)
		loop_want(loop, STDIN_FILENO, POLLIN);
}

static bool take_signals(struct console *console)
{
	for (int number; (number = signals_next()) != 0;) {
		if (number == SIGTSTP) {
			suspend(console);
			continue;
		}
		console->signal = number;
		console->over = true;
	}
	return console->signal != 0;
}

static bool has_input(void)
{
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
	return poll(&input, 1, 0) > 0;
}

static enum console_answer end_line(struct console *console)
{
	const char *bytes = secret_bytes(console->line);
	size_t len = secret_length(console->line);
	close_question(console);
	if (console->too_long)
		return CONSOLE_TOO_LONG;
	if (len > 0 && bytes[len - 1] == '\r')
		secret_backspace(console->line);
	if (secret_length(console->line) == 1 && secret_bytes(console->line)[0] == 'q')
		console->over = true;
	return console->over ? CONSOLE_OVER : CONSOLE_LINE;
}

/* A line without an end at the end of the input is an answer too. */
static enum console_answer end_input(struct console *console)
{
	if (secret_length(console->line) > 0)
		return end_line(console);
	close_question(console);
	console->ended = console->over = true;
	return CONSOLE_OVER;
}

static enum console_answer take_input(struct console *console)
{
	while (has_input()) {
		char byte;
		ssize_t got = read(STDIN_FILENO, &byte, 1);
		if (got < 0 && (errno == EINTR || errno == EAGAIN))
			return CONSOLE_NONE;
		if (got <= 0)
			return end_input(console);
		if (byte == '\n')
			return end_line(console);
		if (!secret_append(console->line, &byte, 1))
			console->too_long = true;
		secret_wipe_buffer(&byte, 1);
	}
	return CONSOLE_NONE;
}

enum console_answer console_step(struct console *console, const struct loop *loop)
{
	if (take_signals(console)) {
		console_withdraw(console);
		return CONSOLE_OVER;
	}
	if (!console->asking || loop_events(loop, STDIN_FILENO) == 0)
		return CONSOLE_NONE;
	return take_input(console);
}
