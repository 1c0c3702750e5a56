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

bool talk_init(struct talk *talk, struct error *error)
{
	*talk = (struct talk){
	    .terminal = isatty(STDIN_FILENO),
	    .echoed = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO),
	    .narrow = strcmp(nl_langinfo(CODESET), "UTF-8") != 0,
	    .line = secret_create(),
	};
	return signals_init(error);
}

void talk_finish(struct talk *talk)
{
	talk_withdraw(talk);
	signals_finish();
	secret_destroy(talk->line);
	talk->line = NULL;
}

/* A pipe that nobody writes to any more says so at once; one that is slow is waited for, but not long. */
bool talk_is_possible(void)
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
static void write_narrow(struct talk *talk, const char *text)
{
	struct strbuf narrow;
	strbuf_init(&narrow, OUTPUT_MAX);
	for (; *text != '\0'; text++)
		if (((unsigned char)*text & 0xc0) != 0x80)
			strbuf_addc(&narrow, (unsigned char)*text < 0x80 ? *text : '?');
	talk->broken = !output_write(&narrow);
	strbuf_finish(&narrow);
}

void talk_write(struct talk *talk, const char *text)
{
	if (talk->broken)
		return;
	if (talk->narrow)
		write_narrow(talk, text);
	else
		talk->broken = !output_write_bytes(text, strlen(text));
	talk->over = talk->over || talk->broken;
}

static void hide(struct talk *talk)
{
	if (talk->hidden && talk->terminal)
		echo_off(STDIN_FILENO);
}

static void unhide(void)
{
	echo_on(TCSADRAIN);
}

static void write_prompt(struct talk *talk)
{
	if (talk->prompt == NULL)
		return;
	talk_write(talk, talk->prompt);
	talk_write(talk, talk->echoed ? " " : "\n");
}

static void open_question(struct talk *talk, const char *prompt, bool hidden)
{
	talk_withdraw(talk);
	secret_clear(talk->line);
	talk->too_long = false;
	talk->hidden = hidden;
	talk->asking = true;
	mem_replace(&talk->prompt, prompt);
	hide(talk);
	write_prompt(talk);
}

void talk_ask(struct talk *talk, const char *prompt, bool hidden)
{
	open_question(talk, prompt, hidden);
}

void talk_listen(struct talk *talk)
{
	open_question(talk, NULL, false);
}

static void close_question(struct talk *talk)
{
	unhide();
	talk->asking = false;
	mem_replace(&talk->prompt, NULL);
}

void talk_withdraw(struct talk *talk)
{
	if (!talk->asking)
		return;
	if (talk->terminal)
		tcflush(STDIN_FILENO, TCIFLUSH); /* half a line, maybe half a password */
	bool on_line = talk->echoed && talk->prompt != NULL;
	close_question(talk);
	if (on_line)
		talk_write(talk, "\n");
}

static void suspend(struct talk *talk)
{
	if (talk->asking)
		unhide();
	raise(SIGSTOP);
	if (!talk->asking)
		return;
	hide(talk);
	write_prompt(talk);
}

void talk_want(const struct talk *talk, struct loop *loop)
{
	signals_want(loop);
	if (talk->asking)
		loop_want(loop, STDIN_FILENO, POLLIN);
}

static bool take_signals(struct talk *talk)
{
	for (int number; (number = signals_next()) != 0;) {
		if (number == SIGTSTP) {
			suspend(talk);
			continue;
		}
		talk->signal = number;
		talk->over = true;
	}
	return talk->signal != 0;
}

static bool has_input(void)
{
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
	return poll(&input, 1, 0) > 0;
}

static enum talk_answer end_line(struct talk *talk)
{
	const char *bytes = secret_bytes(talk->line);
	size_t len = secret_length(talk->line);
	close_question(talk);
	if (talk->too_long)
		return TALK_TOO_LONG;
	if (len > 0 && bytes[len - 1] == '\r')
		secret_backspace(talk->line);
	if (secret_length(talk->line) == 1 && secret_bytes(talk->line)[0] == 'q')
		talk->over = true;
	return talk->over ? TALK_OVER : TALK_LINE;
}

/* A line without an end at the end of the input is an answer too. */
static enum talk_answer end_input(struct talk *talk)
{
	if (secret_length(talk->line) > 0)
		return end_line(talk);
	close_question(talk);
	talk->ended = talk->over = true;
	return TALK_OVER;
}

static enum talk_answer take_input(struct talk *talk)
{
	while (has_input()) {
		char byte;
		ssize_t got = read(STDIN_FILENO, &byte, 1);
		if (got < 0 && (errno == EINTR || errno == EAGAIN))
			return TALK_NONE;
		if (got <= 0)
			return end_input(talk);
		if (byte == '\n')
			return end_line(talk);
		if (!secret_append(talk->line, &byte, 1))
			talk->too_long = true;
		secret_wipe_buffer(&byte, 1);
	}
	return TALK_NONE;
}

enum talk_answer talk_step(struct talk *talk, const struct loop *loop)
{
	if (take_signals(talk)) {
		talk_withdraw(talk);
		return TALK_OVER;
	}
	if (!talk->asking || loop_events(loop, STDIN_FILENO) == 0)
		return TALK_NONE;
	return take_input(talk);
}
