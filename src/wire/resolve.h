/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Looks a name up (c-ares: /etc/hosts, DNS, both families at once) without blocking. It knows
 * names and addresses, nothing of connections.
 */
#ifndef MAILMEDIC_WIRE_RESOLVE_H
#define MAILMEDIC_WIRE_RESOLVE_H

#include "base/loop.h"
#include "smtp/problem.h"
#include "wire/address.h"

#include <stdbool.h>
#include <stdint.h>

/* How long a name server may take, however often it is asked again: as long as the C library waits (5 s
 * twice). */
enum { DNS_PATIENCE_MS = 10 * 1000 };

struct resolve; /* opaque */

/*
 * Starts the lookup of an A-label name; it ends by itself at `deadline` (clock_now() ms). Literals
 * are no business of this module. False with `error` when the resolver cannot be set up.
 *
 * The name servers are those of the system. Tests set MAILMEDIC_NAMESERVERS ("127.0.0.1:5353") in
 * the environment; search domains are then left alone.
 */
bool resolve_create(const char *name, int port, enum address_family family, int64_t deadline,
		    struct resolve **ret_resolve, struct error *error);

/* As above, for both families, by another name server ("9.9.9.9"); /etc/hosts is not read. */
bool resolve_create_elsewhere(const char *server, const char *name, int64_t deadline,
			      struct resolve **ret_resolve, struct error *error);
void resolve_destroy(struct resolve *resolve); /* takes NULL; cancels */

void resolve_want(const struct resolve *resolve, struct loop *loop);
void resolve_step(struct resolve *resolve, const struct loop *loop);

/* True when the lookup has ended, well (PROBLEM_NONE, one address or more) or not. */
bool resolve_done(const struct resolve *resolve, enum problem *ret_problem);

/* Hands the addresses over, in the order in which to try them (RFC 6724). */
struct address_list resolve_take_addresses(struct resolve *resolve);

/* One inert sentence on what went wrong, borrowed; NULL when nothing did. */
const char *resolve_detail(const struct resolve *resolve);

#endif
