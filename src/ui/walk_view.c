/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The walk view: steps, the stage at hand, the transcript. It opens by itself what the run needs
 * from the user and what its end calls for.
 */
#include "ui/walk_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "ui/export.h"
#include "ui/flow.h"

enum { SPINNER_MS = 100, IDLE_MS = 1000, MARK_AT = 1, LABEL_AT = 3 };

struct view *walk_view_create(void)
{
	struct walk_view *walk = mem_calloc(1, sizeof(*walk));

	walk->view.ops = &walk_view_ops;
	walk->lines.follow = true;
	reader_init(&walk->detail);
	return &walk->view;
}

static void destroy(struct view *view)
{
	struct walk_view *walk = (struct walk_view *)view;

	reader_finish(&walk->detail);
	free(walk->commands);
	free(walk);
}

static unsigned where(const struct view *view, const struct ui *ui)
{
	const struct walk_view *walk = (const struct walk_view *)view;
	const struct run *run = &ui->checkup.run;
	unsigned place = IN_WALK | IN_PANES;

	place |= walk->pane == PANE_STEPS ? IN_LIST : IN_READER;
	if (walk->pane == PANE_TRANSCRIPT)
		place |= IN_TRANSCRIPT | IN_SAVE;
	if (run_is_going(run))
		place |= IN_RUNNING;
	if (run->need == NEED_STEP)
		place |= IN_STEP;
	if (run_is_decided(run) && run->need == NEED_NOTHING)
		place |= IN_DONE | (run_has_passed(run) ? IN_PASSED : IN_FAILED);
	return place;
}

static bool possible(const struct view *view, const struct ui *ui, enum action action)
{
	const struct facts *facts = &ui->checkup.run.facts;

	(void)view;
	switch (action) {
	case ACT_CERTIFICATE: return facts->tls_seen && facts->tls.chain_count > 0;
	case ACT_CAPABILITIES: return facts->ehlo_seen;
	case ACT_TIMELINE: return facts->transcript.count > 0;
	case ACT_UNFOLD: return facts->stages[STAGE_AUTH].entered;
	default: return true;
	}
}

/* The steps to show, in the order of this run. */
static size_t choose_steps(const struct checkup *checkup, enum stage shown[STAGE_COUNT])
{
	static const enum stage STARTTLS_ORDER[] = {STAGE_RESOLVE, STAGE_CONNECT, STAGE_GREETING,
						    STAGE_EHLO,    STAGE_TLS,     STAGE_AUTH};
	static const enum stage IMPLICIT_ORDER[] = {STAGE_RESOLVE,  STAGE_CONNECT, STAGE_TLS,
						    STAGE_GREETING, STAGE_EHLO,    STAGE_AUTH};
	bool implicit = account_tls(&checkup->account) == TLS_IMPLICIT;
	size_t count = sizeof(STARTTLS_ORDER) / sizeof(STARTTLS_ORDER[0]);

	memcpy(shown, implicit ? IMPLICIT_ORDER : STARTTLS_ORDER, sizeof(STARTTLS_ORDER));
	for (enum stage stage = STAGE_MAIL; stage <= STAGE_DATA; stage++) {
		if (checkup->walk_options.quit_after >= stage)
			shown[count++] = stage;
	}
	return count;
}

static void follow_run(struct walk_view *walk, const struct facts *facts)
{
	enum stage at = facts->verdict.outcome != OUTCOME_NONE ? facts->verdict.stage : facts->stage;

	for (size_t i = 0; i < walk->steps.count; i++) {
		if (walk->shown[i] == at)
			list_select(&walk->steps, i);
	}
}

