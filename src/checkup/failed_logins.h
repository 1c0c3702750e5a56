/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many passwords were refused for each address in this session: servers lock accounts, and go on
 * counting when the user types the same address anew.
 */
#ifndef MAILMEDIC_CHECKUP_FAILED_LOGINS_H
#define MAILMEDIC_CHECKUP_FAILED_LOGINS_H

enum { REFUSALS_MAX = 32 };

struct refusals {
	struct refusal {
		char *address;
		unsigned count;
	} list[REFUSALS_MAX]; /* in order; the oldest gives way */
	unsigned used;
};

/* Frees what is remembered; a zeroed struct is an empty one. */
void refusals_finish(struct refusals *refusals);

/* How many were refused for an address (any case); 0 for NULL. */
unsigned refusals_count(const struct refusals *refusals, const char *address);

/* Keeps the count for an address; nothing for NULL. */
void refusals_keep(struct refusals *refusals, const char *address, unsigned count);

#endif
