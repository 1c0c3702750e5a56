/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads what the client says and finds out which event that is. Order and syntax are checked here,
 * before any rule of the scenario: a rule can count on MAIL coming after a log-in.
 */
#include "practice/command.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

static void reply(struct session *session, const char *line)
{
	peer_write(&session->peer, line, strlen(line));
	peer_write(&session->peer, "\r\n", 2);
}

/* The word after the command, or NULL when `line` is another command. */
static const char *argument_of(const char *line, const char *command)
{
	size_t len = strlen(command);

	if (!text_starts_nocase(line, command) || (line[len] != '\0' && line[len] != ' '))
		return NULL;
	return line + len + strspn(line + len, " ");
}

static void take_hello(struct session *session, const char *name, enum scenario_event event)
{
	if (*name == '\0')
		reply(session, event == SCENARIO_ON_EHLO ? "501 5.5.4 Syntax: EHLO hostname"
							 : "501 5.5.4 Syntax: HELO hostname");
	else
		session_note(session, event);
}

static void take_starttls(struct session *session, const char *rest)
{
	if (*rest != '\0')
		reply(session, "501 5.5.4 Syntax: STARTTLS");
	else
		session_note(session, SCENARIO_ON_STARTTLS);
}

static void take_auth(struct session *session, const char *rest)
{
	size_t len = strcspn(rest, " ");

	if (len == 0 || len >= sizeof(session->mechanism)) {
		reply(session, "501 5.5.4 Syntax: AUTH mechanism");
		return;
	}
	memcpy(session->mechanism, rest, len);
	session->mechanism[len] = '\0';
	session_set_response(session, rest[len] == ' ' ? rest + len + 1 : NULL);
	session_note(session, SCENARIO_ON_AUTH);
}

/* Reads "FROM:<address>" or "TO:<address>" into session->address. */
static bool read_path(struct session *session, const char *rest, const char *word)
{
	const char *start, *end;
	size_t len;

	if (!text_starts_nocase(rest, word))
		return false;
	start = rest + strlen(word);
	start += strspn(start, " ");
	end = strchr(start, '>');
	if (*start != '<' || !end)
		return false;
	len = (size_t)(end - start) - 1;
	if (len >= sizeof(session->address))
		return false;
	memcpy(session->address, start + 1, len);
	session->address[len] = '\0';
	return true;
}

static void take_mail(struct session *session, const char *rest)
{
	if (!session->hello)
		reply(session, "503 5.5.1 Error: send HELO/EHLO first");
	else if (!session->authenticated && session->server->scenario.mechanism_count > 0)
		reply(session, "530 5.7.0 Authentication required");
	else if (session->mail)
		reply(session, "503 5.5.1 Error: nested MAIL command");
	else if (!read_path(session, rest, "FROM:"))
		reply(session, "501 5.5.4 Syntax: MAIL FROM:<address>");
	else
		session_note(session, SCENARIO_ON_MAIL);
}

static void take_rcpt(struct session *session, const char *rest)
{
	if (!session->mail)
		reply(session, "503 5.5.1 Error: need MAIL command");
	else if (!read_path(session, rest, "TO:") || session->address[0] == '\0')
		reply(session, "501 5.5.4 Syntax: RCPT TO:<address>");
	else
		session_note(session, SCENARIO_ON_RCPT);
}

static void take_data(struct session *session, const char *rest)
{
	if (!session->rcpt)
		reply(session, "503 5.5.1 Error: need RCPT command");
	else if (*rest != '\0')
		reply(session, "501 5.5.4 Syntax: DATA");
	else
		session_note(session, SCENARIO_ON_DATA);
}

static void take_reset(struct session *session)
{
	session->mail = false;
	session->rcpt = false;
	reply(session, "250 2.0.0 Ok");
}

static void take_command(struct session *session, const char *line)
{
	const char *rest;

	session->address[0] = '\0';
	if ((rest = argument_of(line, "EHLO")))
		take_hello(session, rest, SCENARIO_ON_EHLO);
	else if ((rest = argument_of(line, "HELO")))
		take_hello(session, rest, SCENARIO_ON_HELO);
	else if ((rest = argument_of(line, "STARTTLS")))
		take_starttls(session, rest);
	else if ((rest = argument_of(line, "AUTH")))
		take_auth(session, rest);
	else if ((rest = argument_of(line, "MAIL")))
		take_mail(session, rest);
	else if ((rest = argument_of(line, "RCPT")))
		take_rcpt(session, rest);
	else if ((rest = argument_of(line, "DATA")))
		take_data(session, rest);
	else if (argument_of(line, "QUIT"))
		session_note(session, SCENARIO_ON_QUIT);
	else if (argument_of(line, "RSET"))
		take_reset(session);
	else if (argument_of(line, "NOOP"))
		reply(session, "250 2.0.0 Ok");
	else if (argument_of(line, "VRFY"))
		reply(session, "252 2.0.0 Send some mail, I'll try my best");
	else if (argument_of(line, "HELP"))
		reply(session, "214 2.0.0 This server is for practice: nothing is delivered");
	else
		session_note(session, SCENARIO_ON_OTHER);
}

static void take_response(struct session *session, const char *line)
{
	session->expect = EXPECT_COMMAND;
	session_set_response(session, line);
	session_note(session, SCENARIO_ON_RESPONSE);
}

static void take_message_line(struct session *session, const char *line)
{
	if (strcmp(line, ".") != 0)
		return;
	session->expect = EXPECT_COMMAND;
	session_note(session, SCENARIO_ON_MESSAGE);
}

void command_read(struct session *session, const char *line, size_t len)
{
	if (session->expect == EXPECT_MESSAGE) {
		take_message_line(session, line);
	} else if (strlen(line) != len) {
		session->expect = EXPECT_COMMAND;
		reply(session, "501 5.5.2 Error: NUL in command");
	} else if (session->expect == EXPECT_RESPONSE) {
		take_response(session, line);
	} else {
		take_command(session, line);
	}
}
