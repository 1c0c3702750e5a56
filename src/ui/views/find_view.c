/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bar in which one types what to find; the view below shows the matches meanwhile. */
#include <stdio.h>
#include <stdlib.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/text.h"
#include "ui/views/views.h"
#include "ui/widgets/field.h"
#include "ui/widgets/find.h"

enum { COUNT_MAX = 64 };

struct find_view {
	struct view view;
	struct field words;
	struct find found;
};

static const struct view_ops find_view_ops;

struct view *find_view_create(struct ui *ui)
{
	struct find_view *bar = mem_calloc(1, sizeof(*bar));

	bar->view.ops = &find_view_ops;
	field_init(&bar->words);
	ui->top->ops->find(ui->top, ui, FIND_BEGIN, &bar->found);
	return &bar->view;
}

static void destroy(struct view *view)
{
	field_finish(&((struct find_view *)view)->words);
	free(view);
}

void find_write_count(const struct find *found, char *ret_text, size_t size)
{
	if (found->words[0] == '\0')
		ret_text[0] = '\0';
	else if (found->count == 0)
		snprintf(ret_text, size, "%s", _("not found"));
	else
		snprintf(ret_text, size, _("%zu of %zu"), found->at, found->count);
}

static void draw(const struct view *view, const struct ui *ui, const struct canvas *canvas)
{
	const struct find_view *bar = (const struct find_view *)view;
	char count[COUNT_MAX];
	int x = canvas_put(canvas, 0, 1, STYLE_HINT_KEY, _("Find:"));
	int hints, end;

	(void)ui;
	find_write_count(&bar->found, count, sizeof(count));
	hints = (int)text_width(_("Enter keeps it, Esc goes back"));
	end = canvas->columns - hints - 2;
	canvas_put(canvas, 0, end + 1, STYLE_HINT, _("Enter keeps it, Esc goes back"));
	canvas_put(canvas, 0, end - 1 - (int)text_width(count),
		   bar->found.count == 0 ? STYLE_WARNING : STYLE_STRONG, count);
	end -= 3 + (int)text_width(count);
	field_draw(&bar->words, canvas, 0, x + 1, end - x, true);
}

/* The view that is searched lies right below. */
static void ask(struct find_view *bar, const struct ui *ui, enum find_move move)
{
	struct view *searched = bar->view.below;

	find_set(&bar->found, field_text(&bar->words));
	searched->ops->find(searched, ui, move, &bar->found);
}

static void handle_action(struct view *view, struct ui *ui, const struct command *command)
{
	struct find_view *bar = (struct find_view *)view;

	switch (command->action) {
	case ACT_BACK:
		ask(bar, ui, FIND_CANCEL);
		ui_pop(ui);
		break;
	case ACT_ACCEPT: ui_pop(ui); break;
	case ACT_DOWN: ask(bar, ui, FIND_NEXT); break;
	case ACT_UP: ask(bar, ui, FIND_PREVIOUS); break;
	default:
		if (field_handle_action(&bar->words, command->action, command->text, command->len))
			ask(bar, ui, FIND_TYPED);
		break;
	}
}

static const struct view_ops find_view_ops = {
    .placement = PLACE_BAR,
    .focus = FOCUS_TEXT | FOCUS_ENTRY,
    .draw = draw,
    .handle_action = handle_action,
    .destroy = destroy,
};
