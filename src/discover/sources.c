/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each source says, how far it is believed, and what is filled in where it says nothing. */
#include "discover/sources.h"

#include "base/memory.h"
#include "base/text.h"
#include "wire/address.h"

#include <stdlib.h>
#include <string.h>

enum { SRV_TAKEN_MAX = 3 }; /* of each service: the rest are spares of the same provider */

bool sources_is_within(const char *host, const char *domain)
{
	size_t len = strlen(host), domain_len = strlen(domain);

	return len >= domain_len && text_compare_nocase(host + len - domain_len, domain) == 0 &&
	       (len == domain_len || host[len - domain_len - 1] == '.');
}

static struct trace trace_of(enum finding_source source, const char *checked)
{
	struct trace trace = {.source = source};

	if (checked != NULL && strlen(checked) < sizeof trace.checked)
		memcpy(trace.checked, checked, strlen(checked) + 1);
	return trace;
}

static void trace_all(struct candidate *candidate, struct trace trace)
{
	for (int i = 0; i < CANDIDATE_FIELD_COUNT; i++)
		candidate->traces[i] = trace;
}

/* The user name where the source says none: as the topic of the server has it, else the whole address. */
static void fill_in_user(struct discovery *discovery, struct candidate *candidate)
{
	const struct account *account = discovery->options.account;
	struct preset preset;
	bool known = candidate->provider != NULL &&
		     kb_provider_server(discovery->options.kb, candidate->provider, NULL, 0, &preset) &&
		     preset.user_form != NULL;

	if (account->user_origin == ORIGIN_TYPED) {
		mem_replace(&candidate->user, account->user);
		candidate->traces[FIELD_USER] = trace_of(SOURCE_TYPED, NULL);
		return;
	}
	candidate->user = preset_make_user(known ? preset.user_form : "address", account->address);
	candidate->traces[FIELD_USER] =
	    known ? trace_of(SOURCE_TOPIC, preset.checked) : trace_of(SOURCE_GUESS, NULL);
}

static void add(struct discovery *discovery, struct candidate *candidate)
{
	if (candidate->user == NULL)
		fill_in_user(discovery, candidate);
	candidate_list_add(&discovery->candidates, candidate);
	discovery->changes++;
}

/* --- what was typed --- */

/* True when the user typed a port or a mode that this one is not. */
static bool contradicts(const struct account *account, int port, enum tls_mode tls)
{
	return (account->port_origin == ORIGIN_TYPED && account->port != port) ||
	       (account->tls_origin == ORIGIN_TYPED && account->tls != TLS_AUTO && account->tls != tls);
}

static void mark_typed(const struct account *account, struct candidate *candidate)
{
	candidate->traces[FIELD_HOST] = trace_of(SOURCE_TYPED, NULL);
	if (account->port_origin == ORIGIN_TYPED)
		candidate->traces[FIELD_PORT] = trace_of(SOURCE_TYPED, NULL);
	if (account->tls_origin == ORIGIN_TYPED)
		candidate->traces[FIELD_TLS] = trace_of(SOURCE_TYPED, NULL);
}

static void add_typed(struct discovery *discovery, const char *provider, int port, enum tls_mode tls)
{
	const struct account *account = discovery->options.account;
	struct candidate candidate = {
	    .host = mem_strdup(account->host),
	    .port = port,
	    .tls = tls,
	    .provider = provider,
	    .confidence = provider != NULL ? FINDING_HIGH : FINDING_MEDIUM,
	};

	trace_all(&candidate, trace_of(provider != NULL ? SOURCE_TOPIC : SOURCE_GUESS, NULL));
	mark_typed(account, &candidate);
	add(discovery, &candidate);
}

void sources_add_typed(struct discovery *discovery)
{
	const struct account *account = discovery->options.account;
	const struct kb *kb = discovery->options.kb;
	const char *provider = kb_provider(kb, NULL, account->host);
	size_t before = discovery->candidates.count;
	struct preset preset;

	for (size_t i = 0; kb_provider_server(kb, provider, discovery->domain, i, &preset); i++) {
		if (text_compare_nocase(preset.host, account->host) == 0 &&
		    !contradicts(account, preset.port, preset.tls))
			add_typed(discovery, provider, preset.port, preset.tls);
	}
	if (discovery->candidates.count > before)
		return;
	if (account->port_origin == ORIGIN_TYPED || account->tls_origin == ORIGIN_TYPED) {
		add_typed(discovery, NULL, account_port(account), account_tls(account));
		return;
	}
	add_typed(discovery, NULL, 587, TLS_STARTTLS);
	add_typed(discovery, NULL, 465, TLS_IMPLICIT);
}

