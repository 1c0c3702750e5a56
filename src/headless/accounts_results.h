/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes of a list of accounts, on its way to the output: a line each as it ends, or metrics at the end.
 */
#ifndef MAILMEDIC_HEADLESS_ACCOUNTS_RESULTS_H
#define MAILMEDIC_HEADLESS_ACCOUNTS_RESULTS_H

#include <jansson.h>

#include "base/strbuf.h"
#include "headless/accounts_job.h"
#include "present/metrics.h"

struct accounts_results {
	const struct accounts_options *options; /* borrowed */
	size_t passed, failed, skipped;
	int worst;    /* the highest exit code so far */
	bool written; /* the output still works */
	struct metrics metrics;
	struct strbuf out;
	int64_t progress_at; /* CLOCK_NEVER: nobody looks */
};

void accounts_results_init(struct accounts_results *results, const struct accounts_options *options);
void accounts_results_finish(struct accounts_results *results);

/* Adds a job that is over. True when its server asks for fewer log-ins: `ret_reply` is how it says so. */
bool accounts_results_add(struct accounts_results *results, const struct accounts_job *job,
			  struct strbuf *ret_reply);

/* Adds one that is not tried; `reply` is the server's that asks for fewer log-ins. */
void accounts_results_skip(struct accounts_results *results, const struct listed_account *listed,
			   const char *reply);

/* Writes what has been added. */
void accounts_results_flush(struct accounts_results *results);

/* On a terminal, and not too often: how far the list is. */
void accounts_results_progress(struct accounts_results *results, size_t total, size_t under_way);

/* The end: `summary` (taken over) is completed with what is known here and printed, all is written. */
void accounts_results_end(struct accounts_results *results, json_t *summary);

#endif
