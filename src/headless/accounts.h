/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `check --accounts`: a list of accounts, many walks in one loop. */
#ifndef MAILMEDIC_HEADLESS_ACCOUNTS_H
#define MAILMEDIC_HEADLESS_ACCOUNTS_H

#include "headless/headless.h"

enum {
	ACCOUNTS_JOBS = 8,
	ACCOUNTS_JOBS_MAX = 128,
	ACCOUNTS_A_MINUTE_MAX = 100000,
	ACCOUNTS_PACE_UNSAID, /* a minute: as the provider's topic says, else PACING_A_MINUTE */
};

struct accounts_options {              /* all borrowed */
	const char *file;              /* the list */
	const struct account *account; /* what holds for each that says nothing else */
	struct walk_options walk;
	const char *password_command; /* writes the password of $1; or NULL */
	size_t jobs;                  /* walks at once; 0: ACCOUNTS_JOBS */
	size_t per_server;            /* of them at one server; 0: as its topic says, else PACING_AT_ONCE */
	size_t per_minute;            /* begun there in a minute; 0: no limit; or ACCOUNTS_PACE_UNSAID */
	enum report_format format;    /* REPORT_JSON: one object a line; or REPORT_PROMETHEUS */
	const char *output;           /* file to replace with the metrics, or NULL */
	struct circumstances answers;
	const struct kb *kb;
};

/* Walks with every account and prints each result as it comes, then a summary. The exit code is the highest
 * of all. */
int headless_check_accounts(const struct accounts_options *given);

#endif
