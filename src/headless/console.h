/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Standard input and output as a conversation: lines out, lines in, signals. Never blocks by itself: it
 * joins a loop. Knows nothing of mail.
 */
#ifndef MAILMEDIC_HEADLESS_CONSOLE_H
#define MAILMEDIC_HEADLESS_CONSOLE_H

#include "base/error.h"
#include "base/loop.h"
#include "base/strbuf.h"

#include <stdbool.h>

struct secret;

struct console {
	bool terminal;       /* standard input is one */
	bool echoed;         /* what is typed shows up in the output, with its line end */
	bool narrow;         /* the locale has no UTF-8: ASCII only */
	bool asking;         /* a question is open */
	bool hidden;         /* without echo */
	bool too_long;       /* the line that is coming in */
	bool over;           /* nothing more will be asked */
	bool ended;          /* because the input ended */
	bool broken;         /* the output cannot be written any more */
	int signal;          /* that ended it, or 0 */
	char *prompt;        /* of the open question */
	struct secret *line; /* answers may be passwords: all are kept as secrets */
};

enum console_answer { CONSOLE_NONE, CONSOLE_LINE, CONSOLE_TOO_LONG, CONSOLE_OVER };

/* Takes over the signals. False with `error` when the system refuses. */
bool console_init(struct console *console, struct error *error);

/* Restores echo and signals, wipes what was typed. */
void console_finish(struct console *console);

/* True when standard input can bring an answer: a terminal, pipe or file that is not at its end. */
bool console_is_usable(void);

/* Writes `text`, which is inert, as it is. */
void console_write(struct console *console, const char *text);

/* Opens a question; the prompt stays on its line when the answer will be echoed after it. */
void console_ask(struct console *console, const char *prompt, bool hidden);

/* Opens one without a prompt, for input that may come while lines go out. */
void console_listen(struct console *console);

/* Closes it without an answer. */
void console_withdraw(struct console *console);

/* Wants signals and, while a question is open, input. */
void console_want(const struct console *console, struct loop *loop);

/* After the loop: an answer to the open question. q alone and a closed input are CONSOLE_OVER. */
enum console_answer console_step(struct console *console, const struct loop *loop);

#endif
