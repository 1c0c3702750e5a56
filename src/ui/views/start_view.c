/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way in: type an address, or practise with the built-in server. */
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/text.h"
#include "ui/navigate.h"
#include "ui/ui_settings.h"
#include "ui/widgets/document.h"
#include "ui/widgets/field.h"
#include "ui/widgets/list.h"
#include "ui/widgets/markdown.h"

enum {
	FIELD_AT = 15,
	LEARN_ROWS = 4, /* of our own cases at 80 columns; a longer one has a mark */
	HEAD_ROWS = 6,
	NUMBER_AT = 1,
	GROUP_AT = 4,
	TITLE_AT = 14,
	SCENARIOS_MAX = 99
};

/* What the practice cases are about, in the order of the list. */
enum group { GROUP_OWN, GROUP_WORKS, GROUP_535, GROUP_421, GROUP_TLS, GROUP_OTHER, GROUP_COUNT };

struct start_view {
	struct view view;
	struct field address;
	bool of_last_time;   /* what stands there was remembered, and nobody has touched it */
	char *other_address; /* what stood there when the other customer was left with one key; owned, or NULL
			      */
	struct list list;
	bool in_list;
	size_t order[SCENARIOS_MAX]; /* of the library, by group */
	size_t shown[SCENARIOS_MAX]; /* places in `order` that fit the words sought */
	size_t scenarios, shown_count;
	struct find find;
	size_t number; /* typed so far */
	char error[ERROR_TEXT_MAX];
};

static enum group group_of(const struct practice_scenario *scenario)
{
	if (scenario->is_own)
		return GROUP_OWN;
	if (strncmp(scenario->id, "all-good", strlen("all-good")) == 0)
		return GROUP_WORKS;
	if (strstr(scenario->id, "-535-") != NULL)
		return GROUP_535;
	if (strstr(scenario->id, "-421-") != NULL)
		return GROUP_421;
	return strncmp(scenario->id, "tls-", strlen("tls-")) == 0 ? GROUP_TLS : GROUP_OTHER;
}

static const char *group_label(enum group group)
{
	static const char *const LABELS[GROUP_COUNT] = {
	    [GROUP_OWN] = N_("yours"), [GROUP_WORKS] = N_("works"), [GROUP_535] = "535",
	    [GROUP_421] = "421",       [GROUP_TLS] = "TLS",         [GROUP_OTHER] = N_("other")};

	return _(LABELS[group]);
}

/* The cases whose titles have the words. */
static void narrow(struct start_view *start)
{
	struct practice_scenario scenario;

	start->shown_count = 0;
	for (size_t i = 0; i < start->scenarios; i++) {
		if (practice_scenario_at(start->order[i], &scenario) &&
		    (start->find.words[0] == '\0' ||
		     strcasestr(_(scenario.title), start->find.words) != NULL))
			start->shown[start->shown_count++] = i;
	}
	list_select(&start->list, 0);
}

static void gather(struct start_view *start)
{
	struct practice_scenario scenario;

	for (int group = 0; group < GROUP_COUNT; group++) {
		for (size_t i = 0; practice_scenario_at(i, &scenario); i++) {
			if ((int)group_of(&scenario) == group && start->scenarios < SCENARIOS_MAX)
				start->order[start->scenarios++] = i;
		}
	}
	narrow(start);
}

/* The case in a row of the list; false when there is none. */
static bool scenario_in_row(const struct start_view *start, size_t row,
			    struct practice_scenario *ret_scenario)
{
	return row < start->shown_count &&
	       practice_scenario_at(start->order[start->shown[row]], ret_scenario);
}

struct view *start_view_create(struct ui *ui, bool practice)
{
	struct start_view *start = mem_calloc(1, sizeof(*start));

	start->view.ops = &start_view_ops;
	field_init(&start->address);
	field_set(&start->address, ui->checkup.account.address != NULL ? ui->checkup.account.address
								       : ui->preferences.address);
	start->of_last_time = ui->checkup.account.address == NULL && !field_is_empty(&start->address);
	start->in_list = practice;
	gather(start);
	return &start->view;
}

void start_view_restart(struct view *view, const struct ui *ui)
{
	struct start_view *start = (struct start_view *)view;

	field_set(&start->address, ui->checkup.account.address);
	start->of_last_time = false;
	mem_replace(&start->other_address, NULL);
	start->error[0] = '\0';
	start->in_list = false;
	view->typing = TYPING_ENTERED;
}

void start_view_swap(struct view *view, const struct ui *ui)
{
	struct start_view *start = (struct start_view *)view;
	char *left = mem_strdup(field_text(&start->address));
	char *back = start->other_address;

	start->other_address = NULL;
	start_view_restart(view, ui);
	if (ui->checkup.account.address == NULL && ui->checkup.pasted == NULL)
		field_set(&start->address, back);
	start->other_address = left;
	free(back);
}

static void destroy(struct view *view)
{
	struct start_view *start = (struct start_view *)view;

	field_finish(&start->address);
	free(start->other_address);
	free(start);
}

