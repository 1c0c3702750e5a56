/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What may be known about a run apart from the reply itself. Each is yes, no or unknown: a bit in two
 * sets. The walk, a pasted log and the user's answers set them; the rules of causes weigh them.
 */
#ifndef MAILMEDIC_DIAGNOSE_CIRCUMSTANCE_H
#define MAILMEDIC_DIAGNOSE_CIRCUMSTANCE_H

#include "base/intl.h"

#include <stdbool.h>
#include <stdint.h>

/* clang-format off */
/* X(enumerator, identifier in topics, sentence) */
#define CIRCUMSTANCE_LIST(X) \
	/* the course of the session */ \
	X(EHLO_SENT, "ehlo-sent", N_("EHLO was sent.")) \
	X(TLS, "tls", N_("The connection is encrypted.")) \
	X(AUTH_SENT, "auth-sent", N_("A log-in was sent.")) \
	X(LOGGED_IN, "logged-in", N_("The log-in had worked before.")) \
	X(MESSAGE_SENT, "message-sent", N_("The whole message was sent.")) \
	X(FAILED_BEFORE, "failed-before", N_("A log-in was refused before.")) \
	/* what the server offers and shows */ \
	X(STARTTLS_OFFERED, "starttls-offered", N_("The server offers STARTTLS.")) \
	X(AUTH_OFFERED, "auth-offered", N_("The server offers a log-in.")) \
	X(OTHER_MECHANISM, "other-mechanism", N_("The server offers another log-in method.")) \
	X(MECHANISM_UNOFFERED, "mechanism-unoffered", N_("The server does not offer the log-in method that was tried.")) \
	X(WORDS_MASKED, "words-masked", N_("Words of the server are starred or crossed out on the way.")) \
	X(STRANGER, "stranger", N_("The greeting, the certificate or the wording is not that of this provider.")) \
	/* the settings */ \
	X(HOST_TYPED, "host-typed", N_("The name of the server was typed.")) \
	X(HOST_GUESSED, "host-guessed", N_("The name of the server was guessed.")) \
	X(HOST_KNOWN, "host-known", N_("The name of the server is the one that the provider gives.")) \
	X(USER_IS_ADDRESS, "user-is-address", N_("The user name is a whole mail address.")) \
	X(USER_IS_SHORT, "user-is-short", N_("The user name has no @, and the mail address is known.")) \
	X(PORT_25, "port-25", N_("The port is 25.")) \
	X(PORT_465, "port-465", N_("The port is 465.")) \
	X(PORT_587, "port-587", N_("The port is 587.")) \
	X(NO_TLS_WANTED, "no-tls-wanted", N_("The settings say: no encryption.")) \
	X(COMMON_NAME_FITS, "common-name-fits", N_("The certificate names the server in the old way only.")) \
	/* what the token says of itself */ \
	X(TOKEN_USED, "token-used", N_("A token was sent.")) \
	X(TOKEN_REFRESH, "token-is-refresh", N_("The token looks like a refresh token.")) \
	X(TOKEN_ID, "token-is-id", N_("The token says that it is an ID token.")) \
	X(TOKEN_EXPIRED, "token-expired", N_("The token says that it has run out.")) \
	X(TOKEN_EARLY, "token-not-yet-valid", N_("The token says that it is not valid yet.")) \
	X(TOKEN_ISSUER, "token-of-other-provider", N_("The token was made by another provider.")) \
	X(TOKEN_AUDIENCE, "token-for-other-service", N_("The token says that it is for another service.")) \
	X(TOKEN_SCOPE, "token-lacks-scope", N_("The token does not say that it may send mail.")) \
	X(TOKEN_USER, "token-for-other-user", N_("The token says that it is for another user.")) \
	/* control experiments: what is reachable from here */ \
	X(ALL_PORTS_SILENT, "all-ports-silent", N_("No port of this server answers from here.")) \
	X(NETWORK_SILENT, "network-silent", N_("Another well-known server does not answer either.")) \
	X(HOST_SILENT, "host-silent", N_("Another well-known server answers from here, this one does not.")) \
	X(PORT_25_BLOCKED, "port-25-blocked", N_("Port 25 does not answer, another port of the server does.")) \
	X(OTHER_PORT_OPEN, "other-port-open", N_("Another port of the same server can be used from here.")) \
	X(OTHER_MODE_OPEN, "other-mode-open", N_("The port can be used from here with the other kind of encryption.")) \
	X(PORTS_DIFFER, "ports-differ", N_("The ports of the server do not answer alike.")) \
	X(CERTIFICATES_DIFFER, "certificates-differ", \
	  N_("The ports of the server show different certificates, and not all can be trusted.")) \
	X(NAME_DIFFERS, "name-differs", N_("A public name server gives another answer for the name of the server.")) \
	X(IPV6_DEAD, "ipv6-dead", N_("The server answers by IPv4 and not by IPv6.")) \
	X(IPV4_DEAD, "ipv4-dead", N_("The server answers by IPv6 and not by IPv4.")) \
	/* what the user knows: answers to questions */ \
	X(WORKS_ELSEWHERE, "works-elsewhere", N_("The password works in another program.")) \
	X(WORKED_BEFORE, "worked-before", N_("It worked some days ago.")) \
	X(TWO_STEP, "two-step", N_("Two-step verification is on.")) \
	X(COMPANY_ACCOUNT, "company-account", N_("It is a company account.")) \
	X(APP_PASSWORD, "app-password", N_("An app password was typed.")) \
	X(OWN_SENDER, "own-sender", N_("From is the address of the account.")) \
	X(MANY_MESSAGES, "many-messages", N_("Many messages were sent today."))
/* clang-format on */

enum circumstance {
#define X(name, id, sentence) CIRCUMSTANCE_##name,
	CIRCUMSTANCE_LIST(X)
#undef X
	    CIRCUMSTANCE_COUNT
};

struct circumstances { /* a bit each: 1 << enum circumstance; in neither: unknown */
	uint64_t yes;
	uint64_t no;
};

const char *circumstance_id(enum circumstance circumstance);       /* "ehlo-sent" */
const char *circumstance_sentence(enum circumstance circumstance); /* untranslated */
bool circumstance_parse(const char *id, enum circumstance *ret_circumstance);

static inline void circumstances_set(struct circumstances *set, enum circumstance circumstance, bool yes)
{
	uint64_t mask = UINT64_C(1) << circumstance;

	set->yes = yes ? set->yes | mask : set->yes & ~mask;
	set->no = yes ? set->no & ~mask : set->no | mask;
}

/* What is known with `more` added; `more` is the newer knowledge. */
static inline struct circumstances circumstances_join(struct circumstances known, struct circumstances more)
{
	return (struct circumstances){.yes = (known.yes & ~more.no) | more.yes,
				      .no = (known.no & ~more.yes) | more.no};
}

#endif
