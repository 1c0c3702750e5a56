/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One possible setting for an address: server, port, TLS mode, user name, and for each who said so, when that
 * was checked and whether it was signed. Plain data.
 */
#ifndef MAILMEDIC_DISCOVER_CANDIDATE_H
#define MAILMEDIC_DISCOVER_CANDIDATE_H

#include "account/account.h"
#include "account/preset.h"
#include "base/intl.h"

enum { CANDIDATES_MAX = 24, CHECKED_MAX = 11 };

/* clang-format off */
/* X(enumerator, identifier, who says so): the more trustworthy first */
#define FINDING_SOURCE_LIST(X) \
	X(TYPED, "typed", N_("you typed it")) \
	X(ORGANISATION, "organisation", N_("your organisation's help")) \
	X(TOPIC, "topic", N_("mailmedic's list of providers")) \
	X(SRV_SIGNED, "srv", N_("the domain's SRV record, signed")) \
	X(AUTOCONFIG, "autoconfig", N_("the domain's own page for mail programs")) \
	X(SRV, "srv", N_("the domain's SRV record")) \
	X(ISPDB, "ispdb", N_("Mozilla's list of providers")) \
	X(MX, "mx", N_("who takes mail for the domain (MX)")) \
	X(AUTODISCOVER, "autodiscover", N_("the domain's Autodiscover")) \
	X(ISPDB_MX, "ispdb-mx", N_("Mozilla's list, by who takes mail for the domain")) \
	X(GUESS, "guess", N_("a guess"))
/* clang-format on */

enum finding_source {
#define X(name, id, label) SOURCE_##name,
	FINDING_SOURCE_LIST(X)
#undef X
	    SOURCE_COUNT
};
const char *finding_source_id(enum finding_source source);    /* "mx" */
const char *finding_source_label(enum finding_source source); /* untranslated */

enum finding_confidence { FINDING_HIGH, FINDING_MEDIUM, FINDING_LOW, FINDING_GUESS };
const char *finding_confidence_id(enum finding_confidence confidence); /* "high" */

/* Where one field comes from. */
struct trace {
	enum finding_source source;
	char checked[CHECKED_MAX]; /* "2026-11-28", or "" */
};
/* True for a source that DNSSEC vouches for. */
bool trace_is_signed(const struct trace *trace);

enum candidate_field { FIELD_HOST, FIELD_PORT, FIELD_TLS, FIELD_USER, CANDIDATE_FIELD_COUNT };

struct candidate {
	char *host; /* owned; A-label or literal */
	int port;
	enum tls_mode tls;
	char *user;           /* owned; NULL: not known */
	const char *provider; /* id of a topic that knows the host, or NULL; borrowed from the kb */
	struct trace traces[CANDIDATE_FIELD_COUNT];
	unsigned also; /* bit 1 << enum finding_source: who else says the same */
	bool foreign;  /* the host is outside the domain, and nothing vouches for it: the user has to agree */
	enum finding_confidence confidence;
};

struct candidate_list {
	struct candidate items[CANDIDATES_MAX]; /* best first */
	size_t count;
};

void candidate_list_finish(struct candidate_list *list);

/*
 * Puts `candidate` in its place by the source of its host, after those of the same source; takes over its
 * strings. The same server, port and mode that is there already only notes the other source.
 */
void candidate_list_add(struct candidate_list *list, struct candidate *candidate);

/* Takes the candidate's values into an account; what was typed there stays. Origins follow from the sources.
 */
void candidate_apply(const struct candidate *candidate, struct account *account);

#endif
