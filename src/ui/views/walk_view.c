/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The walk view: steps, the current stage, the transcript. It opens by itself what the run needs
 * from the user and what its end calls for.
 */
#include "ui/views/walk_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "ui/export.h"
#include "ui/navigate.h"

enum { SPINNER_MS = 100, IDLE_MS = 1000 };

struct view *walk_view_create(void)
{
	struct walk_view *walk = mem_calloc(1, sizeof(*walk));

	walk->view.ops = &walk_view_ops;
	walk->lines.follow = true;
	pager_init(&walk->detail);
	document_init(&walk->board, 1);
	return &walk->view;
}

static void destroy(struct view *view)
{
	struct walk_view *walk = (struct walk_view *)view;

	pager_finish(&walk->detail);
	document_finish(&walk->board);
	free(walk->commands);
	free(walk);
}

static unsigned focus(const struct view *view, const struct ui *ui)
{
	const struct walk_view *walk = (const struct walk_view *)view;
	const struct run *run = &ui->checkup.run;
	unsigned place = FOCUS_WALK | FOCUS_PANES;

	place |= walk->pane == PANE_STEPS ? FOCUS_LIST : FOCUS_PAGER;
	if (walk->pane == PANE_TRANSCRIPT)
		place |= FOCUS_TRANSCRIPT | FOCUS_SAVE;
	if (run_is_decided(run))
		place |= FOCUS_SAVE;
	if (run_is_going(run) && ui->checkup.lesson == NULL)
		place |= FOCUS_RUNNING;
	if (run->need == NEED_STEP)
		place |= FOCUS_STEP;
	if (run_is_decided(run) && (run->need == NEED_NOTHING || run->need == NEED_STEP))
		place |= run_has_passed(run) ? FOCUS_PASSED : FOCUS_FAILED;
	return place;
}

static bool is_enabled(const struct view *view, const struct ui *ui, enum action action)
{
	const struct facts *facts = &ui->checkup.run.facts;

	(void)view;
	switch (action) {
	case ACT_CERTIFICATE: return facts->tls_seen && facts->tls.chain_count > 0;
	case ACT_CAPABILITIES: return facts->ehlo_seen;
	case ACT_ROUND_TRIPS: return facts->transcript.count > 0 && ui->checkup.pasted == NULL;
	case ACT_AGAIN: return !ui->checkup.replayed && ui->checkup.pasted == NULL;
	case ACT_SETTINGS:
	case ACT_STEP_MODE: return !ui->checkup.replayed;
	case ACT_FURTHER: return !ui->checkup.replayed && ui->checkup.walk_options.quit_after < STAGE_DATA;
	case ACT_SAVE_RECORDING: return ui->checkup.options.recorder != NULL && ui->checkup.pasted == NULL;
	case ACT_NEXT_RUN: return ui->checkup.runs < checkup_replay_count(&ui->checkup);
	case ACT_PREVIOUS_RUN: return checkup_replay_count(&ui->checkup) > 1 && ui->checkup.runs > 1;
	case ACT_STEP_THROUGH: return lesson_is_possible(&ui->checkup);
	case ACT_STEP_BACK: return ui->checkup.lesson != NULL && ui->checkup.lesson->at > 0;
	case ACT_SASL_EXCHANGE: return facts->stages[STAGE_AUTH].entered;
	case ACT_COMPARE_ATTEMPTS: return ui->checkup.attempts.kept_count > 0;
	default: return true;
	}
}

/* A run that is gone through again is first shown as a whole. */
static void leave(struct ui *ui)
{
	if (ui->checkup.lesson != NULL) {
		lesson_end(&ui->checkup);
		return;
	}
	checkup_leave(&ui->checkup);
	ui_pop(ui);
}

/* Enter on a step: the page with all there is about it. */
static void open_step(const struct walk_view *walk, struct ui *ui)
{
	const struct facts *facts = &ui->checkup.run.facts;
	enum stage stage = walk->shown[walk->steps.selected];

	if (facts->stages[stage].outcome == OUTCOME_FAILED)
		navigate_open(ui, ACT_EXPLAIN);
	else if (stage == STAGE_TLS && facts->tls_seen && facts->tls.chain_count > 0)
		navigate_open(ui, ACT_CERTIFICATE);
	else if ((stage == STAGE_EHLO || stage == STAGE_AUTH) && facts->ehlo_seen)
		navigate_open(ui, ACT_CAPABILITIES);
	else if (run_has_passed(&ui->checkup.run))
		navigate_open(ui, ACT_SHOW_SUMMARY);
}