static unsigned focus(const struct view *view, const struct ui *ui)
{
	const struct start_view *start = (const struct start_view *)view;

	(void)ui;
	return FOCUS_ROOT | FOCUS_PANES |
	       (start->in_list ? FOCUS_LIST | FOCUS_NUMBERED : FOCUS_TEXT | FOCUS_ADDRESS);
}

static void layout(struct view *view, const struct ui *ui, int rows, int columns)
{
	struct start_view *start = (struct start_view *)view;

	(void)ui;
	(void)columns;
	list_layout(&start->list, start->shown_count, rows - HEAD_ROWS - LEARN_ROWS - 1);
}

/* A group is named in its first row that is shown. */
static bool begins_group(const struct start_view *start, size_t row, const struct practice_scenario *scenario)
{
	struct practice_scenario before;

	return row == start->list.top || !scenario_in_row(start, row - 1, &before) ||
	       group_of(&before) != group_of(scenario);
}

static void draw_scenario(const struct start_view *start, const struct canvas *canvas, int y, size_t row)
{
	struct practice_scenario scenario;
	bool selected = row == start->list.selected;
	bool focused = selected && start->in_list;
	enum style style;

	if (!scenario_in_row(start, row, &scenario))
		return;
	style = list_begin_row(canvas, y, TITLE_AT - 2, focused, STYLE_TEXT);
	if (selected && !focused)
		canvas_put(canvas, y, TITLE_AT - 2, style, glyph(GLYPH_POINTER));
	canvas_putf(canvas, y, NUMBER_AT, focused ? style : STYLE_DIM, "%2zu", row + 1);
	if (begins_group(start, row, &scenario))
		canvas_put_fit(canvas, y, GROUP_AT, TITLE_AT - GROUP_AT - 3, focused ? style : STYLE_HEADING,
			       group_label(group_of(&scenario)));
	canvas_put_fit(canvas, y, TITLE_AT, canvas->columns - TITLE_AT - 1, style, _(scenario.title));
	if (!focused)
		find_highlight(&start->find, canvas, y, TITLE_AT, _(scenario.title),
			       strlen(_(scenario.title)));
	canvas_hit(canvas, y, 0, canvas->columns, ACT_SELECT, (int)row);
}

static void draw_learn(const struct start_view *start, const struct canvas *canvas)
{
	struct practice_scenario scenario;
	struct document document;

	if (!scenario_in_row(start, start->list.selected, &scenario))
		return;
	document_init(&document, canvas->columns - 4);
	document_begin(&document, 1, STYLE_ACCENT, _("To learn: "));
	markdown_inline(_(scenario.learn), STYLE_TEXT, &document);
	document_end(&document);
	document_draw(&document, canvas, 0, DOCUMENT_NO_LINK);
	if (document.line_count > LEARN_ROWS)
		canvas_put(canvas, LEARN_ROWS - 1, canvas->columns - 1, STYLE_ACCENT,
			   glyph(GLYPH_MORE_BELOW));
	document_finish(&document);
}

static void draw_head(const struct start_view *start, const struct canvas *canvas)
{
	int width = canvas->columns - FIELD_AT - 2;

	canvas_rule(canvas, 0, _("Your mail does not go out?"), !start->in_list);
	canvas_put(canvas, 2, 1, STYLE_TEXT, _("Mail address"));
	field_draw(&start->address, canvas, 2, FIELD_AT, width < 48 ? width : 48, !start->in_list);
	if (start->error[0] != '\0')
		canvas_put_fit(canvas, 3, FIELD_AT, width, STYLE_FAILED, start->error);
	else
		canvas_put_fit(canvas, 3, FIELD_AT, width, STYLE_DIM,
			       start->of_last_time
				   ? _("From last time. Enter goes on with it; typing replaces it.")
				   : _("Enter finds its settings; your name server learns the domain."));
}

static void draw(const struct view *view, const struct ui *ui, const struct canvas *canvas)
{
	const struct start_view *start = (const struct start_view *)view;
	int rows = (int)start->list.rows;
	struct canvas list = canvas_part(canvas, HEAD_ROWS, 0, rows, canvas->columns);
	struct canvas learn = canvas_part(canvas, HEAD_ROWS + rows + 1, 0, LEARN_ROWS, canvas->columns);

	(void)ui;
	draw_head(start, canvas);
	canvas_rule(canvas, HEAD_ROWS - 1, _("Or practise with the built-in server"), start->in_list);
	if (start->shown_count == 0)
		canvas_put_fit(&list, 0, NUMBER_AT, list.columns - NUMBER_AT, STYLE_DIM,
			       _("No practice case has this in its title. Esc shows all."));
	for (size_t i = start->list.top; i < start->list.count && i < start->list.top + start->list.rows; i++)
		draw_scenario(start, &list, (int)(i - start->list.top), i);
	if (start->list.top > 0)
		canvas_put(&list, 0, canvas->columns - 1, STYLE_ACCENT, glyph(GLYPH_MORE_ABOVE));
	if (start->list.top + start->list.rows < start->list.count)
		canvas_put(&list, rows - 1, canvas->columns - 1, STYLE_ACCENT, glyph(GLYPH_MORE_BELOW));
	canvas_rule(canvas, HEAD_ROWS + rows, NULL, false);
	draw_learn(start, &learn);
}

