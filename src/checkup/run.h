/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The run on screen: its facts and what it waits for. Changes by events alone, so a recording or a
 * test feeds it as a walk does.
 */
#ifndef MAILMEDIC_CHECKUP_RUN_H
#define MAILMEDIC_CHECKUP_RUN_H

#include "diagnose/diagnosis.h"
#include "walk/fact.h"

/* What the walk wants from the user. */
enum run_need { NEED_NOTHING, NEED_STEP, NEED_PASSWORD, NEED_CONSENT };

struct strbuf;

struct run {
	struct facts facts;
	bool started;
	enum run_need need;
	int64_t asked_at; /* since when; clock_now() ms */
	char *step_line;  /* NEED_STEP: what is held and why it is sent or done */
	char *step_why;
	bool step_is_deed;     /* no line */
	enum problem consent;  /* NEED_CONSENT: to what */
	char *waiting_for;     /* untranslated sentence, or NULL */
	int64_t waiting_since; /* clock_now() ms */
	int64_t waiting_until;
	int64_t stage_since[STAGE_COUNT];
};

void run_init(struct run *run);
void run_finish(struct run *run);

/* Forgets everything for a new run. */
void run_restart(struct run *run);

/* Takes in what an event tells; it may be gone afterwards. */
void run_apply(struct run *run, const struct event *event);

/* The user has answered what was needed. */
void run_answered(struct run *run);

/* True while the walk works or waits for the user. */
bool run_is_going(const struct run *run);

/* The verdict stands; QUIT may still be under way. */
bool run_is_decided(const struct run *run);
bool run_has_failed(const struct run *run);
bool run_has_passed(const struct run *run);

/* How long a stage took, or has taken so far, ms. */
int64_t run_stage_ms(const struct run *run, enum stage stage);

/* How long the stage under way has taken so far, ms; -1 when the run is over. */
int64_t run_under_way_ms(const struct run *run);

/* The symptom that the facts of a finished run show; borrows from them; `text` (initialised) holds greeting
 * and reply. */
void run_symptom(const struct account *account, const struct facts *facts, struct strbuf *text,
		 struct symptom *ret_symptom);

#endif
