/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The interface without its terminal: the stack of views, from input to actions, from checkup to
 * picture. The loop around it is in app.c; tests drive it directly.
 */
#ifndef MAILMEDIC_UI_UI_H
#define MAILMEDIC_UI_UI_H

#include "checkup/checkup.h"
#include "config/preferences.h"
#include "ui/app.h"
#include "ui/terminal/input.h"
#include "ui/terminal/theme.h"
#include "ui/view.h"

enum { UI_FLASH_MS = 6000, UI_WIDE_COLUMNS = 120, UI_VERY_WIDE_COLUMNS = 160, UI_FLASH_MAX = 240 };

struct ui {
	struct checkup checkup;
	struct keymap keymap;
	struct preferences preferences; /* without a path: nothing is kept */
	struct view *top;
	struct view *gone; /* popped, destroyed after the action */
	struct frame frame;
	char flash[UI_FLASH_MAX]; /* one sentence in place of the hints */
	bool flash_is_bad;
	int64_t flash_until;
	enum palette palette;
	bool color;
	bool mouse;
	bool redraw_whole;
	bool quit;
	int exit_code;
	void (*send)(const char *bytes, size_t len); /* to the terminal (OSC 52); NULL in tests */
};

void ui_init(struct ui *ui, const struct app_options *options);
void ui_finish(struct ui *ui);

/* Puts a view (heap, owned from now on) on top. */
void ui_push(struct ui *ui, struct view *view);

/* Takes the topmost view away; the last one ends the program. */
void ui_pop(struct ui *ui);

/* The topmost view with these ops, or NULL. */
struct view *ui_find(const struct ui *ui, const struct view_ops *ops);

/* Takes away everything above `view`. */
void ui_pop_to(struct ui *ui, const struct view *view);

/* Says something in the hint line for a while. */
void ui_flash(struct ui *ui, bool bad, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* One input of the user. */
void ui_input(struct ui *ui, const struct input_event *input);

/* Does an action as if its key was pressed (palette, clicks). */
void ui_handle_action(struct ui *ui, const struct command *command);

/* Where the focus is: what the view on top says, and what holds for every view. */
unsigned ui_focus(const struct ui *ui);

/* Whether an action is possible where the focus is. */
bool ui_is_possible(const struct ui *ui, enum action action);

/* Events were applied or time went by. */
void ui_update(struct ui *ui);

/* Why a file of the organisation (scenario, topic) was left out, a sentence each; NULL past the last. May
 * read its folders. */
const char *ui_complaint(const struct ui *ui, size_t index);

/* When ui_update and ui_draw are due without any event. */
int64_t ui_wake(const struct ui *ui);

/* Draws everything on the standard window. */
void ui_draw(struct ui *ui);

#endif