/* "535 5.7.8 ...", or more than one line. */
static bool looks_like_reply(const char *text, size_t len)
{
	if (memchr(text, '\n', len) != NULL || memchr(text, '\r', len) != NULL)
		return true;
	return len > 3 && strspn(text, "0123456789") == 3 && (text[3] == ' ' || text[3] == '-');
}

static void look_up(struct start_view *start, struct ui *ui)
{
	struct error error;

	start->error[0] = '\0';
	if (field_is_empty(&start->address)) {
		ui_flash(ui, false, "%s", _("Type the mail address first, or press Tab to practise."));
	} else if (looks_like_reply(field_text(&start->address), strlen(field_text(&start->address)))) {
		navigate_explain(ui, field_text(&start->address));
	} else if (!ui_settings_use_address(ui, field_text(&start->address), &error)) {
		memcpy(start->error, error.text, sizeof(start->error));
	} else {
		navigate_settings(ui);
		navigate_find(ui);
	}
}

static void practise(struct start_view *start, struct ui *ui)
{
	struct practice_scenario scenario;
	struct error error;

	if (!scenario_in_row(start, start->list.selected, &scenario))
		return;
	if (checkup_practise(&ui->checkup, scenario.id, &error))
		navigate_walk(ui);
	else
		ui_flash(ui, true, "%s", error.text);
}

/* What is pasted into the field for an address but is none: a reply goes where replies are explained. */
static bool take_reply(struct start_view *start, struct ui *ui, const struct command *command)
{
	char *text;

	if (command->action != ACT_TYPE || command->len < 2 ||
	    !looks_like_reply(command->text, command->len) ||
	    !(field_is_empty(&start->address) || start->of_last_time))
		return false;
	text = mem_strndup(command->text, command->len);
	ui_push(ui, reply_view_create(text));
	free(text);
	return true;
}

static void act_in_field(struct start_view *start, const struct command *command)
{
	if (start->of_last_time && command->action == ACT_TYPE)
		field_set(&start->address, "");
	if (command->action == ACT_DOWN)
		start->in_list = true;
	else if (command->action == ACT_BACK)
		field_set(&start->address, "");
	else if (field_handle_action(&start->address, command->action, command->text, command->len))
		start->error[0] = '\0';
	start->of_last_time = start->of_last_time && command->action == ACT_DOWN;
}

/* Digits make a number as long as there is such a row. */
static void choose_number(struct start_view *start, int digit)
{
	size_t number = start->number * 10 + (size_t)digit;

	if (number > start->shown_count)
		number = (size_t)digit;
	start->number = number;
	if (number >= 1)
		list_select(&start->list, number - 1);
}

static void show_all(struct start_view *start)
{
	find_set(&start->find, "");
	narrow(start);
}

static void act_in_list(struct start_view *start, const struct command *command)
{
	if (command->action == ACT_CHOOSE_NUMBER) {
		choose_number(start, (command->index + 1) % 10);
		return;
	}
	start->number = 0;
	if (command->action == ACT_BACK)
		show_all(start);
	if (command->action == ACT_UP && start->list.selected == 0)
		start->in_list = false;
	else
		list_handle_action(&start->list, command->action);
}

static void handle_action(struct view *view, struct ui *ui, const struct command *command)
{
	struct start_view *start = (struct start_view *)view;

	switch (command->action) {
	case ACT_LOOK_UP: look_up(start, ui); break;
	case ACT_PRACTISE: practise(start, ui); break;
	case ACT_EXPLAIN_REPLY: ui_push(ui, reply_view_create(NULL)); break;
	case ACT_NEXT_PANE:
	case ACT_PREVIOUS_PANE: start->in_list = !start->in_list; break;
	case ACT_SELECT:
		if (start->in_list && (size_t)command->index == start->list.selected)
			practise(start, ui);
		start->in_list = true;
		list_select(&start->list, (size_t)command->index);
		break;
	default:
		if (start->in_list)
			act_in_list(start, command);
		else if (!take_reply(start, ui, command))
			act_in_field(start, command);
		break;
	}
}

/* The list is narrowed while the words are typed. */
static void find(struct view *view, const struct ui *ui, enum find_move move, struct find *find)
{
	struct start_view *start = (struct start_view *)view;

	(void)ui;
	if (move == FIND_TYPED || move == FIND_CANCEL) {
		find_set(&start->find, move == FIND_TYPED ? find->words : "");
		narrow(start);
	} else if (move == FIND_NEXT || move == FIND_PREVIOUS) {
		list_handle_action(&start->list, move == FIND_NEXT ? ACT_DOWN : ACT_UP);
	}
	start->find.count = start->shown_count;
	start->find.at = start->shown_count == 0 ? 0 : start->list.selected + 1;
	*find = start->find;
}

const struct view_ops start_view_ops = {
    .placement = PLACE_FULL,
    .more_focus = focus,
    .layout = layout,
    .draw = draw,
    .handle_action = handle_action,
    .find = find,
    .destroy = destroy,
};
