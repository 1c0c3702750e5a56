/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the domain promises by records that nobody decides by here: TLSA of the server for sending (RFC 6698,
 * 7671), and what is for mail between servers: MTA-STS (RFC 8461) and TLSA of the MX (RFC 7672). Shown only.
 */
#ifndef MAILMEDIC_DISCOVER_PROMISE_H
#define MAILMEDIC_DISCOVER_PROMISE_H

#include "base/loop.h"
#include "discover/reach.h"
#include "wire/dns_record.h"

enum promise {
	PROMISE_TLSA,    /* of the server for sending */
	PROMISE_MTA_STS, /* of the domain */
	PROMISE_MX_TLSA, /* of who takes the domain's mail */
	PROMISE_COUNT
};

enum { PROMISE_NAME_MAX = DNS_NAME_MAX + 16 };

struct promises {
	char names[PROMISE_COUNT][PROMISE_NAME_MAX]; /* that were asked for; "": it was not */
	size_t questions[PROMISE_COUNT];
	struct dns_lookup *lookup; /* owned; NULL: nothing is asked */
};

struct promises_about {   /* borrowed */
	const char *host; /* A-label name of the server, or NULL */
	int port;
	const char *domain; /* NULL: its mail is not asked about */
	const char *mx;     /* the best one, or NULL */
};

/* Asks. What cannot be asked is left out: nobody depends on it. */
void promises_begin(struct promises *promises, const struct promises_about *about);
void promises_finish(struct promises *promises);

void promises_want(const struct promises *promises, struct loop *loop);
void promises_step(struct promises *promises, const struct loop *loop);
/* True when all have been answered, or had the time for it; also where nothing is asked. */
bool promises_are_known(const struct promises *promises);

/* True when TLSA records were asked for that are this server's. */
bool promises_are_about(const struct promises *promises, const char *host, int port);

/* NULL when it was not asked for. Borrowed. */
const struct dns_answer *promises_answer(const struct promises *promises, enum promise promise);

/* True when the promise is made: TLSA records, or the one record of MTA-STS (RFC 8461, 3.1). */
bool promises_hold(const struct promises *promises, enum promise promise);

/* Whether the server's TLSA records fit the certificate that the tests saw on this port. */
enum tlsa_fit promises_fit(const struct promises *promises, const struct reach *reach, const char *host,
			   int port);

#endif
