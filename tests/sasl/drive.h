/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays the server's part towards the SASL helper. */
#ifndef MAILMEDIC_TESTS_SASL_DRIVE_H
#define MAILMEDIC_TESTS_SASL_DRIVE_H

#include "sasl/sasl.h"

enum { DRIVE_WAIT_MS = 20 * 1000, DRIVE_FIELDS_MAX = 4096 };

/* An order for user "user" at server.example.com:143, with nothing else. */
struct sasl_order drive_order(const char *mechanism);

/* Starts the helper; fails the test when it cannot. */
struct sasl *drive_start(const struct sasl_order *order, const char *secret);

/* The same with another helper: the one that the variable (set by meson test) names. */
struct sasl *drive_start_as(const char *variable, const struct sasl_order *order, const char *secret);

/* The fields that the helper started last has told, each with a newline behind it. */
const char *drive_told(void);

/* The next event but FIELD; fails the test when none comes. */
struct sasl_event drive_next(struct sasl *sasl);

/* Each fails the test when something else comes. The response lives until the next call. */
const char *drive_response(struct sasl *sasl, bool complete, size_t *ret_len);
void drive_expect_response(struct sasl *sasl, bool complete, const char *bytes, size_t len);
void drive_expect(struct sasl *sasl, enum sasl_event_kind kind);
void drive_expect_fault(struct sasl *sasl, enum problem problem);

void drive_challenge(struct sasl *sasl, const char *text);

#endif
