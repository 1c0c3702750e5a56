/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Why you see this", read out: the observation, the words that decided, what it cannot be. */
#include "headless/plain.h"

#include "base/intl.h"
#include "present/format.h"

#include <string.h>

/* The last question before the line that decided, that line, and the time between. */
static void tell_exchange(struct plain *plain)
{
	const struct transcript *transcript = &plain->checkup.run.facts.transcript;
	const struct transcript_entry *question = NULL, *answer = NULL;
	struct strbuf took;
	for (size_t i = 0; i < transcript->count && answer == NULL; i++) {
		if (transcript->entries[i].decisive)
			answer = &transcript->entries[i];
		else if (transcript->entries[i].from == FROM_CLIENT)
			question = &transcript->entries[i];
	}
	if (answer == NULL)
		return;
	if (question != NULL)
		plain_say_fact(plain, _("Sent"), question->line);
	plain_say_reply_line(plain, _("Server"), answer->line);
	if (plain->checkup.pasted != NULL) /* it has no times */
		return;
	strbuf_init(&took, PLAIN_VALUE_MAX);
	format_ms(answer->ms - (question == NULL ? 0 : question->ms), &took);
	plain_say(plain,
		  question == NULL ? _("The server said so by itself, %s after the start.")
				   : _("The answer came after %s."),
		  took.data);
	strbuf_finish(&took);
}

static void tell_observed(struct plain *plain)
{
	const struct facts *facts = &plain->checkup.run.facts;
	const char *sentence = problem_sentence(facts->verdict.problem);
	plain_say(plain, _("What was observed"));
	plain_say(plain, _("The run stopped at this step: %s."), _(stage_label(facts->verdict.stage)));
	if (sentence != NULL)
		plain_say(plain, "%s", _(sentence));
	if (facts->verdict.detail != NULL)
		plain_say_foreign(plain, facts->verdict.detail);
	tell_exchange(plain);
}

static void tell_cause(struct plain *plain, const struct diagnosis *diagnosis, size_t number)
{
	struct strbuf line;
	plain_say(plain, "%zu. %s", number, diagnosis->title);
	strbuf_init(&line, PLAIN_VALUE_MAX);
	if (format_is_servers_word(diagnosis->evidence))
		strbuf_addf(&line, "%s\"%s\"", _("decided by the words "), diagnosis->evidence);
	else
		strbuf_adds(&line, _("decided by the step, the code or what happened; by no words"));
	plain_say_foreign(plain, line.data);
	plain_say(plain, "%s", format_certainty(diagnosis->confidence));
	strbuf_finish(&line);
}

static void tell_matches(struct plain *plain)
{
	const struct checkup *checkup = &plain->checkup;
	plain_say(plain, _("What it was matched by"));
	if (checkup->diagnosis_count == 0)
		plain_say(plain,
			  _("By nothing: mailmedic knows no cause with this wording. What is said about it "
			    "comes from the code alone."));
	for (size_t i = 0; i < checkup->diagnosis_count; i++)
		tell_cause(plain, &checkup->diagnoses[i], i + 1);
	if (checkup->diagnosis_count > 1)
		plain_say(plain,
			  _("The order: how sure the match is, then how much of the answer it covers."));
}

static void tell_excluded(struct plain *plain)
{
	const struct facts *facts = &plain->checkup.run.facts;
	struct strbuf line;
	size_t count = 0;
	plain_say(plain, _("What it cannot be"));
	strbuf_init(&line, PLAIN_VALUE_MAX);
	for (int stage = 0; stage < STAGE_QUIT; stage++)
		if (facts->stages[stage].outcome == OUTCOME_PASSED)
			strbuf_addf(&line, "%s%s", count++ == 0 ? "" : ", ",
				    _(stage_label((enum stage)stage)));
	strbuf_adds(&line,
		    count > 0 ? intl_count(": this worked in this run.", ": these worked in this run.", count)
		    : plain->checkup.pasted != NULL ? _("What came before is not known.")
						    : _("Nothing had worked before."));
	plain_say(plain, "%s", line.data);
	strbuf_finish(&line);
}

void plain_tell_why(struct plain *plain)
{
	plain_say(plain, _("Why you see this"));
	tell_observed(plain);
	tell_matches(plain);
	tell_excluded(plain);
}
