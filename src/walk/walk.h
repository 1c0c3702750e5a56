/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The conductor: wire, engine and user on one path from the name to the verdict. The only place with
 * SMTP policy. Nothing here blocks; what happens is pulled as events with walk_next.
 *
 * One AUTH attempt in a walk, with one mechanism. A certificate problem, or AUTH without TLS, stops
 * for the user's consent before any secret. MAIL and RCPT only when `quit_after` asks; DATA only with `send`.
 */
#ifndef MAILMEDIC_WALK_WALK_H
#define MAILMEDIC_WALK_WALK_H

#include "account/account.h"
#include "base/loop.h"
#include "walk/fact.h"

struct client_identity;
struct fork_servers;
struct mask;
struct secret;
struct trust;
struct walk; /* opaque */

enum {
	WALK_REPLY_MS = 30 * 1000, /* one reply; after DATA and the message it is longer (commands.c) */
	WALK_TOTAL_FACTOR = 10 /* whole run, in step deadlines; time spent waiting for the user not counted */
};

/* Whether the walk logs in on its way to MAIL. */
enum walk_login {
	WALK_LOGIN_ALWAYS,
	WALK_LOGIN_WHERE_OFFERED, /* nobody gave a user name or password: a relay may want none */
	WALK_LOGIN_NEVER,
};

struct walk_options {
	enum walk_login login;
	enum stage quit_after;             /* CONNECT to RCPT; STAGE_DATA with send */
	bool step;                         /* hold each client line until walk_continue */
	bool send;                         /* send a small test message (DATA) */
	struct client_identity *identity;  /* of the user, for servers that ask for it, or NULL; shared */
	const struct secret *proxy_login;  /* "USER:PASSWORD" for the account's proxy, or NULL; borrowed */
	struct fork_servers *fork_servers; /* for many walks: each helper is a copy; or NULL; shared */
	struct trust *trust; /* for many walks: what was read from their ca_path; or NULL; shared */
	bool ask_consent; /* a certificate problem or clear text asks (EVENT_NEED_CONSENT); false: it ends the
			     run */
};

/* Starts the run (and the engine). False with `error` when the account is unusable. The caller destroys
 * *ret_walk. */
bool walk_create(const struct account *account, const struct walk_options *options, struct walk **ret_walk,
		 struct error *error);
void walk_destroy(struct walk *walk); /* takes NULL; kills what runs, wipes secrets */

/* Before the first event: what `mask` watches is masked from the first line on, until the walk has a password
 * of its own. A server may tell what an earlier walk gave it. */
void walk_watch_same(struct walk *walk, const struct mask *mask);

void walk_want(const struct walk *walk, struct loop *loop);
void walk_step(struct walk *walk, const struct loop *loop);
bool walk_next(struct walk *walk, struct event *ret_event);

/* The user's answers. Each is ignored when the walk does not wait for it. */
void walk_continue(struct walk *walk); /* to EVENT_STEP */
void walk_give_password(struct walk *walk,
			const struct secret *password); /* to EVENT_NEED_PASSWORD; copied */
/* A note of the caller's among the events: an inert sentence, translated. Until EVENT_FINISHED has been
 * pulled: a server may hang up together with its verdict, which is then pulled when the connection is long
 * gone. */
void walk_tell(struct walk *walk, const char *text);
/* Before walk_give_password: what the token says, reported as EVENT_TOKEN, and a note for each finding. */
void walk_describe_token(struct walk *walk, const struct token_report *token);
void walk_consent(struct walk *walk); /* to EVENT_NEED_CONSENT */
void walk_decline(struct walk *walk); /* to either: ends the run */

/* Ends the run at once with PROBLEM_CANCELLED; EVENT_FINISHED follows. */
void walk_cancel(struct walk *walk);

/* What is known so far, always up to date with the events pulled. Borrowed. */
const struct facts *walk_facts(const struct walk *walk);

#endif
