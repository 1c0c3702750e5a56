/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One walk from its beginning to its end, and what it needs from the user on the way. */
#include "headless/plain.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/secret.h"
#include "present/step_help.h"
#include "smtp/mechanism.h"

#include <stdlib.h>

static const char *find_direction(const struct transcript_entry *entry)
{
	if (entry->from == FROM_NOTE)
		return _("Note");
	if (entry->from == FROM_CLIENT)
		return entry->tls ? _("Sent, encrypted") : _("Sent");
	return entry->tls ? _("Server, encrypted") : _("Server");
}

void plain_tell_line(struct plain *plain, const struct transcript_entry *entry)
{
	plain_say_fact(plain, find_direction(entry), entry->line);
}

void plain_tell_held(struct plain *plain)
{
	const struct run *run = &plain->checkup.run;
	struct step_help step_help;
	struct error error;
	char *commands = kb_read_body(plain->checkup.kb, "basics", "commands", &error);
	plain_say_fact(plain, run->step_is_deed ? _("About to do") : _("About to send"), run->step_line);
	if (run->step_why != NULL)
		plain_say(plain, _("What it does: %s"), _(run->step_why));
	step_help_read(&step_help, commands, run->facts.stage, run->step_line);
	plain_say_markdown(plain, step_help.why_now);
	plain_say_markdown(plain, step_help.replies);
	step_help_finish(&step_help);
	free(commands);
}

static void step(struct plain *plain)
{
	const struct run *run = &plain->checkup.run;
	plain_tell_held(plain);
	switch (plain_ask_letter(plain, true,
				 run->step_is_deed ? _("Enter does it, c stops this run, q ends:")
						   : _("Enter sends it, c stops this run, q ends:"),
				 "c")) {
	case 0: checkup_send_held(&plain->checkup); break;
	case 'c': checkup_cancel(&plain->checkup); break;
	default: break;
	}
}

static void tell_recipient(struct plain *plain)
{
	const struct checkup *checkup = &plain->checkup;
	const struct facts *facts = &checkup->run.facts;
	const char *user = account_user(&checkup->account);
	const char *mechanism = facts->mechanism == NULL ? "AUTH" : facts->mechanism;
	plain_say(
	    plain,
	    mechanism_takes_token(mechanism)
		? _("A token of %s is needed for %s, port %d; %s sends it there.")
	    : mechanism_sends_secret(mechanism)
		? _("The password of %s is needed for %s, port %d; %s sends it there.")
		: _("The password of %s is needed for %s, port %d; %s proves it there without sending it."),
	    user == NULL ? "?" : user, checkup->account.host, account_port(&checkup->account), mechanism);
	if (!facts->channel_tls)
		plain_say(plain, _("The connection is NOT ENCRYPTED: everyone on the way can read it."));
	else
		plain_tell_tls(plain, &facts->tls);
	if (checkup->practising && !mechanism_takes_token(mechanism)) {
		plain_say(plain, _("Practice password: %s"), PRACTICE_PASSWORD);
		plain_say(plain, _("Practice app password: %s"), PRACTICE_APP_PASSWORD);
	}
	if (checkup->refused >= CHECKUP_SAFE_ATTEMPTS && !mechanism_takes_token(mechanism))
		plain_say(plain,
			  intl_count("%u password was refused already. Many servers lock an account after "
				     "three to five wrong ones.",
				     "%u passwords were refused already. Many servers lock an account after "
				     "three to five wrong ones.",
				     checkup->refused),
			  checkup->refused);
}

static void ask_password(struct plain *plain)
{
	struct checkup *checkup = &plain->checkup;
	bool fits = checkup_password_fits(checkup);
	tell_recipient(plain);
	if (fits)
		plain_say(plain, _("Enter on an empty line takes the password typed before."));
	else
		plain_say(plain, _("Enter on an empty line does not log in."));
	const struct secret *line = plain_ask_hidden(
	    plain, checkup->app_password ? _("App password (not shown):") : _("Password (not shown):"));
	if (line == NULL)
		return;
	if (secret_length(line) > 0)
		checkup_give_password(checkup, line);
	else if (fits)
		checkup_give_password(checkup, checkup->password);
	else
		checkup_decline(checkup);
}

/* The password of before is used again by itself only while nothing speaks against it. */
static void give_password(struct plain *plain)
{
	struct checkup *checkup = &plain->checkup;
	if (checkup_wants_token(checkup)) {
		tell_recipient(plain);
		plain_give_token(plain);
	} else if (checkup->options.password != NULL && checkup->runs == 1)
		checkup_give_password(checkup, checkup->options.password);
	else if (checkup_password_goes_by_itself(checkup) && !plain->ask_password)
		checkup_give_password(checkup, checkup->password);
	else
		ask_password(plain);
}

/* Waits for the server; Enter stops that once it has been offered. */
static void wait_for_server(struct plain *plain)
{
	if (plain_turn(plain, CLOCK_NEVER) != CONSOLE_LINE)
		return;
	if (secret_length(plain->console.line) == 0)
		checkup_cancel(&plain->checkup);
	else
		console_listen(&plain->console);
}

static void attend(struct plain *plain)
{
	switch (plain->checkup.run.need) {
	case NEED_STEP: step(plain); break;
	case NEED_PASSWORD: give_password(plain); break;
	case NEED_CONSENT: plain_consent(plain); break;
	case NEED_NOTHING: wait_for_server(plain); break;
	}
}

/* The account's certificate; asks for its passphrase until it is right. */
static bool open_identity(struct plain *plain, struct error *error)
{
	const struct secret *line = NULL;
	enum client_identity_state state = checkup_open_identity(&plain->checkup, NULL, error);
	while (state == CLIENT_IDENTITY_LOCKED) {
		plain_say(plain, "%s", error->text);
		plain_say(plain, _("Enter on an empty line does not walk."));
		line = plain_ask_hidden(plain, _("Passphrase (not shown):"));
		if (line == NULL || secret_length(line) == 0)
			return false;
		state = checkup_open_identity(&plain->checkup, line, error);
	}
	return state == CLIENT_IDENTITY_READ;
}

bool plain_walk(struct plain *plain)
{
	struct checkup *checkup = &plain->checkup;
	struct error error;
	if (!open_identity(plain, &error) || !checkup_walk(checkup, &error)) {
		plain_say(plain, "%s", error.text);
		return false;
	}
	plain_preferences_keep(plain);
	plain_say(plain, _("Run %u: %s, port %d."), checkup->runs,
		  checkup->account.host == NULL ? "-" : checkup->account.host,
		  account_port(&checkup->account));
	plain_take_events(plain);
	while (run_is_going(&checkup->run)) {
		if (plain->console.over)
			checkup_cancel(checkup);
		if (plain->console.over)
			plain_turn(plain, clock_now());
		else
			attend(plain);
	}
	return true;
}
