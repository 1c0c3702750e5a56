/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A command of the user's that writes a token (mutt_oauth2.py, pizauth ...), run once. It comes from the
 * command line or the user's own settings, never from anything that others wrote: that is the caller's to see
 * to, and to show it first. Nothing here blocks.
 */
#ifndef MAILMEDIC_CHECKUP_TOKEN_COMMAND_H
#define MAILMEDIC_CHECKUP_TOKEN_COMMAND_H

#include "base/error.h"
#include "base/loop.h"
#include "oauth/token.h"

struct secret;
struct token_command; /* opaque */

enum { TOKEN_COMMAND_MS = 30 * 1000, TOKEN_COMMAND_MAX = 4096 };

/* Starts `command` with /bin/sh, with `word` as its $1 (NULL: it has none), nothing to read and its errors
 * thrown away. False with `error` when the system refuses. The caller destroys *ret_command. */
bool token_command_create(const char *command, const char *word, struct token_command **ret_command,
			  struct error *error);

/* Kills what still runs, with its children; wipes; takes NULL. */
void token_command_destroy(struct token_command *command);

void token_command_want(const struct token_command *command, struct loop *loop);
void token_command_step(struct token_command *command, const struct loop *loop);

/* True once it has ended, or its time or room is over. */
bool token_command_is_over(const struct token_command *command);

/* Whole seconds that are left to it, for a sign of life. */
int token_command_seconds_left(const struct token_command *command);

/* When it is over: what it wrote (token_take). False with `error` when there is no token in it, with the
 * reason. */
bool token_command_take(const struct token_command *command, struct secret *ret_token,
			struct token_facts *ret_facts, struct error *error);

/* The same for its first line as it stands: a password, where such commands have one. */
bool token_command_take_line(const struct token_command *command, struct secret *ret_line,
			     struct error *error);

#endif
