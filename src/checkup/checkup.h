/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the user works on: the account, the practice server, the walk that runs and what it
 * established, the password typed for it, the causes and fixes found. Knows no screen.
 */
#ifndef MAILMEDIC_CHECKUP_CHECKUP_H
#define MAILMEDIC_CHECKUP_CHECKUP_H

#include <time.h>

#include "base/language.h"
#include "base/strbuf.h"
#include "checkup/attempts.h"
#include "checkup/choices.h"
#include "checkup/failed_logins.h"
#include "checkup/lesson.h"
#include "checkup/run.h"
#include "checkup/token.h"
#include "diagnose/diagnosis.h"
#include "discover/discovery.h"
#include "practice/practice.h"
#include "present/report.h"
#include "present/settings.h"
#include "record/recording.h"
#include "smtp/mask.h"
#include "walk/walk.h"
#include "wire/client_identity.h"

/* After so many refused passwords the next one is warned about: many servers lock an account at three or
 * five. */
enum { CHECKUP_SAFE_ATTEMPTS = 2, CHECKUP_LANGUAGES_MAX = LANGUAGE_COUNT };

struct checkup_options {               /* all borrowed, valid while the checkup is */
	const struct account *account; /* what the command line said, or NULL */
	struct walk_options walk;
	const struct secret *password; /* from a file, or NULL: asked for when AUTH comes */
	struct token_source token;
	const struct kb *kb;
	struct recorder *recorder; /* or NULL: nothing is recorded */
};

struct checkup {
	struct checkup_options options;
	const char *own_token_command; /* of the settings, or NULL; borrowed */
	const struct kb *kb;
	struct kb *languages[CHECKUP_LANGUAGES_MAX]; /* made here for other languages; owned */
	struct account account;                      /* what the next run takes */
	struct account original;                     /* what it was before the first run */
	struct account walked;                       /* what the latest run took */
	struct run run;
	struct walk *walk;                /* NULL: none, or fed by a test */
	struct walk_options walk_options; /* its identity is owned */
	struct practice *practice;
	bool practising;
	struct practice_scenario scenario;
	struct secret *password; /* the one typed last, or NULL */
	char *password_for;      /* "host:port" that it was typed for ... */
	char *password_user;     /* ... and the user name */
	char *refused_with;      /* mechanism with which that one was refused last, or NULL */
	bool password_used;      /* given to this run */
	bool app_password;       /* the user chose to type an app password */
	unsigned runs;
	time_t when;      /* start of the latest run */
	unsigned refused; /* passwords refused so far for this address */
	struct failed_logins failed_logins;
	struct token_offer token; /* see checkup/token.h */
	struct mask mask;         /* last net for everything saved or copied */
	struct strbuf reply_text;
	struct diagnosis diagnoses[DIAGNOSES_MAX];
	size_t diagnosis_count;
	struct question questions[QUESTIONS_MAX];
	size_t question_count;
	struct reach *reach;                 /* what is reachable from here; NULL: nobody looked */
	struct discovery *discovery;         /* of settings for the address; NULL: nobody looked */
	struct account sought;               /* that it is for */
	char elsewhere[SYNTAX_HOST_MAX + 1]; /* to where it may follow a page of the domain; "": nowhere */
	struct circumstances answers;        /* of the user, to questions about this run */
	struct choices choices;
	struct attempts attempts;
	char *pasted;                      /* a reply or log to explain takes the place of a run; or NULL */
	bool password_upper;               /* all letters of the password typed last are capitals */
	const struct recording *recording; /* that is shown, borrowed; or NULL */
	bool replayed;                     /* the run comes from a recording: nothing is sent any more */
	unsigned recorded;                 /* which run of the recorder it is; 0: of none */
	struct lesson *lesson;             /* the run is gone through again line by line; or NULL */
	bool other_customer;               /* not the one of the command line */
	struct checkup *aside; /* the case of the customer before (or after), owned; NULL: there is none */
	char *names[2];        /* of two recordings side by side, inert; NULL: attempts of one session */
};

