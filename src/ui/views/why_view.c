/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Why am I seeing this": the observation, the words that decided, and what they were matched by. */
#include <stdio.h>
#include <string.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "present/format.h"
#include "ui/views/views.h"
#include "ui/widgets/text_view.h"

enum { MARGIN = 3 };

static const struct view_ops why_view_ops;

struct view *why_view_create(void)
{
	struct text_view *text_view = mem_calloc(1, sizeof(*text_view));

	text_view_init(text_view, &why_view_ops);
	return &text_view->view;
}

static void add_line(struct document *document, const struct transcript_entry *entry, bool decided)
{
	enum style style = entry->from == FROM_CLIENT ? STYLE_CLIENT
			   : decided                  ? STYLE_DECISIVE
						      : STYLE_SERVER;
	char prefix[16];

	snprintf(prefix, sizeof(prefix), " %s ",
		 glyph(entry->from == FROM_CLIENT ? GLYPH_CLIENT
		       : decided                  ? GLYPH_DECISIVE
						  : GLYPH_SERVER));
	document_begin(document, 0, decided ? STYLE_DECISIVE : STYLE_DIM, prefix);
	document_reply_line(document, style, entry->line);
	document_end(document);
}

/* The lines of the reply that decided; the one with the words that did is marked. Returns the first. */
static const struct transcript_entry *add_answer(struct document *document, const struct checkup *checkup)
{
	const struct transcript *transcript = &checkup->run.facts.transcript;
	size_t deciding = checkup->diagnosis_count > 0 ? checkup->diagnoses[0].evidence_line : 0;
	const struct transcript_entry *first = NULL;
	size_t count = 0;

	for (size_t i = 0; i < transcript->count; i++) {
		if (!transcript->entries[i].decisive)
			continue;
		if (first == NULL)
			first = &transcript->entries[i];
		if (count < FORMAT_REPLY_LINES || count == deciding)
			add_line(document, &transcript->entries[i], count == deciding);
		count++;
	}
	return first;
}

/* The last question before the reply that decided, that reply, and the time between. */
static void add_exchange(struct document *document, const struct checkup *checkup)
{
	const struct transcript *transcript = &checkup->run.facts.transcript;
	const struct transcript_entry *question = NULL, *answer;
	struct strbuf took;

	for (size_t i = 0; i < transcript->count && !transcript->entries[i].decisive; i++) {
		if (transcript->entries[i].from == FROM_CLIENT)
			question = &transcript->entries[i];
	}
	if (question != NULL && checkup->run.facts.reply_decided)
		add_line(document, question, false);
	answer = add_answer(document, checkup);
	if (answer == NULL || checkup->pasted != NULL) /* what was pasted has no times */
		return;
	strbuf_init(&took, 64);
	format_ms(answer->ms - (question == NULL ? 0 : question->ms), &took);
	document_begin(document, MARGIN, STYLE_TEXT, NULL);
	document_textf(document, STYLE_DIM,
		       question == NULL ? _("The server said so by itself, %s after the start.")
					: _("The answer came after %s."),
		       took.data);
	document_end(document);
	strbuf_finish(&took);
}

static void add_observed(struct document *document, const struct checkup *checkup)
{
	const struct facts *facts = &checkup->run.facts;
	const char *sentence = problem_sentence(facts->verdict.problem);

	document_heading(document, _("What was observed"));
	document_begin(document, 0, STYLE_TEXT, NULL);
	document_textf(document, STYLE_TEXT, _("The run stopped at this step: %s."),
		       _(stage_label(facts->verdict.stage)));
	document_end(document);
	if (sentence != NULL)
		document_line(document, STYLE_TEXT, _(sentence));
	if (facts->verdict.detail != NULL)
		document_line(document, STYLE_TEXT, facts->verdict.detail);
	add_exchange(document, checkup);
}

