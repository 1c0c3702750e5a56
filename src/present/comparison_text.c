/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A comparison in words: for pipes, files and the clipboard; its sentences for the screen too. */
#include "present/comparison.h"

#include "base/intl.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "present/report.h"
#include "present/settings.h"

#include <string.h>

enum { CELL_COLUMNS = 46, VALUE_MAX = 16 * 1024, SAID_MAX = 256, SAID_COLUMNS = 40 };

static const char *find_mark(const struct transcript_entry *entry)
{
	if (entry->from == FROM_CLIENT)
		return entry->tls ? "~> " : "-> ";
	if (entry->from == FROM_SERVER)
		return entry->tls ? "<~ " : "<- ";
	return "** ";
}

static const struct transcript_entry *entry_at(const struct comparison_side *side, size_t index)
{
	return index == COMPARISON_NO_LINE ? NULL : &side->facts->transcript.entries[index];
}

static bool has_line(const struct comparison_row *row, bool left)
{
	return (left ? row->left : row->right) != COMPARISON_NO_LINE;
}

/* True when this side has no line from `row` on. */
static bool has_ended(const struct comparison *comparison, size_t row, bool left)
{
	for (; row < comparison->count; row++) {
		if (has_line(&comparison->rows[row], left))
			return false;
	}
	return true;
}

/* Length of "535 5.7.8" at the start of a reply that has a detail code; 0 for other lines. */
static size_t codes_length(const struct transcript_entry *entry)
{
	const char *space = strchr(entry->line, ' ');
	size_t len = entry->from == FROM_SERVER && space != NULL ? reply_enhanced_length(space + 1) : 0;

	return len == 0 ? 0 : (size_t)(space - entry->line) + 1 + len;
}

/* The codes of a reply when `brief`; else of a line what fits. */
static void write_said(const struct transcript_entry *entry, bool ended, bool brief, struct strbuf *out)
{
	size_t len;

	if (entry == NULL) {
		strbuf_adds(out, ended ? _("nothing more") : _("nothing"));
		return;
	}
	len = brief ? codes_length(entry) : 0;
	if (len > 0) {
		strbuf_add(out, entry->line, len);
		return;
	}
	len = text_fit(entry->line, SAID_COLUMNS);
	strbuf_add(out, entry->line, len);
	if (entry->line[len] != '\0')
		strbuf_adds(out, "...");
}

void comparison_write_sentence(const struct comparison *comparison, const struct comparison_side *left,
			       const struct comparison_side *right, struct strbuf *out)
{
	size_t first = comparison_first(comparison);
	const struct transcript_entry *a, *b;
	struct strbuf said[2];

	if (first == comparison->count) {
		strbuf_adds(out, _("No line differs."));
		return;
	}
	a = entry_at(left, comparison->rows[first].left);
	b = entry_at(right, comparison->rows[first].right);
	strbuf_init(&said[0], SAID_MAX);
	strbuf_init(&said[1], SAID_MAX);
	for (bool brief = true;; brief = false) {
		strbuf_clear(&said[0]);
		strbuf_clear(&said[1]);
		write_said(a, has_ended(comparison, first, true), brief, &said[0]);
		write_said(b, has_ended(comparison, first, false), brief, &said[1]);
		if (!brief || strcmp(said[0].data, said[1].data) != 0)
			break;
	}
	strbuf_addf(out, _("The same up to %s. Then A: %s; B: %s."),
		    _(stage_label(a != NULL ? a->stage : b->stage)), said[0].data, said[1].data);
	strbuf_finish(&said[0]);
	strbuf_finish(&said[1]);
}

static bool add_setting(const struct account *left, const struct account *right, enum setting setting,
			struct strbuf *out)
{
	struct strbuf a, b;
	bool differs;

	strbuf_init(&a, VALUE_MAX);
	strbuf_init(&b, VALUE_MAX);
	differs = setting_differs(left, right, setting, &a, &b);
	if (differs)
		strbuf_addf(out, _("%s differs: A %s, B %s\n"), setting_label(setting), a.data, b.data);
	strbuf_finish(&a);
	strbuf_finish(&b);
	return differs;
}

