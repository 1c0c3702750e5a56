/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A deed is known by what is waited for, a line by its first word. */
#include "walk/held.h"

#include <stdio.h>
#include <string.h>

#include "base/intl.h"
#include "base/text.h"
#include "walk/commands.h"

struct event held_deed(const struct account *account, bool connects, char text[HELD_TEXT_MAX])
{
	snprintf(text, HELD_TEXT_MAX, "%s %s:%d", connects ? "TCP" : "TLS",
		 account->host == NULL ? "" : account->host, account_port(account));
	return (struct event){
	    .kind = EVENT_STEP,
	    .from = FROM_NOTE,
	    .text = text,
	    .why = connects ? N_("Opens the connection. Nothing is said yet: the server greets first.")
			    : N_("Agrees on keys with the server, which shows its certificate. From then "
				 "on nobody on the way can read along."),
	};
}

/* COMMAND_NONE: a line of the message, which goes with its last. */
static enum walk_command command_of(enum stage stage, const char *line)
{
	static const struct {
		const char *word;
		enum walk_command command;
	} words[] = {{"EHLO", COMMAND_EHLO},    {"HELO", COMMAND_HELO}, {"STARTTLS", COMMAND_STARTTLS},
		     {"NOOP", COMMAND_CONFIRM}, {"AUTH", COMMAND_AUTH}, {"MAIL", COMMAND_MAIL},
		     {"RCPT", COMMAND_RCPT},    {"DATA", COMMAND_DATA}, {"QUIT", COMMAND_QUIT}};
	size_t len = strcspn(line, " ");

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (len == strlen(words[i].word) && text_starts_nocase(line, words[i].word))
			return words[i].command;
	}
	if (stage == STAGE_AUTH)
		return strcmp(line, "*") == 0 ? COMMAND_CANCEL : COMMAND_RESPONSE;
	return strcmp(line, ".") == 0 ? COMMAND_BODY : COMMAND_NONE;
}

bool held_before(const struct account *account, const struct event *event, char text[HELD_TEXT_MAX],
		 struct event *ret_step)
{
	enum walk_command command = COMMAND_NONE;
	bool deed = event->kind == EVENT_WAITING && event->text != NULL;

	if (deed && (strcmp(event->text, HELD_CONNECT) == 0 || strcmp(event->text, HELD_TLS) == 0)) {
		*ret_step = held_deed(account, event->stage != STAGE_TLS, text);
		ret_step->stage = event->stage;
		return true;
	}
	if (event->kind == EVENT_LINE && event->from == FROM_CLIENT && event->text != NULL)
		command = command_of(event->stage, event->text);
	*ret_step = (struct event){.kind = EVENT_STEP,
				   .stage = event->stage,
				   .from = FROM_CLIENT,
				   .text = event->text,
				   .why = command_why(command)};
	return command != COMMAND_NONE;
}
