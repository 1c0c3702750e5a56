/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A provider's published settings, as far as they fill in an account. */
#ifndef MAILMEDIC_ACCOUNT_PRESET_H
#define MAILMEDIC_ACCOUNT_PRESET_H

#include "account/account.h"

struct preset {
	const char *host;
	int port;
	enum tls_mode tls;
	const char *user_form; /* "address", "local-part" or the literal user name */
	const char *checked;   /* date or NULL */
};

/* Fills in what the user did not type; marks it ORIGIN_PROVIDER. */
void preset_apply(const struct preset *preset, struct account *account);

/* What the user name is where it has this form, for an address (or NULL). The caller frees it; NULL: not
 * known. */
char *preset_make_user(const char *form, const char *address);

/* Fills in smtp.DOMAIN, port and user name as guesses where nothing better is known (`account` has an
 * address). */
void preset_guess(struct account *account);

#endif
