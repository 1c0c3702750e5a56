/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each source of settings, made into candidates. Pure functions; only discover/ uses them. */
#ifndef MAILMEDIC_DISCOVER_SOURCES_H
#define MAILMEDIC_DISCOVER_SOURCES_H

#include "discover/discovery.h"

/* What the user typed, completed by the topic that knows the server. */
void sources_add_typed(struct discovery *discovery);

/* The servers of a provider's topic for `name` (the domain, or its MX host). */
void sources_add_topic(struct discovery *discovery, const char *provider, const char *name,
		       enum finding_source source);

/* SRV records (RFC 6186; RFC 8314, 5.1: "submissions" is implicit TLS, "submission" STARTTLS). */
void sources_add_srv(struct discovery *discovery, const struct dns_answer *answer, enum tls_mode tls);

/* Of the best servers that take mail one that a provider is known by, else the first: name servers mix those
 * that are equal. What names none (RFC 7505) has no business beside others. "": nobody takes the mail. */
const char *sources_best_mx(const struct kb *kb, const struct dns_answer *answer);

struct page_server { /* borrowed */
	const char *host;
	int port;
	enum tls_mode tls;
	const char *user; /* NULL: not said */
};

/* What a page says (autoconfig, Mozilla's list, Autodiscover). A host that is none is left out. */
void sources_add_page(struct discovery *discovery, enum finding_source source,
		      const struct page_server *server);

/* A host name that was made up and exists. */
void sources_add_guess(struct discovery *discovery, const char *host);

/* `host` is `domain` or below it. */
bool sources_is_within(const char *host, const char *domain);

#endif
