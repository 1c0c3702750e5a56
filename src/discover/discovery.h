/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finds the settings for an address: what the user typed, topics, SRV and MX, guesses. One round of the poll
 * loop at a time; the list of candidates fills as answers come. Nothing is logged in, no password is known
 * here.
 */
#ifndef MAILMEDIC_DISCOVER_DISCOVERY_H
#define MAILMEDIC_DISCOVER_DISCOVERY_H

#include "account/syntax.h"
#include "base/loop.h"
#include "diagnose/kb.h"
#include "discover/candidate.h"
#include "discover/promise.h"
#include "discover/reach.h"
#include "wire/dns_record.h"

enum { ASKED_MAX = 24, ASKED_TEXT_MAX = 1200 };

/* Who may be asked besides the name server. */
enum ask_whom {
	ASK_NONE,
	ASK_PROVIDER, /* the domain's own web server; it learns that somebody looks for settings, not for whom
		       */
	ASK_ALL, /* and Mozilla's list (learns the domain), and the domain's Autodiscover (learns the address)
		  */
	ASK_ELSEWHERE, /* the same as before, and the host outside the domain to which its page leads */
};

struct discovery_options {             /* all borrowed, valid while the discovery is */
	const struct account *account; /* with an address; what has ORIGIN_TYPED was said by the user */
	const struct kb *kb;
	enum ask_whom ask;                /* not ASK_ELSEWHERE, which is `elsewhere` */
	const char *elsewhere;            /* a page may lead to this host: the user said so; or NULL */
	bool wants_tests;                 /* of what is found, without a log-in */
	bool wants_control;               /* and another provider's server, to compare with */
	const struct secret *proxy_login; /* for the account's proxy, or NULL */
};

/* One question to somebody: what was asked, who was asked, what they learn by it. */
struct asked {
	char what[ASKED_TEXT_MAX]; /* "_submissions._tcp.example.org SRV" */
	const char *who;           /* untranslated: "your name server" */
	const char *sent;          /* untranslated: "the domain" */
	const char *outcome;       /* an identifier: "found"; NULL: waiting */
	char outcome_text[48];     /* where it is made up */
	bool is_signed;
	size_t left_out; /* records of the answer for which there was no room: not the best */
	int64_t ms;
};

struct discovery {
	struct discovery_options options;
	char *domain; /* A-label, lower case; owned */
	struct candidate_list candidates;
	struct asked asked[ASKED_MAX];
	size_t asked_count;
	const char *provider; /* topic that knows the domain, or whose servers take its mail; NULL: none */
	const char *did_you_mean;           /* domain, or NULL */
	char leads_to[SYNTAX_HOST_MAX + 1]; /* outside the domain, by a page of it; not followed; or "" */
	bool has_no_smtp;                   /* the provider offers no SMTP */
	bool declines_submission;     /* the domain's SRV records say that it offers none (RFC 6186, 3.4) */
	bool takes_no_mail;           /* null MX (RFC 7505) */
	bool answers_everything;      /* any name below the domain has an address: a guess says nothing */
	bool no_such_domain;          /* NXDOMAIN for the domain itself */
	enum dns_outcome dns_failure; /* why no name server helped; DNS_WAITING: one did */
	bool asks_nobody; /* names are looked up by a proxy: no name server here is asked, and no page */
	struct promises promises; /* shown, never decided by */
	struct reach reach;       /* tests of the candidates; empty when none were wanted */
	bool searched;            /* nobody else is asked: the candidates stand */
	bool done;
	unsigned changes; /* grows with each change of the above */
	struct discovery_work *work;
};

/* Starts. False with `error` when the account has no address, its domain cannot be one, or there is no
 * resolver. */
bool discovery_create(const struct discovery_options *options, struct discovery **ret_discovery,
		      struct error *error);
void discovery_destroy(struct discovery *discovery); /* takes NULL; cancels */

void discovery_want(const struct discovery *discovery, struct loop *loop);
void discovery_step(struct discovery *discovery, const struct loop *loop);

/* How a candidate did in the tests: the better of IPv4 and IPv6, or NULL when it was not tested. */
const struct port_result *discovery_test_of(const struct discovery *discovery, size_t candidate);

#endif
