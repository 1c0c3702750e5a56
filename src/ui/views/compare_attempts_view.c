/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two runs side by side, line by line: two attempts of the session, or two recordings. Above in words
 * what differs; below the lines, the eye and the cursor on the first that is not the same.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/memory.h"
#include "present/comparison.h"
#include "ui/export.h"
#include "ui/views/views.h"
#include "ui/widgets/text_view.h"

enum { SIDES = 2, MARGIN = 2, GAP = 3, TEXT_MAX = 16 * 1024, ROW_BYTES_MAX = 64 * 1024 };

struct compare_attempts_view {
	struct text_view text_view;
	struct document head;
	struct comparison comparison;
	size_t sides[SIDES];  /* of the attempts kept; their count: this run */
	size_t counts[SIDES]; /* of lines, when it was made */
	size_t *starts;       /* rows with which a difference begins */
	size_t *lines;        /* where these stand in the document */
	size_t start_count;
	size_t at;    /* the current difference */
	bool arrived; /* the first one has been shown */
	int width;    /* of a column */
	int laid_out; /* the width for which the rows were laid out; 0: not at all */
};

static const struct view_ops compare_attempts_view_ops;

struct view *compare_attempts_view_create(const struct ui *ui)
{
	struct compare_attempts_view *difference = mem_calloc(1, sizeof(*difference));

	text_view_init(&difference->text_view, &compare_attempts_view_ops);
	document_init(&difference->head, 0);
	difference->sides[0] = ui->checkup.attempts.kept_count - 1;
	difference->sides[1] = ui->checkup.attempts.kept_count;
	return &difference->text_view.view;
}

static void destroy(struct view *view)
{
	struct compare_attempts_view *difference = (struct compare_attempts_view *)view;

	document_finish(&difference->head);
	comparison_finish(&difference->comparison);
	free(difference->starts);
	free(difference->lines);
	text_view_destroy(view);
}

/* The attempt of a side; NULL: this run. */
static const struct attempt *attempt_of(const struct compare_attempts_view *difference,
					const struct checkup *checkup, int side)
{
	size_t at = difference->sides[side];

	return at < checkup->attempts.kept_count ? checkup->attempts.kept[at] : NULL;
}

static void get_sides(const struct compare_attempts_view *difference, const struct checkup *checkup,
		      struct comparison_side ret_sides[SIDES])
{
	for (int i = 0; i < SIDES; i++) {
		const struct attempt *attempt = attempt_of(difference, checkup, i);

		if (attempt != NULL)
			ret_sides[i] = (struct comparison_side){&attempt->account, &attempt->facts};
		else
			ret_sides[i] = (struct comparison_side){&checkup->walked, &checkup->run.facts};
	}
}

static const char *title(const struct view *view, const struct ui *ui)
{
	const struct compare_attempts_view *difference = (const struct compare_attempts_view *)view;
	size_t kept = ui->checkup.attempts.kept_count;

	if (ui->checkup.names[0] != NULL)
		return _("Two recordings side by side");
	return difference->sides[0] + 1 == kept && difference->sides[1] == kept
		   ? _("This attempt beside the one before")
		   : _("Two attempts side by side");
}

static bool is_enabled(const struct view *view, const struct ui *ui, enum action action)
{
	const struct compare_attempts_view *difference = (const struct compare_attempts_view *)view;

	if (action == ACT_NEXT_DIFFERENCE || action == ACT_PREVIOUS_DIFFERENCE)
		return difference->start_count > 0;
	if (action == ACT_OTHER_LEFT || action == ACT_OTHER_RIGHT)
		return ui->checkup.names[0] == NULL && ui->checkup.attempts.kept_count > 1;
	return true;
}

