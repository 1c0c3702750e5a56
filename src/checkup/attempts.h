/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was tried so far: a line a run, for reports, and the whole of the runs before this one. */
#ifndef MAILMEDIC_CHECKUP_ATTEMPTS_H
#define MAILMEDIC_CHECKUP_ATTEMPTS_H

#include "present/report.h"

/* The latest are kept, and of their transcripts no more than so many lines (of the last one: all). */
enum { ATTEMPTS_MAX = 40, ATTEMPTS_CLOSED_MAX = 8, ATTEMPTS_KEPT_MAX = 20, ATTEMPTS_LINES_MAX = 40000 };

struct attempt { /* a run that is over */
	struct account account;
	struct facts facts;
	unsigned number; /* 1 for the first run */
};

struct attempts {
	struct report_attempt list[ATTEMPTS_MAX]; /* the texts are owned */
	size_t count;
	struct attempt *kept[ATTEMPTS_KEPT_MAX]; /* owned, the oldest first */
	size_t kept_count;
	struct closed_port {
		char *host;
		int port;
		bool connected;        /* it took the connection, */
		enum tls_mode tls;     /* and this kind of encryption did not come about */
	} closed[ATTEMPTS_CLOSED_MAX]; /* where no session began */
	size_t closed_count;
};

/* Adds a finished run, which began at `when`. */
void attempts_add(struct attempts *attempts, const struct account *account, const struct facts *facts,
		  time_t when);

/* True when a run found this port of the server closed or silent. */
bool attempts_found_closed(const struct attempts *attempts, const char *host, int port);

/* True when this kind of encryption did not come about on this port of the server, whoever's certificate. */
bool attempts_found_no_tls(const struct attempts *attempts, const char *host, int port, enum tls_mode tls);

/* Keeps the run of this number: copies `account`, takes `facts` over and leaves them empty. */
void attempts_keep(struct attempts *attempts, const struct account *account, struct facts *facts,
		   unsigned number);

/* The run before this one; NULL: there was none. */
const struct attempt *attempts_before(const struct attempts *attempts);

/* Masks what is kept of earlier runs with what `mask` has come to know. */
void attempts_remask(struct attempts *attempts, const struct mask *mask);

/* Forgets all; it may be used again. */
void attempts_clear(struct attempts *attempts);

#endif
