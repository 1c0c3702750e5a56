/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture around the views: title bar, hint bar, boxes, and which views are seen. */
#include "ui/ui.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/strbuf.h"
#include "base/text.h"
#include "present/settings.h"
#include "ui/terminal/display.h"
#include "ui/terminal/key.h"
#include "ui/views/views.h"
#include "ui/views/walk_view.h"

enum {
	SIDE_COLUMNS_MIN = 56,
	BOX_ROWS = 2,
	BOX_COLUMNS = 4,
	NAME_COLUMNS = 13,
	STAGE_ROWS_MIN = 9,
	STAGE_COLUMNS_MIN = 44,
	TITLE_MAX = 512,
	DATE_MAX = 32
};

static void write_target(const struct checkup *checkup, bool with_tls, struct strbuf *out)
{
	const struct account *account = &checkup->account;
	const char *user = account_user(account);

	if (!checkup->run.started)
		strbuf_adds(out, _("troubleshooter for sending mail"));
	if (!checkup->run.started || account->host == NULL)
		return;
	if (user != NULL)
		strbuf_addf(out, "%s %s ", user, glyph(GLYPH_LEADS_TO));
	strbuf_addf(out, "%s:%d  ", account->host, account_port(account));
	if (account_tls(account) == TLS_NONE)
		strbuf_adds(out, _("no TLS"));
	else if (with_tls)
		strbuf_adds(out, account_tls(account) == TLS_IMPLICIT ? "TLS" : "STARTTLS");
}

static void write_recording(const struct checkup *checkup, struct strbuf *out)
{
	char date[DATE_MAX] = "";
	struct tm parts;

	if (localtime_r(&checkup->when, &parts) != NULL)
		strftime(date, sizeof(date), "%Y-%m-%d %H:%M", &parts);
	strbuf_addf(out, _("recording of %s, run %u"), date, checkup->runs);
	strbuf_adds(out, "  ");
}

static void write_right(const struct checkup *checkup, bool with_run, struct strbuf *out)
{
	if (checkup->walk_options.step)
		strbuf_addf(out, "%s  ", _("[step]"));
	if (checkup->practising)
		strbuf_addf(out, "%s  ", _("practice"));
	if (checkup->replayed)
		write_recording(checkup, out);
	if (with_run && checkup->runs > 0 && !checkup->replayed)
		strbuf_addf(out, _("run %u "), checkup->runs);
}

static void draw_title(const struct ui *ui, const struct canvas *screen)
{
	struct strbuf target, right;
	int room = screen->columns - NAME_COLUMNS;

	strbuf_init(&target, TITLE_MAX);
	strbuf_init(&right, TITLE_MAX);
	/* Where it is narrow, a whole word less is better than a piece of one. */
	for (int left_out = 0; left_out < 3; left_out++) {
		strbuf_clear(&target);
		strbuf_clear(&right);
		write_target(&ui->checkup, left_out < 2, &target);
		write_right(&ui->checkup, left_out < 1, &right);
		if ((int)(text_width(target.data) + text_width(right.data)) <= room)
			break;
	}
	room -= (int)text_width(right.data);
	canvas_fill(screen, 0, 0, screen->columns, STYLE_BAR);
	canvas_put(screen, 0, 1, STYLE_BAR_STRONG, "mailmedic");
	canvas_put_fit(screen, 0, NAME_COLUMNS - 1, room, STYLE_BAR, target.data);
	canvas_put(screen, 0, NAME_COLUMNS + room, STYLE_BAR, right.data);
	strbuf_finish(&target);
	strbuf_finish(&right);
}

