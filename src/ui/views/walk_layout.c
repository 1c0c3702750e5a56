/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the parts of the walk view are and how they are drawn: the steps beside the current stage with
 * the transcript below, or, on a very wide terminal, the transcript beside both at full height.
 */
#include "ui/views/walk_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account/proxy.h"
#include "base/intl.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "present/format.h"

enum { MARK_AT = 1, LABEL_AT = 3, LEFT_COLUMNS_MAX = 84, TIME_END_MAX = 40 };
enum { BOARD_ROWS_MIN = 45, BOARD_COLUMNS_MIN = 100 }; /* a terminal large enough for more than the stage */

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
	if (account_proxy(&checkup->account) != NULL || checkup->run.facts.stages[STAGE_PROXY].entered)
		shown[1] = STAGE_PROXY;
	for (enum stage stage = STAGE_MAIL; stage <= STAGE_DATA; stage++) {
		if (checkup->walk_options.quit_after >= stage || checkup->run.facts.stages[stage].entered)
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

/* In step mode the current stage is what is read, and a password is typed there: it gets the rows. */
static struct walk_shape stacked(int rows, int columns, const struct checkup *checkup)
{
	int upper = DETAIL_ROWS + (rows > 30 ? (rows - 30) / 4 : 0);

	if (rows >= BOARD_ROWS_MIN) /* what else is known stands below the stage */
		upper = rows * 3 / 8;
	if ((checkup->walk_options.step || checkup->lesson != NULL) && upper < rows * 2 / 5)
		upper = rows * 2 / 5;
	if (checkup->run.need == NEED_PASSWORD && checkup->refused > 0 && upper < PASSWORD_ROWS)
		upper = PASSWORD_ROWS; /* there is something to be said about the passwords before */
	if (upper > rows - 2 - TRANSCRIPT_ROWS_MIN)
		upper = rows - 2 - TRANSCRIPT_ROWS_MIN;
	return (struct walk_shape){.split = columns >= UI_WIDE_COLUMNS ? STEPS_COLUMNS + 5 : STEPS_COLUMNS,
				   .lower = upper + 1};
}

static struct walk_shape beside(int columns, size_t steps)
{
	int left = columns * 2 / 5;

	return (struct walk_shape){.beside = true,
				   .split = left < LEFT_COLUMNS_MAX ? left : LEFT_COLUMNS_MAX,
				   .lower = (int)steps + 2};
}

static struct canvas steps_part(const struct walk_shape *shape, const struct canvas *canvas)
{
	return canvas_part(canvas, 1, 0, shape->lower - 1, shape->split);
}

static struct canvas detail_part(const struct walk_shape *shape, const struct canvas *canvas)
{
	if (shape->beside)
		return canvas_part(canvas, shape->lower + 1, 1, canvas->rows, shape->split - 1);
	return canvas_part(canvas, 1, shape->split + 2, shape->lower - 1, canvas->columns);
}

struct canvas walk_view_detail_part(const struct view *view, const struct canvas *canvas)
{
	return detail_part(&((const struct walk_view *)view)->shape, canvas);
}

static struct canvas lines_part(const struct walk_shape *shape, const struct canvas *canvas)
{
	int top = shape->beside ? 1 : shape->lower + 1;

	return canvas_part(canvas, top, shape->beside ? shape->split + 1 : 0,
			   canvas->rows - top - shape->board, canvas->columns);
}

/* What would stay empty says what else is known. */
static void use_the_room(struct walk_view *walk, const struct ui *ui, const struct canvas *whole)
{
	struct document *detail = &walk->detail.document;
	struct canvas lines = lines_part(&walk->shape, whole);
	struct walk_room room = {.detail_rows = detail_part(&walk->shape, whole).rows,
				 .lines_rows = lines.rows,
				 .board_columns = lines.columns};

	document_reset(&walk->board, lines.columns);
	if (ui->checkup.pasted != NULL)
		return;
	if (whole->rows < BOARD_ROWS_MIN || whole->columns < BOARD_COLUMNS_MIN) {
		if (run_is_decided(&ui->checkup.run) && (int)detail->line_count < room.detail_rows)
			document_line(detail, STYLE_DIM, _("l: the round trips with their times"));
		return;
	}
	while (ui->checkup.run.need == NEED_PASSWORD && detail->line_count < STAGE_BOX_ROWS)
		document_line(detail, STYLE_TEXT, " "); /* where the box stands */
	walk_board_layout(&walk->board, detail, &ui->checkup, &room);
	if (walk->board.line_count > 0)
		walk->shape.board = (int)walk->board.line_count + 1;
}

void walk_view_layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct walk_view *walk = (struct walk_view *)view;
	const struct canvas whole = {.rows = rows, .columns = columns};
	size_t steps = choose_steps(&ui->checkup, walk->shown);
	struct canvas detail, lines;
	struct document *document;

	walk->shape =
	    columns >= UI_VERY_WIDE_COLUMNS ? beside(columns, steps) : stacked(rows, columns, &ui->checkup);
	detail = detail_part(&walk->shape, &whole);
	list_layout(&walk->steps, steps, walk->shape.lower - 1);
	if (!walk->chosen)
		follow_run(walk, &ui->checkup.run.facts);
	if (ui->checkup.run.need == NEED_STEP)
		read_commands(walk, ui->checkup.kb);
	document = pager_begin(&walk->detail, detail.rows, detail.columns - 1);
	walk_detail_layout(document, &ui->checkup, walk->shown[walk->steps.selected], walk->commands);
	use_the_room(walk, ui, &whole);
	pager_end(&walk->detail);
	lines = lines_part(&walk->shape, &whole);
	transcript_pane_layout(&walk->lines, &ui->checkup.run.facts.transcript, lines.rows, lines.columns);
}

