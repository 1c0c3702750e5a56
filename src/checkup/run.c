/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of a run, from its events. */
#include "checkup/run.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/strbuf.h"

void run_init(struct run *run)
{
	memset(run, 0, sizeof(*run));
	facts_init(&run->facts);
}

void run_finish(struct run *run)
{
	facts_finish(&run->facts);
	free(run->step_line);
	free(run->step_why);
	free(run->waiting_for);
	memset(run, 0, sizeof(*run));
}

void run_restart(struct run *run)
{
	run_finish(run);
	run_init(run);
	run->started = true;
}

static void wait_over(struct run *run)
{
	mem_replace(&run->waiting_for, NULL);
}

static void need(struct run *run, enum run_need what)
{
	wait_over(run);
	run->need = what;
	run->asked_at = clock_now();
}

void run_apply(struct run *run, const struct event *event)
{
	facts_apply(&run->facts, event);
	switch (event->kind) {
	case EVENT_STAGE_ENTERED:
		wait_over(run);
		run->stage_since[event->stage] = clock_now();
		break;
	case EVENT_STAGE_ENDED: wait_over(run); break;
	case EVENT_WAITING:
		mem_replace(&run->waiting_for, event->text);
		run->waiting_since = clock_now();
		run->waiting_until = event->until;
		break;
	case EVENT_STEP:
		need(run, NEED_STEP);
		mem_replace(&run->step_line, event->text);
		mem_replace(&run->step_why, event->why);
		run->step_is_deed = event->from == FROM_NOTE;
		break;
	case EVENT_NEED_PASSWORD: need(run, NEED_PASSWORD); break;
	case EVENT_NEED_CONSENT:
		need(run, NEED_CONSENT);
		run->consent = event->problem;
		break;
	case EVENT_VERDICT: /* what was asked before it decides nothing any more */
	case EVENT_FINISHED: need(run, NEED_NOTHING); break;
	default: break;
	}
}

void run_answered(struct run *run)
{
	/* What the user took is not the stage's time. */
	if (run->need != NEED_NOTHING)
		run->stage_since[run->facts.stage] += clock_now() - run->asked_at;
	run->need = NEED_NOTHING;
}

bool run_is_going(const struct run *run)
{
	return run->started && !run->facts.finished;
}

bool run_is_decided(const struct run *run)
{
	return run->facts.finished || run->facts.verdict.outcome != OUTCOME_NONE;
}

bool run_has_failed(const struct run *run)
{
	return run_is_decided(run) && run->facts.verdict.outcome != OUTCOME_PASSED;
}

bool run_has_passed(const struct run *run)
{
	return run_is_decided(run) && run->facts.verdict.outcome == OUTCOME_PASSED;
}

int64_t run_stage_ms(const struct run *run, enum stage stage)
{
	const struct stage_fact *fact = &run->facts.stages[stage];

	if (fact->outcome == OUTCOME_NONE && fact->entered && run_is_going(run))
		return (run->need == NEED_NOTHING ? clock_now() : run->asked_at) - run->stage_since[stage];
	return fact->us / CLOCK_US_PER_MS;
}

int64_t run_under_way_ms(const struct run *run)
{
	return run_is_going(run) ? run_stage_ms(run, run->facts.stage) : -1;
}
