/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The knowledge base: rules, providers, software and titles of every topic. The shipped heads are
 * compiled in; an organisation's folders are read at start; a topic's text is read when it is opened.
 */
#ifndef MAILMEDIC_DIAGNOSE_KB_H
#define MAILMEDIC_DIAGNOSE_KB_H

#include "account/preset.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct kb; /* opaque */

struct kb_topic {          /* a head, for lists and links; all borrowed from the kb */
	const char *group; /* "causes", "codes", "enhanced", "providers", "software", "basics", "compare" */
	const char *id;
	const char *title;
	const char *summary;
	bool is_own; /* the organisation wrote it */
};

/*
 * `language`: "en", "zh_CN", ... (NULL: from the locale). `organisation`: NULL-terminated list of
 * folders that override and add (NULL: /etc/mailmedic/help and the user's). Never fails: broken topics are
 * skipped.
 */
struct kb *kb_create(const char *language, const char *const *organisation);
void kb_destroy(struct kb *kb);

/* What was skipped, one sentence with file and line each; NULL past the last. */
const char *kb_complaint(const struct kb *kb, size_t index);

/* All topics, in order of group and id; false past the last. */
bool kb_topic_at(const struct kb *kb, size_t index, struct kb_topic *ret_topic);
/* `group` may be NULL (any). */
bool kb_find(const struct kb *kb, const char *group, const char *id, struct kb_topic *ret_topic);

/* What a group is called, untranslated: "Reply codes" for "codes". `group` itself when there is none such. */
const char *kb_group_label(const char *group);

/* The comparison of two codes that somebody has written; it says more than two texts beside each other. */
bool kb_find_comparison(const struct kb *kb, const char *one, const char *other, struct kb_topic *ret_topic);

/* The Markdown body of a topic, in the kb's language, else in English. The caller frees it; NULL with `error`
 * when unreadable. */
char *kb_read_body(const struct kb *kb, const char *group, const char *id, struct error *error);

/* The provider of a mail address's domain or of a server's host name (either may be NULL), or NULL: its id.
 */
const char *kb_provider(const struct kb *kb, const char *domain, const char *host);

/* A provider's topic writes out this very name of a server; a pattern does not count. */
bool kb_names_host(const struct kb *kb, const char *host);

/* The provider whose mail servers take mail under this name (an MX record's), by whole labels from the right,
 * or NULL. */
const char *kb_provider_by_mx(const struct kb *kb, const char *mx_host);

/*
 * The servers of a provider, best first, for `name`: the domain of an address or the host of its MX record
 * (NULL: not known). Those that name it, else those that name a parent of it, else those that name nothing.
 * `name` itself where the topic says that the server is the one that takes the mail: the preset borrows it.
 * False past the last; a provider with none offers no SMTP, or another one to each customer.
 */
bool kb_provider_server(const struct kb *kb, const char *provider, const char *name, size_t index,
			struct preset *ret_preset);

/* The provider has domains of its own and no server for any: it offers no SMTP. */
bool kb_provider_has_no_smtp(const struct kb *kb, const char *provider);

/* The topic is in a folder of the organisation, not a shipped one. */
bool kb_provider_is_organisation(const struct kb *kb, const char *provider);

/* Every domain of addresses that a provider's topic names, in no order that counts; false past the last. */
bool kb_domain_at(const struct kb *kb, size_t index, const char **ret_domain);

/* Where app passwords are made, or NULL; and "password", "app-password", "api-key", "oauth-only", or NULL. */
const char *kb_provider_app_password_page(const struct kb *kb, const char *provider);
const char *kb_provider_password_kind(const struct kb *kb, const char *provider);

struct kb_pace { /* log-ins from one address; 0: not known */
	size_t at_once;
	size_t a_minute;
};

/* How many a provider takes; of NULL nothing is known. */
struct kb_pace kb_provider_pace(const struct kb *kb, const char *provider);

/* Of the tokens that a provider takes (OAuth); borrowed. NULL: not known. Lists have spaces between their
 * words (oauth/finding.h). */
struct kb_tokens {
	const char *topic; /* how one is made */
	const char *maker;
	const char *issuers;
	const char *audiences;
	const char *scopes;
};

/* False when the provider is not known to take tokens. */
bool kb_provider_tokens(const struct kb *kb, const char *provider, struct kb_tokens *ret_tokens);

#endif
