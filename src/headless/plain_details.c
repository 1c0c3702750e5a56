/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server offers, the round trips, this attempt beside the one before, the log-in unfolded: read out,
 * a statement a line. */
#include "headless/plain.h"

#include "base/intl.h"
#include "base/memory.h"
#include "present/comparison.h"
#include "present/format.h"
#include "present/round_trips.h"
#include "present/sasl_exchange.h"
#include "smtp/mechanism.h"

#include <stdlib.h>
#include <string.h>

static void tell_capability(struct plain *plain, const struct capability *capability)
{
	struct strbuf line;
	strbuf_init(&line, PLAIN_VALUE_MAX);
	strbuf_adds(&line, _(capability_meaning(capability->keyword)));
	if (*capability->parameters != '\0')
		strbuf_addf(&line, " (%s)", capability->parameters);
	plain_say_fact(plain, capability->keyword, line.data);
	strbuf_finish(&line);
}

static void tell_mechanism(struct plain *plain, const char *name)
{
	const struct facts *facts = &plain->checkup.run.facts;
	bool used = facts->mechanism != NULL && strcmp(facts->mechanism, name) == 0;
	struct strbuf words;

	strbuf_init(&words, PLAIN_VALUE_MAX);
	if (!mechanism_is_usable(name))
		strbuf_adds(&words, _(mechanism_instead(name)));
	else
		strbuf_addf(&words, mechanism_sends_secret(name) ? _("%s: needs encryption") : "%s",
			    _(mechanism_deed(name)));
	plain_say(plain, "%s: %s%s", name, words.data, used ? _("  (used in this run)") : "");
	strbuf_finish(&words);
}

void plain_tell_offers(struct plain *plain)
{
	const struct facts *facts = &plain->checkup.run.facts;
	const struct capabilities *capabilities = &facts->capabilities;
	plain_say(plain, _("%s offers, %s:"),
		  capabilities->server_name == NULL ? _("The server") : capabilities->server_name,
		  facts->channel_tls ? _("inside encryption") : _("before encryption"));
	for (size_t i = 0; i < capabilities->count; i++)
		tell_capability(plain, &capabilities->list[i]);
	if (capabilities->count == 0)
		plain_say(plain, _("Nothing beyond plain SMTP."));
	plain_say(plain, _("Methods to log in"));
	for (size_t i = 0; i < capabilities->mechanism_count; i++)
		tell_mechanism(plain, capabilities->mechanisms[i]);
	if (capabilities->mechanism_count == 0)
		plain_say(plain, "%s",
			  facts->channel_tls
			      ? _("None.")
			      : _("None yet; many servers offer them only inside encryption."));
}

static void tell_trip(struct plain *plain, const struct trip *trip)
{
	struct strbuf line;
	strbuf_init(&line, PLAIN_VALUE_MAX);
	if (trip->took != TRIP_NOT_KNOWN) {
		shown_ms(trip->took, &line);
		strbuf_adds(&line, ", ");
	}
	strbuf_adds(&line, trip->question);
	if (trip->answer != NULL)
		strbuf_addf(&line, " -> %s", trip->answer);
	plain_say_foreign(plain, line.data);
	strbuf_finish(&line);
}

static void tell_sum(struct plain *plain, const struct trips *trips)
{
	const struct trip *slowest = trips_slowest(trips);
	struct strbuf all, most, line;
	if (slowest == NULL) {
		plain_say(plain, _("Nothing has been asked yet."));
		return;
	}
	strbuf_init(&all, PLAIN_VALUE_MAX);
	strbuf_init(&most, PLAIN_VALUE_MAX);
	strbuf_init(&line, PLAIN_VALUE_MAX);
	shown_ms(trips->sum, &all);
	shown_ms(slowest->took, &most);
	strbuf_addf(&line, _("%zu steps took %s; the slowest (%s): "), trips->count, all.data, most.data);
	strbuf_adds(&line, slowest->question);
	plain_say_foreign(plain, line.data);
	plain_say(
	    plain,
	    _("From asking to the first line of the answer. The time in which you type does not count."));
	strbuf_finish(&all);
	strbuf_finish(&most);
	strbuf_finish(&line);
}

void plain_tell_trips(struct plain *plain)
{
	struct trips *trips = mem_calloc(1, sizeof *trips);
	trips_collect(trips, &plain->checkup.run.facts, run_under_way_ms(&plain->checkup.run));
	plain_say(plain, _("Round trips"));
	tell_sum(plain, trips);
	for (size_t i = 0; i < trips->count; i++)
		tell_trip(plain, &trips->list[i]);
	free(trips);
}

static void tell_settings(struct plain *plain, const struct comparison_side sides[2])
{
	struct strbuf text;
	strbuf_init(&text, PLAIN_TEXT_MAX);
	if (!comparison_write_settings(&sides[0], &sides[1], &text))
		strbuf_adds(&text, _("The settings are the same."));
	plain_say_foreign(plain, text.data);
	strbuf_finish(&text);
}

void plain_tell_attempts(struct plain *plain)
{
	const struct checkup *checkup = &plain->checkup;
	const struct attempt *before = checkup->attempts.before;
	if (before == NULL) {
		plain_say(plain, _("There is no attempt before this one."));
		return;
	}
	const struct comparison_side sides[2] = {{&before->account, &before->facts},
						 {&checkup->walked, &checkup->run.facts}};
	struct comparison comparison = {.rows = NULL};
	struct strbuf sentence;
	strbuf_init(&sentence, PLAIN_VALUE_MAX);
	comparison_init(&comparison, &before->facts.transcript, &checkup->run.facts.transcript);
	comparison_write_sentence(&comparison, &sides[0], &sides[1], &sentence);
	plain_say(plain, _("This attempt (B) beside the one before (A)"));
	plain_say_foreign(plain, sentence.data);
	tell_settings(plain, sides);
	strbuf_finish(&sentence);
	comparison_finish(&comparison);
}

static void tell_code(struct plain *plain, const char *code)
{
	struct kb_topic topic;
	if (kb_find(plain->checkup.kb, "codes", code, &topic))
		plain_say(plain, "%s. %s", topic.title, topic.summary == NULL ? "" : topic.summary);
}

static void tell_unfolded(struct plain *plain, const struct unfold_item *item)
{
	switch (item->kind) {
	case UNFOLD_SENT: plain_say_fact(plain, _("Sent"), item->text); break;
	case UNFOLD_RECEIVED: plain_say_fact(plain, _("Server"), item->text); break;
	case UNFOLD_TEXT: plain_say(plain, "%s", item->text); break;
	case UNFOLD_FIELD: plain_say_fact(plain, item->text, item->meaning); break;
	case UNFOLD_CODE: tell_code(plain, item->text); break;
	}
}

void plain_tell_login(struct plain *plain)
{
	struct unfold unfold;
	const struct checkup *checkup = &plain->checkup;
	unfold_collect(&unfold, &checkup->run.facts.transcript, account_user(&checkup->account),
		       &checkup->mask);
	plain_say(plain, _("The log-in, line by line"));
	plain_say(plain,
		  _("What is said to log in is written in Base64, so that any byte fits into a line. Here it "
		    "is unfolded; what is secret stays hidden."));
	for (size_t i = 0; i < unfold.count; i++)
		tell_unfolded(plain, &unfold.list[i]);
	if (unfold.count == 0)
		plain_say(plain, _("No line of a log-in has been sent in this run."));
	unfold_finish(&unfold);
}
