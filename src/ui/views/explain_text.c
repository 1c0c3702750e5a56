/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is read aloud comes first and is short. Everything else follows in the order a helpdesk asks for it.
 */
#include "ui/views/explain_text.h"

#include <stdio.h>
#include <string.h>

#include "base/intl.h"
#include "present/format.h"
#include "ui/widgets/markdown.h"

enum { LABELS = 8, REPLY_LINES_SHOWN = 12 };

/* The topic of a reply code or of an enhanced code. */
static bool code_topic(const struct checkup *checkup, const char *group, const char *id,
		       struct kb_topic *ret_topic)
{
	return id[0] != '\0' && kb_find(checkup->kb, group, id, ret_topic);
}

static void reply_code(const struct facts *facts, char ret_code[8])
{
	snprintf(ret_code, 8, "%d", facts->reply.code);
}

static void add_headline(struct document *document, const struct checkup *checkup)
{
	const struct facts *facts = &checkup->run.facts;
	const char *sentence = problem_sentence(facts->verdict.problem);
	char code[8], prefix[16];
	struct kb_topic topic;

	reply_code(facts, code);
	snprintf(prefix, sizeof(prefix), "%s ", glyph(GLYPH_FAILED));
	document_begin(document, 0, STYLE_FAILED, prefix);
	if (checkup->diagnosis_count > 0)
		document_text(document, STYLE_FAILED, checkup->diagnoses[0].title);
	else if (sentence != NULL)
		document_text(document, STYLE_FAILED, _(sentence));
	else if (facts->reply_decided && code_topic(checkup, "codes", code, &topic))
		document_text(document, STYLE_FAILED, topic.title);
	else
		document_text(document, STYLE_FAILED, _("The server did not agree."));
	document_end(document);
	if (checkup->diagnosis_count > 0 && checkup->diagnoses[0].summary != NULL)
		document_line(document, STYLE_TEXT, checkup->diagnoses[0].summary);
}

/* The line that holds the words which decided the first cause; the first one when none did. */
static size_t deciding_line(const struct checkup *checkup)
{
	size_t line = checkup->diagnosis_count > 0 ? checkup->diagnoses[0].evidence_line : 0;

	return line < checkup->run.facts.reply.line_count ? line : 0;
}

static void add_reply(struct document *document, const struct checkup *checkup)
{
	const struct reply *reply = &checkup->run.facts.reply;
	size_t deciding = deciding_line(checkup);

	if (checkup->run.facts.verdict.unsolicited)
		document_heading(document, _("What the server said, without being asked"));
	else
		document_heading(document, _("What the server said"));
	for (size_t i = 0; i < reply->line_count && i < REPLY_LINES_SHOWN; i++) {
		bool decisive = i == deciding;
		char prefix[16];

		snprintf(prefix, sizeof(prefix), " %s ",
			 decisive ? glyph(GLYPH_DECISIVE) : glyph(GLYPH_QUOTE));
		document_begin(document, 0, decisive ? STYLE_DECISIVE : STYLE_DIM, prefix);
		document_text(document, decisive ? STYLE_DECISIVE : STYLE_SERVER, reply->lines[i].bytes);
		document_end(document);
	}
	if (reply->line_count > REPLY_LINES_SHOWN)
		document_line(document, STYLE_DIM, _("   ... more lines are in the transcript"));
}

/* "535: log-in refused" without the code, which stands before it already. */
static const char *title_behind(const char *title, const char *code)
{
	const char *const colons[] = {": ", _(": ")};
	size_t len = strlen(code);

	for (size_t i = 0; strncmp(title, code, len) == 0 && i < sizeof(colons) / sizeof(colons[0]); i++) {
		if (strncmp(title + len, colons[i], strlen(colons[i])) == 0)
			return title + len + strlen(colons[i]);
	}
	return title;
}

static void add_meaning_row(struct document *document, const char *code, const struct kb_topic *topic)
{
	const char *title = title_behind(topic->title, code);
	char target[64], label[32];

	snprintf(label, sizeof(label), "%-*s", LABELS, code);
	snprintf(target, sizeof(target), "topic:%s", topic->id);
	document_begin(document, 0, STYLE_ACCENT, label);
	document_link(document, STYLE_LINK, title, target);
	if (topic->summary != NULL)
		document_textf(document, STYLE_TEXT, "  %s", topic->summary);
	document_end(document);
}

