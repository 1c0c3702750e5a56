/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stages begin and end here, and so does the run: verdict, exit code, QUIT. */
#include "walk/internal.h"

#include "base/clock.h"
#include "base/memory.h"

#include "base/secret.h"

#include <stdlib.h>

enum {
	EXIT_EHLO_AFTER_TLS = 32,
	EXIT_INTERNAL = 70,
	EXIT_CANCELLED = 130,
};

/* What `check` exits with when a stage fails: the codes of swaks. */
static const int stage_exit[STAGE_COUNT] = {
    [STAGE_RESOLVE] = 2, [STAGE_CONNECT] = 2, [STAGE_GREETING] = 21, [STAGE_EHLO] = 22, [STAGE_TLS] = 29,
    [STAGE_AUTH] = 28,   [STAGE_MAIL] = 23,   [STAGE_RCPT] = 24,     [STAGE_DATA] = 25, [STAGE_QUIT] = 0,
};

void walk_enter(struct walk *walk, enum stage stage)
{
	walk->stage = stage;
	walk->stage_started = clock_now();
	walk->stage_open = true;
	walk_emit(walk, (struct event){.kind = EVENT_STAGE_ENTERED});
}

static void end_stage(struct walk *walk, enum outcome outcome)
{
	if (!walk->stage_open)
		return;
	/* A stage that ends while the user thinks took until the question. */
	int64_t until = walk->user_wait == USER_NONE ? clock_now() : walk->user_wait_started;
	walk->stage_open = false;
	walk_emit(walk, (struct event){.kind = EVENT_STAGE_ENDED,
				       .outcome = outcome,
				       .duration = until - walk->stage_started});
}

void walk_pass(struct walk *walk)
{
	end_stage(walk, OUTCOME_PASSED);
}

static bool by_reply(const struct verdict *verdict)
{
	switch (verdict->problem) {
	case PROBLEM_NONE:
	case PROBLEM_MIXED_CODES:
	case PROBLEM_INVALID_REPLY:
	case PROBLEM_REPLY_TOO_LONG:
	case PROBLEM_OUT_OF_STEP:
	case PROBLEM_UNEXPECTED_CODE:
	case PROBLEM_BAD_CHALLENGE:
	case PROBLEM_ENDLESS_CHALLENGES:
	case PROBLEM_STARTTLS_REFUSED:
	case PROBLEM_NOT_SMTP_FTP: return true;
	default: return problem_is_certificate(verdict->problem) ? false : verdict->unsolicited;
	}
}

static void decide(struct walk *walk, const struct verdict *verdict)
{
	walk->decided = true;
	free(walk->verdict.detail);
	walk->verdict = *verdict;
	walk->verdict.detail = mem_strdup(verdict->detail);
	secret_destroy(walk->password);
	walk->password = NULL;
	engine_destroy(walk->engine);
	walk->engine = NULL;
	walk->engine_turn = COMMAND_NONE;
	const struct reply *reply = by_reply(verdict) && walk->shown.line_count > 0 ? &walk->shown : NULL;
	walk_emit(walk, (struct event){.kind = EVENT_VERDICT, .verdict = &walk->verdict, .reply = reply});
	reply_forget_lines(&walk->reply); /* as received: a server may have echoed the password */
}

void walk_end(struct walk *walk)
{
	if (walk->over)
		return;
	walk_tell_kept(walk);
	end_stage(walk, walk->pending == COMMAND_QUIT ? OUTCOME_FAILED : OUTCOME_SKIPPED);
	walk->over = true;
	walk->pending = COMMAND_NONE;
	walk->held = COMMAND_NONE;
	walk->user_wait = USER_NONE;
	secret_wipe_buffer(walk->line.data, walk->line.size);
	strbuf_clear(&walk->line);
	wire_destroy(walk->wire);
	walk->wire = NULL;
	walk_probe_end(walk);
	walk_emit(walk, (struct event){
			    .kind = EVENT_FINISHED, .stage = walk->verdict.stage, .verdict = &walk->verdict});
}

