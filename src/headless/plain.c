/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain mode from the address to the summary. The parts are in plain_*.c. */
#include "headless/plain.h"

#include "base/intl.h"
#include "headless/signals.h"

#include <stddef.h>
#include <string.h>

static const char *pick_scenario(struct plain *plain)
{
	struct practice_scenario scenario;
	size_t count = 0;
	plain_say(plain, _("Practise with the built-in server:"));
	for (; practice_scenario_at(count, &scenario); count++)
		plain_say(plain, "%zu. %s", count + 1, _(scenario.title));
	int chosen = plain_ask_number(plain, _("Which one? A number, or q to end:"), count, false);
	if (chosen < 1 || !practice_scenario_at((size_t)chosen - 1, &scenario))
		return NULL;
	return scenario.id;
}

static void tell_lesson(struct plain *plain, const char *lesson)
{
	struct strbuf text;
	strbuf_init(&text, PLAIN_TEXT_MAX);
	strbuf_addf(&text, _("To learn: %s"), lesson);
	plain_say_markdown(plain, text.data);
	strbuf_finish(&text);
}

static bool practise(struct plain *plain, const char *scenario)
{
	struct checkup *checkup = &plain->checkup;
	struct error error;
	if (scenario == NULL)
		scenario = pick_scenario(plain);
	if (scenario == NULL)
		return false;
	if (!checkup_practise(checkup, scenario, &error)) {
		plain->failure = headless_complain(&error);
		return false;
	}
	plain_say(plain, _("Practice: %s."), _(checkup->scenario.title));
	if (*checkup->scenario.learn != '\0')
		tell_lesson(plain, _(checkup->scenario.learn));
	return true;
}

static bool use_address(struct plain *plain, const char *address)
{
	struct error error;
	if (plain_use_address(plain, address, &error))
		return true;
	plain_say(plain, "%s", error.text);
	return false;
}

/* Reads a reply or a log, line by line up to an empty one. */
static enum plain_next explain_reply(struct plain *plain)
{
	struct strbuf reply;
	struct error error;
	const char *line;
	bool read;
	strbuf_init(&reply, PLAIN_TEXT_MAX);
	plain_say(plain, _("Type or paste the reply or the log. An empty line ends it."));
	while ((line = plain_ask(plain, false, _("Reply:"))) != NULL && *line != '\0')
		strbuf_addf(&reply, "%s\n", line);
	read = checkup_explain(&plain->checkup, reply.data, reply.len, &error);
	strbuf_finish(&reply);
	if (read)
		return PLAIN_SHOW;
	plain_say(plain, "%s", error.text);
	return plain->console.over ? PLAIN_QUIT : PLAIN_ANEW;
}

/* Asks until there is an address, or something to practise. */
static enum plain_next ask_address(struct plain *plain)
{
	const char *last = plain->preferences.address;
	const char *text;
	plain_say(plain, _("Your mail does not go out? mailmedic looks where it stops."));
	plain_say(plain, _("No password and no mail is sent before you say so."));
	plain_say(plain, _("p practises with the built-in server, e explains a reply of a server."));
	if (last != NULL)
		plain_say(plain, _("Enter takes the address of last time: %s"), last);
	while ((text = plain_ask(plain, false, _("Mail address, or q to end:"))) != NULL) {
		if (strcmp(text, "p") == 0)
			return practise(plain, NULL) ? PLAIN_WALK : PLAIN_QUIT;
		if (strcmp(text, "e") == 0)
			return explain_reply(plain);
		if (use_address(plain, *text == '\0' && last != NULL ? last : text))
			return plain_settings(plain);
	}
	return PLAIN_QUIT;
}

/* A server named on the command line will do without an address. */
static enum plain_next begin(struct plain *plain, const struct plain_options *options)
{
	const struct account *given = options->account;
	if (options->practice)
		return practise(plain, options->scenario) ? PLAIN_WALK : PLAIN_QUIT;
	if (given->address == NULL ? given->host != NULL : use_address(plain, given->address))
		return plain_settings(plain);
	return ask_address(plain);
}

static enum plain_next tell_outcome(struct plain *plain)
{
	if (run_has_passed(&plain->checkup.run))
		plain_summary(plain);
	else
		plain_explain(plain);
	return plain_menu(plain);
}

/* Reads a recording out instead of walking. */
static enum plain_next replay(struct plain *plain, const struct plain_options *options)
{
	checkup_replay(&plain->checkup, options->recording, options->run);
	plain_say(plain, _("A recording: everything can be read, nothing is sent."));
	if (options->walk.step)
		plain_go_through(plain);
	return tell_outcome(plain);
}

static enum plain_next walk(struct plain *plain)
{
	if (plain->checkup.pasted != NULL) {
		checkup_leave_paste(&plain->checkup);
		return plain_settings(plain);
	}
	if (!plain_walk(plain))
		return plain_settings(plain);
	if (plain->console.over)
		return PLAIN_QUIT;
	return tell_outcome(plain);
}

static enum plain_next go_on(struct plain *plain, enum plain_next next)
{
	switch (next) {
	case PLAIN_WALK: return walk(plain);
	case PLAIN_SHOW:
		return run_is_decided(&plain->checkup.run) ? tell_outcome(plain) : plain_settings(plain);
	default: return ask_address(plain);
	}
}

/* The last run decides, as with `check`; an input that ends before there is one is reported. */
static int find_exit_code(struct plain *plain)
{
	const struct run *run = &plain->checkup.run;
	struct error error;
	if (plain->console.signal != 0 || signals_ending())
		return EXIT_CANCELLED;
	if (plain->console.broken)
		return EXIT_INTERNAL;
	if (plain->failure != 0)
		return plain->failure;
	if (run_is_decided(run) && run->facts.verdict.problem != PROBLEM_CANCELLED)
		return run->facts.verdict.exit_code;
	if (!plain->console.ended)
		return 0;
	error_set(&error, ERROR_USAGE, "ask", "%s", _("The input ended before the walk did."));
	return headless_complain(&error);
}

bool headless_can_ask(struct error *error)
{
	if (console_is_usable())
		return true;
	return error_set(error, ERROR_USAGE, "ask",
			 _("There is neither a terminal nor other input to ask on; without one use "
			   "\"mailmedic check\"."));
}

int headless_plain(const struct plain_options *options)
{
	struct plain plain = {.failure = 0};
	struct checkup_options checkup = {.account = options->account,
					  .walk = options->walk,
					  .password = options->password,
					  .token = options->token,
					  .kb = options->kb,
					  .recorder = options->recorder};
	struct error error;
	if (!console_init(&plain.console, &error)) {
		console_finish(&plain.console);
		return headless_complain(&error);
	}
	checkup_init(&plain.checkup, &checkup);
	preferences_init(&plain.preferences);
	plain_preferences_load(&plain, options->language);
	enum plain_next next = options->recording != NULL ? replay(&plain, options) : begin(&plain, options);
	while (next != PLAIN_QUIT && next != PLAIN_STAY && !plain.console.over)
		next = go_on(&plain, next);
	int code = options->recording != NULL && plain.console.signal == 0 ? 0 : find_exit_code(&plain);
	checkup_finish(&plain.checkup);
	preferences_finish(&plain.preferences);
	console_finish(&plain.console);
	return code;
}
