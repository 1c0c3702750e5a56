/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was tried so far, a line a run, for reports. */
#ifndef MAILMEDIC_SESSION_ATTEMPTS_H
#define MAILMEDIC_SESSION_ATTEMPTS_H

#include "report/report.h"

enum { ATTEMPTS_MAX = 40 }; /* the latest are kept */

struct attempts {
	struct report_attempt list[ATTEMPTS_MAX]; /* the texts are owned */
	size_t count;
};

/* Adds a finished run. */
void attempts_add(struct attempts *attempts, const struct account *account, const struct facts *facts);

/* Forgets all; it may be used again. */
void attempts_clear(struct attempts *attempts);

#endif
