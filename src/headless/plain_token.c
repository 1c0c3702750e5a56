/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A token in plain mode: where it comes from, what it says, and whether to send it. */
#include "headless/plain.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/secret.h"
#include "present/token_text.h"

#include <string.h>

static void tell_claim(void *context, const char *label, const char *value)
{
	plain_say_fact(context, label, value);
}

/* Sends it when nothing is wrong with it, or when the user wants to all the same. */
static void send_offered(struct plain *plain)
{
	struct checkup *checkup = &plain->checkup;
	const struct token_report *report = &checkup->token.report;

	plain_say(plain, _("The token says, read on this computer, its signature not checked:"));
	token_text_claims(report, tell_claim, plain);
	for (size_t i = 0; i < report->finding_count; i++)
		plain_say(plain, "%s", report->findings[i].text);
	if (report->finding_count == 0) {
		checkup_give_token(checkup);
		return;
	}
	switch (plain_ask_letter(plain, true, _("Enter does not send it, y sends it all the same, q ends:"),
				 "y")) {
	case 'y': checkup_give_token(checkup); break;
	case 0: checkup_decline(checkup); break;
	default: break;
	}
}

/* An answer in JSON may go over several lines. */
static const struct secret *ask_text(struct plain *plain, struct secret *text)
{
	const struct secret *line =
	    plain_ask_hidden(plain, _("Token, or the whole JSON answer (not shown):"));

	while (line != NULL && secret_length(line) > 0) {
		struct secret *token = secret_create();
		struct token_facts facts;
		struct error error;
		bool more = secret_append(text, secret_bytes(line), secret_length(line)) &&
			    secret_bytes(text)[0] == '{' &&
			    !token_take(secret_bytes(text), secret_length(text), token, &facts, &error);
		secret_destroy(token);
		if (!more)
			break;
		line = plain_ask_hidden(plain, _("The rest of it; Enter on an empty line ends it:"));
	}
	return line == NULL ? NULL : text;
}

static bool told(struct plain *plain, bool done, const struct error *error)
{
	if (!done)
		plain_say(plain, "%s", error->text);
	return done;
}

static bool offer(struct plain *plain, const struct secret *text)
{
	struct error error;

	return told(plain, checkup_offer_token(&plain->checkup, text, &error), &error);
}

/* What the practice server made for this. */
static bool offer_practice(struct plain *plain)
{
	struct error error;

	return checkup_practice_token(&plain->checkup) != NULL &&
	       told(plain, checkup_offer_practice_token(&plain->checkup, &error), &error);
}

static void ask_token(struct plain *plain)
{
	struct checkup *checkup = &plain->checkup;
	bool practice = checkup_practice_token(checkup) != NULL;
	struct secret *text = secret_create();

	plain_say(plain, practice ? _("Enter on an empty line takes the practice token.")
				  : _("Enter on an empty line does not log in."));
	const struct secret *given = ask_text(plain, text);
	if (given == NULL)
		; /* the run ended, or the user */
	else if (secret_length(given) > 0 ? offer(plain, given) : offer_practice(plain))
		send_offered(plain);
	else
		checkup_decline(checkup);
	secret_destroy(text);
}

/* Waits for the command; Enter gives it up. */
static void wait_for_command(struct plain *plain)
{
	struct checkup *checkup = &plain->checkup;
	int sign = token_offer_seconds_left(&checkup->token) - 5;

	console_listen(&plain->console);
	while (token_offer_seconds_left(&checkup->token) >= 0 && checkup->run.need == NEED_PASSWORD) {
		enum console_answer answer = plain_turn(plain, clock_now() + 1000);
		if (answer == CONSOLE_LINE || answer == CONSOLE_OVER || plain->console.over) {
			token_offer_forget(&checkup->token);
			break;
		}
		if (token_offer_seconds_left(&checkup->token) >= 0 &&
		    token_offer_seconds_left(&checkup->token) <= sign) {
			plain_say(plain,
				  intl_count("The token command still runs; it has %d second left.",
					     "The token command still runs; it has %d seconds left.",
					     token_offer_seconds_left(&checkup->token)),
				  token_offer_seconds_left(&checkup->token));
			sign -= 10;
		}
	}
	console_withdraw(&plain->console);
}

static void run_command(struct plain *plain)
{
	struct checkup *checkup = &plain->checkup;
	struct error error;

	plain_say(plain, _("Runs this command for a token: %s"), checkup_token_command(checkup));
	plain_say(plain, _("Press Enter to give it up."));
	if (!checkup_run_token_command(checkup, &error)) {
		plain_say(plain, "%s", error.text);
	} else {
		wait_for_command(plain);
		if (checkup->token.error.kind != ERROR_NONE)
			plain_say(plain, "%s", checkup->token.error.text);
	}
	if (checkup->token.token != NULL)
		send_offered(plain);
	else if (checkup->run.need == NEED_PASSWORD && !plain->console.over)
		ask_token(plain);
}

void plain_give_token(struct plain *plain)
{
	struct checkup *checkup = &plain->checkup;
	const struct token_source *source = &checkup->options.token;

	if (checkup_password_fits(checkup) && checkup->refused == 0 && !plain->ask_password)
		checkup_give_password(checkup, checkup->password);
	else if (source->text != NULL && checkup->runs == 1 && offer(plain, source->text))
		send_offered(plain);
	else if (checkup_token_command(checkup) != NULL)
		run_command(plain);
	else
		ask_token(plain);
}
