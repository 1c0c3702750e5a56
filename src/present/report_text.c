/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The text format: a transcript with a legend, then the verdict. Direction and outcome are shown by marks
 * and words; colour only repeats them.
 */
#include "present/report_formats.h"

#include "base/intl.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "present/format.h"
#include "present/paste.h"

#include <stdio.h>
#include <string.h>

enum { LABEL_COLUMNS = 16 };

static const char bold[] = "\033[1m", red[] = "\033[31m", green[] = "\033[32m", cyan[] = "\033[36m",
		  dim[] = "\033[2m";

static void paint(bool color, const char *sequence, struct strbuf *out)
{
	if (color)
		strbuf_adds(out, sequence);
}

static void unpaint(bool color, struct strbuf *out)
{
	if (color)
		strbuf_adds(out, "\033[0m");
}

static void write_heading(const char *text, bool color, struct strbuf *out)
{
	strbuf_addc(out, '\n');
	paint(color, bold, out);
	strbuf_adds(out, text);
	unpaint(color, out);
	strbuf_addc(out, '\n');
}

void report_text_legend(struct strbuf *out)
{
	strbuf_adds(out, _("Seconds since the start, then:\n"
			   "  -> sent to the server    <- the server's answer    ** note\n"
			   "  ~> and <~ the same, encrypted\n\n"));
}

static const char *find_mark(const struct transcript_entry *entry)
{
	if (entry->from == FROM_CLIENT)
		return entry->tls ? "~>" : "->";
	if (entry->from == FROM_SERVER)
		return entry->tls ? "<~" : "<-";
	return "**";
}

void report_text_line(const struct transcript_entry *entry, bool color, struct strbuf *out)
{
	strbuf_addf(out, "%4lld.%03lld ", (long long)(entry->ms / 1000), (long long)(entry->ms % 1000));
	paint(color, entry->from == FROM_CLIENT ? cyan : entry->from == FROM_NOTE ? dim : "", out);
	strbuf_addf(out, "%s ", find_mark(entry));
	format_add(NULL, entry->line, out);
	unpaint(color && entry->from != FROM_SERVER, out);
	strbuf_addc(out, '\n');
}

static void write_meaning(const char *label, const struct kb_topic *topic, struct strbuf *out)
{
	struct strbuf text;
	strbuf_init(&text, SHOWN_MAX);
	size_t label_len = strlen(label);
	bool named = strncmp(topic->title, label, label_len) == 0;
	strbuf_addf(&text, "%s%s%s", named ? "" : label, named ? "" : _(": "), topic->title);
	if (!text_ends_sentence(text.data, text.len))
		strbuf_adds(&text, _("."));
	if (topic->summary != NULL && *topic->summary != '\0')
		strbuf_addf(&text, _(" %s"), topic->summary);
	format_wrap(text.data, 2, NULL, out);
	strbuf_finish(&text);
}

static void write_meanings(const struct kb *kb, const struct reply *reply, bool color, struct strbuf *out)
{
	struct kb_topic code, enhanced;
	bool has_code = format_code_topic(kb, reply->code, &code);
	bool has_enhanced = format_enhanced_topic(kb, reply->enhanced, &enhanced);
	if (!has_code && !has_enhanced)
		return;
	char label[8];
	write_heading(_("What the code means"), color, out);
	if (has_code) {
		snprintf(label, sizeof label, "%d", reply->code);
		write_meaning(label, &code, out);
	}
	if (has_enhanced)
		write_meaning(reply->enhanced, &enhanced, out);
}

static void write_fixes(const struct diagnosis *diagnosis, struct strbuf *out)
{
	for (size_t i = 0; i < diagnosis->fix_count; i++) {
		struct strbuf line;
		char first[40];
		strbuf_init(&line, SHOWN_MAX);
		strbuf_adds(&line, diagnosis->fixes[i].label);
		format_fix_detail(&diagnosis->fixes[i], &line);
		snprintf(first, sizeof first, "     %zu. ", i + 1);
		format_wrap(line.data, 8, first, out);
		strbuf_finish(&line);
	}
}

