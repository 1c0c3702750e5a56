/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two runs line by line. What differs from one connection to the next by itself (a challenge, a number that
 * the server made up) is no difference.
 */
#include "headless/replay.h"

#include "base/intl.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "session/settings.h"

#include <string.h>

enum { CELL_COLUMNS = 46, VALUE_MAX = 16 * 1024, DIGITS_MADE_UP = 3 };

static const char *find_mark(const struct transcript_entry *entry)
{
	if (entry->from == FROM_CLIENT)
		return entry->tls ? "~> " : "-> ";
	if (entry->from == FROM_SERVER)
		return entry->tls ? "<~ " : "<- ";
	return "** ";
}

/* Length of the word at `text`, which stands at no space. */
static size_t word_length(const char *text)
{
	return strcspn(text, " ");
}

/* A word that a server makes up anew each time: an id, a number, a time. */
static bool is_made_up(const char *word, size_t len)
{
	size_t digits = 0;
	for (size_t i = 0; i < len; i++)
		digits += text_is_digit(word[i]);
	return digits >= DIGITS_MADE_UP;
}

/* Server lines: the same code, and the same words but for those that are made up. */
static bool same_reply(const char *a, const char *b)
{
	if (strncmp(a, b, 4) != 0)
		return false;
	if (strncmp(a, "334", 3) == 0)
		return true; /* a challenge is new each time */
	while (*a != '\0' && *b != '\0') {
		a += strspn(a, " ");
		b += strspn(b, " ");
		size_t a_len = word_length(a), b_len = word_length(b);
		bool same = a_len == b_len && memcmp(a, b, a_len) == 0;
		if (!same && !(is_made_up(a, a_len) && is_made_up(b, b_len)))
			return false;
		a += a_len;
		b += b_len;
	}
	return *a == *b;
}

static bool same_line(const struct transcript_entry *a, const struct transcript_entry *b)
{
	if (a == NULL || b == NULL || a->from != b->from || a->tls != b->tls)
		return false;
	return a->from == FROM_SERVER ? same_reply(a->line, b->line) : strcmp(a->line, b->line) == 0;
}

static const struct transcript_entry *entry_at(const struct checkup *checkup, size_t index)
{
	const struct transcript *transcript = &checkup->run.facts.transcript;
	return index < transcript->count ? &transcript->entries[index] : NULL;
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
	strbuf_init(&left, VALUE_MAX * 8);
	strbuf_init(&right, VALUE_MAX * 8);
	if (a != NULL)
		strbuf_addf(&left, "%s%s", find_mark(a), a->line);
	if (b != NULL)
		strbuf_addf(&right, "%s%s", find_mark(b), b->line);
	const char *rest_left = left.data, *rest_right = right.data;
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

static void add_setting(const struct checkup *left, const struct checkup *right, enum setting setting,
			bool *any, struct strbuf *out)
{
	struct strbuf a, b;
	strbuf_init(&a, VALUE_MAX);
	strbuf_init(&b, VALUE_MAX);
	setting_write_words(&left->account, setting, &a);
	setting_write_words(&right->account, setting, &b);
	if (strcmp(a.data, b.data) != 0) {
		strbuf_addf(out, _("%s differs: A %s, B %s\n"), setting_label(setting), a.data, b.data);
		*any = true;
	}
	strbuf_finish(&a);
	strbuf_finish(&b);
}

static void add_result(const char *name, const struct checkup *checkup, struct strbuf *out)
{
	const struct attempts *attempts = &checkup->attempts;
	const struct report_attempt *attempt = &attempts->list[attempts->count - 1];
	strbuf_addf(out, "%s: %s: %s\n", name, attempt->what, attempt->result);
}

static void add_line(const char *name, const struct transcript_entry *entry, struct strbuf *out)
{
	if (entry == NULL)
		strbuf_addf(out, _("%s: nothing: it ended before\n"), name);
	else
		strbuf_addf(out, "%s: %s%s\n", name, find_mark(entry), entry->line);
}

static void add_difference(const struct checkup *left, const struct checkup *right, size_t index,
			   struct strbuf *out)
{
	const struct transcript_entry *a = entry_at(left, index), *b = entry_at(right, index);
	strbuf_addc(out, '\n');
	if (a == NULL && b == NULL) {
		strbuf_adds(out, _("No line differs.\n"));
		return;
	}
	strbuf_addf(out, _("The first difference, line %zu:\n"), index + 1);
	add_line("A", a, out);
	add_line("B", b, out);
}

void replay_compare(const struct checkup *left, const struct checkup *right, struct strbuf *out)
{
	size_t first = 0;
	bool any = false;
	add_result("A", left, out);
	add_result("B", right, out);
	for (int setting = 0; setting < SETTING_COUNT; setting++)
		add_setting(left, right, (enum setting)setting, &any, out);
	if (!any)
		strbuf_adds(out, _("The settings are the same.\n"));
	strbuf_addc(out, '\n');
	while (entry_at(left, first) != NULL && same_line(entry_at(left, first), entry_at(right, first)))
		first++;
	for (size_t i = 0; entry_at(left, i) != NULL || entry_at(right, i) != NULL; i++)
		add_row(entry_at(left, i), entry_at(right, i), i == first ? ">>" : "", out);
	add_difference(left, right, first, out);
}
