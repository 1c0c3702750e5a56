/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What went wrong, in the order of the explanation panel: what is read aloud first is short. */
#include "headless/plain.h"

#include "base/intl.h"
#include "base/text.h"
#include "present/format.h"

#include <stdio.h>
#include <string.h>

static void tell_headline(struct plain *plain)
{
	const struct checkup *checkup = &plain->checkup;
	const struct facts *facts = &checkup->run.facts;
	const char *sentence = problem_sentence(facts->verdict.problem);
	plain_say(plain, _("What went wrong: %s"), _(stage_label(facts->verdict.stage)));
	if (checkup->diagnosis_count > 0)
		plain_say(plain, _("%s."), checkup->diagnoses[0].title);
	else if (sentence == NULL)
		plain_say(
		    plain, "%s",
		    format_refusal(facts->verdict.stage, facts->reply.code, facts->verdict.unsolicited));
	if (sentence != NULL && (checkup->diagnosis_count == 0 || !facts->reply_decided))
		plain_say(plain, "%s", _(sentence));
	if (facts->verdict.detail != NULL)
		plain_say_foreign(plain, facts->verdict.detail);
}

static void tell_reply(struct plain *plain)
{
	const struct checkup *checkup = &plain->checkup;
	const struct reply *reply = &checkup->run.facts.reply;
	size_t deciding = checkup->diagnosis_count > 0 ? checkup->diagnoses[0].evidence_line : 0;
	plain_say(plain, checkup->run.facts.verdict.unsolicited
			     ? _("What the server said, without being asked:")
			     : _("What the server said:"));
	for (size_t i = 0; i < reply->line_count && i < FORMAT_REPLY_LINES; i++) {
		if (i == deciding && reply->line_count > 1)
			plain_say_reply_line(plain, _("This line decides"), reply->lines[i].bytes);
		else
			plain_say_reply_line(plain, _("Server"), reply->lines[i].bytes);
	}
	if (reply->line_count > FORMAT_REPLY_LINES)
		plain_say(plain, _("More lines are in the transcript."));
}

static void tell_topic_line(struct plain *plain, const char *code, const struct kb_topic *topic)
{
	size_t len = strlen(code);
	const char *title = topic->title;
	const char *wide = "\xef\xbc\x9a"; /* the colon of Chinese */
	if (strncmp(title, code, len) == 0 && strncmp(title + len, ": ", 2) == 0)
		title += len + 2; /* the code stands before it already */
	else if (strncmp(title, code, len) == 0 && strncmp(title + len, wide, strlen(wide)) == 0)
		title += len + strlen(wide);
	plain_say(plain, _("%s means: %s. %s"), code, title, topic->summary == NULL ? "" : topic->summary);
}

static void tell_meaning(struct plain *plain)
{
	const struct checkup *checkup = &plain->checkup;
	const struct reply *reply = &checkup->run.facts.reply;
	struct kb_topic topic;
	char code[16];
	snprintf(code, sizeof code, "%d", reply->code);
	if (format_code_topic(checkup->kb, reply->code, &topic))
		tell_topic_line(plain, code, &topic);
	else if (reply->code != 0)
		plain_say(plain, _("%s means: %s."), code,
			  reply_class(reply->code) == REPLY_TRANSIENT
			      ? _("a temporary refusal: the same may work later")
			      : _("a permanent refusal: something has to change"));
	if (format_enhanced_topic(checkup->kb, reply->enhanced, &topic))
		tell_topic_line(plain, reply->enhanced, &topic);
}

static void tell_cause(struct plain *plain, const struct diagnosis *diagnosis, size_t number)
{
	plain_say(plain, _("%zu. %s (%s)%s."), number, diagnosis->title,
		  format_confidence(diagnosis->confidence), format_own(diagnosis->is_own));
	if (format_is_servers_word(diagnosis->evidence)) {
		struct strbuf words;
		strbuf_init(&words, PLAIN_VALUE_MAX);
		text_quote(&words, diagnosis->evidence, strlen(diagnosis->evidence));
		plain_say_fact(plain, _("Because of"), words.data);
		strbuf_finish(&words);
	}
	for (size_t i = 0; i < diagnosis->sign_count; i++) {
		const struct evidence *sign = &diagnosis->signs[i];
		if (format_is_servers_word(sign->text))
			plain_say(plain, sign->against ? _("Against it: %s") : _("For it: %s"), sign->text);
	}
	if (number > 1 && diagnosis->summary != NULL)
		plain_say(plain, "%s", diagnosis->summary);
}

static void tell_causes(struct plain *plain)
{
	const struct checkup *checkup = &plain->checkup;
	if (checkup->diagnosis_count == 0) {
		plain_say(
		    plain, "%s",
		    checkup->run.facts.reply_decided
			? _("mailmedic does not know this wording; the code above says what kind of answer "
			    "it is.")
			: _("mailmedic knows no special reason for this."));
		return;
	}
	plain_say(plain, checkup->diagnosis_count == 1 ? _("Likely cause:") : _("Likely causes:"));
	for (size_t i = 0; i < checkup->diagnosis_count; i++)
		tell_cause(plain, &checkup->diagnoses[i], i + 1);
}

static void tell_fixed_line(struct plain *plain)
{
	struct strbuf line;
	strbuf_init(&line, PLAIN_TEXT_MAX);
	if (format_fixed_line(plain->checkup.kb, &line))
		plain_say(plain, "%s", line.data);
	strbuf_finish(&line);
}

void plain_explain(struct plain *plain)
{
	const struct checkup *checkup = &plain->checkup;
	const struct facts *facts = &checkup->run.facts;
	tell_headline(plain);
	tell_fixed_line(plain);
	if (facts->verdict.problem == PROBLEM_CANCELLED)
		return;
	if (checkup->password_upper && checkup->refused > 0)
		plain_say(plain, _("All letters of the password were capitals: is Caps Lock on?"));
	if (checkup->refused >= CHECKUP_SAFE_ATTEMPTS)
		plain_say(
		    plain,
		    intl_count("%u password was refused. Many servers lock an account after three to five.",
			       "%u passwords were refused. Many servers lock an account after three to five.",
			       checkup->refused),
		    checkup->refused);
	bool replied = facts->reply_decided && facts->reply.line_count > 0;
	if (replied)
		tell_reply(plain);
	if (checkup->diagnosis_count > 0 && checkup->diagnoses[0].summary != NULL)
		plain_say(plain, "%s", checkup->diagnoses[0].summary);
	if (checkup->diagnosis_count > 0)
		plain_say(plain, _("Who can fix it: %s."), _(who_label(checkup->diagnoses[0].who)));
	tell_causes(plain);
	if (replied && format_code_is_reason(facts))
		tell_meaning(plain);
	if (checkup->choices.closed_port != 0)
		plain_say(plain, _("Port %d is no way out: it was tried, and it is closed."),
			  checkup->choices.closed_port);
}