static void draw_step(const struct walk_view *walk, const struct ui *ui, const struct canvas *canvas, int y,
		      size_t i)
{
	const struct run *run = &ui->checkup.run;
	enum stage stage = walk->shown[i];
	bool selected = i == walk->steps.selected;
	enum style style;
	const char *mark = walk_step_mark(run, stage, &style);
	/* On a wide screen the time stays where the eye finds it. */
	int time_end = canvas->columns - 1 < TIME_END_MAX ? canvas->columns - 1 : TIME_END_MAX;
	struct strbuf took;

	strbuf_init(&took, 64);
	if (run->facts.stages[stage].entered)
		format_ms(run_stage_ms(run, stage), &took);
	style = list_begin_row(canvas, y, 0, selected && walk->pane == PANE_STEPS, style);
	if (selected && style != STYLE_FOCUS)
		canvas_put(canvas, y, 0, STYLE_ACCENT, glyph(GLYPH_POINTER));
	canvas_put(canvas, y, MARK_AT + 1, style, mark);
	list_put(&walk->steps, canvas, y, LABEL_AT + 1, canvas->columns - LABEL_AT - 1,
		 style == STYLE_SKIPPED || style == STYLE_FOCUS ? style : STYLE_TEXT, _(stage_label(stage)));
	canvas_put(canvas, y, time_end - (int)text_width(took.data), style == STYLE_FOCUS ? style : STYLE_DIM,
		   took.data);
	canvas_hit(canvas, y, 0, canvas->columns, ACT_STEP, (int)i);
	strbuf_finish(&took);
}

static void write_legend(char *ret_text, size_t size)
{
	snprintf(ret_text, size, " %s %s  %s %s  %s %s ", glyph(GLYPH_CLIENT), _("sent"), glyph(GLYPH_SERVER),
		 _("received"), glyph(GLYPH_QUOTE), _("encrypted"));
}

/* The rule above the transcript, with its filter and what its marks mean. */
static void draw_lines_rule(const struct walk_view *walk, const struct canvas *canvas, int y)
{
	char title[96], legend[96];
	int x;

	snprintf(title, sizeof(title), "%s%s%s", _("Transcript"),
		 walk->lines.filter == FILTER_ALL ? "" : _(": "), transcript_pane_filter(&walk->lines));
	canvas_rule(canvas, y, title, walk->pane == PANE_TRANSCRIPT);
	write_legend(legend, sizeof(legend));
	x = canvas->columns - (int)text_width(legend) - 2;
	if (x > (int)text_width(title) + 4)
		canvas_put(canvas, y, x, STYLE_DIM, legend);
}

static void draw_rules(const struct walk_view *walk, const struct canvas *canvas)
{
	const struct walk_shape *shape = &walk->shape;
	const char *stage = _(stage_label(walk->shown[walk->steps.selected]));
	struct canvas left = canvas_part(canvas, 0, 0, canvas->rows, shape->split);
	struct canvas right =
	    canvas_part(canvas, 0, shape->split, canvas->rows, canvas->columns - shape->split);

	canvas_rule(&left, 0, _("Steps"), walk->pane == PANE_STEPS);
	if (shape->beside) {
		draw_lines_rule(walk, &right, 0);
		canvas_rule(&left, shape->lower, stage, walk->pane == PANE_DETAIL);
	} else {
		canvas_rule(&right, 0, stage, walk->pane == PANE_DETAIL);
		draw_lines_rule(walk, canvas, shape->lower);
	}
	canvas_put(&right, 0, 0, STYLE_BORDER, glyph(GLYPH_TEE_DOWN));
	for (int y = 1; y < (shape->beside ? canvas->rows : shape->lower); y++)
		canvas_put(canvas, y, shape->split, STYLE_BORDER, glyph(GLYPH_VERTICAL));
	if (!shape->beside)
		canvas_put(canvas, shape->lower, shape->split, STYLE_BORDER, glyph(GLYPH_TEE_UP));
}

static void draw_board(const struct walk_view *walk, const struct canvas *canvas, const struct canvas *lines)
{
	int rows = walk->shape.board, x = walk->shape.beside ? walk->shape.split + 1 : 0;
	struct canvas board = canvas_part(canvas, canvas->rows - rows, x, rows, lines->columns);
	struct canvas text = canvas_part(&board, 1, 0, rows - 1, lines->columns);

	if (rows == 0)
		return;
	canvas_rule(&board, 0, NULL, false);
	document_draw(&walk->board, &text, 0, DOCUMENT_NO_LINK);
}

void walk_view_draw(const struct view *view, const struct ui *ui, const struct canvas *canvas)
{
	const struct walk_view *walk = (const struct walk_view *)view;
	struct canvas steps = steps_part(&walk->shape, canvas);
	struct canvas detail = detail_part(&walk->shape, canvas);
	struct canvas lines = lines_part(&walk->shape, canvas);

	draw_rules(walk, canvas);
	canvas_area(&steps, ACT_PANE, PANE_STEPS);
	canvas_area(&detail, ACT_PANE, PANE_DETAIL);
	canvas_area(&lines, ACT_PANE, PANE_TRANSCRIPT);
	for (size_t i = walk->steps.top; i < walk->steps.count; i++)
		draw_step(walk, ui, &steps, (int)(i - walk->steps.top), i);
	pager_draw(&walk->detail, &detail, walk->pane == PANE_DETAIL);
	transcript_pane_draw(&walk->lines, &lines, walk->pane == PANE_TRANSCRIPT);
	draw_board(walk, canvas, &lines);
}
