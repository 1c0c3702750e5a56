/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The command line of the manual page, read into plain data and checked. One table gives the options,
 * their help and what belongs to which command. Prints nothing.
 */
#ifndef MAILMEDIC_CLI_OPTIONS_H
#define MAILMEDIC_CLI_OPTIONS_H

#include "account/account.h"
#include "base/error.h"
#include "discover/discovery.h"
#include "present/report.h"
#include "walk/walk.h"

struct secret;
struct strbuf;

enum command {
	COMMAND_WALK = 1 << 0,
	COMMAND_PRACTICE = 1 << 1,
	COMMAND_CHECK = 1 << 2,
	COMMAND_EXPLAIN = 1 << 3,
	COMMAND_SERVE = 1 << 4,
	COMMAND_REPLAY = 1 << 5,
	COMMAND_HELP = 1 << 6,
	COMMAND_VERSION = 1 << 7,
	COMMAND_FIND = 1 << 8,
};

enum { ANSWERS_GIVEN_MAX = 16 };

struct options {
	enum command command;
	struct account account;
	struct walk_options walk;
	struct secret *password;    /* from --auth-password-file, or NULL; owned */
	struct secret *token;       /* from --auth-token-file, or NULL; owned */
	struct secret *proxy_login; /* from --proxy-login-file or all_proxy, may be empty; owned */
	const char *token_command;  /* borrowed from argv, or NULL */
	enum report_format format;
	char *reply;               /* explain: the words after the command, or NULL; owned */
	const char *stage;         /* explain: a stage's identifier, or NULL */
	const char *scenario;      /* practice, serve: borrowed from argv, or NULL */
	const char *scenario_file; /* the same, named as a file */
	const char *file;          /* explain --lint FOLDER, replay FILE: borrowed from argv, or NULL */
	const char *other_file;    /* replay FILE OTHER, or NULL */
	const char *record;        /* file to make, or NULL */
	const char *output;        /* file to replace with the report, or NULL; borrowed from argv */
	struct report_limits limits;
	const char *accounts;         /* the list, or NULL; borrowed from argv */
	const char *password_command; /* borrowed from argv, or NULL */
	size_t jobs, per_server;      /* 0: not given */
	size_t per_minute;
	const char *answers[ANSWERS_GIVEN_MAX]; /* "ID=ANSWER", borrowed from argv */
	size_t answer_count;
	enum ask_whom ask; /* find */
	bool ask_given;
	const char *ask_elsewhere; /* find: a host, or NULL; borrowed from argv */
	bool format_given;
	const char *listen;
	const char *language;
	bool quit_after_given;
	bool no_color; /* --no-color, --plain or NO_COLOR */
	bool plain;
	bool list;
	bool jsonl;
	bool lint;
};

void options_init(struct options *options);
void options_finish(struct options *options); /* wipes password and token */

/*
 * Reads the command line and the files that it names. False with one sentence in `error` for anything
 * unusable. `argv` may be reordered; `options` (initialised) borrows from it.
 */
bool options_parse(struct options *options, int argc, char **argv, struct error *error);

/* The text of --help. */
void options_write_help(struct strbuf *out);

#endif