/* Read once a language: what each command does and which replies may follow. */
static void read_commands(struct walk_view *walk, const struct kb *kb)
{
	struct error error;

	if (walk->commands_of == kb)
		return;
	free(walk->commands);
	walk->commands = kb_read_body(kb, "basics", "commands", &error);
	walk->commands_of = kb;
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct walk_view *walk = (struct walk_view *)view;
	int steps_columns = columns >= UI_WIDE_COLUMNS ? STEPS_COLUMNS + 5 : STEPS_COLUMNS;
	int upper = DETAIL_ROWS + (rows > 30 ? (rows - 30) / 4 : 0);
	struct document *document;

	if (upper > rows - 2 - TRANSCRIPT_ROWS_MIN)
		upper = rows - 2 - TRANSCRIPT_ROWS_MIN;
	list_layout(&walk->steps, choose_steps(&ui->checkup, walk->shown), upper);
	if (!walk->chosen)
		follow_run(walk, &ui->checkup.run.facts);
	transcript_pane_layout(&walk->lines, &ui->checkup.run.facts.transcript, rows - 2 - upper, columns);
	document = reader_begin(&walk->detail, upper, columns - steps_columns - 3);
	if (ui->checkup.run.need == NEED_STEP)
		read_commands(walk, ui->checkup.kb);
	walk_detail_layout(document, &ui->checkup, walk->shown[walk->steps.selected], walk->commands);
	reader_end(&walk->detail);
}

const char *walk_step_mark(const struct run *run, enum stage stage, enum style *ret_style)
{
	const struct stage_fact *fact = &run->facts.stages[stage];

	if (fact->outcome == OUTCOME_PASSED) {
		*ret_style = STYLE_OK;
		return glyph(GLYPH_PASSED);
	}
	if (fact->outcome == OUTCOME_FAILED) {
		*ret_style = STYLE_FAILED;
		return glyph(GLYPH_FAILED);
	}
	*ret_style = STYLE_SKIPPED;
	if (fact->outcome == OUTCOME_SKIPPED || !fact->entered || !run_is_going(run))
		return glyph(GLYPH_SKIPPED);
	*ret_style = STYLE_WAITING;
	return run->need != NEED_NOTHING ? glyph(GLYPH_PROMPT) : glyph_spinner(clock_now());
}

static void draw_step(const struct walk_view *walk, const struct ui *ui, const struct canvas *canvas, int y,
		      size_t i)
{
	const struct run *run = &ui->checkup.run;
	enum stage stage = walk->shown[i];
	bool selected = i == walk->steps.selected;
	enum style style;
	const char *mark = walk_step_mark(run, stage, &style);
	struct strbuf took;

	strbuf_init(&took, 64);
	if (run->facts.stages[stage].entered)
		walk_write_ms(run_stage_ms(run, stage), &took);
	if (selected && walk->pane == PANE_STEPS) {
		canvas_fill(canvas, y, 0, canvas->columns, STYLE_FOCUS);
		canvas_cursor(canvas, y, MARK_AT);
		style = STYLE_FOCUS;
	}
	if (selected)
		canvas_put(canvas, y, 0, style == STYLE_FOCUS ? style : STYLE_ACCENT, glyph(GLYPH_POINTER));
	canvas_put(canvas, y, MARK_AT + 1, style, mark);
	canvas_put(canvas, y, LABEL_AT + 1,
		   style == STYLE_SKIPPED || style == STYLE_FOCUS ? style : STYLE_TEXT,
		   _(stage_label(stage)));
	canvas_put(canvas, y, canvas->columns - 1 - (int)text_width(took.data),
		   style == STYLE_FOCUS ? style : STYLE_DIM, took.data);
	canvas_hit(canvas, y, 0, canvas->columns, ACT_SELECT, (int)i);
	strbuf_finish(&took);
}

