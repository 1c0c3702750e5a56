/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One connection to one address and port, without a log-in: greeting, EHLO, TLS, EHLO, QUIT. What it saw is
 * plain data.
 */
#ifndef MAILMEDIC_DISCOVER_PORT_TEST_H
#define MAILMEDIC_DISCOVER_PORT_TEST_H

#include "account/account.h"
#include "base/intl.h"
#include "base/loop.h"
#include "smtp/problem.h"
#include "wire/address.h"
#include "wire/tlsa.h"

enum { PORT_TEST_MS = 5 * 1000, GREETING_SHOWN_MAX = 240, MECHANISMS_SHOWN_MAX = 160, FINGERPRINT_MAX = 100 };

/* clang-format off */
/* X(enumerator, identifier, word in a table) */
#define PORT_OUTCOME_LIST(X) \
	X(WAITING, "waiting", N_("...")) \
	X(OPEN, "open", N_("ok")) \
	X(REFUSED, "refused", N_("refused")) \
	X(SILENT, "no-answer", N_("no answer")) \
	X(NO_ROUTE, "no-route", N_("no route")) \
	X(NO_ADDRESS, "no-address", N_("no address")) \
	X(NAME_UNKNOWN, "name-unknown", N_("no such name")) \
	X(TLS_FAILED, "tls-failed", N_("TLS failed")) \
	X(UNTRUSTED, "untrusted", N_("not trusted")) \
	X(WRONG_NAME, "wrong-host", N_("wrong name")) \
	X(NO_STARTTLS, "no-starttls", N_("no STARTTLS")) \
	X(NOT_SMTP, "not-smtp", N_("not SMTP")) \
	X(TURNED_AWAY, "turned-away", N_("turned away")) \
	X(CLOSED, "closed", N_("hung up")) \
	X(PROXY, "proxy-failed", N_("proxy failed")) \
	X(NOT_TRIED, "not-tried", N_("not tried")) \
	X(CANCELLED, "cancelled", N_("stopped"))
/* clang-format on */

enum port_outcome {
#define X(name, id, word) PORT_##name,
	PORT_OUTCOME_LIST(X)
#undef X
	    PORT_OUTCOME_COUNT
};
const char *port_outcome_id(enum port_outcome outcome);   /* "no-answer" */
const char *port_outcome_word(enum port_outcome outcome); /* untranslated */

struct port_result {
	enum port_outcome outcome;
	enum problem problem; /* what the outcome is made from */
	int code;             /* of the greeting; 0: none came */
	int64_t connect_ms;   /* -1: no connection */
	int64_t ms;           /* until the outcome stood */
	bool is_masked;       /* the greeting is starred out */
	bool offers_starttls;
	char greeting[GREETING_SHOWN_MAX]; /* inert; "": none */
	char mechanisms[MECHANISMS_SHOWN_MAX];
	char tls_version[16];
	char fingerprint[FINGERPRINT_MAX];         /* of the certificate; "": none was seen */
	struct tlsa_digests chain[TLSA_CHAIN_MAX]; /* of it and its issuers, as sent */
	size_t chain_count;
};

struct port_target {                   /* borrowed while the test is made */
	const struct address *address; /* with any port; NULL: whatever the name says */
	const char *host;              /* verified in the certificate */
	int port;
	enum tls_mode tls;
	const char *ca_path;
	const char *proxy; /* to go through, or NULL */
	const struct secret *proxy_login;
	const char *ehlo_name;
};

struct secret;
struct port_test; /* opaque */

/* Starts to connect. False with `error` when the target itself is unusable. */
bool port_test_create(const struct port_target *target, struct port_test **ret_test, struct error *error);
void port_test_destroy(struct port_test *test); /* takes NULL; hangs up */

void port_test_want(const struct port_test *test, struct loop *loop);
void port_test_step(struct port_test *test, const struct loop *loop);

/* What is known so far; PORT_WAITING until it is over. Borrowed. */
const struct port_result *port_test_result(const struct port_test *test);

/* True where a log-in could go on: encrypted, and by whom is certain. */
bool port_outcome_is_reachable(enum port_outcome outcome);

#endif
