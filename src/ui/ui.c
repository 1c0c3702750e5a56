/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stack of views and the way from input to action. Drawing is in ui_draw.c. */
#include "ui/ui.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/secret.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "ui/navigate.h"
#include "ui/terminal/key.h"
#include "ui/ui_settings.h"
#include "ui/views/views.h"
#include "ui/why_not.h"

enum { WHEEL_STEPS = 3 };

void ui_init(struct ui *ui, const struct app_options *options)
{
	struct checkup_options checkup = {.account = options->account,
					  .walk = options->walk,
					  .password = options->password,
					  .token = options->token,
					  .kb = options->kb,
					  .recorder = options->recorder};

	memset(ui, 0, sizeof(*ui));
	checkup_init(&ui->checkup, &checkup);
	keymap_init(&ui->keymap);
	preferences_init(&ui->preferences);
	ui->color = options->color;
	ui->mouse = true;
}

static void destroy_gone(struct ui *ui)
{
	while (ui->gone != NULL) {
		struct view *view = ui->gone;

		ui->gone = view->below;
		view->ops->destroy(view);
	}
}

void ui_finish(struct ui *ui)
{
	while (ui->top != NULL)
		ui_pop(ui);
	destroy_gone(ui);
	checkup_finish(&ui->checkup);
	preferences_finish(&ui->preferences);
}

void ui_push(struct ui *ui, struct view *view)
{
	if (ui->top != NULL)
		ui->top->typing = TYPING_LEFT;
	view->below = ui->top;
	ui->top = view;
}

void ui_pop(struct ui *ui)
{
	struct view *view = ui->top;

	if (view == NULL)
		return;
	ui->top = view->below;
	view->below = ui->gone;
	ui->gone = view;
	if (ui->top == NULL)
		ui->quit = true;
	else if (ui->top->typing == TYPING_ENTERED)
		ui->top->typing = TYPING_SHOWN;
}

struct view *ui_find(const struct ui *ui, const struct view_ops *ops)
{
	struct view *view = ui->top;

	while (view != NULL && view->ops != ops)
		view = view->below;
	return view;
}

void ui_pop_to(struct ui *ui, const struct view *view)
{
	while (ui->top != NULL && ui->top != view)
		ui_pop(ui);
}

void ui_flash(struct ui *ui, bool bad, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(ui->flash, sizeof(ui->flash), format, arguments);
	va_end(arguments);
	ui->flash_is_bad = bad;
	ui->flash_until = clock_now() + UI_FLASH_MS;
}

static unsigned view_focus(const struct view *view, const struct ui *ui)
{
	const struct view_ops *ops = view->ops;

	return ops->focus | (ops->more_focus != NULL ? ops->more_focus(view, ui) : 0);
}

unsigned ui_focus(const struct ui *ui)
{
	unsigned searchable = ui->top->ops->find != NULL ? (unsigned)FOCUS_FIND : 0;

	unsigned focus = view_focus(ui->top, ui) | searchable | FOCUS_ANY;
	/* A password begins with any letter: the question for it stands until it is answered. */
	bool rests =
	    ui->top->typing != TYPING_ENTERED && (focus & FOCUS_TEXT) != 0 && (focus & FOCUS_PASSWORD) == 0;

	return rests ? focus | FOCUS_RESTING : focus;
}

bool ui_is_possible(const struct ui *ui, enum action action)
{
	unsigned focus = ui_focus(ui);

	if (action >= ACTION_LAST)
		return true;
	if ((action_focus(action) & focus) == 0)
		return false;
	return ui->top->ops->is_enabled == NULL || ui->top->ops->is_enabled(ui->top, ui, action);
}

/* Help and the like, on top of a view in which one goes on afterwards. */
static void push_aside(struct ui *ui, struct view *view)
{
	enum view_typing typing = ui->top->typing;

	ui_push(ui, view);
	view->below->typing = typing;
}

static void find_again(struct ui *ui, enum find_move move)
{
	struct find found = {.words = ""};
	char count[UI_FLASH_MAX];

	ui->top->ops->find(ui->top, ui, move, &found);
	find_write_count(&found, count, sizeof(count));
	if (count[0] == '\0')
		push_aside(ui, find_view_create(ui));
	else
		ui_flash(ui, found.count == 0, "\"%s\": %s", found.words, count);
}

/* What works the same in every view; false when it is not one of these. */
static bool act_anywhere(struct ui *ui, const struct command *command)
{
	switch (command->action) {
	case ACT_HELP: push_aside(ui, help_view_create(ui)); return true;
	case ACT_FIND: push_aside(ui, find_view_create(ui)); return true;
	case ACT_FIND_NEXT: find_again(ui, FIND_NEXT); return true;
	case ACT_FIND_PREVIOUS: find_again(ui, FIND_PREVIOUS); return true;
	case ACT_CONTENTS: push_aside(ui, contents_view_create(ui, NULL)); return true;
	case ACT_FIND_ACTION: push_aside(ui, palette_view_create(ui)); return true;
	case ACT_COLOURS:
	case ACT_MOUSE:
	case ACT_LANGUAGE:
	case ACT_REMEMBER: ui_settings_handle_action(ui, command->action); return true;
	case ACT_NEW_CUSTOMER: navigate_new_customer(ui); return true;
	case ACT_CASE_BEFORE: navigate_case_before(ui); return true;
	case ACT_REDRAW: ui->redraw_whole = true; return true;
	case ACT_QUIT: ui->quit = true; return true;
	default: return false;
	}
}