static void draw_rules(const struct walk_view *walk, const struct ui *ui, const struct canvas *canvas,
		       int split, int lower)
{
	struct canvas left = canvas_part(canvas, 0, 0, 1, split);
	struct canvas right = canvas_part(canvas, 0, split, 1, canvas->columns - split);
	char legend[96];
	int x;

	canvas_rule(&left, 0, _("Steps"), walk->pane == PANE_STEPS);
	canvas_rule(&right, 0, _(stage_label(walk->shown[walk->steps.selected])), walk->pane == PANE_DETAIL);
	canvas_put(&right, 0, 0, STYLE_BORDER, glyph(GLYPH_TEE_DOWN));
	for (int y = 1; y < lower; y++)
		canvas_put(canvas, y, split, STYLE_BORDER, glyph(GLYPH_VERTICAL));
	snprintf(legend, sizeof(legend), "%s%s%s", _("Transcript"),
		 walk->lines.filter == FILTER_ALL ? "" : ": ", transcript_pane_filter(&walk->lines));
	canvas_rule(canvas, lower, legend, walk->pane == PANE_TRANSCRIPT);
	canvas_put(canvas, lower, split, STYLE_BORDER, glyph(GLYPH_TEE_UP));
	snprintf(legend, sizeof(legend), " %s %s  %s %s  %s %s ", glyph(GLYPH_CLIENT), _("sent"),
		 glyph(GLYPH_SERVER), _("received"), glyph(GLYPH_QUOTE), _("encrypted"));
	x = canvas->columns - (int)text_width(legend) - 2;
	if (x > split + 2)
		canvas_put(canvas, lower, x, STYLE_DIM, legend);
	(void)ui;
}

static void draw(const struct view *view, const struct ui *ui, const struct canvas *canvas)
{
	const struct walk_view *walk = (const struct walk_view *)view;
	int lower = canvas->rows - walk->lines.rows - 1;
	int split = canvas->columns - walk->detail.document.columns - 3;
	struct canvas steps = canvas_part(canvas, 1, 0, lower - 1, split);
	struct canvas detail = canvas_part(canvas, 1, split + 2, lower - 1, canvas->columns - split - 2);
	struct canvas lines = canvas_part(canvas, lower + 1, 0, walk->lines.rows, canvas->columns);

	draw_rules(walk, ui, canvas, split, lower);
	canvas_area(&steps, ACT_PANE, PANE_STEPS);
	canvas_area(&detail, ACT_PANE, PANE_DETAIL);
	canvas_area(&lines, ACT_PANE, PANE_TRANSCRIPT);
	for (size_t i = walk->steps.top; i < walk->steps.count; i++)
		draw_step(walk, ui, &steps, (int)(i - walk->steps.top), i);
	reader_draw(&walk->detail, &detail, walk->pane == PANE_DETAIL);
	transcript_pane_draw(&walk->lines, &lines, walk->pane == PANE_TRANSCRIPT);
}

static void leave(struct ui *ui)
{
	checkup_leave(&ui->checkup);
	ui_pop(ui);
}

/* Enter on a step: the page with all there is about it. */
static void open_step(const struct walk_view *walk, struct ui *ui)
{
	const struct facts *facts = &ui->checkup.run.facts;
	enum stage stage = walk->shown[walk->steps.selected];

	if (facts->stages[stage].outcome == OUTCOME_FAILED)
		flow_open(ui, ACT_EXPLAIN);
	else if (stage == STAGE_TLS && facts->tls_seen && facts->tls.chain_count > 0)
		flow_open(ui, ACT_CERTIFICATE);
	else if ((stage == STAGE_EHLO || stage == STAGE_AUTH) && facts->ehlo_seen)
		flow_open(ui, ACT_CAPABILITIES);
	else if (run_has_passed(&ui->checkup.run))
		flow_open(ui, ACT_SHOW_SUMMARY);
}

static void act_in_pane(struct walk_view *walk, struct ui *ui, const struct command *command)
{
	(void)ui;
	if (walk->pane == PANE_STEPS) {
		if (list_act(&walk->steps, command->action)) {
			walk->chosen = true;
			walk->detail.top = 0;
		}
	} else if (walk->pane == PANE_DETAIL) {
		reader_act(&walk->detail, command->action);
	} else {
		transcript_pane_act(&walk->lines, command->action, command->click);
	}
}