static void write_cause(const struct diagnosis *diagnosis, size_t number, const struct mask *mask,
			struct strbuf *out)
{
	struct strbuf line;
	char first[40];
	strbuf_init(&line, SHOWN_MAX);
	strbuf_addf(&line, _("%s (%s; who can fix it: %s)"), diagnosis->title,
		    format_confidence(diagnosis->confidence), _(who_label(diagnosis->who)));
	strbuf_adds(&line, format_own(diagnosis->is_own));
	snprintf(first, sizeof first, "  %zu. ", number);
	format_wrap(line.data, 5, first, out);
	if (diagnosis->summary != NULL && *diagnosis->summary != '\0')
		format_wrap(diagnosis->summary, 5, NULL, out);
	if (format_is_servers_word(diagnosis->evidence)) {
		strbuf_clear(&line);
		strbuf_adds(&line, _("Shown by: "));
		format_quote(mask, diagnosis->evidence, &line);
		format_wrap(line.data, 5, NULL, out);
	}
	for (size_t i = 0; i < diagnosis->sign_count; i++) {
		const struct evidence *sign = &diagnosis->signs[i];
		strbuf_clear(&line);
		strbuf_addf(&line, sign->against ? _("Against it: %s") : _("For it: %s"), sign->text);
		format_wrap(line.data, 5, NULL, out);
	}
	strbuf_finish(&line);
	if (diagnosis->fix_count > 0)
		strbuf_addf(out, "     %s\n", _("What to do:"));
	write_fixes(diagnosis, out);
}

static void write_causes(const struct diagnosis *diagnoses, size_t count, const struct mask *mask, bool color,
			 struct strbuf *out)
{
	if (count == 0) {
		write_heading(_("Likely causes"), color, out);
		format_wrap(
		    _("No known cause fits this. Ask the server's administrator, and show what is above."), 2,
		    NULL, out);
		return;
	}
	write_heading(count == 1 ? _("Likely cause") : _("Likely causes, most likely first"), color, out);
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			strbuf_addc(out, '\n');
		write_cause(&diagnoses[i], i + 1, mask, out);
	}
}

static void write_questions(const struct question *questions, size_t count, bool color, struct strbuf *out)
{
	struct strbuf line;
	if (count == 0)
		return;
	write_heading(_("What would tell them apart"), color, out);
	strbuf_init(&line, SHOWN_MAX);
	for (size_t i = 0; i < count; i++) {
		format_wrap(questions[i].text, 2, NULL, out);
		for (size_t k = 0; k < questions[i].answer_count; k++) {
			strbuf_clear(&line);
			strbuf_addf(&line, "%s: --answer %s=%s", questions[i].answers[k].label,
				    questions[i].id, questions[i].answers[k].id);
			format_wrap(line.data, 5, NULL, out);
		}
	}
	strbuf_finish(&line);
}

static void write_reply(const struct report *report, struct strbuf *out)
{
	write_heading(_("The reply that decided it"), report->color, out);
	format_reply(report->mask, &report->facts->reply, "  > ", out);
}

static void add_detail(void *context, const char *label, const char *value, const struct mask *mask)
{
	struct strbuf *out = context;
	if (value == NULL || *value == '\0')
		return;
	strbuf_addf(out, "  %s: ", label);
	format_add(mask, value, out);
	strbuf_addc(out, '\n');
}

static void write_certificate(const struct report *report, struct strbuf *out)
{
	struct strbuf rows;
	strbuf_init(&rows, SHOWN_MAX);
	format_certificate(report, add_detail, &rows);
	if (rows.len > 0) {
		write_heading(_("The server's certificate"), report->color, out);
		strbuf_adds(out, rows.data);
	}
	strbuf_finish(&rows);
}

static void write_failure(const struct report *report, struct strbuf *out)
{
	if (report->facts->reply_decided) {
		write_reply(report, out);
		if (format_code_is_reason(report->facts))
			write_meanings(report->kb, &report->facts->reply, report->color, out);
	}
	write_certificate(report, out);
	write_causes(report->diagnoses, report->diagnosis_count, report->mask, report->color, out);
	write_questions(report->questions, report->question_count, report->color, out);
}

static void write_attempts(const struct report *report, struct strbuf *out)
{
	if (report->attempt_count < 2)
		return;
	write_heading(_("What was tried"), report->color, out);
	for (size_t i = 0; i < report->attempt_count; i++) {
		struct strbuf line;
		char first[40];
		strbuf_init(&line, SHOWN_MAX);
		if (report->attempts[i].when != 0) {
			format_time(report->attempts[i].when, &line);
			strbuf_addc(&line, ' ');
		}
		format_add(NULL, report->attempts[i].what, &line);
		strbuf_adds(&line, ": ");
		format_add(report->mask, report->attempts[i].result, &line);
		snprintf(first, sizeof first, "  %zu. ", i + 1);
		format_wrap(line.data, 5, first, out);
		strbuf_finish(&line);
	}
}

/* Not wrapped: these lines are there to be pasted into a shell. */
static void write_commands(const struct report *report, struct strbuf *out)
{
	struct strbuf lines;
	strbuf_init(&lines, SHOWN_MAX);
	report_commands(report, &lines);
	if (lines.len > 0)
		write_heading(format_commands_title(lines.data), report->color, out);
	for (const char *line = lines.data; *line != '\0';) {
		size_t len = strcspn(line, "\n");
		strbuf_addf(out, "  %.*s\n", (int)len, line);
		line += len + (line[len] == '\n');
	}
	strbuf_finish(&lines);
}

