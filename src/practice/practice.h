/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The practice server: a real SMTP server on loopback with real TLS and real AUTH that plays a
 * scenario file. Runs in a child process (practice_start) or in this one (practice_serve).
 */
#ifndef MAILMEDIC_PRACTICE_PRACTICE_H
#define MAILMEDIC_PRACTICE_PRACTICE_H

#include "account/account.h"
#include "base/error.h"
#include "smtp/stage.h"

#include <stdbool.h>
#include <stddef.h>

#define PRACTICE_USER         "student@practice.test"
#define PRACTICE_PASSWORD     "practice"
#define PRACTICE_APP_PASSWORD "abcd efgh ijkl mnop"

struct practice_scenario { /* borrowed, static for the run of the program */
	const char *id;
	const char *title;
	const char *learn; /* what to learn, a sentence or two */
	enum tls_mode tls; /* how to connect: TLS_STARTTLS, TLS_IMPLICIT or TLS_NONE */
	const char *user;  /* user name to prefill, NULL: PRACTICE_USER */
	bool is_own;       /* not shipped: its id is the path of its file */
};

/* Takes the scenario in a file into the list. False with `error`, which names file and line. */
bool practice_add_file(const char *path, struct error *error);

/*
 * Takes in the scenarios (*.yaml) of the organisation, in /etc/mailmedic/scenarios and in the user's folder
 * of that name. A file with a mistake is left out, and practice_complaint tells of it.
 */
void practice_add_own(void);

/* "FILE:LINE: what is wrong", one a file; NULL past the last. */
const char *practice_complaint(size_t index);

/* The shipped scenarios in teaching order, then those that were added; false past the last. */
bool practice_scenario_at(size_t index, struct practice_scenario *ret_scenario);
bool practice_scenario_find(const char *id, struct practice_scenario *ret_scenario);

struct practice; /* opaque: a running server */

/*
 * Starts a server for one scenario on 127.0.0.1 and a free port, in a child process that ends with
 * this one. `scenario` is an id or the path of a scenario file.
 */
bool practice_start(const char *scenario, struct practice **ret_practice, struct error *error);

/* Stops it and removes its CA file; takes NULL. */
void practice_stop(struct practice *practice);

int practice_port(const struct practice *practice);            /* where it listens, on 127.0.0.1 */
const char *practice_ca_file(const struct practice *practice); /* PEM of its throwaway CA */

/* How long to wait, from its start on, until a fault that passes is over; s. */
int practice_wait_seconds(const struct practice *practice);

/* The stage at which a walk against it ends when all goes well: STAGE_AUTH, or MAIL or RCPT where the lesson
 * is there. */
enum stage practice_walk_to(const struct practice *practice);

/* The token to practise with at the log-in number `index` (0 for the first): public, made for this server.
 * The last one stays; NULL: the scenario has none. Borrowed. */
const char *practice_token(const struct practice *practice, size_t index);

/* False when the child has died. */
bool practice_alive(struct practice *practice);

/* Fills in a whole account for a walk against it (address, host, port, mode, CA, patience; sender and
 * recipient where the walk goes so far and there is none), marked ORIGIN_PRACTICE. */
void practice_fill_account(const struct practice *practice, struct account *account);

/*
 * `mailmedic serve`: listens on `listen` ("127.0.0.1:2525"; NULL: 127.0.0.1 and a free port; loopback
 * only), prints `listening HOST PORT tls=MODE ca=FILE`, a line `token TOKEN` for each practice token, and
 * serves until SIGTERM or SIGINT.
 */
bool practice_serve(const char *scenario, const char *listen, struct error *error);

#endif
