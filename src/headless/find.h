/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `find`: settings for an address, with their sources. */
#ifndef MAILMEDIC_HEADLESS_FIND_H
#define MAILMEDIC_HEADLESS_FIND_H

#include "diagnose/kb.h"
#include "discover/discovery.h"
#include "present/report.h"

struct find_options {                  /* all borrowed */
	const struct account *account; /* with an address; what has ORIGIN_TYPED was said by the user */
	enum report_format format;     /* text or json */
	const struct kb *kb;
	enum ask_whom ask;                /* besides the name server */
	const char *elsewhere;            /* a page of the domain may lead to this host, or NULL */
	const struct secret *proxy_login; /* for the account's proxy, or NULL */
	bool may_ask_user;                /* whom to ask, on the terminal, when that was not said */
};

/* Prints what was found. Returns the exit code: 0, 1, 2, 3 (nothing found), 29, 70, 130. */
int headless_find(const struct find_options *options);

#endif
