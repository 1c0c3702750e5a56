/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of `check`, shared by its files. */
#ifndef MAILMEDIC_HEADLESS_CHECK_H
#define MAILMEDIC_HEADLESS_CHECK_H

#include <time.h>

#include "base/strbuf.h"
#include "checkup/token.h"
#include "headless/headless.h"
#include "headless/terminal.h"
#include "smtp/mask.h"

enum { CHECK_PROMPT_MAX = 16 * 1024, CHECK_OUTPUT_MAX = 256 * 1024 * 1024 };

enum check_question { QUESTION_NONE, QUESTION_PASSWORD, QUESTION_TOKEN, QUESTION_STEP, QUESTION_CONSENT };

struct check {
	const struct check_options *options;
	struct account account;
	struct walk *walk;
	struct mask mask;
	struct terminal *terminal; /* or NULL */
	enum check_question question;
	struct token_offer token;
	struct client_identity *identity; /* the user's certificate, or NULL */
	int token_sign;                   /* seconds left at the next sign of life of the token command */
	struct strbuf out;
	bool written;   /* standard output still works */
	bool cancelled; /* by a signal */
	enum nagios_state state;
	bool finished;
	time_t started;
};

struct check_causes { /* what a report borrows */
	struct strbuf text;
	struct diagnosis diagnoses[DIAGNOSES_MAX];
	struct question questions[QUESTIONS_MAX];
};

/* Finds why the run of `report` failed, and fills that in. The caller finishes `causes`. */
void check_diagnose(struct report *report, struct circumstances answers, struct check_causes *causes);
void check_causes_finish(struct check_causes *causes);

/* ---- check_ask.c */

/* Writes what is to be written now, before a wait. */
void check_flush(struct check *check);

/* Asks on the terminal; passwords and tokens without echo. */
void check_ask(struct check *check, enum check_question question, const char *prompt);

/* What an event of the walk asks for: taken from the options, asked on the terminal, or declined. */
void check_ask_password(struct check *check, const struct event *event);
void check_ask_step(struct check *check, const struct event *event);
void check_ask_consent(struct check *check, const struct event *event);

/* ---- check_identity.c */

/* Reads the account's certificate, if it has one; a passphrase is asked for on the terminal. */
bool check_open_identity(struct check *check, struct error *error);

/* ---- check_token.c */

/* The run needs a token: takes it from where the options say, or asks for it. */
void check_ask_token(struct check *check, const struct event *event);

/* The token that was typed. */
void check_take_token(struct check *check, const struct secret *text);

/* After the loop: what has become of the command that makes one. */
void check_step_token(struct check *check, const struct loop *loop);

#endif