static void act_in_pane(struct walk_view *walk, struct ui *ui, const struct command *command)
{
	(void)ui;
	if (walk->pane == PANE_STEPS) {
		if (list_handle_action(&walk->steps, command->action)) {
			walk->chosen = true;
			walk->detail.top = 0;
		}
	} else if (walk->pane == PANE_DETAIL) {
		pager_handle_action(&walk->detail, command->action);
	} else {
		transcript_pane_handle_action(&walk->lines, command->action, command->click);
	}
}

/* The lines as shown, filter and marks included. */
static void export_lines(const struct walk_view *walk, struct ui *ui, enum action action)
{
	struct strbuf text;

	strbuf_init(&text, EXPORT_TEXT_MAX);
	transcript_pane_write(&walk->lines, &text);
	export_handle_action(ui, action, "mailmedic-transcript", text.data);
	strbuf_finish(&text);
}

/* What is sent is on screen first. */
static void go_on(struct walk_view *walk, struct ui *ui)
{
	if (walk->detail.top > 0)
		walk->detail.top = 0;
	else if (ui->checkup.lesson == NULL)
		checkup_send_held(&ui->checkup);
	else if (lesson_go_on(&ui->checkup) && ui->checkup.run.need == NEED_NOTHING)
		ui_flash(ui, false, "%s", _("This is the end of the run. Backspace goes back a line."));
}

static void handle_action(struct view *view, struct ui *ui, const struct command *command)
{
	struct walk_view *walk = (struct walk_view *)view;

	switch (command->action) {
	case ACT_SEND: go_on(walk, ui); break;
	case ACT_STEP_BACK: lesson_go_back(&ui->checkup); break;
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
	case ACT_COPY:
		if (walk->pane == PANE_TRANSCRIPT)
			export_lines(walk, ui, command->action);
		else
			ui_push(ui, report_view_create(command->action));
		break;
	case ACT_SELECT: /* a link in what is known of the step */
		walk->pane = PANE_DETAIL;
		if ((size_t)command->index < walk->detail.document.link_count)
			navigate_open_link(ui, walk->detail.document.links[command->index]);
		break;
	case ACT_STEP:
		walk->pane = PANE_STEPS;
		walk->chosen = true;
		list_select(&walk->steps, (size_t)command->index);
		break;
	default:
		if (!navigate_open(ui, command->action))
			act_in_pane(walk, ui, command);
		break;
	}
}

/* The password of before is used again by itself only while nothing speaks against it. */
static void ask_password(struct ui *ui)
{
	struct checkup *checkup = &ui->checkup;
	bool given = checkup->options.password != NULL && checkup->runs == 1;

	if (checkup_wants_token(checkup) && !(checkup_password_fits(checkup) && checkup->refused == 0))
		ui_push(ui, token_view_create(ui));
	else if (given && !checkup_wants_token(checkup))
		checkup_give_password(checkup, checkup->options.password);
	else if (checkup_password_goes_by_itself(checkup))
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
	if (run->need == NEED_STEP &&
	    run->asked_at != walk->held_at) { /* a new lesson is read from its start */
		walk->held_at = run->asked_at;
		walk->detail.top = 0;
		walk->chosen = walk->chosen && ui->checkup.lesson == NULL;
	}
	if (run->need == NEED_PASSWORD)
		ask_password(ui);
	else if (run->need == NEED_CONSENT)
		ui_push(ui, consent_view_create());
	else if (run_is_decided(run) && (run->need == NEED_NOTHING || run->need == NEED_STEP) &&
		 !walk->verdict_shown) { /* QUIT may be held: the explanation does not wait for it */
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

static bool step_has_words(const void *context, size_t i, const char *words)
{
	return text_search(_(stage_label(((const struct walk_view *)context)->shown[i])), words, NULL) !=
	       NULL;
}

/* Among the steps, while they have the focus and one has the words; else in the transcript. */
static void find(struct view *view, const struct ui *ui, enum find_move move, struct find *find)
{
	struct walk_view *walk = (struct walk_view *)view;
	bool begins = move == FIND_BEGIN || move == FIND_CANCEL;

	(void)ui;
	if (move == FIND_BEGIN)
		walk->pane_before = walk->pane;
	if (move == FIND_TYPED || move == FIND_CANCEL)
		walk->pane = walk->pane_before;
	if (walk->pane == PANE_STEPS && list_find(&walk->steps, move, find, step_has_words, walk) &&
	    !begins) {
		walk->chosen = true;
		return;
	}
	transcript_pane_find(&walk->lines, move, find);
	if (!begins && find->count > 0)
		walk->pane = PANE_TRANSCRIPT;
}

const struct view_ops walk_view_ops = {
    .placement = PLACE_FULL,
    .help = "basics/reading-a-reply",
    .more_focus = focus,
    .is_enabled = is_enabled,
    .layout = walk_view_layout,
    .draw = walk_view_draw,
    .handle_action = handle_action,
    .update = update,
    .wake = wake,
    .find = find,
    .destroy = destroy,
};
