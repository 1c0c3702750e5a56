/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The loop: terminal, signals and walk in one poll. Keys are painted at once, everything else at
 * most 30 times a second, less often on a slow line.
 */
#include "ui/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/loop.h"
#include "ui/navigate.h"
#include "ui/terminal/display.h"
#include "ui/terminal/hyperlink.h"
#include "ui/terminal/input.h"
#include "ui/ui.h"
#include "ui/ui_settings.h"

enum {
	FRAME_MS = 33,
	FRAME_COST_FACTOR = 4,
	EXIT_OK = 0,
	EXIT_INTERNAL = 70,
	EXIT_CANCELLED = 130,
	KEY_CTRL_C = 3,
	LINK_BYTES_MAX = 256 * 1024
};

struct app {
	struct ui ui;
	struct input *input;
	bool mouse;      /* as set in the terminal */
	bool hyperlinks; /* the terminal has them */
	bool dirty;      /* something to paint, when its time comes */
	bool hurry;      /* a key was pressed: paint now */
	int64_t next_paint;
	int64_t due; /* when a view wants to be drawn again */
};

bool app_check_terminal(struct error *error)
{
	return display_check(error);
}

static void show_links(const struct frame *frame)
{
	struct strbuf bytes;

	strbuf_init(&bytes, LINK_BYTES_MAX);
	hyperlink_write(frame, &bytes);
	display_send(bytes.data, bytes.len);
	strbuf_finish(&bytes);
}

static void paint(struct app *app)
{
	int64_t begun = clock_now(), cost;

	ui_draw(&app->ui);
	display_show(&app->ui.frame, app->ui.redraw_whole);
	if (app->hyperlinks)
		show_links(&app->ui.frame);
	app->ui.redraw_whole = false;
	cost = clock_now() - begun;
	app->next_paint = begun + (cost * FRAME_COST_FACTOR > FRAME_MS ? cost * FRAME_COST_FACTOR : FRAME_MS);
	app->dirty = app->hurry = false;
}

/* False when time has passed outside: what poll said of the descriptors is old. */
static bool handle_signals(struct app *app)
{
	unsigned asked = display_take_signals();

	if ((asked & DISPLAY_QUIT) != 0) {
		app->ui.quit = true;
		app->ui.exit_code = EXIT_CANCELLED;
	}
	if ((asked & DISPLAY_STOP) != 0) {
		display_suspend();
		display_set_mouse(app->mouse);
	}
	if (asked != 0) {
		app->ui.redraw_whole = true;
		app->hurry = true;
	}
	return (asked & DISPLAY_STOP) == 0;
}

static void stop(struct app *app)
{
	app->ui.quit = true;
	app->ui.exit_code = EXIT_CANCELLED;
}

static void handle_input(struct app *app)
{
	struct input_event event;

	while (!app->ui.quit && input_next(app->input, &event)) {
		if (event.kind == INPUT_KEY && event.key == KEY_CTRL_C)
			stop(app);
		else if (display_is_large_enough())
			ui_input(&app->ui, &event);
		app->hurry = true;
	}
	if (app->mouse != app->ui.mouse) {
		app->mouse = app->ui.mouse;
		display_set_mouse(app->mouse);
	}
}

/* The terminal is gone: an error on it, or readable with nothing to read. */
static bool has_hung_up(short events)
{
	int waiting = 0;

	if ((events & (POLLHUP | POLLERR | POLLNVAL)) != 0)
		return true;
	return (events & POLLIN) != 0 && ioctl(STDIN_FILENO, FIONREAD, &waiting) == 0 && waiting == 0;
}

static void wait_for_something(struct app *app, struct loop *loop)
{
	loop_clear(loop);
	loop_want(loop, STDIN_FILENO, POLLIN);
	loop_want(loop, display_signal_fd(), POLLIN);
	checkup_want(&app->ui.checkup, loop);
	app->due = ui_wake(&app->ui);
	loop_want_at(loop, app->dirty ? app->next_paint : app->due);
	loop_wait(loop);
}