bool comparison_write_settings(const struct comparison_side *left, const struct comparison_side *right,
			       struct strbuf *out)
{
	bool any = false;

	for (int setting = 0; setting < SETTING_COUNT; setting++)
		any = add_setting(left->account, right->account, (enum setting)setting, out) || any;
	return any;
}

/* The next piece of a cell that fits, padded; moves *text on. */
static void add_piece(const char **text, bool pad, struct strbuf *out)
{
	size_t next = 0;
	size_t len = **text == '\0' ? 0 : text_wrap(*text, CELL_COLUMNS, &next);

	strbuf_add(out, *text, len);
	for (size_t i = text_width_n(*text, len); pad && i < CELL_COLUMNS; i++)
		strbuf_addc(out, ' ');
	*text += next;
}

static void add_row(const struct transcript_entry *a, const struct transcript_entry *b, const char *mark,
		    struct strbuf *out)
{
	struct strbuf left, right;
	const char *rest_left, *rest_right;

	strbuf_init(&left, VALUE_MAX * 8);
	strbuf_init(&right, VALUE_MAX * 8);
	if (a != NULL)
		strbuf_addf(&left, "%s%s", find_mark(a), a->line);
	if (b != NULL)
		strbuf_addf(&right, "%s%s", find_mark(b), b->line);
	rest_left = left.data;
	rest_right = right.data;
	do {
		strbuf_addf(out, "%-3s", mark);
		add_piece(&rest_left, true, out);
		strbuf_adds(out, " | ");
		add_piece(&rest_right, false, out);
		strbuf_addc(out, '\n');
		mark = "";
	} while (*rest_left != '\0' || *rest_right != '\0');
	strbuf_finish(&left);
	strbuf_finish(&right);
}

static void add_result(const char *name, const struct comparison_side *side, struct strbuf *out)
{
	strbuf_addf(out, "%s: ", name);
	report_attempt_settings(side->account, side->facts, out);
	strbuf_adds(out, ": ");
	report_attempt_result(side->account, side->facts, out);
	strbuf_addc(out, '\n');
}

static void add_line(const char *name, const struct transcript_entry *entry, bool ended, struct strbuf *out)
{
	if (entry != NULL)
		strbuf_addf(out, "%s: %s%s\n", name, find_mark(entry), entry->line);
	else if (ended)
		strbuf_addf(out, _("%s: nothing: it ended before\n"), name);
	else
		strbuf_addf(out, _("%s: no such line\n"), name);
}

static void add_difference(const struct comparison *comparison, const struct comparison_side *left,
			   const struct comparison_side *right, struct strbuf *out)
{
	size_t first = comparison_first(comparison);

	strbuf_addc(out, '\n');
	comparison_write_sentence(comparison, left, right, out);
	strbuf_addc(out, '\n');
	if (first == comparison->count)
		return;
	strbuf_addf(out, _("The first difference, line %zu:\n"), first + 1);
	add_line("A", entry_at(left, comparison->rows[first].left), has_ended(comparison, first, true), out);
	add_line("B", entry_at(right, comparison->rows[first].right), has_ended(comparison, first, false),
		 out);
}

void comparison_write_text(const struct comparison_side *left, const struct comparison_side *right,
			   struct strbuf *out)
{
	struct comparison comparison = {0};
	size_t first;

	comparison_init(&comparison, &left->facts->transcript, &right->facts->transcript);
	first = comparison_first(&comparison);
	add_result("A", left, out);
	add_result("B", right, out);
	if (!comparison_write_settings(left, right, out))
		strbuf_adds(out, _("The settings are the same.\n"));
	strbuf_addc(out, '\n');
	for (size_t i = 0; i < comparison.count; i++)
		add_row(entry_at(left, comparison.rows[i].left), entry_at(right, comparison.rows[i].right),
			i == first ? ">>" : "", out);
	add_difference(&comparison, left, right, out);
	comparison_finish(&comparison);
}
