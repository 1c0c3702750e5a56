/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One session at the screen in the fuzzer: the real interface, walk and engine, an opponent for a server, a
 * terminal in the process, a clock that stands still. Every turn and every picture is checked.
 */
#ifndef MAILMEDIC_TESTS_FUZZ_DESK_H
#define MAILMEDIC_TESTS_FUZZ_DESK_H

#include "fuzz.h"

#include "ui/ui.h"

struct input;
struct opponent;

struct desk {
	/* to be filled in */
	size_t canary; /* the password that the user has */
	enum tls_mode tls;
	const char *mechanism; /* or NULL */
	struct walk_options walk;
	bool know_authority; /* the opponent's certificate is trusted */
	bool practice;       /* begins on the practice list, else on the form */
	bool ascii;
	/* made by desk_open */
	struct account account;
	struct app_options options;
	struct opponent *opponent;
	struct input *input;
	struct ui ui;
	bool mouse; /* as set in the terminal */
	bool dirty; /* something to draw */
};

/* Opens the interface against a server with this script (borrowed until desk_close). */
void desk_open(struct desk *desk, struct fuzz_input script);

/* What the server got is checked too. */
void desk_close(struct desk *desk);

/* The program and the server do one thing each; true when something moved. */
bool desk_turn(struct desk *desk);

/* They do all that they can without time going by. */
void desk_settle(struct desk *desk);

/* Time goes by until the walk has a deadline, or else until something on the screen changes by itself. */
void desk_pass_time(struct desk *desk);

/* Draws if there is anything new, and looks at the picture and at what was saved. */
void desk_draw(struct desk *desk);

/* The user types, pastes or clicks: the bytes that the terminal sends. */
void desk_press(struct desk *desk, const char *bytes, size_t len);

/* Both at least 1. */
void desk_resize(struct desk *desk, int rows, int columns);

/* Presses F10 until the program has ended. */
void desk_leave(struct desk *desk);

#endif
