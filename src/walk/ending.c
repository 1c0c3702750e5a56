/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a failure means: problem, exit code, and whether QUIT is said. Pure: looks and decides. */
#include "walk/internal.h"

#include "base/intl.h"

enum {
	EXIT_EHLO_AFTER_TLS = 32,
	EXIT_INTERNAL = 70,
	EXIT_CANCELLED = 130,
};

/* What `check` exits with when a stage fails: the codes of swaks. */
static const int stage_exit[STAGE_COUNT] = {
    [STAGE_RESOLVE] = 2, [STAGE_CONNECT] = 2, [STAGE_PROXY] = 2, [STAGE_GREETING] = 21,
    [STAGE_EHLO] = 22,   [STAGE_TLS] = 29,    [STAGE_AUTH] = 28, [STAGE_MAIL] = 23,
    [STAGE_RCPT] = 24,   [STAGE_DATA] = 25,   [STAGE_QUIT] = 0,
};

bool ending_by_reply(const struct verdict *verdict)
{
	switch (verdict->problem) {
	case PROBLEM_NONE:
	case PROBLEM_MIXED_CODES:
	case PROBLEM_INVALID_REPLY:
	case PROBLEM_REPLY_TOO_LONG:
	case PROBLEM_OUT_OF_STEP:
	case PROBLEM_LOGIN_CODE_UNASKED:
	case PROBLEM_UNEXPECTED_CODE:
	case PROBLEM_BAD_CHALLENGE:
	case PROBLEM_ENDLESS_CHALLENGES:
	case PROBLEM_STARTTLS_REFUSED:
	case PROBLEM_NOT_SMTP_OTHER:
	case PROBLEM_NOT_SMTP_FTP: return true;
	default: return problem_is_certificate(verdict->problem) ? false : verdict->unsolicited;
	}
}

bool ending_sends_quit(enum problem problem)
{
	switch (problem) {
	case PROBLEM_CANCELLED: /* at once */
	case PROBLEM_TOTAL_TIMEOUT:
	case PROBLEM_NOT_SMTP_FTP: return false;
	default: return true;
	}
}

static bool is_lost(enum problem problem)
{
	return problem == PROBLEM_CLOSED || problem == PROBLEM_RESET;
}

static int exit_code(const struct walk *walk, enum problem problem, bool unsolicited)
{
	bool nothing_awaited = walk->awaited == COMMAND_NONE && walk->stage > STAGE_PROXY;
	bool starttls = account_tls(&walk->account) == TLS_STARTTLS;

	if (problem == PROBLEM_CANCELLED)
		return EXIT_CANCELLED;
	if (problem == PROBLEM_ENGINE_CRASHED || problem == PROBLEM_ENGINE_HUNG ||
	    problem == PROBLEM_SASL_CRASHED || problem == PROBLEM_SASL_HUNG)
		return EXIT_INTERNAL;
	/* Silence while nothing is awaited: in the middle of a reply that nobody asked for. */
	if (unsolicited || (nothing_awaited && (is_lost(problem) || problem == PROBLEM_REPLY_TIMEOUT)))
		return VERDICT_EXIT_LOST;
	if (walk->stage == STAGE_EHLO && walk->tls_done && starttls)
		return EXIT_EHLO_AFTER_TLS;
	if (walk->stage == STAGE_DATA && walk->awaited == COMMAND_BODY)
		return stage_exit[STAGE_DATA] + 1;
	return stage_exit[walk->stage];
}

/* The final dot is out and no reply came: nobody here knows whether the message was taken. */
static bool is_unconfirmed(const struct walk *walk, enum problem problem)
{
	return walk->awaited == COMMAND_BODY &&
	       (is_lost(problem) || problem == PROBLEM_REPLY_TIMEOUT || problem == PROBLEM_TOTAL_TIMEOUT);
}

void ending_judge(const struct walk *walk, const struct decision *decision, struct verdict *ret_verdict)
{
	enum problem problem = decision->problem;
	bool negative = reply_class(walk->reply.code) >= REPLY_TRANSIENT;
	bool unsolicited = decision->by_reply && walk->awaited == COMMAND_NONE && negative;

	*ret_verdict = (struct verdict){
	    .outcome = OUTCOME_FAILED,
	    .stage = walk->stage,
	    .problem = problem,
	    .unsolicited = unsolicited,
	    .exit_code = exit_code(walk, problem, unsolicited),
	    .peer = walk->peer,
	    .detail = (char *)decision->detail,
	};
	if (is_unconfirmed(walk, problem)) {
		ret_verdict->problem = PROBLEM_MESSAGE_UNCONFIRMED;
		ret_verdict->detail = (char *)_(problem_sentence(problem));
	}
}
