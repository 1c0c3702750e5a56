/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many passwords were refused for each address in this session: servers lock accounts, and go on
 * counting when the user types the same address anew.
 */
#ifndef MAILMEDIC_CHECKUP_FAILED_LOGINS_H
#define MAILMEDIC_CHECKUP_FAILED_LOGINS_H

enum { FAILED_LOGINS_MAX = 32 };

struct failed_logins {
	struct failed_login {
		char *address;
		unsigned count;
	} list[FAILED_LOGINS_MAX]; /* in order; the oldest gives way */
	unsigned used;
};

/* Frees what is remembered; a zeroed struct is an empty one. */
void failed_logins_finish(struct failed_logins *failed_logins);

/* How many were refused for an address (any case); 0 for NULL. */
unsigned failed_logins_count(const struct failed_logins *failed_logins, const char *address);

/* Keeps the count for an address; nothing for NULL. */
void failed_logins_keep(struct failed_logins *failed_logins, const char *address, unsigned count);

#endif
