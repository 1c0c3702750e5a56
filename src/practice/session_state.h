/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of one SMTP client and of the server that all clients share; changed, not yet acted on. */
#ifndef MAILMEDIC_PRACTICE_SESSION_STATE_H
#define MAILMEDIC_PRACTICE_SESSION_STATE_H

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
struct server_state {
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
	struct server_state *server; /* borrowed */
	struct player player;
	struct login login;
	enum scenario_event event; /* the latest; the player's `default` refers to it */
	enum session_expect expect;
	long number; /* of the connection, from 1 */
	long errors; /* bad commands */
	bool greeted;
	bool hello; /* EHLO or HELO was accepted on this channel */
	bool authenticated;
	bool login_right; /* the credentials received match an account */
	bool mail;
	bool rcpt;
	bool idle_played;
	char *response;                    /* AUTH: the client's latest, as sent, or NULL; owned, wiped */
	char mechanism[24];                /* as named in AUTH; "" for none */
	char address[SESSION_ADDRESS_MAX]; /* of MAIL or RCPT */
	int64_t last_input;                /* clock_now() ms */
	bool has_occurred;                 /* `occurred` is to be played next */
	enum scenario_event occurred;
};

/* Something happened that a rule may answer: session.c plays it when whoever found out has returned. */
void session_note(struct session *session, enum scenario_event event);

/* Remembers the client's response in AUTH (NULL: none), wiping the one before. */
void session_set_response(struct session *session, const char *response);

/* Starts TLS and forgets what was agreed before (RFC 3207, 4.2). */
void session_start_tls(struct session *session);

#endif