/* The lines as shown, filter and marks included. */
static void export_lines(const struct walk_view *walk, struct ui *ui, enum action action)
{
	struct strbuf text;

	strbuf_init(&text, EXPORT_TEXT_MAX);
	transcript_pane_write(&walk->lines, &text);
	export_act(ui, action, "mailmedic-transcript", text.data);
	strbuf_finish(&text);
}

static void act(struct view *view, struct ui *ui, const struct command *command)
{
	struct walk_view *walk = (struct walk_view *)view;

	switch (command->action) {
	case ACT_SEND: checkup_send_held(&ui->checkup); break;
	case ACT_CANCEL: checkup_cancel(&ui->checkup); break;
	case ACT_BACK: leave(ui); break;
	case ACT_OPEN: open_step(walk, ui); break;
	case ACT_NEXT_PANE: walk->pane = (walk->pane + 1) % PANE_COUNT; break;
	case ACT_PREVIOUS_PANE: walk->pane = (walk->pane + PANE_COUNT - 1) % PANE_COUNT; break;
	case ACT_PANE: walk->pane = (enum walk_pane)command->index; break;
	case ACT_LINE:
		walk->pane = PANE_TRANSCRIPT;
		transcript_pane_click(&walk->lines, command->index);
		break;
	case ACT_SAVE:
	case ACT_COPY: export_lines(walk, ui, command->action); break;
	case ACT_SELECT:
		walk->pane = PANE_STEPS;
		walk->chosen = true;
		list_select(&walk->steps, (size_t)command->index);
		break;
	default:
		if (!flow_open(ui, command->action))
			act_in_pane(walk, ui, command);
		break;
	}
}

/* The password of before is used again by itself only while nothing speaks against it. */
static void ask_password(struct ui *ui)
{
	struct checkup *checkup = &ui->checkup;
	bool given = checkup->options.password != NULL && checkup->runs == 1;

	if (given)
		checkup_give_password(checkup, checkup->options.password);
	else if (checkup_password_fits(checkup) && checkup->refused == 0 && !checkup->app_password)
		checkup_give_password(checkup, checkup->password);
	else
		ui_push(ui, password_view_create(ui));
}

static void update(struct view *view, struct ui *ui)
{
	struct walk_view *walk = (struct walk_view *)view;
	const struct run *run = &ui->checkup.run;

	if (walk->run != ui->checkup.runs) {
		walk->run = ui->checkup.runs;
		walk->verdict_shown = walk->chosen = false;
		transcript_pane_reset(&walk->lines);
		walk->detail.top = 0;
		walk->pane = PANE_STEPS;
	}
	if (run->need == NEED_PASSWORD)
		ask_password(ui);
	else if (run->need == NEED_CONSENT)
		ui_push(ui, consent_view_create());
	else if (run_is_decided(run) && run->need == NEED_NOTHING && !walk->verdict_shown) {
		walk->verdict_shown = true;
		walk->chosen = false;
		if (run->facts.verdict.problem != PROBLEM_CANCELLED)
			ui_push(ui, run_has_passed(run) ? summary_view_create() : explain_view_create());
	}
}

static int64_t wake(const struct view *view, const struct ui *ui)
{
	const struct run *run = &ui->checkup.run;

	(void)view;
	if (!run_is_going(run))
		return CLOCK_NEVER;
	return clock_now() + (run->need == NEED_NOTHING ? SPINNER_MS : IDLE_MS);
}

/* What is sought is in the transcript, wherever the focus was. */
static void find(struct view *view, enum find_move move, struct find *find)
{
	struct walk_view *walk = (struct walk_view *)view;

	if (move == FIND_BEGIN)
		walk->pane = PANE_TRANSCRIPT;
	transcript_pane_find(&walk->lines, move, find);
}

const struct view_ops walk_view_ops = {
    .placement = PLACE_FULL,
    .help = "basics/reading-a-reply",
    .where = where,
    .possible = possible,
    .layout = layout,
    .draw = draw,
    .act = act,
    .update = update,
    .wake = wake,
    .find = find,
    .destroy = destroy,
};