static void write_fixed_line(const struct kb *kb, struct strbuf *out)
{
	struct strbuf line;

	strbuf_init(&line, SHOWN_MAX);
	if (format_fixed_line(kb, &line))
		format_wrap(line.data, 2, NULL, out);
	strbuf_finish(&line);
}

static void write_result(const struct report *report, struct strbuf *out)
{
	const struct verdict *verdict = &report->facts->verdict;
	bool passed = verdict->outcome == OUTCOME_PASSED;
	struct strbuf sentence;
	strbuf_init(&sentence, SHOWN_MAX);
	report_sentence(report, &sentence);
	paint(report->color, bold, out);
	paint(report->color, passed ? green : red, out);
	if (passed)
		strbuf_addf(out, _("Result: passed up to %s"), _(stage_label(verdict->stage)));
	else
		strbuf_addf(out, _("Result: FAILED at %s (exit code %d)"), _(stage_label(verdict->stage)),
			    verdict->exit_code);
	unpaint(report->color, out);
	strbuf_addc(out, '\n');
	format_wrap(sentence.data, 2, NULL, out);
	strbuf_clear(&sentence);
	format_next_sentence(report, &sentence);
	if (sentence.len > 0)
		format_wrap(sentence.data, 2, NULL, out);
	strbuf_finish(&sentence);
	write_fixed_line(report->kb, out);
}

void report_text_verdict(const struct report *report, struct strbuf *out)
{
	strbuf_addc(out, '\n');
	write_result(report, out);
	if (report->facts->verdict.outcome != OUTCOME_PASSED)
		write_failure(report, out);
	write_attempts(report, out);
	write_commands(report, out);
}

static void add_row(void *context, const char *label, const char *value, const struct mask *mask)
{
	struct strbuf *out = context;
	if (value == NULL || *value == '\0')
		return;
	strbuf_adds(out, "  ");
	text_add_padded(out, label, LABEL_COLUMNS);
	format_add(mask, value, out);
	strbuf_addc(out, '\n');
}

static void write_transcript(const struct report *report, struct strbuf *out)
{
	write_heading(_("Transcript"), report->color, out);
	report_text_legend(out);
	for (size_t i = 0; i < report->facts->transcript.count; i++) {
		struct transcript_entry entry = report->facts->transcript.entries[i];
		struct strbuf line;
		strbuf_init(&line, SHOWN_MAX);
		format_add(report->mask, entry.line, &line);
		entry.line = line.data;
		report_text_line(&entry, report->color, out);
		strbuf_finish(&line);
	}
}

/* Who reads a ticket wants the verdict first; who watches a run (check) has seen the lines already. */
void report_write_text(const struct report *report, struct strbuf *out)
{
	write_result(report, out);
	write_heading(_("What was set"), report->color, out);
	format_settings(report, add_row, out);
	if (report->facts->verdict.outcome != OUTCOME_PASSED)
		write_failure(report, out);
	write_attempts(report, out);
	write_transcript(report, out);
	write_commands(report, out);
}

static void add_assumed(void *context, const char *label, const char *value, const char *from)
{
	struct strbuf line;
	strbuf_init(&line, SHOWN_MAX);
	strbuf_addf(&line, _("%s: %s (from %s)"), label, value, from);
	format_wrap(line.data, 4, "  ", context);
	strbuf_finish(&line);
}

/* What happened in the paste as a whole, and what was taken from it. */
static void write_assumed(const struct explanation *explanation, struct strbuf *out)
{
	struct strbuf note;
	if (explanation->dialogue == NULL)
		return;
	strbuf_init(&note, SHOWN_MAX);
	paste_note(explanation, &note);
	if (note.len > 0) {
		strbuf_addc(out, '\n');
		format_wrap(note.data, 0, NULL, out);
	}
	strbuf_finish(&note);
	if (paste_assumed(explanation, NULL, NULL) > 0) {
		write_heading(_("What the paste shows"), explanation->color, out);
		paste_assumed(explanation, add_assumed, out);
	}
}

void report_explain_text(const struct explanation *explanation, struct strbuf *out)
{
	const struct reply *reply = explanation->reply;
	paint(explanation->color, bold, out);
	strbuf_adds(out, _("The reply"));
	unpaint(explanation->color, out);
	strbuf_addc(out, '\n');
	format_reply(NULL, reply, "  > ", out);
	write_assumed(explanation, out);
	write_meanings(explanation->kb, reply, explanation->color, out);
	if (explanation->diagnosis_count > 0 || paste_asks_for_cause(explanation))
		write_causes(explanation->diagnoses, explanation->diagnosis_count, NULL, explanation->color,
			     out);
	write_questions(explanation->questions, explanation->question_count, explanation->color, out);
	write_fixed_line(explanation->kb, out);
}