/* Lines may still arrive (the answer to QUIT), so it is made anew when there are more. */
static void compare(struct compare_attempts_view *difference, const struct comparison_side sides[SIDES])
{
	const struct transcript *left = &sides[0].facts->transcript, *right = &sides[1].facts->transcript;
	struct comparison *comparison = &difference->comparison;

	if (difference->starts != NULL && difference->counts[0] == left->count + left->dropped &&
	    difference->counts[1] == right->count + right->dropped)
		return;
	comparison_finish(comparison);
	comparison_init(comparison, left, right);
	difference->laid_out = 0;
	difference->counts[0] = left->count + left->dropped;
	difference->counts[1] = right->count + right->dropped;
	difference->starts =
	    mem_realloc(difference->starts, comparison->count + 1, sizeof(*difference->starts));
	difference->lines = mem_realloc(difference->lines, comparison->count + 1, sizeof(*difference->lines));
	difference->start_count = 0;
	for (size_t row = 0; row < comparison->count; row++) {
		if (comparison_begins(comparison, row))
			difference->starts[difference->start_count++] = row;
	}
	if (difference->at >= difference->start_count)
		difference->at = 0;
}

/* Where the runs part, and which settings do. */
static void lay_out_words(struct compare_attempts_view *difference, const struct comparison_side sides[SIDES])
{
	struct document *head = &difference->head;
	const struct comparison *comparison = &difference->comparison;
	size_t first = comparison_first(comparison);
	struct strbuf text;

	strbuf_init(&text, TEXT_MAX);
	comparison_write_sentence(comparison, &sides[0], &sides[1], &text);
	document_line(head, STYLE_STRONG, text.data);
	strbuf_clear(&text);
	if (comparison_write_settings(&sides[0], &sides[1], &text)) {
		text.data[text.len - 1] = '\0'; /* its last newline */
		document_line(head, STYLE_ACCENT, text.data);
	} else if (first < comparison->count && comparison->rows[first].left != COMPARISON_NO_LINE &&
		   sides[0].facts->transcript.entries[comparison->rows[first].left].stage == STAGE_AUTH) {
		document_line(
		    head, STYLE_TEXT,
		    _("The settings are the same. The password, which is not shown, may be another."));
	} else {
		document_line(head, STYLE_TEXT, _("The settings are the same."));
	}
	strbuf_finish(&text);
}

static void write_name(const struct compare_attempts_view *difference, const struct checkup *checkup,
		       int side, struct strbuf *out)
{
	const struct attempt *attempt = attempt_of(difference, checkup, side);

	strbuf_addf(out, "%c  ", 'A' + side);
	if (checkup->names[side] != NULL)
		strbuf_adds(out, checkup->names[side]);
	else if (attempt != NULL)
		strbuf_addf(out, _("attempt %u"), attempt->number);
	else
		strbuf_addf(out, _("attempt %u, this one"), checkup->runs);
}

static void lay_out_names(struct compare_attempts_view *difference, const struct ui *ui,
			  const struct comparison_side sides[SIDES])
{
	const int at[SIDES] = {MARGIN, MARGIN + difference->width + GAP};
	struct document parts[SIDES];

	document_blank(&difference->head);
	for (int i = 0; i < SIDES; i++) {
		const struct verdict *verdict = &sides[i].facts->verdict;
		bool passed = verdict->outcome == OUTCOME_PASSED;
		struct strbuf text;
		char prefix[16];

		strbuf_init(&text, TEXT_MAX);
		document_init(&parts[i], difference->width);
		write_name(difference, &ui->checkup, i, &text);
		document_line(&parts[i], STYLE_STRONG, text.data);
		strbuf_clear(&text);
		strbuf_addf(&text, passed ? _("passed up to %s") : _("failed at %s"),
			    _(stage_label(verdict->stage)));
		snprintf(prefix, sizeof(prefix), "%s ", glyph(passed ? GLYPH_PASSED : GLYPH_FAILED));
		document_begin(&parts[i], 0, passed ? STYLE_OK : STYLE_FAILED, prefix);
		document_text(&parts[i], passed ? STYLE_OK : STYLE_FAILED, text.data);
		document_end(&parts[i]);
		strbuf_finish(&text);
	}
	document_join(&difference->head, parts, at, SIDES);
	for (int i = 0; i < SIDES; i++)
		document_finish(&parts[i]);
}

static enum style line_style(const struct transcript_entry *entry, bool differs)
{
	if (differs)
		return entry->decisive ? STYLE_DECISIVE : STYLE_STRONG;
	return entry->from == FROM_NOTE ? STYLE_NOTE : STYLE_DIM;
}

