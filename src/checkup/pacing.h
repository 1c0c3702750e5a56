/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many log-ins one server may see, at a time and a minute, so that a long list of accounts neither floods
 * it nor gets anybody locked out. Knows no accounts.
 */
#ifndef MAILMEDIC_CHECKUP_PACING_H
#define MAILMEDIC_CHECKUP_PACING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PACING_AT_ONCE = 2, PACING_A_MINUTE = 20 }; /* where nobody says otherwise */

struct pace {
	size_t at_once;
	size_t a_minute; /* 0: no limit */
};

struct pacing_server;

struct pacing {
	struct pacing_server *servers;
	size_t count;
};

void pacing_init(struct pacing *pacing);
void pacing_finish(struct pacing *pacing);

/* True when the server has a number. `name` is its own in any case, or one for all that share a pace. */
bool pacing_find(const struct pacing *pacing, const char *name, size_t *ret_server);

/* The number of a server that has none yet; `host` is what it is called. */
size_t pacing_add(struct pacing *pacing, const char *name, const char *host, struct pace pace);

/* When the next log-in at it may begin, clock_now() ms: now or later; CLOCK_NEVER while one has to end first.
 */
int64_t pacing_when(const struct pacing *pacing, size_t server);

/* One begins there, and one has ended. */
void pacing_begin(struct pacing *pacing, size_t server);
void pacing_end(struct pacing *pacing, size_t server); /* after pacing_begin */

/* What it is called, as asked for first. */
const char *pacing_host(const struct pacing *pacing, size_t server);

/* The server has had enough: it said `reply`. Nothing more begins there. */
void pacing_stop(struct pacing *pacing, size_t server, const char *reply);

/* What it said then, or NULL. */
const char *pacing_stopped(const struct pacing *pacing, size_t server);

#endif