static void add_meaning(struct document *document, const struct checkup *checkup)
{
	const struct reply *reply = &checkup->run.facts.reply;
	char code[8];
	struct kb_topic topic;

	reply_code(&checkup->run.facts, code);
	document_heading(document, _("What it means"));
	if (code_topic(checkup, "codes", code, &topic))
		add_meaning_row(document, code, &topic);
	else if (reply->code != 0)
		document_pair(document, LABELS, code, STYLE_TEXT,
			      reply_class(reply->code) == REPLY_TRANSIENT
				  ? _("a temporary refusal: the same may work later")
				  : _("a permanent refusal: something has to change"));
	if (code_topic(checkup, "enhanced", reply->enhanced, &topic))
		add_meaning_row(document, reply->enhanced, &topic);
}

/* What happened besides the reply; the sentence only when the headline is another one. */
static void add_problem(struct document *document, const struct checkup *checkup)
{
	const struct verdict *verdict = &checkup->run.facts.verdict;
	const char *sentence = checkup->diagnosis_count > 0 ? problem_sentence(verdict->problem) : NULL;

	if (sentence == NULL && verdict->detail == NULL)
		return;
	document_heading(document, _("What happened"));
	if (sentence != NULL)
		document_line(document, STYLE_TEXT, _(sentence));
	if (verdict->detail != NULL)
		document_line(document, STYLE_TEXT, verdict->detail);
}

static void add_cause(struct document *document, const struct diagnosis *diagnosis, size_t number)
{
	char prefix[32], target[128];

	snprintf(prefix, sizeof(prefix), "%2zu. ", number);
	snprintf(target, sizeof(target), "topic:%s", diagnosis->id);
	document_begin(document, 0, STYLE_ACCENT, prefix);
	document_link(document, STYLE_LINK, diagnosis->title, target);
	document_textf(document, STYLE_DIM, _("  (%s)"), format_confidence(diagnosis->confidence));
	if (diagnosis->evidence[0] != '\0') {
		document_text(document, STYLE_DIM, _("  because of: "));
		document_textf(document, STYLE_DECISIVE, _("\"%s\""), diagnosis->evidence);
	}
	document_end(document);
	for (size_t i = 0; i < diagnosis->sign_count; i++) {
		const struct evidence *sign = &diagnosis->signs[i];
		document_begin(document, 4, STYLE_DIM, NULL);
		document_textf(document, STYLE_DIM, sign->against ? _("Against it: %s") : _("For it: %s"),
			       sign->text);
		document_end(document);
	}
	if (number > 1 && diagnosis->summary != NULL) {
		document_begin(document, 4, STYLE_TEXT, NULL);
		document_text(document, STYLE_TEXT, diagnosis->summary);
		document_end(document);
	}
}

static void add_causes(struct document *document, const struct checkup *checkup)
{
	if (checkup->diagnosis_count == 0 && !checkup->run.facts.reply_decided)
		return;
	if (checkup->diagnosis_count == 0) {
		document_heading(document, _("Likely causes"));
		document_line(document, STYLE_TEXT,
			      _("mailmedic does not know this wording; the code above says what kind of "
				"answer it is."));
		return;
	}
	document_heading(document, checkup->diagnosis_count == 1 ? _("Likely cause") : _("Likely causes"));
	for (size_t i = 0; i < checkup->diagnosis_count; i++)
		add_cause(document, &checkup->diagnoses[i], i + 1);
}

void explain_text_layout(struct document *document, const struct checkup *checkup)
{
	const struct facts *facts = &checkup->run.facts;

	add_headline(document, checkup);
	if (checkup->diagnosis_count > 0) {
		document_begin(document, 0, STYLE_HEADING, _("Who can fix it: "));
		document_text(document, STYLE_STRONG, _(who_label(checkup->diagnoses[0].who)));
		document_end(document);
	}
	if (checkup->refused >= CHECKUP_SAFE_ATTEMPTS) {
		char prefix[16];

		snprintf(prefix, sizeof(prefix), "%s ", glyph(GLYPH_WARNING));
		document_begin(document, 0, STYLE_WARNING, prefix);
		document_textf(
		    document, STYLE_WARNING,
		    _("%u passwords were refused. Many servers lock an account after three to five."),
		    checkup->refused);
		document_end(document);
	}
	if (facts->reply_decided && facts->reply.line_count > 0) {
		add_reply(document, checkup);
		add_meaning(document, checkup);
	}
	add_problem(document, checkup);
	add_causes(document, checkup);
	if (checkup->choices.closed_port != 0) {
		document_begin(document, 0, STYLE_DIM, NULL);
		document_textf(document, STYLE_DIM,
			       _("Port %d is no way out: it was tried, and it is closed."),
			       checkup->choices.closed_port);
		document_end(document);
	}
	if (checkup->practising && checkup->scenario.learn[0] != '\0') {
		document_heading(document, _("To learn from this practice case"));
		document_begin(document, 0, STYLE_TEXT, NULL);
		markdown_inline(_(checkup->scenario.learn), STYLE_TEXT, document);
		document_end(document);
	}
}
