/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Markdown format, made to be pasted into a ticket: foreign text can neither format nor link. */
#include "present/report_formats.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "present/format.h"
#include "present/paste.h"

#include <stdio.h>
#include <string.h>

/* Text within a line: inert, and nothing in it formats, links or is HTML. */
static void add_inline(const struct mask *mask, const char *text, struct strbuf *out)
{
	struct strbuf shown;
	strbuf_init(&shown, SHOWN_MAX);
	format_add(mask, text, &shown);
	for (size_t i = 0; i < shown.len; i++) {
		char c = shown.data[i];
		bool linking = c == '@' || (c == ':' && shown.data[i + 1] == '/') ||
			       (c == '.' && i >= 3 && text_starts_nocase(shown.data + i - 3, "www."));
		if (c == '<' || c == '>' || c == '&')
			strbuf_adds(out, c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&amp;");
		else if (linking || strchr("\\`*_[]#|~", c) != NULL)
			strbuf_addf(out, "\\%c", c);
		else
			strbuf_addc(out, c);
	}
	strbuf_finish(&shown);
}

static size_t longest_fence(const char *text)
{
	size_t longest = 0, run = 0;
	for (; *text != '\0'; text++) {
		run = *text == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

/* Foreign text within a line, as code. In a table a | is escaped even there. */
static void add_code(const struct mask *mask, const char *text, bool in_table, struct strbuf *out)
{
	struct strbuf shown;
	strbuf_init(&shown, SHOWN_MAX);
	format_add(mask, text, &shown);
	size_t fence = longest_fence(shown.data) + 1;
	for (size_t i = 0; i < fence; i++)
		strbuf_addc(out, '`');
	strbuf_adds(out, fence > 1 ? " " : "");
	for (size_t i = 0; i < shown.len; i++)
		strbuf_addf(out, "%s%c", in_table && shown.data[i] == '|' ? "\\" : "", shown.data[i]);
	strbuf_adds(out, fence > 1 ? " " : "");
	for (size_t i = 0; i < fence; i++)
		strbuf_addc(out, '`');
	strbuf_finish(&shown);
}

static void add_row(void *context, const char *label, const char *value, const struct mask *mask)
{
	struct strbuf *out = context;
	if (value == NULL || *value == '\0')
		return;
	strbuf_addf(out, "| %s | ", label);
	add_code(mask, value, true, out);
	strbuf_adds(out, " |\n");
}

/* A code block whose fence is longer than any in it. */
static void add_block(const char *text, struct strbuf *out)
{
	size_t fence = longest_fence(text) + 1;
	fence = fence < 3 ? 3 : fence;
	for (size_t i = 0; i < fence; i++)
		strbuf_addc(out, '`');
	strbuf_adds(out, "text\n");
	strbuf_adds(out, text);
	for (size_t i = 0; i < fence; i++)
		strbuf_addc(out, '`');
	strbuf_addc(out, '\n');
}

static void add_reply(const struct mask *mask, const struct reply *reply, struct strbuf *out)
{
	struct strbuf lines;
	strbuf_init(&lines, REPORT_BYTES_MAX);
	format_reply(mask, reply, "", &lines);
	add_block(lines.data, out);
	strbuf_finish(&lines);
}

static void add_topic(const char *label, const struct kb_topic *topic, struct strbuf *out)
{
	bool named = strncmp(topic->title, label, strlen(label)) == 0;
	strbuf_adds(out, "- **");
	if (!named)
		strbuf_addf(out, "%s%s", label, _(": "));
	add_inline(NULL, topic->title, out);
	strbuf_addf(out, "%s** ", text_ends_sentence(topic->title, strlen(topic->title)) ? "" : _("."));
	add_inline(NULL, topic->summary, out);
	strbuf_addc(out, '\n');
}

static void add_meaning(const struct kb *kb, const struct reply *reply, struct strbuf *out)
{
	struct kb_topic code, enhanced;
	bool has_code = format_code_topic(kb, reply->code, &code);
	bool has_enhanced = format_enhanced_topic(kb, reply->enhanced, &enhanced);
	char label[8];
	if (!has_code && !has_enhanced)
		return;
	strbuf_addf(out, "\n## %s\n\n", _("What the code means"));
	snprintf(label, sizeof label, "%d", reply->code);
	if (has_code)
		add_topic(label, &code, out);
	if (has_enhanced)
		add_topic(reply->enhanced, &enhanced, out);
}

static void add_cause(const struct diagnosis *diagnosis, const struct mask *mask, struct strbuf *out)
{
	strbuf_adds(out, "\n### ");
	add_inline(NULL, diagnosis->title, out);
	strbuf_adds(out, format_own(diagnosis->is_own));
	strbuf_addf(out, _("\n\n%s; %s %s\n"), format_confidence(diagnosis->confidence), _("who can fix it:"),
		    _(who_label(diagnosis->who)));
	if (diagnosis->summary != NULL) {
		strbuf_addc(out, '\n');
		add_inline(NULL, diagnosis->summary, out);
		strbuf_addc(out, '\n');
	}
	if (format_is_servers_word(diagnosis->evidence)) {
		strbuf_addf(out, "\n%s", _("Shown by: "));
		add_code(mask, diagnosis->evidence, false, out);
		strbuf_addc(out, '\n');
	}
	if (diagnosis->fix_count > 0)
		strbuf_addc(out, '\n');
	for (size_t i = 0; i < diagnosis->fix_count; i++) {
		struct strbuf detail;
		strbuf_init(&detail, SHOWN_MAX);
		format_fix_detail(&diagnosis->fixes[i], &detail);
		strbuf_addf(out, "%zu. ", i + 1);
		add_inline(NULL, diagnosis->fixes[i].label, out);
		add_inline(NULL, detail.data, out);
		strbuf_addc(out, '\n');
		strbuf_finish(&detail);
	}
}

static void add_causes(const struct diagnosis *diagnoses, size_t count, const struct mask *mask,
		       struct strbuf *out)
{
	strbuf_addf(out, "\n## %s\n", _("Likely causes"));
	if (count == 0)
		strbuf_addf(
		    out, "\n%s\n",
		    _("No known cause fits this. Ask the server's administrator, and show what is above."));
	for (size_t i = 0; i < count; i++)
		add_cause(&diagnoses[i], mask, out);
}

static void add_stages(const struct facts *facts, struct strbuf *out)
{
	strbuf_addf(out, "\n| %s | %s | %s |\n| --- | --- | ---: |\n", _("Stage"), _("Outcome"), _("ms"));
	for (int stage = 0; stage < STAGE_COUNT; stage++) {
		const struct stage_fact *fact = &facts->stages[stage];
		if (fact->entered || fact->outcome == OUTCOME_PASSED || fact->outcome == OUTCOME_FAILED)
			strbuf_addf(out, "| %s | %s | %lld |\n", _(stage_label((enum stage)stage)),
				    format_outcome(fact->outcome), (long long)(fact->us / CLOCK_US_PER_MS));
	}
}

static void add_transcript(const struct report *report, struct strbuf *out)
{
	struct strbuf lines;
	strbuf_init(&lines, REPORT_BYTES_MAX);
	report_text_legend(&lines);
	for (size_t i = 0; i < report->facts->transcript.count; i++) {
		struct transcript_entry entry = report->facts->transcript.entries[i];
		struct strbuf line;
		strbuf_init(&line, SHOWN_MAX);
		format_add(report->mask, entry.line, &line);
		entry.line = line.data;
		report_text_line(&entry, false, &lines);
		strbuf_finish(&line);
	}
	strbuf_addf(out, "\n## %s\n\n", _("Transcript"));
	add_block(lines.data, out);
	strbuf_finish(&lines);
}

static void add_attempts(const struct report *report, struct strbuf *out)
{
	if (report->attempt_count < 2)
		return;
	strbuf_addf(out, "\n## %s\n\n", _("What was tried"));
	for (size_t i = 0; i < report->attempt_count; i++) {
		strbuf_addf(out, "%zu. ", i + 1);
		if (report->attempts[i].when != 0) {
			format_time(report->attempts[i].when, out);
			strbuf_addc(out, ' ');
		}
		add_inline(NULL, report->attempts[i].what, out);
		strbuf_adds(out, ": ");
		add_inline(report->mask, report->attempts[i].result, out);
		strbuf_addc(out, '\n');
	}
}

static void add_commands(const struct report *report, struct strbuf *out)
{
	struct strbuf lines;
	strbuf_init(&lines, SHOWN_MAX);
	report_commands(report, &lines);
	if (lines.len > 0) {
		strbuf_addf(out, "\n## %s\n\n", format_commands_title(lines.data));
		add_block(lines.data, out);
	}
	strbuf_finish(&lines);
}

static void add_certificate(const struct report *report, struct strbuf *out)
{
	struct strbuf rows;
	strbuf_init(&rows, SHOWN_MAX);
	format_certificate(report, add_row, &rows);
	if (rows.len > 0)
		strbuf_addf(out, "\n| %s | |\n| --- | --- |\n%s", _("The server's certificate"), rows.data);
	strbuf_finish(&rows);
}

static void add_fixed_line(const struct kb *kb, struct strbuf *out)
{
	struct strbuf line;

	strbuf_init(&line, SHOWN_MAX);
	if (format_fixed_line(kb, &line)) {
		strbuf_addc(out, '\n');
		add_inline(NULL, line.data, out);
		strbuf_addc(out, '\n');
	}
	strbuf_finish(&line);
}

void report_write_markdown(const struct report *report, struct strbuf *out)
{
	const struct facts *facts = report->facts;
	bool passed = facts->verdict.outcome == OUTCOME_PASSED;
	struct strbuf sentence;
	strbuf_init(&sentence, SHOWN_MAX);
	report_sentence(report, &sentence);
	strbuf_addf(out,
		    passed ? _("# Sending mail: passed up to %s\n\n") : _("# Sending mail: failed at %s\n\n"),
		    _(stage_label(facts->verdict.stage)));
	add_inline(NULL, sentence.data, out);
	strbuf_addc(out, '\n');
	strbuf_clear(&sentence);
	format_next_sentence(report, &sentence);
	if (sentence.len > 0) {
		strbuf_adds(out, "\n**");
		add_inline(NULL, sentence.data, out);
		strbuf_adds(out, "**\n");
	}
	strbuf_finish(&sentence);
	add_fixed_line(report->kb, out);
	strbuf_addf(out, "\n| %s | %s |\n| --- | --- |\n", _("Setting"), _("Value"));
	format_settings(report, add_row, out);
	add_stages(facts, out);
	if (!passed && facts->reply_decided) {
		strbuf_addf(out, "\n## %s\n\n", _("The reply that decided it"));
		add_reply(report->mask, &facts->reply, out);
		if (format_code_is_reason(facts))
			add_meaning(report->kb, &facts->reply, out);
	}
	add_certificate(report, out);
	if (!passed)
		add_causes(report->diagnoses, report->diagnosis_count, report->mask, out);
	add_attempts(report, out);
	add_transcript(report, out);
	add_commands(report, out);
}

static void add_assumed(void *context, const char *label, const char *value, const char *from)
{
	struct strbuf *out = context;
	strbuf_addf(out, "* %s: ", label);
	add_code(NULL, value, false, out);
	strbuf_addf(out, " (%s)\n", from);
}

/* How the paste ends, and what was taken from it. */
static void add_paste(const struct explanation *explanation, struct strbuf *out)
{
	if (explanation->dialogue == NULL)
		return;
	struct strbuf note;
	strbuf_init(&note, SHOWN_MAX);
	paste_note(explanation, &note);
	if (note.len > 0)
		strbuf_addf(out, "\n%s\n", note.data);
	strbuf_finish(&note);
	if (paste_assumed(explanation, NULL, NULL) > 0) {
		strbuf_addf(out, "\n## %s\n\n", _("What the paste shows"));
		paste_assumed(explanation, add_assumed, out);
	}
}

void report_explain_markdown(const struct explanation *explanation, struct strbuf *out)
{
	strbuf_addf(out, "# %s\n\n", _("The reply"));
	add_reply(NULL, explanation->reply, out);
	add_paste(explanation, out);
	add_meaning(explanation->kb, explanation->reply, out);
	if (explanation->diagnosis_count > 0 || paste_asks_for_cause(explanation))
		add_causes(explanation->diagnoses, explanation->diagnosis_count, NULL, out);
	add_fixed_line(explanation->kb, out);
}