/* --- topics --- */

/* What a topic says of a domain that it names is checked and dated; by MX it is a conclusion. */
static enum finding_confidence confidence_of(enum finding_source source)
{
	return source == SOURCE_MX ? FINDING_MEDIUM : FINDING_HIGH;
}

void sources_add_topic(struct discovery *discovery, const char *provider, const char *name,
		       enum finding_source source)
{
	const struct account *account = discovery->options.account;
	struct preset preset;

	for (size_t i = 0; kb_provider_server(discovery->options.kb, provider, name, i, &preset); i++) {
		struct candidate candidate = {
		    .host = mem_strdup(preset.host),
		    .port = preset.port,
		    .tls = preset.tls,
		    .provider = provider,
		    .confidence = confidence_of(source),
		};
		trace_all(&candidate, trace_of(source, preset.checked));
		if (account->user_origin != ORIGIN_TYPED)
			candidate.user = preset_make_user(preset.user_form, account->address);
		add(discovery, &candidate);
	}
}

/* --- SRV --- */

static enum finding_confidence confidence_of_srv(const struct candidate *candidate, bool is_signed)
{
	if (is_signed)
		return FINDING_HIGH;
	return candidate->foreign && candidate->provider == NULL ? FINDING_LOW : FINDING_MEDIUM;
}

void sources_add_srv(struct discovery *discovery, const struct dns_answer *answer, enum tls_mode tls)
{
	for (size_t i = 0; i < answer->count && i < SRV_TAKEN_MAX; i++) {
		const struct dns_record *record = &answer->records[i];
		if (*record->name == '\0' || record->port == 0)
			continue;
		struct candidate candidate = {
		    .host = mem_strdup(record->name),
		    .port = record->port,
		    .tls = tls,
		    .provider = kb_provider(discovery->options.kb, NULL, record->name),
		    .foreign = !answer->is_signed && !sources_is_within(record->name, discovery->domain),
		};
		candidate.confidence = confidence_of_srv(&candidate, answer->is_signed);
		trace_all(&candidate, trace_of(answer->is_signed ? SOURCE_SRV_SIGNED : SOURCE_SRV, NULL));
		add(discovery, &candidate);
	}
}

/* --- MX --- */

const char *sources_best_mx(const struct kb *kb, const struct dns_answer *answer)
{
	const struct dns_record *best = NULL;

	for (size_t i = 0; answer->outcome == DNS_FOUND && i < answer->count; i++) {
		const struct dns_record *record = &answer->records[i];
		if (*record->name == '\0' || (best != NULL && record->priority != best->priority))
			continue;
		if (kb_provider_by_mx(kb, record->name) != NULL)
			return record->name;
		best = best == NULL ? record : best;
	}
	return best != NULL ? best->name : "";
}

/* --- pages --- */

void sources_add_page(struct discovery *discovery, enum finding_source source,
		      const struct page_server *server)
{
	struct server_name name;
	struct candidate candidate = {.port = server->port, .tls = server->tls, .confidence = FINDING_MEDIUM};

	if (!server_name_parse(server->host, &name, NULL))
		return;
	candidate.host = mem_strdup(name.ascii);
	server_name_finish(&name);
	for (char *at = candidate.host; *at != '\0'; at++)
		*at = text_lower(*at);
	candidate.provider = kb_provider(discovery->options.kb, NULL, candidate.host);
	trace_all(&candidate, trace_of(source, NULL));
	if (server->user != NULL && discovery->options.account->user_origin != ORIGIN_TYPED)
		candidate.user = mem_strdup(server->user);
	add(discovery, &candidate);
}

/* --- guesses --- */

void sources_add_guess(struct discovery *discovery, const char *host)
{
	static const struct {
		int port;
		enum tls_mode tls;
	} usual[] = {{587, TLS_STARTTLS}, {465, TLS_IMPLICIT}};

	for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
		struct candidate candidate = {
		    .host = mem_strdup(host),
		    .port = usual[i].port,
		    .tls = usual[i].tls,
		    .confidence = FINDING_GUESS,
		};
		if (contradicts(discovery->options.account, usual[i].port, usual[i].tls)) {
			free(candidate.host);
			continue;
		}
		trace_all(&candidate, trace_of(SOURCE_GUESS, NULL));
		add(discovery, &candidate);
	}
}
