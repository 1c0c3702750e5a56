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

struct talk {
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

enum talk_answer { TALK_NONE, TALK_LINE, TALK_TOO_LONG, TALK_OVER };

/* Takes over the signals. False with `error` when the system refuses. */
bool talk_init(struct talk *talk, struct error *error);

/* Restores echo and signals, wipes what was typed. */
void talk_finish(struct talk *talk);

/* True when standard input can bring an answer: a terminal, pipe or file that is not at its end. */
bool talk_is_possible(void);

/* Writes `text`, which is inert, as it is. */
void talk_write(struct talk *talk, const char *text);

/* Opens a question; the prompt stays on its line when the answer will be echoed behind it. */
void talk_ask(struct talk *talk, const char *prompt, bool hidden);

/* Opens one without a prompt, for input that may come while lines go out. */
void talk_listen(struct talk *talk);

/* Closes it without an answer. */
void talk_withdraw(struct talk *talk);

/* Wants signals and, while a question is open, input. */
void talk_want(const struct talk *talk, struct loop *loop);

/* After the loop: an answer to the open question. q alone and a closed input are TALK_OVER. */
enum talk_answer talk_step(struct talk *talk, const struct loop *loop);

#endif