void checkup_init(struct checkup *checkup, const struct checkup_options *options);
void checkup_finish(struct checkup *checkup); /* stops everything, wipes the password */

/* Fills in what the account lacks: from the provider's topic, else by guessing from the address. */
void checkup_fill_in(const struct kb *kb, struct account *account);

/* Starts anew with an address: fills in what is known of its provider or can be guessed. */
bool checkup_use_address(struct checkup *checkup, const char *address, struct error *error);

/*
 * The user changes one setting. What was derived from it (server, port, encryption, user name) is derived
 * anew; what was typed stays.
 */
bool checkup_change(struct checkup *checkup, enum setting setting, const char *text, struct error *error);

/* Begins anew with another customer: no account, step mode off. The case before is put aside, without its
 * password; one that was aside already ends. */
void checkup_new_case(struct checkup *checkup);

/*
 * Explains a reply or a log that was typed or pasted, as a case of its own; the one before is put aside.
 * False when there is nothing in it. checkup->run then shows a run that has failed with it.
 */
bool checkup_explain(struct checkup *checkup, const char *text, size_t len, struct error *error);

/* The reply is explained; from here on its customer's account is walked with. */
void checkup_leave_paste(struct checkup *checkup);

/* Changes places with the case that was put aside; false when there is none. */
bool checkup_case_before(struct checkup *checkup);

/* Starts the practice server of a scenario and takes its account. */
bool checkup_practise(struct checkup *checkup, const char *scenario, struct error *error);

/* With these settings the practice server would not be reached. */
bool checkup_leaves_practice(const struct checkup *checkup, const struct account *account);

/*
 * Reads the account's client certificate, if it has one, for the walks to come: before checkup_walk. The
 * passphrase may be NULL; with CLIENT_IDENTITY_LOCKED it is to be asked for. One that was read already is
 * kept.
 */
enum client_identity_state checkup_open_identity(struct checkup *checkup, const struct secret *passphrase,
						 struct error *error);

/* Walks with the account as it is; what was agreed to for one run ends with it. */
bool checkup_walk(struct checkup *checkup, struct error *error);

/* Ends with this run: ends it, forgets the password and all that was made from it. The account stays. */
void checkup_leave(struct checkup *checkup);

/* Changes to another language ("zh_CN"), with its texts and rules. False, with the language as it was, when
 * there is no such language or it cannot be shown here. */
bool checkup_use_language(struct checkup *checkup, const char *id);

/* Changes to the language after this one, round the end: what it calls itself, static. NULL: as above. */
const char *checkup_next_language(struct checkup *checkup);

/* Ends a running walk at once; its end comes as an event. */
void checkup_cancel(struct checkup *checkup);

void checkup_want(const struct checkup *checkup, struct loop *loop);
void checkup_step(struct checkup *checkup, const struct loop *loop);

/* Takes the walk's next event into the model; false when there is none now. */
bool checkup_next(struct checkup *checkup);

/* The same, and lends the event to who tells the run as it goes (until the next call). */
bool checkup_pull(struct checkup *checkup, struct event *ret_event);

/* Shows a run of a recording in place of a walk. From then on the checkup is for reading only. */
void checkup_replay(struct checkup *checkup, const struct recording *recording, size_t run);

/* How many runs the recording has that is shown; 0: none is. */
size_t checkup_replay_count(const struct checkup *checkup);

/* Shows the run so many after this one, before it when negative. False when there is none. */
bool checkup_replay_step(struct checkup *checkup, int step);

/* After checkup_replay: another recorded run takes the place of the attempt before. The names are for
 * people. */
void checkup_replay_beside(struct checkup *checkup, const struct recording *before, size_t run,
			   const char *const names[2]);

/* The only way events reach the model (also for tests and recordings). */
void checkup_apply(struct checkup *checkup, const struct event *event);

/* Answers to what the run needs. */
void checkup_send_held(struct checkup *checkup);
void checkup_give_password(struct checkup *checkup, const struct secret *password);
void checkup_consent(struct checkup *checkup);
void checkup_decline(struct checkup *checkup);

/* True when the password typed before may be used for what the run asks now: it is for the same server, and
 * was not refused for the same user name with the same mechanism. */
