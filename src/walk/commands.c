/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row a command. To change how long RCPT may take, or which codes it may have, change its row. */
#include "walk/commands.h"

#include "walk/walk.h"

enum { MINUTE = 60, QUIT_SECONDS = 5, CONFIRM_SECONDS = 5, DEFAULT_SECONDS = WALK_REPLY_MS / 1000 };

/* Which codes other than the usual one let the walk go on. */
enum others { NONE, ANY_POSITIVE };

static const struct {
	const char *awaited;
	const char *why;
	int usual, also;
	enum others others;
	int seconds; /* patience by default */
	int factor;  /* patience in time-outs of the user, where one was given */
} commands[] = {
    [COMMAND_NONE] = {N_("the server"), "", 0, 0, NONE, DEFAULT_SECONDS, 1},
    /* Up to the log-in nothing is lost by trying again: a person is not kept waiting for minutes. */
    [COMMAND_GREETING] = {N_("the server's greeting"), "", 220, 0, NONE, DEFAULT_SECONDS, 1},
    [COMMAND_EHLO] = {N_("the answer to EHLO"),
		      N_("EHLO introduces this computer and asks what the server can do."), 250, 0,
		      ANY_POSITIVE, DEFAULT_SECONDS, 1},
    [COMMAND_HELO] = {N_("the answer to HELO"),
		      N_("HELO introduces this computer to a server that does not know EHLO."), 250, 0,
		      ANY_POSITIVE, DEFAULT_SECONDS, 1},
    /* RFC 3207: encryption begins after 220 and after nothing else. */
    [COMMAND_STARTTLS] =
	{N_("the answer to STARTTLS"),
	 N_("STARTTLS asks for encryption, so that nobody on the way can read the password."), 220, 0, NONE,
	 DEFAULT_SECONDS, 1},
    [COMMAND_CONFIRM] = {N_("the server's first words inside TLS"),
			 N_("NOOP does nothing: its answer shows that the server agrees to the encryption."),
			 0, 0, NONE, CONFIRM_SECONDS, 1},
    /* RFC 4954: 235 alone is a log-in. */
    [COMMAND_AUTH] = {N_("the server's decision on the log-in"),
		      N_("AUTH begins the log-in with the chosen method."), 235, 0, NONE, DEFAULT_SECONDS, 1},
    [COMMAND_RESPONSE] = {N_("the server's decision on the log-in"),
			  N_("This is the answer to the server's question. It is never shown."), 235, 0, NONE,
			  DEFAULT_SECONDS, 1},
    [COMMAND_CANCEL] = {N_("the server's decision on the log-in"),
			N_("A lone * gives up this log-in: the server's question makes no sense."), 0, 0,
			NONE, DEFAULT_SECONDS, 1},
    [COMMAND_MAIL] = {N_("the answer to MAIL"),
		      N_("MAIL names the sender. The server checks that you may use this address."), 250, 0,
		      ANY_POSITIVE, 5 * MINUTE, 1},
    [COMMAND_RCPT] = {N_("the answer to RCPT"),
		      N_("RCPT names the recipient. The server checks that it may take mail for it."), 250,
		      251, ANY_POSITIVE, 5 * MINUTE, 1},
    [COMMAND_DATA] = {N_("the answer to DATA"), N_("DATA asks whether the message itself may follow."), 354,
		      0, NONE, 2 * MINUTE, 1},
    /* Who gives up here does not know whether the message was taken. */
    [COMMAND_BODY] = {N_("the server to take the message"), N_("A line with a single dot ends the message."),
		      250, 0, ANY_POSITIVE, 10 * MINUTE, 20},
    [COMMAND_QUIT] = {N_("the answer to QUIT"),
		      N_("QUIT ends the session, so that the server can close it in good order."), 0, 0, NONE,
		      QUIT_SECONDS, 1},
};

const char *command_awaited(enum walk_command command)
{
	return commands[command].awaited;
}

const char *command_why(enum walk_command command)
{
	return commands[command].why;
}

int64_t command_patience_ms(enum walk_command command, int timeout_seconds)
{
	int seconds = commands[command].seconds;
	int typed = timeout_seconds * commands[command].factor;
	bool short_one = seconds < DEFAULT_SECONDS;

	if (timeout_seconds > 0 && (!short_one || typed < seconds))
		seconds = typed;
	return seconds * INT64_C(1000);
}

/* 220 greets, 221 says good-bye, 235 logs in: these answer something else. */
static bool means_another_thing(int code)
{
	return code == 220 || code == 221 || code == 235;
}

enum code_rule command_judge(enum walk_command command, int code)
{
	if (code == commands[command].usual || code == commands[command].also)
		return CODE_USUAL;
	if (commands[command].others == ANY_POSITIVE && reply_class(code) == REPLY_POSITIVE &&
	    !means_another_thing(code))
		return CODE_UNUSUAL;
	return CODE_REFUSED;
}

enum peer_expects command_peer_after(enum walk_command command, int code)
{
	bool in_auth = command == COMMAND_AUTH || command == COMMAND_RESPONSE || command == COMMAND_CANCEL;

	if (code == 421 || command == COMMAND_NONE || command == COMMAND_QUIT)
		return PEER_EXPECTS_NOTHING;
	if (command == COMMAND_GREETING)
		return code == 220 ? PEER_EXPECTS_COMMAND : PEER_EXPECTS_NOTHING;
	if (command == COMMAND_STARTTLS && code == 220)
		return PEER_EXPECTS_NOTHING; /* a handshake */
	if (reply_class(code) != REPLY_INTERMEDIATE)
		return PEER_EXPECTS_COMMAND;
	if (code == 334 && in_auth)
		return PEER_EXPECTS_RESPONSE;
	if (code == 354 && command == COMMAND_DATA)
		return PEER_EXPECTS_TEXT;
	return PEER_EXPECTS_NOTHING; /* it waits for something that nobody announced */
}