static void lay_out_cell(struct document *cell, const struct transcript *transcript, size_t index,
			 bool differs)
{
	const struct transcript_entry *entry;
	enum style style;
	char prefix[24];

	if (index == COMPARISON_NO_LINE) {
		document_begin(cell, 1, STYLE_DIM, glyph(GLYPH_SKIPPED));
		document_end(cell);
		return;
	}
	entry = &transcript->entries[index];
	style = line_style(entry, differs);
	snprintf(prefix, sizeof(prefix), "%s%s ", entry->tls ? glyph(GLYPH_QUOTE) : " ",
		 glyph(entry->from == FROM_CLIENT   ? GLYPH_CLIENT
		       : entry->from == FROM_SERVER ? GLYPH_SERVER
						    : GLYPH_NOTE));
	document_begin(cell, 0, style, prefix);
	document_rest_prefix(cell, entry->tls ? glyph(GLYPH_QUOTE) : NULL);
	document_text(cell, style, entry->line);
	document_end(cell);
}

/* Lays out row `i`; returns false when there is no room for more. */
static bool lay_out_row(struct document *document, struct document parts[SIDES + 1],
			const struct compare_attempts_view *difference,
			const struct comparison_side sides[SIDES], size_t i)
{
	const int at[] = {0, MARGIN, MARGIN + difference->width + GAP};
	const int widths[] = {MARGIN, difference->width, difference->width};
	const struct comparison_row *row = &difference->comparison.rows[i];

	bool room = document->text.len < DOCUMENT_BYTES_MAX - ROW_BYTES_MAX;

	for (int part = 0; part <= SIDES; part++)
		document_reset(&parts[part], widths[part]);
	if (!room) {
		document_line(&parts[1], STYLE_WARNING,
			      _("The rest is too long to be shown here; saved as a text, it is there."));
		document_join(document, parts, at, SIDES + 1);
		return false;
	}
	document_line(&parts[0], STYLE_STRONG, row->differs ? glyph(GLYPH_DIFFERS) : "");
	lay_out_cell(&parts[1], &sides[0].facts->transcript, row->left, row->differs);
	lay_out_cell(&parts[2], &sides[1].facts->transcript, row->right, row->differs);
	document_join(document, parts, at, SIDES + 1);
	return true;
}

static void lay_out_rows(struct compare_attempts_view *difference, const struct comparison_side sides[SIDES],
			 struct document *document)
{
	struct document parts[SIDES + 1];
	size_t start = 0; /* differences begun so far */
	bool room = true;

	for (int i = 0; i <= SIDES; i++)
		document_init(&parts[i], 0);
	for (size_t i = 0; i < difference->comparison.count; i++) {
		if (start < difference->start_count && difference->starts[start] == i)
			difference->lines[start++] = room ? document->line_count : document->line_count - 1;
		room = room && lay_out_row(document, parts, difference, sides, i);
	}
	for (int i = 0; i <= SIDES; i++)
		document_finish(&parts[i]);
}

/* A third of the rows above it: what both have in common leads to it. */
static void show(struct compare_attempts_view *difference)
{
	struct pager *pager = &difference->text_view.pager;
	size_t line = difference->lines[difference->at], before = (size_t)pager->rows / 3;

	pager->top = line > before ? line - before : 0;
	pager_end(pager);
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct compare_attempts_view *difference = (struct compare_attempts_view *)view;
	struct pager *pager = &difference->text_view.pager;
	struct comparison_side sides[SIDES];
	int lines;

	get_sides(difference, &ui->checkup, sides);
	compare(difference, sides);
	difference->width = (columns - 1 - MARGIN - GAP) / SIDES;
	document_reset(&difference->head, columns);
	lay_out_words(difference, sides);
	lay_out_names(difference, ui, sides);
	if (difference->head.line_count > (size_t)rows / 2) /* many settings: the lines keep their half */
		difference->head.line_count = (size_t)rows / 2;
	lines = rows - (int)difference->head.line_count - 1;
	if (difference->laid_out != difference->width) /* many lines take longer than a key may */
		lay_out_rows(difference, sides, pager_begin(pager, lines, columns - 1));
	difference->laid_out = difference->width;
	pager->rows = lines;
	pager_end(pager);
	if (!difference->arrived && difference->start_count > 0)
		show(difference);
	difference->arrived = true;
}