/* Takes leave with QUIT (RFC 5321, 4.1.1.10) where the server may expect one. */
static void leave(struct walk *walk, bool polite)
{
	walk->pending = COMMAND_NONE;
	walk->held = COMMAND_NONE;
	walk->user_wait = USER_NONE;
	if (!polite || !walk->greeting_done) {
		walk_show_rest(walk);
		walk_end(walk);
		return;
	}
	walk_enter(walk, STAGE_QUIT);
	walk_offer(walk, COMMAND_QUIT, "QUIT", 4);
}

bool walk_done_after(struct walk *walk, enum stage stage)
{
	if (walk->options.quit_after != stage)
		return false;
	decide(walk, &(struct verdict){.outcome = OUTCOME_PASSED, .stage = stage});
	leave(walk, true);
	return true;
}

static int exit_code(const struct walk *walk, enum problem problem, bool unsolicited)
{
	bool nothing_pending = walk->pending == COMMAND_NONE;

	switch (problem) {
	case PROBLEM_CANCELLED: return EXIT_CANCELLED;
	case PROBLEM_ENGINE_CRASHED:
	case PROBLEM_ENGINE_HUNG: return EXIT_INTERNAL;
	case PROBLEM_CLOSED:
	case PROBLEM_RESET:
		if (nothing_pending && walk->stage > STAGE_CONNECT)
			return VERDICT_EXIT_LOST;
		break;
	default: break;
	}
	if (unsolicited)
		return VERDICT_EXIT_LOST;
	if (walk->stage == STAGE_EHLO && walk->tls_done && account_tls(&walk->account) == TLS_STARTTLS)
		return EXIT_EHLO_AFTER_TLS;
	if (walk->stage == STAGE_DATA && walk->pending == COMMAND_BODY)
		return stage_exit[STAGE_DATA] + 1;
	return stage_exit[walk->stage];
}

/* After some failures the server must not hear another word, or is not there to hear it. */
static bool may_quit(const struct walk *walk, enum problem problem)
{
	if (walk->shown.code == 421 && by_reply(&walk->verdict))
		return false;
	switch (problem) {
	case PROBLEM_NONE:
	case PROBLEM_UNEXPECTED_CODE:
	case PROBLEM_BAD_CHALLENGE:
	case PROBLEM_TLS_NOT_OFFERED:
	case PROBLEM_STARTTLS_REFUSED:
	case PROBLEM_NO_MECHANISM_OFFERED:
	case PROBLEM_NO_COMMON_MECHANISM:
	case PROBLEM_MECHANISM_NOT_OFFERED:
	case PROBLEM_CLEAR_TEXT_REFUSED:
	case PROBLEM_CREDENTIALS_TOO_LONG:
	case PROBLEM_CREDENTIALS_HAVE_NUL:
	case PROBLEM_NO_PASSWORD:
	case PROBLEM_ENGINE_CRASHED:
	case PROBLEM_ENGINE_HUNG: return true;
	default: return problem_is_certificate(problem);
	}
}

static void fail(struct walk *walk, enum problem problem, bool unsolicited, const char *detail)
{
	if (walk->decided) { /* the verdict stands; whatever happens on the way out only ends the run */
		walk_end(walk);
		return;
	}
	struct verdict verdict = {
	    .outcome = OUTCOME_FAILED,
	    .stage = walk->stage,
	    .problem = problem,
	    .unsolicited = unsolicited,
	    .exit_code = exit_code(walk, problem, unsolicited),
	    .detail = (char *)detail, /* copied by decide */
	};
	walk_tell_kept(walk);
	end_stage(walk, OUTCOME_FAILED);
	decide(walk, &verdict);
	leave(walk, may_quit(walk, problem));
}

void walk_fail(struct walk *walk, enum problem problem, const char *detail)
{
	fail(walk, problem, false, detail);
}

void walk_fail_by_reply(struct walk *walk, enum problem problem)
{
	bool unsolicited = walk->pending == COMMAND_NONE;

	fail(walk, problem, unsolicited && reply_class(walk->reply.code) >= REPLY_TRANSIENT, NULL);
}
