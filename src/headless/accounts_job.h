/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One account of a list at work: its secret, then its walk. */
#ifndef MAILMEDIC_HEADLESS_ACCOUNTS_JOB_H
#define MAILMEDIC_HEADLESS_ACCOUNTS_JOB_H

#include <time.h>

#include "base/loop.h"
#include "checkup/account_list.h"
#include "headless/accounts.h"
#include "smtp/mask.h"

struct token_command;

struct accounts_job {
	const struct listed_account *listed; /* NULL: free */
	struct token_command *command;       /* that brings the secret, or NULL */
	struct secret *secret;               /* owned */
	struct walk *walk;                   /* NULL: it has not begun */
	struct mask mask;
	char *sent_away;    /* the first line with a 421, or NULL; owned */
	struct error error; /* why there is no walk, where there is none */
	time_t started;
	size_t first, end; /* its descriptors in the loop, end excluded */
	int64_t until;
	bool over; /* the result is there: walk or error */
};

/* Begins with an account; the job is over at once when its secret cannot be had. */
void accounts_job_begin(struct accounts_job *job, const struct listed_account *listed,
			const struct accounts_options *options);

void accounts_job_want(struct accounts_job *job, struct loop *loop);

/* After the loop. Costs nothing where nothing has happened. */
void accounts_job_step(struct accounts_job *job, const struct loop *loop,
		       const struct accounts_options *options);

/* Ends it at once; its walk has failed as cancelled. */
void accounts_job_cancel(struct accounts_job *job, const struct accounts_options *options);

/* It is free again. */
void accounts_job_finish(struct accounts_job *job);

#endif
