/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happened and what the server said come first and are short; why, and what the codes mean, follow. */
#include "ui/views/explain_text.h"

#include <stdio.h>
#include <string.h>

#include "base/intl.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "present/format.h"
#include "ui/widgets/markdown.h"

enum { LABELS = 8, REPLY_LINES_FEW = 4, TALL_ROWS = 30, WORDS_MAX = 512 };

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
	const struct verdict *verdict = &facts->verdict;
	const char *sentence = problem_sentence(verdict->problem);
	char code[8], prefix[16];
	struct kb_topic topic;

	reply_code(facts, code);
	snprintf(prefix, sizeof(prefix), "%s ", glyph(GLYPH_FAILED));
	document_begin(document, 0, STYLE_FAILED, prefix);
	if (checkup->diagnosis_count > 0)
		document_text(document, STYLE_FAILED, checkup->diagnoses[0].title);
	else if (sentence != NULL)
		document_text(document, STYLE_FAILED, _(sentence));
	else if (facts_reply_is_evidence(facts) && code_topic(checkup, "codes", code, &topic))
		document_text(document, STYLE_FAILED, topic.title);
	else
		document_text(document, STYLE_FAILED, _("The server did not agree."));
	document_end(document);
	if (verdict->detail != NULL)
		document_line(document, STYLE_TEXT, verdict->detail);
	if (sentence != NULL && checkup->diagnosis_count > 0 && !facts->reply_decided &&
	    !text_starts_nocase(_(sentence), checkup->diagnoses[0].title))
		document_line(document, STYLE_TEXT, _(sentence));
}

/* The line that holds the words which decided the first cause; the first one when none did. */
static size_t deciding_line(const struct checkup *checkup)
{
	size_t line = checkup->diagnosis_count > 0 ? checkup->diagnoses[0].evidence_line : 0;

	return line < checkup->run.facts.reply.line_count ? line : 0;
}

/* Server words with those that decided among them marked, wherever they stand in the line. */
static void add_words(struct document *document, const char *line, const char *words)
{
	const char *at = words[0] == '\0' ? NULL : strcasestr(line, words);
	char before[WORDS_MAX];

	if (at == NULL || (size_t)(at - line) >= sizeof(before)) {
		document_text(document, STYLE_SERVER, line);
		return;
	}
	snprintf(before, sizeof(before), "%.*s", (int)(at - line), line);
	document_text(document, STYLE_SERVER, before);
	snprintf(before, sizeof(before), "%.*s", (int)strlen(words), at);
	document_text(document, STYLE_DECISIVE, before);
	document_text(document, STYLE_SERVER, at + strlen(words));
}

static void add_reply(struct document *document, const struct checkup *checkup, size_t most)
{
	const struct reply *reply = &checkup->run.facts.reply;
	const char *words = checkup->diagnosis_count > 0 ? checkup->diagnoses[0].evidence : "";
	size_t deciding = deciding_line(checkup);
	size_t first = deciding >= most ? deciding - most + 1 : 0;
	struct strbuf line;

	strbuf_init(&line, WORDS_MAX);
	document_line(document, STYLE_HEADING,
		      checkup->run.facts.verdict.unsolicited ? _("What the server said, without being asked")
							     : _("What the server said"));
	for (size_t i = first; i < reply->line_count && i < first + most; i++) {
		bool decisive = i == deciding;
		char prefix[16];

		snprintf(prefix, sizeof(prefix), " %s ",
			 decisive ? glyph(GLYPH_DECISIVE) : glyph(GLYPH_QUOTE));
		document_begin(document, 0, decisive ? STYLE_DECISIVE : STYLE_DIM, prefix);
		if (!decisive)
			document_rest_prefix(document, prefix);
		strbuf_clear(&line);
		format_reply_line(NULL, reply->lines[i].bytes, &line);
		add_words(document, line.data, decisive ? words : "");
		document_end(document);
	}
	strbuf_finish(&line);
	if (reply->line_count > most)
		document_line(document, STYLE_DIM, _("   ... more lines are in the transcript"));
}

/* "535: log-in refused" without the code, which stands before it already. */
static const char *title_after(const char *title, const char *code)
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
	const char *title = title_after(topic->title, code);
	char target[64], label[32];

	snprintf(label, sizeof(label), "%-*s", LABELS, code);
	snprintf(target, sizeof(target), "topic:%s", topic->id);
	document_begin(document, 0, STYLE_ACCENT, label);
	document_link(document, STYLE_LINK, title, target);
	if (topic->summary != NULL) {
		document_text(document, STYLE_TEXT, "  ");
		document_text(document, STYLE_TEXT, topic->summary);
	}
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

