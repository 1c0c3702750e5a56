/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The concepts of refusals: whom or what a reply is about, and what is the matter with it. The words
 * for each, a file a language, are in help/concepts; rules name concepts where the wording is free.
 */
#ifndef MAILMEDIC_DIAGNOSE_CONCEPT_H
#define MAILMEDIC_DIAGNOSE_CONCEPT_H

#include "diagnose/head.h"

#include <stdint.h>

/* clang-format off */
/* X(enumerator, identifier): whom or what */
#define WHO_CONCEPT_LIST(X) \
	X(SENDER, "sender") \
	X(RECIPIENT, "recipient") \
	X(MAILBOX, "mailbox") \
	X(MESSAGE, "message") \
	X(CONTENT, "content") \
	X(ACCOUNT, "account") \
	X(PASSWORD, "password") \
	X(APP_PASSWORD, "app-password") \
	X(USER_NAME, "user-name") \
	X(KEY, "key") \
	X(TOKEN, "token") \
	X(LOG_IN, "log-in") \
	X(MECHANISM, "mechanism") \
	X(TLS, "tls") \
	X(CLIENT_ADDRESS, "client-address") \
	X(REVERSE_DNS, "reverse-dns") \
	X(EHLO_NAME, "ehlo-name") \
	X(DOMAIN, "domain") \
	X(SERVER, "server") \
	X(CONNECTION, "connection") \
	X(COMMAND, "command") \
	X(SMTP_ACCESS, "smtp-access") \
	X(RELAYING, "relaying") \
	X(SENDING, "sending") \
	X(ALLOWANCE, "allowance") \
	X(ERRORS, "errors") \
	X(SHORT_TIME, "short-time") \
	X(LONG_TIME, "long-time") \
	X(HEADER, "header")

/* X(enumerator, identifier): what is the matter */
#define STATE_CONCEPT_LIST(X) \
	X(MISSING, "missing") \
	X(REQUIRED, "required") \
	X(NOT_ALLOWED, "not-allowed") \
	X(NOT_VERIFIED, "not-verified") \
	X(NOT_OWN, "not-own") \
	X(WRONG, "wrong") \
	X(UNKNOWN, "unknown") \
	X(EXPIRED, "expired") \
	X(DISABLED, "disabled") \
	X(BLOCKED, "blocked") \
	X(LOCKED, "locked") \
	X(SUSPENDED, "suspended") \
	X(OVER_LIMIT, "over-limit") \
	X(TOO_LARGE, "too-large") \
	X(TOO_MANY, "too-many") \
	X(TOO_FAST, "too-fast") \
	X(FULL, "full") \
	X(SPAM, "spam") \
	X(MALFORMED, "malformed") \
	X(BUSY, "busy") \
	X(SHUTTING_DOWN, "shutting-down") \
	X(FAILED, "failed") \
	X(TIMED_OUT, "timed-out") \
	X(NOT_SUPPORTED, "not-supported") \
	X(RETIRED, "retired") \
	X(DEFERRED, "deferred") \
	X(LISTED, "listed") \
	X(ACTION_WANTED, "action-wanted")
/* clang-format on */

enum concept {
#define X(name, id) CONCEPT_##name,
	WHO_CONCEPT_LIST(X)
#undef X
	    CONCEPT_FIRST_STATE,
	CONCEPT_BEFORE_STATES = CONCEPT_FIRST_STATE - 1,
#define X(name, id) STATE_##name,
	STATE_CONCEPT_LIST(X)
#undef X
	    CONCEPT_COUNT
};

/* All words of one file, a list a concept. " .. " in one stands for a few words between. */
struct concept_words {
	int line;
	struct text_list words[CONCEPT_COUNT];
};

/* False when there is no such concept. */
bool concept_parse(const char *id, enum concept *ret_concept);

/* "sender"; static. */
const char *concept_id(enum concept concept);

/* Reads help/concepts/LANGUAGE.yaml. The caller finishes `words` when true is returned. */
bool concept_words_read(struct concept_words *words, const char *path, struct error *error);
void concept_words_finish(struct concept_words *words);

#endif
