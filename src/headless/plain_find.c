/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings that are found for an address, read out as they come, and the choice among them. */
#include "headless/plain.h"

#include "base/clock.h"
#include "base/intl.h"
#include "present/finding.h"
#include "present/reach_text.h"

/* What the user wants: Enter is none of these. */
struct offers {
	size_t candidates;
	size_t respelled;                  /* 1: the address that may have been meant, after the candidates */
	enum ask_whom asks[ASK_ELSEWHERE]; /* numbered after that */
	size_t ask_count;
};

static void wait_for(struct plain *plain, const bool *is_over)
{
	while (!*is_over && !plain->console.over)
		plain_turn(plain, CLOCK_NEVER);
}

static void tell_notes(struct plain *plain, const struct discovery *discovery)
{
	struct strbuf note;

	strbuf_init(&note, PLAIN_VALUE_MAX);
	for (size_t i = 0; finding_note(discovery, i, &note); i++) {
		plain_say_foreign(plain, note.data);
		strbuf_clear(&note);
	}
	strbuf_finish(&note);
}

/* "1. mail.example.org:465, TLS from the first byte: ok 41 ms TLSv1.3. Source: ..." */
static void tell_candidate(struct plain *plain, const struct discovery *discovery, size_t index)
{
	const struct candidate *candidate = &discovery->candidates.items[index];
	const struct port_result *result = discovery_test_of(discovery, index);
	struct strbuf line;

	strbuf_init(&line, PLAIN_VALUE_MAX);
	strbuf_addf(&line, "%zu. ", index + 1);
	finding_server(candidate, &line);
	if (result != NULL) {
		strbuf_adds(&line, ": ");
		reach_text_result(result, &line);
	}
	strbuf_adds(&line, ". ");
	finding_origin(candidate, &line);
	strbuf_addc(&line, ' ');
	finding_warning(discovery, candidate, &line);
	plain_say_foreign(plain, line.data);
	strbuf_finish(&line);
}

static void tell_ask(struct plain *plain, const struct discovery *discovery, enum ask_whom whom,
		     size_t number)
{
	struct strbuf line;

	strbuf_init(&line, PLAIN_VALUE_MAX);
	strbuf_addf(&line, "%zu. ", number);
	finding_ask_label(discovery, whom, &line);
	strbuf_adds(&line, ". ");
	finding_ask_note(discovery, whom, &line);
	plain_say_foreign(plain, line.data);
	strbuf_finish(&line);
}

static void tell_respelled(struct plain *plain, const struct discovery *discovery, size_t number)
{
	struct strbuf line;

	strbuf_init(&line, PLAIN_VALUE_MAX);
	strbuf_addf(&line, "%zu. ", number);
	finding_respelled(discovery, &line);
	strbuf_addf(&line, ". %s", _("Take this address instead. The provider is known."));
	plain_say_foreign(plain, line.data);
	strbuf_finish(&line);
}

static struct offers tell_offers(struct plain *plain, const struct discovery *discovery)
{
	struct offers offers = {.candidates = discovery->candidates.count,
				.respelled = discovery->did_you_mean != NULL};

	for (size_t i = 0; i < offers.candidates; i++)
		tell_candidate(plain, discovery, i);
	if (offers.candidates == 0)
		plain_say(plain, "%s", _("No server was found."));
	if (offers.respelled > 0)
		tell_respelled(plain, discovery, offers.candidates + 1);
	for (int whom = ASK_PROVIDER; whom <= ASK_ELSEWHERE; whom++) {
		if (!finding_may_ask(discovery, (enum ask_whom)whom))
			continue;
		offers.asks[offers.ask_count++] = (enum ask_whom)whom;
		tell_ask(plain, discovery, (enum ask_whom)whom,
			 offers.candidates + offers.respelled + offers.ask_count);
	}
	return offers;
}

/* Lets the user choose; true when somebody else is to be asked, who is then in *ask. */
static bool choose(struct plain *plain, const struct offers *offers, enum ask_whom *ask)
{
	size_t before_asks = offers->candidates + offers->respelled;
	size_t count = before_asks + offers->ask_count;
	int number = count == 0 ? 0
				: plain_ask_number(plain, _("Which one? A number; Enter types the server:"),
						   count, true);
	size_t chosen = (size_t)number - 1;
	struct error error;

	if (number <= 0)
		return false;
	if (chosen < offers->candidates) {
		checkup_take_settings(&plain->checkup, chosen);
		return false;
	}
	if (chosen < before_asks) {
		if (!checkup_respell(&plain->checkup, &error))
			plain_say(plain, "%s", error.text);
		return false;
	}
	*ask = offers->asks[chosen - before_asks];
	return true;
}

/* As above, after the search. */
static bool look(struct plain *plain, enum ask_whom *ask)
{
	const struct discovery *discovery;
	struct offers offers;
	struct error error;

	if (!checkup_find_settings(&plain->checkup, *ask, &error)) {
		plain_say(plain, "%s", error.text);
		return false;
	}
	discovery = checkup_discovery(&plain->checkup);
	wait_for(plain, &discovery->searched);
	if (discovery->candidates.count > 0 && !discovery->done)
		plain_say(plain,
			  _("Trying what was found, without a log-in. This takes 20 seconds at most."));
	wait_for(plain, &discovery->done);
	tell_notes(plain, discovery);
	offers = tell_offers(plain, discovery);
	return choose(plain, &offers, ask);
}

void plain_find(struct plain *plain)
{
	enum ask_whom ask = ASK_NONE;

	if (!checkup_wants_settings(&plain->checkup))
		return;
	plain_say(plain, _("Asking your name server, which learns the domain."));
	while (look(plain, &ask))
		plain_say(plain, _("Asking."));
}
