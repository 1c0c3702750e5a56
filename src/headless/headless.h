/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands without a screen: the plain walk, check, explain, serve. Each returns the exit code of the
 * contract. */
#ifndef MAILMEDIC_HEADLESS_HEADLESS_H
#define MAILMEDIC_HEADLESS_HEADLESS_H

#include "account/account.h"
#include "diagnose/kb.h"
#include "oauth/token.h"
#include "present/report.h"
#include "walk/walk.h"

struct recorder;
struct recording;
struct secret;

enum { EXIT_USAGE = 1, EXIT_INTERNAL = 70, EXIT_CANCELLED = 130 };

/* Prints "mailmedic: " and the error's sentence on stderr, inert; returns the exit code for it. */
int headless_complain(const struct error *error);

/* The same for what keeps nothing from going on. */
void headless_warn(const struct error *error);

/* From here on complaints are those of a monitoring plug-in: a line on standard output and state UNKNOWN. */
void headless_become_plugin(void);

struct check_options {
	const struct account *account;
	struct walk_options walk;
	struct secret *password; /* or NULL: asked on the terminal when AUTH comes; wiped after use */
	struct token_source token;
	enum report_format format;
	bool color;
	struct circumstances answers; /* to questions */
	const struct kb *kb;
	struct recorder *recorder; /* or NULL */
	const char *output;        /* file to replace with the report; NULL: standard output */
	struct report_limits limits;
};

/* Walks to the end, prints transcript and report. */
int headless_check(const struct check_options *options);

struct plain_options {                 /* all borrowed */
	const struct account *account; /* what the command line said; its address may be NULL */
	struct walk_options walk;
	bool practice;
	const char *scenario;          /* practise this one; NULL: pick from a list */
	const struct secret *password; /* for the first run, or NULL: asked for */
	struct token_source token;
	const struct kb *kb;
	struct recorder *recorder;         /* or NULL */
	const struct recording *recording; /* to be read in place of a walk, or NULL */
	size_t run;                        /* of the recording */
	const char *language;              /* what the command line said, or NULL */
};

/* True when there is somebody or something that can answer on standard input. False with `error`. */
bool headless_can_ask(struct error *error);

/* The walk as questions and answers on standard input and output. The exit code is that of the last run. */
int headless_plain(const struct plain_options *options);

struct replay_options {         /* all borrowed */
	const char *file;       /* FILE or FILE#RUN */
	const char *other_file; /* to set beside it, or NULL */
	enum report_format format;
	bool color;
	const struct kb *kb;
};

/* Prints a recording as a report, or two side by side (text only). */
int headless_replay(const struct replay_options *options);

struct explain_options {
	const char *reply; /* NULL: read from stdin */
	const char *stage;
	const char *host;
	const char *mechanism;
	enum report_format format;
	bool color;
	bool jsonl;
	struct circumstances answers; /* to questions */
	const struct kb *kb;
};

/* Explains one reply, or one a line with `jsonl`. */
int headless_explain(const struct explain_options *options);

/* Checks the help topics of `folder` (NULL: the shipped ones and the organisation's). */
int headless_lint(const char *folder);

/* Runs the practice server alone until SIGTERM. `listen_at` may be NULL. */
int headless_serve(const char *scenario, const char *listen_at);

/* Prints `id<TAB>title` of each scenario. */
int headless_list_scenarios(void);

#endif