bool checkup_password_fits(const struct checkup *checkup);

/* True when it is given without asking: for the same user name too, and while nothing speaks against it. */
bool checkup_password_goes_by_itself(const struct checkup *checkup);

/* True when what the run asks for is a token. */
bool checkup_wants_token(const struct checkup *checkup);

/*
 * Takes the token out of what was pasted or read, as far as to checkup->token: it is described there and can
 * be looked at before it is sent. False with `error` when there is none in it.
 */
bool checkup_offer_token(struct checkup *checkup, const struct secret *text, struct error *error);

/* The proxy of the settings file (NULL: it names none), unless the account has one, or shall have none. False
 * with `error` when it cannot be one, or has a log-in. */
bool checkup_use_own_proxy(struct checkup *checkup, const char *proxy, struct error *error);

/* The command of the user's own settings, for when the command line names no token; borrowed, NULL: none. */
void checkup_use_own_token_command(struct checkup *checkup, const char *command);

/* The command that brings a token, to be shown before it runs; NULL: there is none. */
const char *checkup_token_command(const struct checkup *checkup);

/* Runs that; the token, or why there is none, comes with checkup_step. False with `error` when it cannot be
 * run. */
bool checkup_run_token_command(struct checkup *checkup, struct error *error);

/* The practice server's token for this run: public. NULL: there is none. Borrowed. */
const char *checkup_practice_token(const struct checkup *checkup);

/* As checkup_offer_token with that one; false, and no `error`, when there is none. */
bool checkup_offer_practice_token(struct checkup *checkup, struct error *error);

/* Gives the run the token that is offered. */
void checkup_give_token(struct checkup *checkup);

/* From the next run on: log in with a token, a new one. */
void checkup_use_token(struct checkup *checkup);

/* Fills in the findings of the token that is offered, against account and provider. For checkup_step. */
void checkup_describe_token(struct checkup *checkup);

/* Takes the user's answer number `answer` to a question of this run, and weighs the causes again. */
void checkup_answer(struct checkup *checkup, const char *question, size_t answer);
/* Forgets all answers. */
void checkup_take_answers_back(struct checkup *checkup);

/*
 * Looks which ports of the server in use can be reached from here, without a log-in, and weighs the causes
 * again when that is known. `with_control`: another provider's server too, which then learns this computer's
 * address.
 */
void checkup_look_reachable(struct checkup *checkup, bool with_control);
void checkup_stop_looking(struct checkup *checkup);

/* What is known of that for the server in use, so far; NULL: nobody looked. Borrowed. */
const struct reach *checkup_reach(const struct checkup *checkup);

/* True when the server is only made up from the address, and nobody was asked yet which one it is. */
bool checkup_wants_settings(const struct checkup *checkup);

/*
 * Looks for the settings of the account's address, and tries what is found without a log-in. The name server
 * is asked in any case; `ask`: who else may be, only with the user's consent. False with `error` when there
 * can be no search. Each call begins anew.
 */
bool checkup_find_settings(struct checkup *checkup, enum ask_whom ask, struct error *error);

/* What is known of that so far; NULL: nobody looked for this address. Borrowed, until the next search. */
const struct discovery *checkup_discovery(const struct checkup *checkup);

/* What that search asked about the server in use; NULL: nothing, and a walk asks nobody. Borrowed as above.
 */
const struct promises *checkup_promises(const struct checkup *checkup);

/* True when the search for the account's address found nothing, so that its server is only made up. */
bool checkup_only_guessed(const struct checkup *checkup);

/* Takes a candidate into the account; what was typed there stays. */
void checkup_take_settings(struct checkup *checkup, size_t candidate);

/* Takes the address that may have been meant, where the search has one (did_you_mean). False with `error`
 * when it is none. */
bool checkup_respell(struct checkup *checkup, struct error *error);

/* Ends the search, and forgets what it found. */
void checkup_forget_discovery(struct checkup *checkup);

/* The run as a report; borrows from the checkup. */
struct report checkup_report(const struct checkup *checkup);

#endif