static void draw(const struct view *view, const struct ui *ui, const struct canvas *canvas)
{
	const struct compare_attempts_view *difference = (const struct compare_attempts_view *)view;
	const struct pager *pager = &difference->text_view.pager;
	int head = (int)difference->head.line_count;
	int middle = MARGIN + difference->width + 1;
	struct canvas words = canvas_part(canvas, 0, 0, head, canvas->columns);
	struct canvas lines = canvas_part(canvas, head + 1, 0, canvas->rows - head - 1, canvas->columns);
	size_t at = difference->start_count > 0 ? difference->lines[difference->at] : 0;
	char count[64] = "";
	bool here;

	(void)ui;
	document_draw(&difference->head, &words, 0, DOCUMENT_NO_LINK);
	if (difference->start_count > 0)
		snprintf(count, sizeof(count), _("Difference %zu of %zu"), difference->at + 1,
			 difference->start_count);
	canvas_rule(canvas, head, count[0] == '\0' ? NULL : count, true);
	here = difference->start_count > 0 && at >= pager->top && at < pager->top + (size_t)lines.rows;
	if (here)
		canvas_cursor(&lines, (int)(at - pager->top), 0);
	pager_draw(pager, &lines, true);
	if (here)
		canvas_put(&lines, (int)(at - pager->top), 0, STYLE_ACCENT, glyph(GLYPH_POINTER));
	for (int y = 0; y < lines.rows; y++)
		canvas_put(&lines, y, middle, STYLE_BORDER, glyph(GLYPH_VERTICAL));
}

static void save(const struct compare_attempts_view *difference, const struct ui *ui, struct strbuf *out)
{
	struct comparison_side sides[SIDES];

	get_sides(difference, &ui->checkup, sides);
	comparison_write_text(&sides[0], &sides[1], out);
}

/* Round all attempts but the one on the other side. */
static void take_other(struct compare_attempts_view *difference, const struct checkup *checkup, int side)
{
	size_t *at = &difference->sides[side];

	do
		*at = (*at + 1) % (checkup->attempts.kept_count + 1);
	while (*at == difference->sides[1 - side]);
	free(difference->starts); /* to be compared anew */
	difference->starts = NULL;
	difference->at = 0;
	difference->arrived = false;
}

static void handle_action(struct view *view, struct ui *ui, const struct command *command)
{
	struct compare_attempts_view *difference = (struct compare_attempts_view *)view;
	size_t count = difference->start_count;
	struct strbuf text;

	switch (command->action) {
	case ACT_NEXT_DIFFERENCE:
	case ACT_PREVIOUS_DIFFERENCE:
		difference->at =
		    (difference->at + (command->action == ACT_NEXT_DIFFERENCE ? 1 : count - 1)) % count;
		show(difference);
		break;
	case ACT_OTHER_LEFT: take_other(difference, &ui->checkup, 0); break;
	case ACT_OTHER_RIGHT: take_other(difference, &ui->checkup, 1); break;
	case ACT_SAVE:
	case ACT_COPY:
		strbuf_init(&text, EXPORT_TEXT_MAX);
		save(difference, ui, &text);
		export_handle_action(ui, command->action, "mailmedic-difference", text.data);
		strbuf_finish(&text);
		break;
	default: text_view_handle_action(view, ui, command); break;
	}
}

static const struct view_ops compare_attempts_view_ops = {
    .placement = PLACE_WHOLE,
    .help = "basics/reading-a-reply",
    .make_title = title,
    .focus = FOCUS_PAGER | FOCUS_COMPARISON | FOCUS_SAVE,
    .is_enabled = is_enabled,
    .layout = layout,
    .draw = draw,
    .handle_action = handle_action,
    .find = text_view_find,
    .destroy = destroy,
};
