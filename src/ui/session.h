/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the user works on: the account, the practice server, the walk that runs and what it
 * established, the password typed for it, the causes and fixes found. Knows no screen.
 */
#ifndef MAILMEDIC_UI_SESSION_H
#define MAILMEDIC_UI_SESSION_H

#include "base/strbuf.h"
#include "diagnose/diagnosis.h"
#include "practice/practice.h"
#include "report/report.h"
#include "smtp/mask.h"
#include "ui/app.h"
#include "ui/choices.h"
#include "ui/run.h"

/* After so many refused passwords the next one is warned about: many servers lock an account at three or five. */
enum { SESSION_SAFE_ATTEMPTS = 2 };

struct session {
	const struct app_options *options;
	const struct kb *kb;
	struct account account;  /* what the next run takes */
	struct account original; /* what it was before the first run */
	struct run run;
	struct walk *walk;       /* NULL: none, or fed by a test */
	struct walk_options walk_options;
	struct practice *practice;
	bool practising;
	struct practice_scenario scenario;
	struct secret *password; /* the one typed last, or NULL */
	char *password_for;      /* "user@host:port" that it was typed for */
	bool password_used;      /* given to this run */
	bool app_password;       /* the user chose to type an app password */
	unsigned runs;
	unsigned refused;        /* passwords refused so far for this user and server */
	struct mask mask;        /* last net for everything saved or copied */
	struct strbuf reply_text;
	struct diagnosis diagnoses[DIAGNOSES_MAX];
	size_t diagnosis_count;
	struct choices choices;
};

void session_init(struct session *session, const struct app_options *options);
void session_finish(struct session *session); /* stops everything, wipes the password */

/* Starts anew with an address: fills in what is known of its provider or can be guessed. */
bool session_use_address(struct session *session, const char *address, struct error *error);

/* Starts the practice server of a scenario and takes its account. */
bool session_practise(struct session *session, const char *scenario, struct error *error);

/* Walks with the account as it is; what was agreed to for one run ends with it. */
bool session_walk(struct session *session, struct error *error);

/* Ends a running walk at once; its end comes as an event. */
void session_cancel(struct session *session);

void session_want(const struct session *session, struct loop *loop);
void session_step(struct session *session, const struct loop *loop);

/* Takes the walk's next event into the model; false when there is none now. */
bool session_next(struct session *session);

/* The only way events reach the model (also for tests and recordings). */
void session_apply(struct session *session, const struct event *event);

/* Answers to what the run needs. */
void session_send_held(struct session *session);
void session_give_password(struct session *session, const struct secret *password);
void session_consent(struct session *session);
void session_decline(struct session *session);

/* True when the password typed before may be used for what the run asks now. */
bool session_password_fits(const struct session *session);

/* Forgets the password. */
void session_forget_password(struct session *session);

/* The run as a report; borrows from the session. */
struct report session_report(const struct session *session);

#endif
