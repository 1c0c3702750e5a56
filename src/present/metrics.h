/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Runs as metrics in Prometheus's text format: each metric once, with a sample an account. Little is kept of
 * a run, so that a thousand of them fit.
 */
#ifndef MAILMEDIC_PRESENT_METRICS_H
#define MAILMEDIC_PRESENT_METRICS_H

#include "present/report.h"

struct metrics_run;

struct metrics {
	struct metrics_run *runs;
	size_t count;
};

void metrics_init(struct metrics *metrics);
void metrics_finish(struct metrics *metrics);

/* Keeps what is written of a finished run. `name` is that of the account; its cause is borrowed from the kb.
 */
void metrics_add(struct metrics *metrics, const char *name, const struct report *report);

/* The same of an account that was not tried, because its server asked for fewer log-ins. */
void metrics_skip(struct metrics *metrics, const char *name, const struct account *account);

/* Appends all of them. */
void metrics_write(const struct metrics *metrics, struct strbuf *out);

/* Appends one run alone; its name is the address, else user name or server. */
void metrics_write_one(const struct report *report, struct strbuf *out);

#endif
