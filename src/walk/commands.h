/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of commands: what each is for, how long its reply may take (RFC 5321, 4.5.3.2), which codes let
 * the walk go on (4.2, 4.3.2), and what the server is ready to hear after its reply. Pure. Inside of the
 * walk.
 */
#ifndef MAILMEDIC_WALK_COMMANDS_H
#define MAILMEDIC_WALK_COMMANDS_H

#include "walk/event.h"

/* The command (or greeting) whose reply is awaited, or that is about to be sent. */
enum walk_command {
	COMMAND_NONE,
	COMMAND_GREETING,
	COMMAND_EHLO,
	COMMAND_HELO,
	COMMAND_STARTTLS,
	COMMAND_CONFIRM,  /* whatever the server says first inside TLS: a TLS 1.3 server refuses only then */
	COMMAND_AUTH,     /* the AUTH line */
	COMMAND_RESPONSE, /* an answer to a 334 */
	COMMAND_CANCEL,   /* "*" */
	COMMAND_MAIL,
	COMMAND_RCPT,
	COMMAND_DATA,
	COMMAND_BODY, /* the final dot */
	COMMAND_QUIT,
};

enum code_rule { CODE_REFUSED, CODE_UNUSUAL, CODE_USUAL };

/* What is awaited, and why the line is sent: untranslated, never NULL. */
const char *command_awaited(enum walk_command command);
const char *command_why(enum walk_command command);

/* How long the reply may take, in ms; `timeout_seconds` is the user's, or 0. */
int64_t command_patience_ms(enum walk_command command, int timeout_seconds);

/* UNUSUAL lets the walk go on too: only the first digit counts, but the code is not the one of the standard.
 */
enum code_rule command_judge(enum walk_command command, int code);

/* What the server is ready to hear after this complete reply to `command`. */
enum peer_expects command_peer_after(enum walk_command command, int code);

#endif
