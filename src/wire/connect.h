/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One TCP connect after another to a list of addresses, each with its own result, time and
 * deadline. It knows sockets, nothing of names or of what is spoken later.
 */
#ifndef MAILMEDIC_WIRE_CONNECT_H
#define MAILMEDIC_WIRE_CONNECT_H

#include "base/loop.h"
#include "smtp/problem.h"
#include "wire/address.h"

#include <stdbool.h>
#include <stdint.h>

/* How one attempt ended. */
struct attempt {
	const struct address *address; /* of the list; borrowed */
	enum problem problem;          /* PROBLEM_NONE: connected */
	int error_number;              /* errno, or 0 */
	int64_t us;
};

struct connector {
	struct address_list addresses; /* owned */
	size_t next;                   /* the address under way */
	int fd;                        /* -1 between attempts */
	int64_t attempt_ms;            /* deadline of one attempt */
	int64_t started_us;
	enum problem worst; /* the most telling problem so far; names the failure of the whole */
	char *detail;       /* what happened to each address, inert; NULL: nothing yet */
	size_t left_out;    /* addresses that had no room in it */
};

/* Takes over the addresses (one or more). Nothing happens before the first connector_step. */
void connector_init(struct connector *connector, struct address_list addresses, int64_t attempt_ms);
void connector_finish(struct connector *connector);

void connector_want(const struct connector *connector, struct loop *loop);

/*
 * Begins, continues or ends the attempt under way. True when it ended: `ret_attempt` says how, and
 * it wants to be called again at once, unless the attempt made it or connector_exhausted.
 */
bool connector_step(struct connector *connector, const struct loop *loop, struct attempt *ret_attempt);

/* True when every address was tried. */
bool connector_exhausted(const struct connector *connector);

/* What happened to all of them, in an inert text; the caller frees it. */
char *connector_summary(const struct connector *connector);

/* Hands the connected descriptor over. */
int connector_take_fd(struct connector *connector);

/* "Connection refused (ECONNREFUSED)"; static or until the next call. */
const char *connector_error_text(int error_number);

#endif
