/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What may be known about a run beside the reply itself. Each is yes, no or unknown: a bit in two
 * sets. The walk, a pasted log and the user's answers set them; the rules of causes weigh them.
 */
#ifndef MAILMEDIC_DIAGNOSE_CIRCUMSTANCE_H
#define MAILMEDIC_DIAGNOSE_CIRCUMSTANCE_H

#include <stdbool.h>
#include <stdint.h>

/* clang-format off */
/* X(enumerator, identifier in topics): */
#define CIRCUMSTANCE_LIST(X) \
	/* the course of the session */ \
	X(EHLO_SENT, "ehlo-sent") \
	X(TLS, "tls")                                       /* lines travel inside TLS */ \
	X(AUTH_SENT, "auth-sent")                           /* an AUTH command went out */ \
	X(LOGGED_IN, "logged-in")                           /* a 235 was seen before */ \
	X(MESSAGE_SENT, "message-sent")                     /* the final dot went out */ \
	X(FAILED_BEFORE, "failed-before")                   /* a log-in of this case was refused before */ \
	/* what the server offered */ \
	X(STARTTLS_OFFERED, "starttls-offered") \
	X(AUTH_OFFERED, "auth-offered") \
	X(OTHER_MECHANISM, "other-mechanism")               /* PLAIN or LOGIN is offered and was not used */ \
	X(GREETING_MASKED, "greeting-masked")               /* 220 ******** */ \
	X(STRANGER, "stranger")                             /* the host is a provider's, and something else answers */ \
	/* the settings */ \
	X(HOST_TYPED, "host-typed") \
	X(HOST_GUESSED, "host-guessed")                     /* smtp.DOMAIN, made up from the address */ \
	X(HOST_KNOWN, "host-known")                         /* from a provider's topic */ \
	X(USER_IS_ADDRESS, "user-is-address")               /* the user name holds an @ */ \
	X(PORT_25, "port-25") \
	X(PORT_465, "port-465") \
	X(PORT_587, "port-587") \
	X(TLS_REFUSED_BY_USER, "tls-off")                   /* settings say: no encryption */ \
	X(COMMON_NAME_FITS, "common-name-fits")             /* the certificate's CN is the host, but it has no names */ \
	/* what the user knows (answers to questions) */ \
	X(WORKS_ELSEWHERE, "works-elsewhere")               /* this password works in another program today */ \
	X(WORKED_BEFORE, "worked-before")                   /* the same settings worked some days ago */ \
	X(TWO_STEP, "two-step")                             /* two-step verification is on */ \
	X(COMPANY_ACCOUNT, "company-account")               /* run by a company's administrator */ \
	X(APP_PASSWORD, "app-password")                     /* an app password or key was typed */ \
	X(OWN_SENDER, "own-sender")                         /* From is the address of the account */ \
	X(MANY_MESSAGES, "many-messages")                   /* many messages were sent today */ \
	X(OTHER_NETWORK_WORKS, "other-network-works")
/* clang-format on */

enum circumstance {
#define X(name, id) CIRCUMSTANCE_##name,
	CIRCUMSTANCE_LIST(X)
#undef X
	    CIRCUMSTANCE_COUNT
};

struct circumstances { /* a bit each: 1 << enum circumstance; in neither: unknown */
	uint64_t yes;
	uint64_t no;
};

const char *circumstance_id(enum circumstance circumstance); /* "ehlo-sent" */
bool circumstance_parse(const char *id, enum circumstance *ret_circumstance);

static inline void circumstances_set(struct circumstances *set, enum circumstance circumstance, bool yes)
{
	uint64_t bit = UINT64_C(1) << circumstance;

	set->yes = yes ? set->yes | bit : set->yes & ~bit;
	set->no = yes ? set->no & ~bit : set->no | bit;
}

#endif
