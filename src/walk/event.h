/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a walk reports, one small thing at a time, in order. UI, headless mode, recorder and tests all
 * read the same stream. No event ever holds a secret: lines are masked before they get here, and
 * every text is inert.
 */
#ifndef MAILMEDIC_WALK_EVENT_H
#define MAILMEDIC_WALK_EVENT_H

#include "account/account.h"
#include "oauth/finding.h"
#include "smtp/capabilities.h"
#include "smtp/problem.h"
#include "smtp/reply.h"
#include "smtp/stage.h"
#include "smtp/transcript.h"
#include "wire/certificate.h"

#include <stdint.h>

enum outcome { OUTCOME_NONE, OUTCOME_PASSED, OUTCOME_FAILED, OUTCOME_SKIPPED };
const char *outcome_id(enum outcome outcome); /* "passed"; "skipped" also for NONE */

enum event_kind {
	EVENT_STAGE_ENTERED, /* stage */
	EVENT_STAGE_ENDED,   /* stage, outcome, duration */
	EVENT_ADDRESS,       /* text = address, family, problem, duration; why = the error, or this computer's
				address */
	EVENT_LINE,          /* from, text (masked, inert), tls */
	EVENT_REPLY, /* reply: complete, its lines masked and inert; stage it was taken for; unsolicited */
	EVENT_CAPABILITIES, /* capabilities (of this EHLO; the earlier ones are forgotten) */
	EVENT_TLS,          /* tls */
	EVENT_MECHANISM,    /* text = SASL mechanism that will be tried */
	EVENT_WAITING,      /* text = for what (untranslated sentence), until = deadline, clock_now() ms */
	EVENT_STEP, /* step mode: text = line about to be sent (masked), or from FROM_NOTE what is about to
		       be done ("TCP host:port", "TLS host:port"); why = sentence; walk_continue does it */
	EVENT_NEED_PASSWORD, /* text = mechanism; walk_give_password goes on */
	EVENT_TOKEN,         /* token: what the one that will be sent says of itself */
	EVENT_FIELD,         /* text = "name=value", a public part of the next line of the log-in */
	EVENT_NEED_CONSENT,  /* problem = certificate problem, CLEAR_TEXT_REFUSED, or that the
				mechanism is not offered; walk_consent goes on,
				walk_decline ends */
	EVENT_NOTE,          /* text = something worth knowing (bare LF, HELO used, extra reply...) */
	EVENT_VERDICT,       /* verdict: it is decided; QUIT may still follow */
	EVENT_FINISHED,      /* verdict: the run is over, nothing comes any more */
};

/* Exit code of a connection that was lost, or taken back by a reply, while no reply was awaited. */
enum { VERDICT_EXIT_LOST = 6 };

/* What the server is ready to hear next. */
enum peer_expects {
	PEER_EXPECTS_NOTHING, /* it speaks next, or is not there any more */
	PEER_EXPECTS_COMMAND,
	PEER_EXPECTS_RESPONSE, /* in AUTH: Base64 or "*" */
	PEER_EXPECTS_TEXT,     /* in DATA: the message */
};

/* How a run ended. */
struct verdict {
	enum outcome outcome;
	enum stage stage;       /* where it failed, or the last stage that passed */
	enum problem problem;   /* PROBLEM_NONE when a reply decided */
	bool unsolicited;       /* the deciding reply came between commands (a pushed 421) */
	int exit_code;          /* of the contract */
	enum peer_expects peer; /* what the server was ready to hear when it was decided */
	char *detail;           /* one more inert sentence (addresses, names, dates), or NULL; owned */
};

struct event {
	enum event_kind kind;
	int64_t ms; /* since the start of the run */
	enum stage stage;
	enum outcome outcome;
	enum problem problem;
	enum address_family family;
	enum transcript_from from;
	bool tls;
	bool unsolicited;
	int64_t duration_us;
	int64_t until; /* clock_now() ms */
	/* Borrowed until the next call on the walk. */
	const char *text;
	const char *why;
	const struct reply *reply;
	const struct capabilities *capabilities;
	const struct tls_facts *tls_facts;
	const struct verdict *verdict;
	const struct token_report *token;
};

#endif
