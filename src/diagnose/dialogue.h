/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The SMTP session in what people paste: a reply, a program's error, a debug log, a bounce. Works on text
 * alone and keeps what each finding was taken from; what it means is not its business.
 */
#ifndef MAILMEDIC_DIAGNOSE_DIALOGUE_H
#define MAILMEDIC_DIAGNOSE_DIALOGUE_H

#include "diagnose/client_error.h"
#include "smtp/capabilities.h"
#include "smtp/reply.h"
#include "smtp/stage.h"

/* A longer paste is read up to the first number of bytes and from the last on: see dialogue.cut. */
enum { DIALOGUE_HEAD_BYTES = 128 * 1024, DIALOGUE_TAIL_BYTES = 384 * 1024 };

enum dialogue_outcome {
	DIALOGUE_EMPTY,   /* nothing but white space */
	DIALOGUE_REFUSED, /* `reply` is the refusal that decides */
	DIALOGUE_FAILED,  /* the program's error decides; `reply` holds its words, without a code */
	DIALOGUE_SAID,    /* words that are neither; in `reply`, without a code */
	DIALOGUE_ENDS,    /* nothing was refused, and it ends before the message was taken or QUIT was sent */
	DIALOGUE_WELL,    /* nothing was refused, and it went on to the end */
	DIALOGUE_FOREIGN, /* nothing in it is about mail; its words in `reply` */
	DIALOGUE_LOCAL,   /* the program failed by itself, before it spoke with a server; its words in `reply`
			   */
	DIALOGUE_SETTINGS, /* settings, and nothing that failed; in `reply` */
	DIALOGUE_CALM,     /* lines of a log, and none says that something failed; in `reply` */
};
const char *dialogue_outcome_id(enum dialogue_outcome outcome); /* "refused"; static */

struct assumption {
	char value[128];  /* "" when nothing is known; bytes as in the paste */
	const char *from; /* what it was taken from; untranslated: pass it to _() */
};

enum dialogue_tls { DIALOGUE_TLS_UNKNOWN, DIALOGUE_TLS_ASKED, DIALOGUE_TLS_ON, DIALOGUE_TLS_REFUSED };

struct dialogue {
	enum dialogue_outcome outcome;
	struct reply reply;
	struct client_error error; /* of DIALOGUE_FAILED */
	struct assumption stage;   /* identifier of the stage where it failed or ended */
	struct assumption mechanism;
	struct assumption server; /* host name or address */
	int port;                 /* 0: unknown */
	bool own_computer;        /* the server is this computer itself: mostly none was set */
	bool only_ipv6;           /* the connections that failed went to IPv6 addresses, and to no other */
	bool ipv4_works;          /* a connection to an IPv4 address was made */
	bool tls_bytes;           /* bytes of a TLS handshake stand where a command should */
	bool begins_plain;        /* the settings beside it say: no TLS from the first byte */
	bool begins_tls;          /* ... or: TLS from the first byte */
	bool user_is_address;     /* a user name stands in it, and is a whole address */
	char *greeting;           /* text of the 220, or NULL */
	char *offers;             /* lines of the last EHLO reply without codes, or NULL */
	char *last_command;       /* of the client, as it stands, or NULL; never a line of log-in data */
	enum dialogue_tls tls;
	bool saw_auth;  /* an AUTH command was sent */
	bool logged_in; /* a 235 was the answer */
	bool left;      /* the client took its leave with QUIT */
	bool alone;     /* there is one reply and no command */
	bool doubtful;  /* the code of that reply may be any number */
	bool unheard;   /* it stands in front, but no word after it is one of mail */
	bool own_words; /* of DIALOGUE_SAID: a program's, not quoted from a server */
	bool cut;       /* something in the middle of the paste was left out */
};

void dialogue_init(struct dialogue *dialogue);
void dialogue_finish(struct dialogue *dialogue);

/* Reads `text` (any bytes, any length) into `dialogue` (initialised). Time is linear in `len`. */
void dialogue_read(struct dialogue *dialogue, const char *text, size_t len);

#endif