/* Typing, editing and going between fields: then the user is in the field; not going along a list below it.
 */
static bool enters(enum action action, unsigned focus)
{
	const unsigned within = FOCUS_TEXT | FOCUS_PANES | FOCUS_CHOICE;

	return action > ACTION_LAST ||
	       ((action_focus(action) & within) != 0 && (action_focus(action) & focus & FOCUS_LIST) == 0);
}

void ui_handle_action(struct ui *ui, const struct command *command)
{
	if (ui->top == NULL || command->action == ACTION_NONE || !ui_is_possible(ui, command->action))
		return;
	if (!act_anywhere(ui, command)) {
		if (enters(command->action, view_focus(ui->top, ui)))
			ui->top->typing = TYPING_ENTERED;
		ui->top->ops->handle_action(ui->top, ui, command);
	}
	destroy_gone(ui);
	if (ui->top != NULL)
		ui_update(ui);
}

static void press(struct ui *ui, uint32_t key)
{
	unsigned focus = ui_focus(ui);
	struct command command = {.index = 0};
	const char *reason;
	struct strbuf typed;

	command.action = keymap_find(&ui->keymap, focus, key, &command.index);
	reason = why_not(ui, key);
	if (reason != NULL)
		ui_flash(ui, false, "%s", reason);
	if (command.action == ACT_TYPE && (focus & FOCUS_RESTING) != 0 && ui->top->typing == TYPING_LEFT) {
		ui_flash(ui, false, "%s",
			 _("Letters are not typed here yet: Left or Backspace enters the field."));
		return;
	}
	if (command.action != ACT_TYPE) {
		ui_handle_action(ui, &command);
		return;
	}
	strbuf_init(&typed, 8);
	text_encode(&typed, key);
	command.text = typed.data;
	command.len = typed.len;
	ui_handle_action(ui, &command);
	secret_wipe_buffer(typed.data, typed.len);
	strbuf_finish(&typed);
}

static void paste(struct ui *ui, const char *text, size_t len)
{
	struct command command = {.action = ACT_TYPE, .text = text, .len = len};

	if ((view_focus(ui->top, ui) & FOCUS_TEXT) != 0)
		ui_handle_action(ui, &command);
	else
		ui_flash(ui, false, "%s", _("There is no field here to paste into."));
}

static void click(struct ui *ui, int y, int x)
{
	const struct hit *hit = frame_find_hit(&ui->frame, y, x);

	if (hit != NULL) {
		struct command command = {
		    .action = (enum action)hit->action, .index = hit->index, .click = true};

		ui_handle_action(ui, &command);
	}
}

/* The wheel turns what lies under the pointer, so that gets the focus first. */
static void turn_wheel(struct ui *ui, const struct input_event *input)
{
	const struct hit *area = frame_find_area(&ui->frame, input->y, input->x, ACT_PANE);
	struct command command = {.action = ACT_PANE, .click = true};

	if (area != NULL) {
		command.index = area->index;
		ui_handle_action(ui, &command);
	}
	command = (struct command){.action = input->down ? ACT_DOWN : ACT_UP, .click = true};
	for (int i = 0; i < WHEEL_STEPS && ui->top != NULL; i++)
		ui_handle_action(ui, &command);
}

void ui_input(struct ui *ui, const struct input_event *input)
{
	if (ui->top == NULL)
		return;
	ui->flash[0] = '\0';
	switch (input->kind) {
	case INPUT_KEY: press(ui, input->key); break;
	case INPUT_PASTE: paste(ui, input->text, input->len); break;
	case INPUT_CLICK: click(ui, input->y, input->x); break;
	case INPUT_WHEEL: turn_wheel(ui, input); break;
	}
}

void ui_update(struct ui *ui)
{
	const struct view *before;

	if (ui->flash[0] != '\0' && clock_now() >= ui->flash_until)
		ui->flash[0] = '\0';
	do { /* a view may put another on top, which then has its turn */
		before = ui->top;
		if (before != NULL && before->ops->update != NULL)
			before->ops->update(ui->top, ui);
	} while (ui->top != before);
	destroy_gone(ui);
}

const char *ui_complaint(const struct ui *ui, size_t index)
{
	size_t scenarios = 0;

	while (practice_complaint(scenarios) != NULL)
		scenarios++;
	return index < scenarios ? practice_complaint(index)
				 : kb_complaint(ui->checkup.kb, index - scenarios);
}

int64_t ui_wake(const struct ui *ui)
{
	int64_t when = ui->flash[0] == '\0' ? CLOCK_NEVER : ui->flash_until;

	for (const struct view *view = ui->top; view != NULL; view = view->below) {
		int64_t wanted = view->ops->wake == NULL ? CLOCK_NEVER : view->ops->wake(view, ui);

		when = wanted < when ? wanted : when;
		if (view->ops->placement == PLACE_FULL)
			break;
	}
	return when;
}
