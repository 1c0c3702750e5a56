/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server offers, the round trips, this attempt and the one before, the log-in exchange: read out,
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
	struct strbuf name;
	strbuf_init(&name, PLAIN_VALUE_MAX);
	format_server_name(capabilities, &name);
	plain_say(plain, _("%s offers, %s:"), name.data,
		  facts->channel_tls ? _("inside encryption") : _("before encryption"));
	strbuf_finish(&name);
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

static void tell_round_trip(struct plain *plain, const struct round_trip *round_trip)
{
	struct strbuf line;
	strbuf_init(&line, PLAIN_VALUE_MAX);
	if (round_trip->took != ROUND_TRIP_NOT_KNOWN) {
		format_ms(round_trip->took, &line);
		strbuf_adds(&line, ", ");
	}
	strbuf_adds(&line, round_trip->question);
	if (round_trip->answer != NULL)
		strbuf_addf(&line, " -> %s", round_trip->answer);
	plain_say_foreign(plain, line.data);
	strbuf_finish(&line);
}

static void tell_sum(struct plain *plain, const struct round_trips *round_trips)
{
	const struct round_trip *slowest = round_trips_slowest(round_trips);
	struct strbuf all, most, line;
	if (slowest == NULL) {
		plain_say(plain, _("Nothing has been asked yet."));
		return;
	}
	strbuf_init(&all, PLAIN_VALUE_MAX);
	strbuf_init(&most, PLAIN_VALUE_MAX);
	strbuf_init(&line, PLAIN_VALUE_MAX);
	format_ms(round_trips->sum, &all);
	format_ms(slowest->took, &most);
	strbuf_addf(&line,
		    intl_count("%zu step took %s; the slowest (%s): ",
			       "%zu steps took %s; the slowest (%s): ", round_trips->count),
		    round_trips->count, all.data, most.data);
	strbuf_adds(&line, slowest->question);
	plain_say_foreign(plain, line.data);
	plain_say(
	    plain,
	    _("From asking to the first line of the answer. The time in which you type does not count."));
	strbuf_finish(&all);
	strbuf_finish(&most);
	strbuf_finish(&line);
}

void plain_tell_round_trips(struct plain *plain)
{
	struct round_trips *round_trips = mem_calloc(1, sizeof *round_trips);
	round_trips_collect(round_trips, &plain->checkup.run.facts, run_under_way_ms(&plain->checkup.run));
	plain_say(plain, _("Round trips"));
	tell_sum(plain, round_trips);
	for (size_t i = 0; i < round_trips->count; i++)
		tell_round_trip(plain, &round_trips->list[i]);
	free(round_trips);
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
	const struct attempt *before = attempts_before(&checkup->attempts);
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

static void tell_item(struct plain *plain, const struct sasl_exchange_item *item)
{
	switch (item->kind) {
	case SASL_EXCHANGE_SENT: plain_say_fact(plain, _("Sent"), item->text); break;
	case SASL_EXCHANGE_RECEIVED: plain_say_fact(plain, _("Server"), item->text); break;
	case SASL_EXCHANGE_TEXT: plain_say(plain, "%s", item->text); break;
	case SASL_EXCHANGE_FIELD: plain_say_fact(plain, item->text, item->meaning); break;
	case SASL_EXCHANGE_CODE: tell_code(plain, item->text); break;
	}
}

void plain_tell_sasl_exchange(struct plain *plain)
{
	struct sasl_exchange items;
	const struct checkup *checkup = &plain->checkup;
	sasl_exchange_collect(&items, &(struct sasl_exchange_input){
					  .facts = &checkup->run.facts,
					  .user = account_user(&checkup->account),
					  .mask = &checkup->mask,
					  .practice_password = checkup->practising ? PRACTICE_PASSWORD : NULL,
				      });
	plain_say(plain, _("Log-in exchange"));
	plain_say(plain,
		  _("What is said to log in is written in Base64, so that any byte fits into a line. Here it "
		    "is decoded; what is secret stays hidden."));
	for (size_t i = 0; i < items.count; i++)
		tell_item(plain, &items.list[i]);
	if (items.count == 0)
		plain_say(plain, _("No line of a log-in has been sent in this run."));
	sasl_exchange_finish(&items);
}
