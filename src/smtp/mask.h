/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Masking by protocol state: every line of a session passes here in order, and comes out fit to be
 * shown and stored. AUTH responses become a mask of fixed length, and so does any client
 * line that is no SMTP command; nothing depends on what a response looks like. As a last net, the text is
 * searched for the secret itself in the spellings of needles.h, also in parts at the ends of lines (seam.h),
 * so a server that echoes it is masked too. The output is inert (base/text.h).
 */
#ifndef MAILMEDIC_SMTP_MASK_H
#define MAILMEDIC_SMTP_MASK_H

#include <stdbool.h>
#include <stddef.h>

#include "smtp/seam.h"

struct secret;
struct strbuf;

#define MASK_TEXT "<hidden>"

enum mask_state {
	MASK_COMMANDS, /* ordinary commands */
	MASK_AUTH,     /* between AUTH and its final reply: client lines are secrets */
	MASK_DATA,     /* between 354 and the final dot */
};

struct mask {
	enum mask_state state;
	char mechanism[24];      /* of the AUTH in progress, upper case */
	unsigned challenges;     /* 334 replies seen in this AUTH */
	struct needles *needles; /* owned */
	struct seam seam;
};

struct mask_line {
	const char *bytes; /* NULL: not known */
	size_t len;
};

void mask_init(struct mask *mask);
void mask_finish(struct mask *mask);

/* From now on `secret` is masked wherever it turns up, and so are the NEEDLES_EARLIER_MAX before it; forms
 * shorter than NEEDLES_MIN bytes are not searched for. Inside `user` (may be NULL) and its domain it stays:
 * these are public. */
void mask_watch(struct mask *mask, const char *user, const struct secret *secret);

/* The same for what `other` watches: a session that begins anew may be told what was given to the one before.
 */
void mask_watch_same(struct mask *mask, const struct mask *other);

/* Appends the line as it may be shown. The state follows the protocol. Lines come without CR LF. */
void mask_client_line(struct mask *mask, const char *bytes, size_t len, struct strbuf *out);

/* The same for the server's lines. `next` is the line after it in the same reply, if it is known: it tells
 * whether an end that looks like the beginning of the secret is one. */
void mask_server_line(struct mask *mask, struct mask_line line, struct mask_line next, struct strbuf *out);

/* The same, but the code of a reply is the protocol's and stays, even where the password begins with the same
 * digits. */
void mask_reply_line(struct mask *mask, struct mask_line line, struct mask_line next, struct strbuf *out);

/* True when the server's next line, `bytes`, is better masked with the line after it known. */
bool mask_is_open(const struct mask *mask, const char *bytes, size_t len);

/* Appends `text` fit to be shown: inert, with every occurrence of the watched secret replaced by MASK_TEXT,
 * in the bytes as they came and in the inert text. */
void mask_show(const struct mask *mask, const char *text, size_t len, struct strbuf *out);

/* The last net alone: appends `text` with every occurrence of the watched secret replaced by MASK_TEXT. */
void mask_scan(const struct mask *mask, const char *text, size_t len, struct strbuf *out);

#endif
