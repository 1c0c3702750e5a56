/* SPDX-License-Identifier: GPL-3.0-or-later */
/* After success: what worked, what to type into the mail program, what was changed on the way. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "present/format.h"
#include "smtp/mechanism.h"
#include "ui/navigate.h"
#include "ui/terminal/key.h"
#include "ui/widgets/markdown.h"
#include "ui/widgets/text_view.h"

enum { LABELS = 16, VALUE_MAX = 1024 };

#define NO_BREAK_SPACE "\u00a0"

static const struct view_ops summary_view_ops;

struct view *summary_view_create(void)
{
	struct text_view *text_view = mem_calloc(1, sizeof(*text_view));

	text_view_init(text_view, &summary_view_ops);
	return &text_view->view;
}

static bool is_enabled(const struct view *view, const struct ui *ui, enum action action)
{
	return walk_view_ops.is_enabled(view, ui, action);
}

static void add_verdict(struct document *document, const struct checkup *checkup)
{
	struct report report = checkup_report(checkup);
	struct strbuf sentence;
	char prefix[16];

	snprintf(prefix, sizeof(prefix), "%s ", glyph(GLYPH_PASSED));
	document_begin(document, 0, STYLE_OK, prefix);
	strbuf_init(&sentence, VALUE_MAX);
	report_success(&report, &sentence);
	document_text(document, STYLE_OK, sentence.data);
	strbuf_finish(&sentence);
	document_end(document);
}

static void add_setting(struct document *document, const struct account *account, enum setting setting)
{
	struct strbuf value;

	strbuf_init(&value, VALUE_MAX);
	setting_write_words(account, setting, &value);
	if (value.len > 0)
		document_pair(document, LABELS, setting_label(setting), STYLE_STRONG, value.data);
	strbuf_finish(&value);
}

static void add_settings(struct document *document, const struct checkup *checkup)
{
	document_heading(document, _("Settings for the mail program"));
	add_setting(document, &checkup->account, SETTING_HOST);
	add_setting(document, &checkup->account, SETTING_PORT);
	add_setting(document, &checkup->account, SETTING_TLS);
	add_setting(document, &checkup->account, SETTING_USER);
	if (checkup->run.facts.mechanism != NULL)
		document_pair(document, LABELS, setting_label(SETTING_MECHANISM), STYLE_STRONG,
			      _(mechanism_setting(checkup->run.facts.mechanism)));
}

static bool add_change(struct document *document, const struct checkup *checkup, enum setting setting)
{
	struct strbuf old, new;
	bool changed;

	strbuf_init(&old, VALUE_MAX);
	strbuf_init(&new, VALUE_MAX);
	changed = setting_differs(&checkup->original, &checkup->account, setting, &old, &new);
	if (changed) {
		document_begin(document, 0, STYLE_TEXT, NULL);
		document_textf(document, STYLE_DIM, "%-*s", LABELS, setting_label(setting));
		document_textf(document, STYLE_TEXT, "%s %s ", old.data, glyph(GLYPH_LEADS_TO));
		document_text(document, STYLE_STRONG, new.data);
		document_end(document);
	}
	strbuf_finish(&old);
	strbuf_finish(&new);
	return changed;
}

static void add_changes(struct document *document, const struct checkup *checkup)
{
	bool any = false;

	document_heading(document, _("What changed since the first run"));
	for (int setting = 0; setting < SETTING_COUNT; setting++)
		any = add_change(document, checkup, (enum setting)setting) || any;
	if (!any && checkup->runs > 1)
		document_line(document, STYLE_TEXT, _("No setting: another password, or just some time."));
	else if (!any)
		document_line(document, STYLE_TEXT, _("Nothing: it worked at the first try."));
}

/* Mark, label and time stay together when the line is wrapped: no-break spaces are between them. */
static void add_step(struct document *document, const struct run *run, enum stage stage)
{
	struct strbuf words, inseparable;

	strbuf_init(&words, 256);
	strbuf_init(&inseparable, 512);
	strbuf_addf(&words, "%s ", _(stage_label(stage)));
	format_ms(run->facts.stages[stage].us / CLOCK_US_PER_MS, &words);
	for (const char *c = words.data; *c != '\0'; c++)
		*c == ' ' ? strbuf_adds(&inseparable, NO_BREAK_SPACE) : strbuf_addc(&inseparable, *c);
	document_textf(document, STYLE_OK, "%s" NO_BREAK_SPACE, glyph(GLYPH_PASSED));
	document_textf(document, STYLE_TEXT, "%s   ", inseparable.data);
	strbuf_finish(&words);
	strbuf_finish(&inseparable);
}