/* Draws one hint at x; returns the column after it, or x when there is no room up to `end`. */
static int draw_hint(const struct ui *ui, const struct canvas *bar, int x, int end, enum action action,
		     unsigned focus)
{
	const char *label = _(action_label(action));
	char name[KEY_NAME_MAX];
	uint32_t key = keymap_shown_key(&ui->keymap, action, focus);
	int start = x;

	if (key == PRESS_NONE)
		return x;
	key_write_name(key, name);
	if (action == ACT_FIX)
		snprintf(name, sizeof(name), "1-%zu", ui->checkup.choices.count);
	if (x + (int)(text_width(name) + text_width(label)) + 1 > end)
		return x;
	x = canvas_put(bar, 0, x, STYLE_HINT_KEY, name);
	x = canvas_put(bar, 0, x + 1, STYLE_HINT, label);
	if (action != ACT_FIX)
		canvas_hit(bar, 0, start, x - start, (int)action, 0);
	return x + 2;
}

static int hint_width(const struct ui *ui, enum action action, unsigned focus)
{
	char name[KEY_NAME_MAX];

	key_write_name(keymap_shown_key(&ui->keymap, action, focus), name);
	return (int)(text_width(name) + text_width(_(action_label(action)))) + 3;
}

/* The way out keeps its place at the right, however many other hints there are. */
static enum action way_out(const struct ui *ui, unsigned focus)
{
	enum action last = (focus & FOCUS_ROOT) != 0 ? ACT_QUIT : ACT_BACK;

	return keymap_shown_key(&ui->keymap, last, focus) != PRESS_NONE ? last : ACTION_NONE;
}

/* What works everywhere is hinted at where it is the next thing to do. */
static bool is_hinted(enum action action, unsigned focus)
{
	const unsigned end_of_case = FOCUS_DONE | FOCUS_EXPLAIN | FOCUS_SUMMARY;

	return action_label(action)[0] != '\0' && (action != ACT_NEW_CUSTOMER || (focus & end_of_case) != 0);
}

static void draw_hints(const struct ui *ui, const struct canvas *bar)
{
	unsigned focus = ui_focus(ui);
	enum action out = way_out(ui, focus);
	int end = bar->columns - hint_width(ui, ACT_HELP, focus);
	int room = out == ACTION_NONE ? end : end - hint_width(ui, out, focus);
	int x = 1;

	for (int action = 1; action < ACTION_LAST; action++) {
		bool here = ui_is_possible(ui, (enum action)action) && is_hinted((enum action)action, focus);

		if (here && action != ACT_HELP && action != ACT_BACK && action != (int)out)
			x = draw_hint(ui, bar, x, room, (enum action)action, focus);
	}
	if (out != ACTION_NONE)
		draw_hint(ui, bar, x, end, out, focus);
	draw_hint(ui, bar, end + 1, bar->columns, ACT_HELP, focus);
}

static void draw_flash(const struct ui *ui, const struct canvas *bar)
{
	const char *mark = glyph(ui->flash_is_bad ? GLYPH_WARNING : GLYPH_NOTE);
	int x = canvas_put(bar, 0, 1, ui->flash_is_bad ? STYLE_WARNING : STYLE_ACCENT, mark);

	canvas_put_fit(bar, 0, x + 1, bar->columns - x - 2, ui->flash_is_bad ? STYLE_WARNING : STYLE_TEXT,
		       ui->flash);
}

static void draw_in(struct view *view, const struct ui *ui, const struct canvas *canvas)
{
	if (view->ops->layout != NULL)
		view->ops->layout(view, ui, canvas->rows, canvas->columns);
	view->ops->draw(view, ui, canvas);
}

static void draw_boxed(struct view *view, const struct ui *ui, const struct canvas *outer)
{
	const struct view_ops *ops = view->ops;
	struct canvas inner =
	    canvas_box(outer, ops->make_title != NULL ? ops->make_title(view, ui) : _(ops->title));

	draw_in(view, ui, &inner);
}

static void draw_popup(struct view *view, const struct ui *ui, const struct canvas *body)
{
	int rows = body->rows - BOX_ROWS, columns = body->columns - BOX_COLUMNS;
	int most_rows = rows, most_columns = columns;
	struct canvas outer;

	if (view->ops->layout != NULL)
		view->ops->layout(view, ui, rows, columns);
	if (view->ops->size != NULL)
		view->ops->size(view, ui, &rows, &columns);
	else
		rows = view->ops->rows, columns = view->ops->columns;
	rows = (rows < most_rows ? rows : most_rows) + BOX_ROWS;
	columns = (columns < most_columns ? columns : most_columns) + BOX_COLUMNS;
	outer = canvas_part(body, (body->rows - rows) / 2, (body->columns - columns) / 2, rows, columns);
	draw_boxed(view, ui, &outer);
}

