/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waits in the open before the next try. */
#include <stdlib.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/memory.h"
#include "ui/navigate.h"

enum { ROWS_WANTED = 5, COLUMNS_WANTED = 52, SECOND_MS = 1000, SECONDS_MIN = 1 };

struct countdown_view {
	struct view view;
	int64_t since, until; /* clock_now() ms */
};

static const struct view_ops countdown_view_ops;

struct view *countdown_view_create(int seconds)
{
	struct countdown_view *countdown = mem_calloc(1, sizeof(*countdown));

	countdown->view.ops = &countdown_view_ops;
	countdown->since = clock_now();
	countdown->until =
	    countdown->since + (int64_t)(seconds < SECONDS_MIN ? SECONDS_MIN : seconds) * SECOND_MS;
	return &countdown->view;
}

static void destroy(struct view *view)
{
	free(view);
}

static void draw(const struct view *view, const struct ui *ui, const struct canvas *canvas)
{
	const struct countdown_view *countdown = (const struct countdown_view *)view;
	int64_t left = countdown->until - clock_now();
	int64_t total = countdown->until - countdown->since;
	int seconds = left <= 0 ? 0 : (int)((left + SECOND_MS - 1) / SECOND_MS);
	int filled;

	(void)ui;
	left = left < 0 ? 0 : left;
	filled = (int)((total - left) * canvas->columns / total);
	canvas_putf(canvas, 0, 0, STYLE_STRONG, _("%d:%02d left"), seconds / 60, seconds % 60);
	for (int x = 0; x < canvas->columns; x++)
		canvas_put(canvas, 2, x, x < filled ? STYLE_ACCENT : STYLE_BORDER,
			   glyph(x < filled ? GLYPH_BAR_FULL : GLYPH_BAR_EMPTY));
	canvas_put(canvas, 4, 0, STYLE_DIM, _("n: try now   Esc: stop waiting"));
	canvas_cursor(canvas, 0, 0);
}

static void handle_action(struct view *view, struct ui *ui, const struct command *command)
{
	(void)view;
	if (command->action == ACT_NOW)
		navigate_walk(ui);
	else if (command->action == ACT_STOP || command->action == ACT_BACK)
		ui_pop(ui);
}

static void update(struct view *view, struct ui *ui)
{
	if (clock_now() >= ((struct countdown_view *)view)->until) {
		ui_pop(ui); /* also when the walk cannot start */
		navigate_walk(ui);
	}
}

static int64_t wake(const struct view *view, const struct ui *ui)
{
	const struct countdown_view *countdown = (const struct countdown_view *)view;
	int64_t now = clock_now();
	int64_t left = countdown->until - now;

	(void)ui;
	return left <= 0 ? now : now + (left - 1) % SECOND_MS + 1;
}

static const struct view_ops countdown_view_ops = {
    .placement = PLACE_POPUP,
    .help = "basics/rate-limits",
    .title = N_("Waiting before the next try"),
    .rows = ROWS_WANTED,
    .columns = COLUMNS_WANTED,
    .focus = FOCUS_COUNTDOWN,
    .draw = draw,
    .handle_action = handle_action,
    .update = update,
    .wake = wake,
    .destroy = destroy,
};