static void add_steps(struct document *document, const struct checkup *checkup)
{
	const struct run *run = &checkup->run;

	document_heading(document, _("What worked"));
	document_begin(document, 0, STYLE_TEXT, NULL);
	for (int stage = 0; stage < STAGE_QUIT; stage++) {
		if (run->facts.stages[stage].outcome == OUTCOME_PASSED)
			add_step(document, run, (enum stage)stage);
	}
	document_end(document);
}

/* What can be done from here, which in a recording is less. */
static void add_next(struct document *document, const struct view *view, const struct ui *ui)
{
	static const struct {
		enum action action;
		const char *words;
	} NEXT[] = {{ACT_FURTHER, N_("go further (MAIL, RCPT, a test message)")},
		    {ACT_AGAIN, N_("another try")},
		    {ACT_SETTINGS, N_("settings")},
		    {ACT_SAVE, N_("save a report")}};
	unsigned focus = view->ops->focus;
	const char *gap = "";

	document_heading(document, _("Next"));
	document_begin(document, 0, STYLE_TEXT, NULL);
	for (size_t i = 0; i < sizeof(NEXT) / sizeof(*NEXT); i++) {
		uint32_t key = keymap_shown_key(&ui->keymap, NEXT[i].action, focus);
		char name[KEY_NAME_MAX];

		if (key == PRESS_NONE || !is_enabled(view, ui, NEXT[i].action))
			continue;
		key_write_name(key, name);
		document_textf(document, STYLE_TEXT, _("%s%s: %s"), gap, name, _(NEXT[i].words));
		gap = "   ";
	}
	document_end(document);
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct text_view *text_view = (struct text_view *)view;
	const struct checkup *checkup = &ui->checkup;
	struct document *document = pager_begin(&text_view->pager, rows, columns - 1);

	add_verdict(document, checkup);
	if (checkup->run.facts.tls_seen && !checkup->run.facts.tls.verified)
		document_line(document, STYLE_WARNING,
			      _("But its certificate is not right: a mail program will warn or refuse."));
	add_settings(document, checkup);
	add_changes(document, checkup);
	add_steps(document, checkup);
	if (checkup->practising && checkup->scenario.learn[0] != '\0') {
		document_heading(document, _("To learn from this practice case"));
		document_begin(document, 0, STYLE_TEXT, NULL);
		markdown_inline(_(checkup->scenario.learn), STYLE_TEXT, document);
		document_end(document);
	}
	add_next(document, view, ui);
	pager_end(&text_view->pager);
}

static void handle_action(struct view *view, struct ui *ui, const struct command *command)
{
	if (command->action == ACT_SAVE || command->action == ACT_COPY)
		ui_push(ui, report_view_create(command->action));
	else if (!navigate_open(ui, command->action))
		text_view_handle_action(view, ui, command);
}

static const struct view_ops summary_view_ops = {
    .placement = PLACE_SIDE,
    .title = N_("It works"),
    .focus = FOCUS_PAGER | FOCUS_SUMMARY | FOCUS_SAVE,
    .is_enabled = is_enabled,
    .layout = layout,
    .draw = text_view_draw,
    .handle_action = handle_action,
    .find = text_view_find,
    .destroy = text_view_destroy,
};
