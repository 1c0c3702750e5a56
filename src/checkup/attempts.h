/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was tried so far: a line a run, for reports, and the whole of the run before this one. */
#ifndef MAILMEDIC_CHECKUP_ATTEMPTS_H
#define MAILMEDIC_CHECKUP_ATTEMPTS_H

#include "present/report.h"

enum { ATTEMPTS_MAX = 40, ATTEMPTS_CLOSED_MAX = 8 }; /* the latest are kept */

struct attempt { /* a run that is over */
	struct account account;
	struct facts facts;
};

struct attempts {
	struct report_attempt list[ATTEMPTS_MAX]; /* the texts are owned */
	size_t count;
	struct attempt *before; /* owned; NULL: there was none */
	struct closed_port {
		char *host;
		int port;
	} closed[ATTEMPTS_CLOSED_MAX]; /* that did not take a connection */
	size_t closed_count;
};

/* Adds a finished run, which began at `when`. */
void attempts_add(struct attempts *attempts, const struct account *account, const struct facts *facts,
		  time_t when);

/* True when a run found this port of the server closed or silent. */
bool attempts_found_closed(const struct attempts *attempts, const char *host, int port);

/* Makes a run the one before: copies `account`, takes `facts` over and leaves them empty. */
void attempts_put_before(struct attempts *attempts, const struct account *account, struct facts *facts);

/* Masks what is kept of earlier runs with what `mask` has come to know. */
void attempts_remask(struct attempts *attempts, const struct mask *mask);

/* Forgets all; it may be used again. */
void attempts_clear(struct attempts *attempts);

#endif
