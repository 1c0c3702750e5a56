/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drives a wire and a peer by turns in one process, and keeps what the wire told. */
#ifndef MAILMEDIC_TESTS_WIRE_RIG_H
#define MAILMEDIC_TESTS_WIRE_RIG_H

#include "wire/wire.h"

#include <stdint.h>

struct peer;

struct rig {
	struct wire *wire;
	struct peer *peer;       /* may be NULL */
	struct wire_event event; /* the latest; its texts point into the fields below */
	char *text;
	char *detail;
	char *line;
	struct tls_facts tls;
	int turns;
};

/* Creates a wire to `target`; the test fails when that does. */
void rig_start(struct rig *rig, struct peer *peer, const struct wire_target *target);
void rig_finish(struct rig *rig);

/* One turn of the loop: at most 20 ms of waiting. */
void rig_turn(struct rig *rig);

/* Turns until an event comes and is kept in rig->event. The test fails after 10 real seconds. */
void rig_next(struct rig *rig);

/* As rig_next, up to the first event of `kind`; the test fails when the wire ends before. */
void rig_until(struct rig *rig, enum wire_event_kind kind);

/* Reads one line and compares it. */
void rig_expect_line(struct rig *rig, const char *line);

/* Reads to WIRE_FAILED and compares the problem. */
void rig_expect_failure(struct rig *rig, enum problem problem);

/* The test fails unless `text` holds `part`. */
void expect_contains(const char *text, const char *part);

#endif
