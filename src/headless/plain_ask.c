/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions. Input is never repeated in a complaint: it may be a password typed at the wrong place. */
#include "headless/plain.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/secret.h"
#include "base/text.h"

#include <string.h>

enum { SECOND_MS = 1000 };

/* Waits for the line; false when none will come. */
static bool wait_for_line(struct plain *plain, bool during, const char *prompt, bool hidden)
{
	struct console *console = &plain->console;
	if (console->over)
		return false;
	console_ask(console, prompt, hidden);
	for (;;) {
		switch (plain_turn(plain, CLOCK_NEVER)) {
		case CONSOLE_LINE: return true;
		case CONSOLE_OVER: return false;
		case CONSOLE_TOO_LONG:
			plain_say(plain, _("That line is too long."));
			console_ask(console, prompt, hidden);
			break;
		case CONSOLE_NONE:
			if (console->over || (during && plain->checkup.run.need == NEED_NOTHING)) {
				console_withdraw(console);
				return false;
			}
			if (!console->asking) /* something was said meanwhile */
				console_ask(console, prompt, hidden);
		}
	}
}

/* The line as a string: it ends with a NUL of its own, and others become what no setting accepts. */
const char *plain_ask(struct plain *plain, bool during, const char *prompt)
{
	struct secret *line = plain->console.line;
	if (!wait_for_line(plain, during, prompt, false))
		return NULL;
	size_t len = secret_length(line);
	bool odd = len > 0 && memchr(secret_bytes(line), '\0', len) != NULL;
	if (odd || !secret_append(line, "", 1)) {
		secret_clear(line);
		secret_append(line, "\x01", 2);
	}
	const char *text = secret_bytes(line);
	return text + strspn(text, " ");
}

const struct secret *plain_ask_hidden(struct plain *plain, const char *prompt)
{
	return wait_for_line(plain, true, prompt, true) ? plain->console.line : NULL;
}

int plain_ask_number(struct plain *plain, const char *prompt, size_t count, bool or_enter)
{
	long number;
	const char *text;
	while ((text = plain_ask(plain, false, prompt)) != NULL) {
		if (or_enter && *text == '\0')
			return 0;
		if (text_parse_number(text, 1, (long)count, &number))
			return (int)number;
		plain_say(plain, _("Type a number from 1 to %zu, or q to end."), count);
	}
	return -1;
}

int plain_ask_letter(struct plain *plain, bool during, const char *prompt, const char *letters)
{
	const char *text;
	while ((text = plain_ask(plain, during, prompt)) != NULL) {
		if (*text == '\0')
			return 0;
		if (text[1] == '\0' && strchr(letters, *text) != NULL)
			return *text;
		plain_say(plain, _("That is no answer to this question."));
	}
	return -1;
}

bool plain_ask_yes(struct plain *plain, bool during)
{
	const char *text;
	while ((text = plain_ask(plain, during,
				 _("Type yes to go on for this run, or press Enter to stop:"))) != NULL) {
		if (strcmp(text, "yes") == 0)
			return true;
		if (*text == '\0')
			return false;
		plain_say(plain, _("Only the whole word yes goes on."));
	}
	return false;
}

/* How many seconds are left at the next sign: each costs a listener time, so they are few. */
static int find_sign(int left)
{
	if (left > 60)
		return left > 600 ? (left - 1) / 300 * 300 : (left - 1) / 60 * 60;
	return left > 30 ? 30 : left > 10 ? 10 : 0;
}

static void tell_left(struct plain *plain, int left)
{
	if (left > 60)
		plain_say(plain, intl_count("%d minute left.", "%d minutes left.", left / 60), left / 60);
	else
		plain_say(plain, intl_count("%d second left.", "%d seconds left.", left), left);
}

/* What was typed while it counts: Enter alone is now, s stops, anything else is not for here. */
static bool stop_counting(struct plain *plain, enum plain_next *ret_next)
{
	const struct secret *line = plain->console.line;
	bool stop = secret_length(line) == 1 && secret_bytes(line)[0] == 's';
	*ret_next = stop ? PLAIN_STAY : PLAIN_WALK;
	if (stop || secret_length(line) == 0)
		return true;
	plain_say(plain, _("That is no answer to this question."));
	console_listen(&plain->console);
	return false;
}

static void begin_counting(struct plain *plain, int seconds)
{
	plain_say(plain,
		  intl_count("Waiting %d second before the next try.",
			     "Waiting %d seconds before the next try.", seconds),
		  seconds);
	if (!plain->console.terminal)
		return; /* what waits in a pipe is for the questions after this */
	plain_say(plain, _("Enter tries now; s and Enter stops waiting; q and Enter ends."));
	console_listen(&plain->console);
}

enum plain_next plain_count_down(struct plain *plain, int seconds)
{
	enum plain_next next = PLAIN_WALK;
	int64_t until = clock_now() + (int64_t)seconds * SECOND_MS;
	int left = find_sign(seconds);
	begin_counting(plain, seconds);
	while (!plain->console.over && clock_now() < until) {
		int64_t sign = until - (int64_t)left * SECOND_MS;
		enum console_answer answer = plain_turn(plain, sign);
		if (answer == CONSOLE_LINE && stop_counting(plain, &next))
			return next;
		if (answer == CONSOLE_TOO_LONG)
			console_listen(&plain->console);
		if (clock_now() < sign || left == 0)
			continue;
		tell_left(plain, left);
		left = find_sign(left);
	}
	console_withdraw(&plain->console);
	return plain->console.over ? PLAIN_QUIT : next;
}