static void turn(struct app *app)
{
	struct loop loop;
	short events;

	wait_for_something(app, &loop);
	if (!handle_signals(app)) {
		paint(app); /* the shell has read what was typed before: stdin only seems to be at its end */
		return;
	}
	events = loop_events(&loop, STDIN_FILENO);
	if (has_hung_up(events)) {
		app->ui.quit = true;
		app->ui.exit_code = EXIT_CANCELLED;
		return;
	}
	if (events != 0)
		handle_input(app);
	checkup_step(&app->ui.checkup, &loop);
	while (!app->ui.quit && checkup_next(&app->ui.checkup))
		app->dirty = true;
	if (clock_now() >= app->due)
		app->dirty = true;
	if (app->ui.top != NULL)
		ui_update(&app->ui);
	if (!app->ui.quit && (app->hurry || (app->dirty && clock_now() >= app->next_paint)))
		paint(app);
}

/* The first view, and what the command line asks for on top of it. */
static void open_views(struct ui *ui, const struct app_options *options)
{
	bool has_address = options->account != NULL && options->account->address != NULL;
	struct error error;

	ui_push(ui, start_view_create(ui, options->practice));
	if (options->recording != NULL) {
		checkup_replay(&ui->checkup, options->recording, options->run);
		ui_push(ui, walk_view_create());
		ui_update(ui);
		if (options->before != NULL) {
			checkup_replay_beside(&ui->checkup, options->before, options->before_run,
					      options->names);
			ui_push(ui, compare_attempts_view_create(ui));
		} else {
			ui_flash(ui, false, "%s", _("A recording: everything can be read, nothing is sent."));
		}
		if (options->walk.step)
			navigate_open(ui, ACT_STEP_THROUGH);
	} else if (options->scenario != NULL) {
		if (checkup_practise(&ui->checkup, options->scenario, &error))
			navigate_walk(ui);
		else
			ui_flash(ui, true, "%s", error.text);
	} else if (has_address) {
		if (ui_settings_use_address(ui, options->account->address, &error))
			ui_push(ui, account_view_create(ui, SETTING_HOST));
		else
			ui_flash(ui, true, "%s", error.text);
	} else if (options->account != NULL && options->account->host != NULL) {
		ui_push(ui, account_view_create(ui, SETTING_ADDRESS));
	}
}

/* A file of the organisation with a mistake is left out, but not in silence. */
static void tell_complaints(struct ui *ui)
{
	const char *complaint = ui_complaint(ui, 0);
	const char *name, *end;
	int count = 0;

	if (complaint == NULL || ui->flash[0] != '\0')
		return;
	while (ui_complaint(ui, (size_t)count) != NULL)
		count++;
	end = strstr(complaint, ": ");
	for (name = end == NULL ? complaint : end; name > complaint && name[-1] != '/'; name--)
		; /* the file's name: the line has no room for its folder */
	if (count == 1)
		ui_flash(ui, true, _("Left out: %s"), name);
	else
		ui_flash(ui, true,
			 intl_count("%d file is left out, F1 names it: %s",
				    "%d files are left out, F1 names each: %s", (size_t)count),
			 count, name);
}

int app_run(const struct app_options *options)
{
	struct app app = {.hurry = true, .hyperlinks = hyperlink_is_known()};
	struct error error;

	if (!display_open(&error)) {
		fprintf(stderr, "mailmedic: %s\n", error.text);
		return EXIT_INTERNAL;
	}
	ui_init(&app.ui, options);
	app.ui.send = display_send;
	ui_settings_load(&app.ui, options->language);
	app.input = input_create();
	open_views(&app.ui, options);
	paint(&app);
	tell_complaints(&app.ui); /* may read their folders, so it comes after the first picture */
	app.dirty = app.ui.flash[0] != '\0';
	app.mouse = app.ui.mouse;
	display_set_mouse(app.mouse);
	while (!app.ui.quit)
		turn(&app);
	input_destroy(app.input);
	ui_finish(&app.ui);
	display_close();
	return app.ui.exit_code;
}
