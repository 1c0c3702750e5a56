/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Several questions to the name servers at once (SRV, MX, TLSA), with one deadline for all. Addresses are the
 * business of resolve.h.
 */
#ifndef MAILMEDIC_WIRE_DNS_LOOKUP_H
#define MAILMEDIC_WIRE_DNS_LOOKUP_H

#include "base/error.h"
#include "base/loop.h"
#include "wire/dns_record.h"

enum { DNS_QUESTIONS_MAX = 8 };

struct dns_lookup; /* opaque */

/* Nothing is asked yet. All ends at `deadline` (clock_now() ms). False with `error` when there is no
 * resolver. */
bool dns_lookup_create(int64_t deadline, struct dns_lookup **ret_lookup, struct error *error);
void dns_lookup_destroy(struct dns_lookup *lookup); /* takes NULL; cancels */

/* Asks for the records of an A-label name. Returns the question's number (at most DNS_QUESTIONS_MAX of them).
 */
size_t dns_lookup_ask(struct dns_lookup *lookup, const char *name, enum dns_type type);

void dns_lookup_want(const struct dns_lookup *lookup, struct loop *loop);
void dns_lookup_step(struct dns_lookup *lookup, const struct loop *loop);

/* The answer so far; DNS_WAITING while there is none. Borrowed. */
const struct dns_answer *dns_lookup_answer(const struct dns_lookup *lookup, size_t question);

/* True when every question has its answer. */
bool dns_lookup_done(const struct dns_lookup *lookup);

#endif
