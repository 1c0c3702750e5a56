/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays the server's and the user's part towards an engine, one expectation a line. */
#ifndef MAILMEDIC_TESTS_ENGINE_DRIVE_H
#define MAILMEDIC_TESTS_ENGINE_DRIVE_H

#include "engine/engine.h"

enum { DRIVE_WAIT_MS = 20 * 1000, DRIVE_QUIET_MS = 150 };

/* Starts the engine, for a log-in ("1") or none (""), EHLO name "client.test", from a@client.test to
 * b@server.test; fails the test when it cannot. */
struct engine *drive_start(const char *login);
struct engine *drive_start_order(const struct engine_order *order);

/* The next event; false when none came within `ms`. */
bool drive_next(struct engine *engine, struct engine_event *ret_event, int ms);

/* Each fails the test when something else comes. */
void drive_expect(struct engine *engine, enum engine_event_kind kind, const char *text);
void drive_expect_line(struct engine *engine, const char *line);
void drive_expect_nothing(struct engine *engine);
/* As drive_expect, and the text only begins with `start`. */
void drive_expect_start(struct engine *engine, enum engine_event_kind kind, const char *start);

/* Greeting and EHLO, with "AUTH <mechanisms>" in the reply (NULL: no AUTH). */
void drive_greet(struct engine *engine, const char *mechanisms);

/* The question for a response, and its answer. */
void drive_answer(struct engine *engine, enum engine_answer answer);

#endif