static void add_cause(struct document *document, const struct diagnosis *diagnosis, size_t number)
{
	char prefix[32], target[128];

	snprintf(prefix, sizeof(prefix), "%zu. ", number);
	snprintf(target, sizeof(target), "topic:%s", diagnosis->id);
	document_begin(document, 0, STYLE_ACCENT, prefix);
	document_link(document, STYLE_LINK, diagnosis->title, target);
	document_end(document);
	document_begin(document, MARGIN, STYLE_TEXT, NULL);
	if (format_is_servers_word(diagnosis->evidence)) {
		document_text(document, STYLE_TEXT, _("decided by the words "));
		document_textf(document, STYLE_DECISIVE, _("\"%s\""), diagnosis->evidence);
	} else {
		document_text(document, STYLE_TEXT,
			      _("decided by the step, the code or what happened; by no words"));
	}
	document_end(document);
	document_begin(document, MARGIN, STYLE_TEXT, NULL);
	document_text(document, STYLE_TEXT, format_certainty(diagnosis->confidence));
	document_end(document);
}

static void add_causes(struct document *document, const struct checkup *checkup)
{
	document_heading(document, _("What it was matched by"));
	if (checkup->diagnosis_count == 0)
		document_line(
		    document, STYLE_TEXT,
		    _("By nothing: mailmedic knows no cause with this wording. What is said about it comes "
		      "from the code alone."));
	for (size_t i = 0; i < checkup->diagnosis_count; i++)
		add_cause(document, &checkup->diagnoses[i], i + 1);
	if (checkup->diagnosis_count > 1)
		document_line(document, STYLE_DIM,
			      _("The order: how sure the match is, then how much of the answer it covers."));
}

static void add_excluded(struct document *document, const struct checkup *checkup)
{
	const struct facts *facts = &checkup->run.facts;
	size_t count = 0;

	document_heading(document, _("What it cannot be"));
	document_begin(document, 0, STYLE_TEXT, NULL);
	for (int stage = 0; stage < STAGE_QUIT; stage++) {
		if (facts->stages[stage].outcome != OUTCOME_PASSED)
			continue;
		document_textf(document, STYLE_OK, "%s%s ", count++ > 0 ? "   " : "", glyph(GLYPH_PASSED));
		document_text(document, STYLE_TEXT, _(stage_label((enum stage)stage)));
	}
	document_text(document, STYLE_TEXT,
		      count > 0
			  ? intl_count(": this worked in this run.", ": these worked in this run.", count)
		      : checkup->pasted != NULL ? _("What came before is not known.")
						: _("Nothing had worked before."));
	document_end(document);
}

static void add_more(struct document *document, const struct facts *facts)
{
	char target[32];

	document_heading(document, _("Read more"));
	document_begin(document, 0, STYLE_TEXT, NULL);
	document_link(document, STYLE_LINK, _("how to read a reply"), "topic:reading-a-reply");
	document_text(document, STYLE_TEXT, "   ");
	document_link(document, STYLE_LINK, _("the steps of a walk"), "topic:stages");
	if (facts->reply_decided) {
		snprintf(target, sizeof(target), "topic:%d", facts->reply.code);
		document_text(document, STYLE_TEXT, "   ");
		document_link(document, STYLE_LINK, target + strlen("topic:"), target);
	}
	document_end(document);
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct text_view *text_view = (struct text_view *)view;
	struct document *document = pager_begin(&text_view->pager, rows, columns - 1);
	const struct facts *facts = &ui->checkup.run.facts;

	add_observed(document, &ui->checkup);
	add_causes(document, &ui->checkup);
	add_excluded(document, &ui->checkup);
	add_more(document, facts);
	pager_end(&text_view->pager);
}

static const struct view_ops why_view_ops = {
    .placement = PLACE_SIDE,
    .help = "basics/reading-a-reply",
    .title = N_("Why you see this"),
    .focus = FOCUS_PAGER,
    .more_focus = text_view_more_focus,
    .is_enabled = text_view_is_enabled,
    .layout = layout,
    .draw = text_view_draw,
    .handle_action = text_view_handle_action,
    .find = text_view_find,
    .destroy = text_view_destroy,
};
