/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server says it can do: its EHLO reply (RFC 5321, 4.1.1.1), read into plain data. */
#ifndef MAILMEDIC_SMTP_CAPABILITIES_H
#define MAILMEDIC_SMTP_CAPABILITIES_H

#include "smtp/mechanism.h"
#include "smtp/reply.h"

enum { CAPABILITIES_MAX = 64, MECHANISMS_MAX = 32 };

struct capability {
	char *keyword;    /* upper case */
	char *parameters; /* as sent, "" when there are none */
};

struct capabilities {
	char *server_name; /* first word of the first line, or NULL */
	struct capability list[CAPABILITIES_MAX];
	size_t count;
	char mechanisms[MECHANISMS_MAX][MECHANISM_NAME_MAX]; /* upper case, in order, no duplicates (RFC 4422:
								1 to 20 characters) */
	size_t mechanism_count;
	bool starttls;
	long size; /* SIZE in bytes; 0: not stated, -1: SIZE not offered */
};

void capabilities_init(struct capabilities *capabilities);
void capabilities_finish(struct capabilities *capabilities);

/* Reads a 250 reply; understands `AUTH=`, lower case and repeated AUTH lines. Replaces what was there. */
void capabilities_read(struct capabilities *capabilities, const struct reply *reply);

/* Offered in this EHLO reply; upper and lower case are the same. */
bool capabilities_has(const struct capabilities *capabilities, const char *keyword);
bool capabilities_has_mechanism(const struct capabilities *capabilities, const char *mechanism);

/* A mechanism for which a token is needed is offered. */
bool capabilities_take_token(const struct capabilities *capabilities);

/*
 * A firewall has starred out the greeting: four stars or more, and no letter. PIX and ASA leave 2 and 0
 * (Cisco, "inspect esmtp"). `line`: a line of it, with its code or without.
 */
bool greeting_crossed_out(const char *line);

/* A firewall has crossed out a keyword ("XXXXXXXA"). */
bool capabilities_crossed_out(const struct capabilities *capabilities);

/*
 * Which mechanism to log in with: `wanted` if it is not NULL, else the best of those that the server offers,
 * that can be used today and that need what the user has (mechanism.h has the order). PROBLEM_NONE and
 * *ret_chosen, or why there is none.
 */
enum problem mechanism_choose(const struct capabilities *offered, bool tls, const char *wanted,
			      enum mechanism_need has, const struct mechanism **ret_chosen);

/* What a keyword (upper case) of the reply means, in words; untranslated, static. */
const char *capability_meaning(const char *keyword);

#endif
