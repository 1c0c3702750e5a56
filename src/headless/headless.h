/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands without a screen: check, explain, serve. Each returns the exit code of the contract. */
#ifndef MAILMEDIC_HEADLESS_HEADLESS_H
#define MAILMEDIC_HEADLESS_HEADLESS_H

#include "account/account.h"
#include "diagnose/kb.h"
#include "report/report.h"
#include "walk/walk.h"

struct secret;

struct check_options {
	const struct account *account;
	struct walk_options walk;
	const struct secret *password; /* or NULL: asked on the terminal when AUTH comes */
	enum report_format format;
	bool color;
	const struct kb *kb;
};

int headless_check(const struct check_options *options);

struct explain_options {
	const char *reply;  /* NULL: read from stdin */
	const char *stage;
	const char *host;
	const char *mechanism;
	enum report_format format;
	bool jsonl;
	const struct kb *kb;
};

int headless_explain(const struct explain_options *options);

#endif