static void draw_at_stage(struct view *view, const struct ui *ui, const struct canvas *body)
{
	const struct view *walk = ui_find(ui, &walk_view_ops);
	struct canvas part = *body;

	if (walk != NULL)
		part = walk_view_detail_part(walk, body);
	part = canvas_part(&part, 0, 0, STAGE_BOX_ROWS, part.columns);
	if (walk != NULL && part.rows >= STAGE_ROWS_MIN && part.columns >= STAGE_COLUMNS_MIN)
		draw_boxed(view, ui, &part);
	else
		draw_popup(view, ui, body);
}

/* One popup at a time: two frames on each other are hard to read. */
static struct view *below_popups(const struct view *view)
{
	struct view *below = view->below;

	while (view->ops->placement == PLACE_POPUP && below->ops->placement == PLACE_POPUP &&
	       below->below != NULL)
		below = below->below;
	return below;
}

/* Draws `view` and what lies below it, as far as it is seen. Only the topmost can be clicked. */
static void draw_stack(struct view *view, const struct ui *ui, const struct canvas *body)
{
	enum placement placement = view->ops->placement;
	bool beside = placement == PLACE_SIDE && body->columns >= UI_WIDE_COLUMNS && view->below != NULL;
	int side = body->columns * (body->columns >= UI_VERY_WIDE_COLUMNS ? 40 : 45) / 100;
	struct canvas part = *body;

	if (side < SIDE_COLUMNS_MIN)
		side = SIDE_COLUMNS_MIN;
	if (beside)
		part = canvas_part(body, 0, 0, body->rows, body->columns - side);
	if (view->below != NULL && (beside || placement >= PLACE_STAGE))
		draw_stack(below_popups(view), ui, &part);
	body->frame->hit_count = body->frame->link_count = 0;
	body->frame->cursor_on = false;
	if (beside)
		part = canvas_part(body, 0, body->columns - side, body->rows, side);
	if (placement == PLACE_FULL)
		draw_in(view, ui, body);
	else if (placement == PLACE_SIDE)
		draw_boxed(view, ui, &part);
	else if (placement == PLACE_WHOLE)
		draw_boxed(view, ui, body);
	else if (placement == PLACE_STAGE)
		draw_at_stage(view, ui, body);
	else if (placement == PLACE_POPUP)
		draw_popup(view, ui, body);
}

static void draw_too_small(const struct canvas *screen)
{
	canvas_put(screen, 0, 0, STYLE_WARNING, _("The terminal is too small."));
	canvas_putf(screen, 1, 0, STYLE_TEXT, _("At least %d x %d, please."), DISPLAY_COLUMNS_MIN,
		    DISPLAY_ROWS_MIN);
	canvas_putf(screen, 2, 0, STYLE_TEXT, _("Now %d x %d. Nothing is lost."), screen->columns,
		    screen->rows);
	canvas_cursor(screen, 0, 0);
}

void ui_draw(struct ui *ui)
{
	struct canvas screen = canvas_begin(&ui->frame);
	struct canvas body = canvas_part(&screen, 1, 0, screen.rows - 2, screen.columns);
	struct canvas bar = canvas_part(&screen, screen.rows - 1, 0, 1, screen.columns);

	if (ui->top == NULL)
		return;
	if (screen.rows < DISPLAY_ROWS_MIN || screen.columns < DISPLAY_COLUMNS_MIN) {
		draw_too_small(&screen);
		return;
	}
	draw_stack(ui->top, ui, &body);
	draw_title(ui, &screen);
	if (ui->top->ops->placement == PLACE_BAR)
		ui->top->ops->draw(ui->top, ui, &bar);
	else if (ui->flash[0] != '\0')
		draw_flash(ui, &bar);
	else
		draw_hints(ui, &bar);
}
