/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One client's conversation with the practice server: session.c keeps time and order, command.c
 * reads what the client says, dialogue.c answers (RFC 5321, 3207, 4954). A rule of the scenario comes before
 * what a good server says.
 */
#ifndef MAILMEDIC_PRACTICE_SESSION_H
#define MAILMEDIC_PRACTICE_SESSION_H

#include "base/loop.h"
#include "practice/login.h"
#include "practice/peer.h"
#include "practice/player.h"
#include "practice/scenario.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	SESSION_IDLE_MS = 300 * 1000, /* a silent client is told 421 and dropped (RFC 5321, 4.5.3.2.7) */
	SESSION_LINGER_MS = 5 * 1000, /* after our FIN the client has so long to close */
	SESSION_HANDSHAKE_MS = 300 * 1000,
	SESSION_SILENCE_MS = 600 * 1000, /* a scripted silence ends here */
	SESSION_ERRORS_MAX = 20,         /* bad commands before a 421 */
	SESSION_ADDRESS_MAX = 512,
};

/* What all sessions of a server share. */
struct house {
	struct scenario scenario;
	SSL_CTX *tls;
	int64_t first_connection; /* clock_now() ms; valid once connections > 0 */
	long connections;         /* so far */
	long failures;            /* refused log-ins so far */
	long messages;            /* accepted so far */
};

enum session_expect { EXPECT_COMMAND, EXPECT_RESPONSE, EXPECT_MESSAGE };

struct session {
	struct peer peer;
	struct house *house; /* borrowed */
	struct player player;
	struct login login;
	enum scenario_event event; /* the latest; the player's `default` refers to it */
	enum session_expect expect;
	long number; /* of the connection, from 1 */
	long errors; /* bad commands */
	bool greeted;
	bool hello; /* EHLO or HELO was accepted on this channel */
	bool authenticated;
	bool login_right; /* the credentials at hand match an account */
	bool mail;
	bool rcpt;
	bool idle_played;
	char *response;                    /* AUTH: the client's latest, as sent, or NULL; owned, wiped */
	char mechanism[24];                /* as named in AUTH; "" for none */
	char address[SESSION_ADDRESS_MAX]; /* of MAIL or RCPT */
	int64_t last_input;                /* clock_now() ms */
};

/* Takes over `fd`. The caller destroys the session. */
struct session *session_create(struct house *house, int fd);
void session_destroy(struct session *session); /* takes NULL */

void session_want(const struct session *session, struct loop *loop);
void session_step(struct session *session, const struct loop *loop);

/* The conversation is over; destroy it. */
bool session_over(const struct session *session);

/* command.c: takes one line from the client; what it means depends on session->expect. */
void command_line(struct session *session, const char *line, size_t len);

/* dialogue.c: what a good server does at `event`. */
void dialogue_default(struct session *session, enum scenario_event event);

/* dialogue.c: the script sent a 334 of its own. */
void dialogue_challenged(struct session *session);

/* session.c: remembers the client's response in AUTH (NULL: none), wiping the one before. */
void session_set_response(struct session *session, const char *response);

/* session.c: plays the rule for `event`, or the default when there is none. */
void session_fire(struct session *session, enum scenario_event event);

/* session.c: starts TLS and forgets what was agreed before (RFC 3207, 4.2). */
void session_start_tls(struct session *session);

#endif
