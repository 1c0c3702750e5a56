/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One session at the screen in the fuzzer: the real interface, walk and engine, a fake server, a
 * terminal in the process, a clock that stands still. Every turn and every picture is checked.
 */
#ifndef MAILMEDIC_TESTS_FUZZ_UI_HARNESS_H
#define MAILMEDIC_TESTS_FUZZ_UI_HARNESS_H

#include "fuzz.h"

#include "ui/ui.h"

struct input;
struct fake_server;

struct ui_harness {
	/* to be filled in */
	size_t canary; /* the password that the user has */
	enum tls_mode tls;
	const char *mechanism; /* or NULL */
	struct walk_options walk;
	bool know_authority; /* the fake server's certificate is trusted */
	bool practice;       /* begins on the practice list, else on the form */
	bool ascii;
	/* made by ui_harness_open */
	struct account account;
	struct app_options options;
	struct fake_server *server;
	struct input *input;
	struct ui ui;
	bool mouse; /* as set in the terminal */
	bool dirty; /* something to draw */
};

/* Opens the interface against a server with this script (borrowed until ui_harness_close). */
void ui_harness_open(struct ui_harness *harness, struct fuzz_input script);

/* What the server got is checked too. */
void ui_harness_close(struct ui_harness *harness);

/* The program and the server do one thing each; true when something moved. */
bool ui_harness_turn(struct ui_harness *harness);

/* They do all that they can without time going by. */
void ui_harness_settle(struct ui_harness *harness);

/* Time goes by until the walk has a deadline, or else until something on the screen changes by itself. */
void ui_harness_pass_time(struct ui_harness *harness);

/* Draws if there is anything new, and looks at the picture and at what was saved. */
void ui_harness_draw(struct ui_harness *harness);

/* The user types, pastes or clicks: the bytes that the terminal sends. */
void ui_harness_press(struct ui_harness *harness, const char *bytes, size_t len);

/* Both at least 1. */
void ui_harness_resize(struct ui_harness *harness, int rows, int columns);

/* Presses F10 until the program has ended. */
void ui_harness_leave(struct ui_harness *harness);

#endif