static void add_cause(struct document *document, const struct checkup *checkup, size_t index)
{
	const struct diagnosis *diagnosis = &checkup->diagnoses[index];
	char prefix[32], target[128];

	snprintf(prefix, sizeof(prefix), "%2zu. ", index + 1);
	snprintf(target, sizeof(target), "topic:%s", diagnosis->id);
	document_begin(document, 0, STYLE_ACCENT, prefix);
	document_link(document, STYLE_LINK, diagnosis->title, target);
	document_text(document, STYLE_NOTE, format_own(diagnosis->is_own));
	document_textf(document, STYLE_DIM, _("  (%s)"), format_confidence(diagnosis->confidence));
	if (format_is_servers_word(diagnosis->evidence)) {
		document_text(document, STYLE_DIM, _("  because of: "));
		document_textf(document, STYLE_DECISIVE, _("\"%s\""), diagnosis->evidence);
	}
	document_end(document);
	for (size_t i = 0; i < diagnosis->sign_count; i++) {
		const struct evidence *sign = &diagnosis->signs[i];
		if (!format_is_servers_word(sign->text))
			continue;
		document_begin(document, 4, STYLE_DIM, NULL);
		document_textf(document, STYLE_DIM, sign->against ? _("Against it: %s") : _("For it: %s"),
			       sign->text);
		document_end(document);
	}
	if (index > 0 && diagnosis->summary != NULL) {
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
		add_cause(document, checkup, i);
}

static void add_warning(struct document *document, const char *text)
{
	char prefix[16];

	snprintf(prefix, sizeof(prefix), "%s ", glyph(GLYPH_WARNING));
	document_begin(document, 0, STYLE_WARNING, prefix);
	document_text(document, STYLE_WARNING, text);
	document_end(document);
}

/* What is to be known before the password is typed again. */
static void add_password_warnings(struct document *document, const struct checkup *checkup)
{
	char text[WORDS_MAX];

	if (checkup->password_upper && checkup->refused > 0)
		add_warning(document, _("All letters of the password were capitals: is Caps Lock on?"));
	if (checkup->refused < CHECKUP_SAFE_ATTEMPTS)
		return;
	snprintf(text, sizeof(text),
		 intl_count("%u password was refused. Many servers lock an account after three to five.",
			    "%u passwords were refused. Many servers lock an account after three to five.",
			    checkup->refused),
		 checkup->refused);
	add_warning(document, text);
}

static void add_fixed_line(struct document *document, const struct kb *kb)
{
	struct strbuf line;

	strbuf_init(&line, WORDS_MAX);
	if (format_fixed_line(kb, &line))
		document_line(document, STYLE_NOTE, line.data);
	strbuf_finish(&line);
}

void explain_text_begin(struct document *document, const struct checkup *checkup, int rows)
{
	const struct facts *facts = &checkup->run.facts;

	add_headline(document, checkup);
	add_fixed_line(document, checkup->kb);
	add_password_warnings(document, checkup);
	if (facts->reply_decided && facts->reply.line_count > 0)
		add_reply(document, checkup, rows < TALL_ROWS ? REPLY_LINES_FEW : FORMAT_REPLY_LINES);
}

static void add_why(struct document *document, const struct checkup *checkup)
{
	const struct diagnosis *first = &checkup->diagnoses[0];

	if (checkup->diagnosis_count == 0)
		return;
	if (first->summary != NULL) {
		document_line(document, STYLE_TEXT, first->summary);
	}
	document_begin(document, 0, STYLE_HEADING, _("Who can fix it: "));
	document_text(document, STYLE_STRONG, _(who_label(first->who)));
	document_end(document);
}

void explain_text_layout(struct document *document, const struct checkup *checkup)
{
	const struct facts *facts = &checkup->run.facts;

	add_why(document, checkup);
	add_causes(document, checkup);
	if (checkup->choices.closed_port != 0) {
		document_begin(document, 0, STYLE_DIM, NULL);
		document_textf(document, STYLE_DIM,
			       _("Port %d is no way out: it was tried, and it is closed."),
			       checkup->choices.closed_port);
		document_end(document);
	}
	if (format_code_is_reason(facts) && facts->reply.line_count > 0)
		add_meaning(document, checkup);
	if (checkup->practising && checkup->scenario.learn[0] != '\0') {
		document_heading(document, _("To learn from this practice case"));
		document_begin(document, 0, STYLE_TEXT, NULL);
		markdown_inline(_(checkup->scenario.learn), STYLE_TEXT, document);
		document_end(document);
	}
}
