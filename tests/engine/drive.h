/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays the server's and the user's part towards an engine, one expectation a line. */
#ifndef MAILMEDIC_TESTS_ENGINE_DRIVE_H
#define MAILMEDIC_TESTS_ENGINE_DRIVE_H

#include "engine/engine.h"

enum { DRIVE_WAIT_MS = 20 * 1000, DRIVE_QUIET_MS = 150 };

/* Starts the engine with this mechanism, EHLO name "client.test", from a@client.test to b@server.test; fails
 * the test when it cannot. */
struct engine *drive_start(const char *mechanism);
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

/* Answers the two questions, which must come in this order. */
void drive_give(struct engine *engine, const char *user, const char *password, size_t password_len);

/* Base64 of `len` bytes; the caller frees it with free(). */
char *drive_base64(const char *bytes, size_t len);
/* What PLAIN sends first, after "AUTH PLAIN "; the caller frees it with free(). */
char *drive_plain(const char *user, const char *password);

#endif
