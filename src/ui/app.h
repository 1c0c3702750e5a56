/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The terminal UI: one loop, a stack of screens. Everything below it knows nothing of curses. */
#ifndef MAILMEDIC_UI_APP_H
#define MAILMEDIC_UI_APP_H

#include "account/account.h"
#include "base/error.h"
#include "diagnose/kb.h"
#include "oauth/token.h"
#include "walk/walk.h"

struct recorder;
struct recording;

struct app_options {
	const struct account *account; /* what the command line said; its address may be NULL */
	struct walk_options walk;
	const char *scenario;          /* practise this one, or NULL */
	bool practice;                 /* open on the practice list */
	const struct secret *password; /* from a file, or NULL: asked for when AUTH comes */
	struct token_source token;
	const struct kb *kb;
	struct recorder *recorder;         /* or NULL */
	const struct recording *recording; /* to be read in place of a walk, or NULL */
	size_t run;                        /* of the recording */
	const struct recording *before;    /* to be shown beside it, or NULL */
	size_t before_run;
	const char *names[2]; /* of the two, when there are two */
	const char *language; /* as the command line said, or NULL: the user's, else the environment's */
	bool color;
};

/* Too small a terminal, TERM=dumb, no terminal: a clear sentence for `error`, before any curses. */
bool app_check_terminal(struct error *error);

/* Runs until the user quits; returns the exit code (0, 70, 130) with the terminal restored. */
int app_run(const struct app_options *options);

#endif
