/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From what was seen to ranked causes, each with the words that decided it, who can fix it and what
 * to do. A pure function of the symptom and the knowledge base.
 */
#ifndef MAILMEDIC_DIAGNOSE_DIAGNOSIS_H
#define MAILMEDIC_DIAGNOSE_DIAGNOSIS_H

#include "account/account.h"
#include "diagnose/circumstance.h"
#include "diagnose/kb.h"

enum { DIAGNOSES_MAX = 5, FIXES_MAX = 9, QUESTIONS_MAX = 2, ANSWERS_MAX = 5 };

enum confidence { CONFIDENCE_LOW, CONFIDENCE_MEDIUM, CONFIDENCE_HIGH };
enum who { WHO_YOU, WHO_ACCOUNT_OWNER, WHO_ADMINISTRATOR, WHO_WAIT };
const char *confidence_id(enum confidence confidence); /* "high" */
const char *who_id(enum who who);                      /* "account-owner" */
const char *who_label(enum who who);                   /* untranslated: "the owner of the account" */

/* What is known when the question is asked. NULL or 0 for what is not. Nothing is kept. */
struct symptom {
	const char *stage;      /* identifier; "idle" for a reply pushed between commands */
	const char *reply;      /* the reply's lines, as received, with \n between them */
	const char *problem;    /* a fact's identifier (smtp/problem.h) */
	const char *host;       /* server name */
	const char *domain;     /* of the user's address */
	const char *greeting;   /* text of the 220 */
	const char *other_name; /* first name in a certificate that is not for `host` */
	const char *mechanism;  /* SASL mechanism tried */
	const char *channel;    /* "tls", "plain" or NULL */
	bool takes_token;       /* the server offers a mechanism for which a token is needed */
	struct circumstances known;
};

/* clang-format off */
/* X(enumerator, identifier): what a fix does */
#define ACTION_LIST(X) \
	X(RETRY, "retry") \
	X(WAIT, "wait") \
	X(PASSWORD, "password") \
	X(APP_PASSWORD, "app-password") \
	X(TOKEN, "token") \
	X(MECHANISM, "mechanism") \
	X(USER_NAME, "user-name") \
	X(PORT, "port") \
	X(TLS_MODE, "tls-mode") \
	X(SERVER, "server") \
	X(EHLO_NAME, "ehlo-name") \
	X(FROM, "from") \
	X(AUTHENTICATE, "authenticate") \
	X(CERTIFICATE, "certificate") \
	X(TRUST_CERTIFICATE, "trust-certificate") \
	X(ADMIN_TEXT, "admin-text") \
	X(PAGE, "page") \
	X(TOPIC, "topic") \
	X(REACH, "reach") /* look which ports can be reached; `to` "control": and another provider's server */ \
	X(ANSWER, "answer") /* a question: `to` is its id; NULL: take the answers back */
/* clang-format on */

enum action_kind {
#define X(name, id) ACTION_##name,
	ACTION_LIST(X)
#undef X
	    ACTION_COUNT
};
/* The word for it in topics and JSON; static. */
const char *action_id(enum action_kind kind);

struct fix {
	enum action_kind kind;
	const char *label; /* translated; borrowed from the kb */
	const char *to;    /* value, or NULL: the UI asks or works it out */
	int seconds;       /* ACTION_WAIT */
	bool is_own;       /* the organisation wrote it */
};

enum { EVIDENCE_MAX = 4 };

struct evidence { /* a sentence or a quotation that speaks for the cause, or against it */
	bool against;
	char text[200]; /* a short sentence, translated */
};

struct diagnosis {
	const char *id; /* of the cause topic; all texts borrowed from the kb */
	const char *title;
	const char *summary;
	enum confidence confidence;
	enum who who;
	bool is_own;   /* the organisation wrote it */
	bool as_whole; /* no rule speaks for it by words: a code, or the reply as a whole */
	bool of_mail;  /* the reply speaks of what only mail has, in any language: a recipient, a password */
	char evidence[160];   /* the deciding words of the reply, inert; or the fact's sentence */
	size_t evidence_line; /* line of the reply that holds them (0-based) */
	struct evidence signs[EVIDENCE_MAX]; /* beside those words */
	size_t sign_count;
	struct fix fixes[FIXES_MAX];
	size_t fix_count;
};

/* Fills up to DIAGNOSES_MAX causes, most likely first; returns how many (0: unknown: explain the code alone).
 */
size_t diagnose(const struct kb *kb, const struct symptom *symptom, struct diagnosis ret_list[DIAGNOSES_MAX]);

/*
 * The cause `id` as a diagnosis by itself, when a program names it; `words` are its evidence. False when
 * there is no such cause.
 */
bool diagnose_cause(const struct kb *kb, const char *id, const char *words, struct diagnosis *ret_diagnosis);

/*
 * Applies a fix to a copy of the account: `to` (initialised) becomes the account with the change.
 * `value` is what the user chose where fix->to is NULL. False with `error` when it does not change
 * an account (retry, wait, password...: the caller acts) or the value is unusable.
 */
bool fix_apply(const struct fix *fix, const char *value, const struct account *account, struct account *to,
	       struct error *error);

#endif
