/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The stages of a run, in order. One list gives the enumerator, the identifier used in JSON and in
 * rules, and the label on screen. Which stage follows which is the walk's business.
 */
#ifndef MAILMEDIC_SMTP_STAGE_H
#define MAILMEDIC_SMTP_STAGE_H

#include "base/intl.h"

#include <stdbool.h>

/* X(enumerator, identifier, label) */
#define STAGE_LIST(X)                                                                                        \
	X(RESOLVE, "resolve", N_("Name"))                                                                    \
	X(CONNECT, "connect", N_("TCP"))                                                                     \
	X(PROXY, "proxy", N_("Proxy"))                                                                       \
	X(GREETING, "greeting", N_("Greeting"))                                                              \
	X(EHLO, "ehlo", N_("EHLO"))                                                                          \
	X(TLS, "tls", N_("TLS"))                                                                             \
	X(AUTH, "auth", N_("AUTH"))                                                                          \
	X(MAIL, "mail", N_("MAIL"))                                                                          \
	X(RCPT, "rcpt", N_("RCPT"))                                                                          \
	X(DATA, "data", N_("DATA"))                                                                          \
	X(QUIT, "quit", N_("QUIT"))

enum stage {
#define X(name, id, label) STAGE_##name,
	STAGE_LIST(X)
#undef X
	    STAGE_COUNT
};

const char *stage_id(enum stage stage);    /* "greeting" */
const char *stage_label(enum stage stage); /* untranslated label; pass it to _() */

/*
 * Reads an identifier, also in the words of swaks and of mail logs (BANNER, HELO, STARTTLS, any
 * case). False when it is none; *ret_stage is then untouched.
 */
bool stage_parse(const char *id, enum stage *ret_stage);

#endif
