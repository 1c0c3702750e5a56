/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of candidates in order of trust, and how one becomes an account. Knows no source by itself. */
#include "discover/candidate.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

const char *finding_source_id(enum finding_source source)
{
	static const char *const ids[] = {
#define X(name, id, label) id,
	    FINDING_SOURCE_LIST(X)
#undef X
	};
	return ids[source];
}

const char *finding_source_label(enum finding_source source)
{
	static const char *const labels[] = {
#define X(name, id, label) label,
	    FINDING_SOURCE_LIST(X)
#undef X
	};
	return labels[source];
}

const char *finding_confidence_id(enum finding_confidence confidence)
{
	static const char *const ids[] = {"high", "medium", "low", "guess"};
	return ids[confidence];
}

bool trace_is_signed(const struct trace *trace)
{
	return trace->source == SOURCE_SRV_SIGNED;
}

static void candidate_finish(struct candidate *candidate)
{
	free(candidate->host);
	free(candidate->user);
	*candidate = (struct candidate){0};
}

void candidate_list_finish(struct candidate_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		candidate_finish(&list->items[i]);
	list->count = 0;
}

static struct candidate *find_same(struct candidate_list *list, const struct candidate *candidate)
{
	for (size_t i = 0; i < list->count; i++) {
		struct candidate *other = &list->items[i];
		if (other->port == candidate->port && other->tls == candidate->tls &&
		    text_compare_nocase(other->host, candidate->host) == 0)
			return other;
	}
	return NULL;
}

void candidate_list_add(struct candidate_list *list, struct candidate *candidate)
{
	struct candidate *same = find_same(list, candidate);
	size_t place = list->count;

	if (same != NULL || list->count == CANDIDATES_MAX) {
		if (same != NULL && same->traces[FIELD_HOST].source != candidate->traces[FIELD_HOST].source)
			same->also |= 1u << candidate->traces[FIELD_HOST].source;
		candidate_finish(candidate);
		return;
	}
	while (place > 0 &&
	       list->items[place - 1].traces[FIELD_HOST].source > candidate->traces[FIELD_HOST].source)
		place--;
	memmove(&list->items[place + 1], &list->items[place], (list->count - place) * sizeof *list->items);
	list->items[place] = *candidate;
	list->count++;
	*candidate = (struct candidate){0};
}

static enum origin origin_of(const struct trace *trace)
{
	switch (trace->source) {
	case SOURCE_TYPED: return ORIGIN_TYPED;
	case SOURCE_ORGANISATION:
	case SOURCE_TOPIC:
	case SOURCE_MX: return ORIGIN_PROVIDER;
	case SOURCE_SRV_SIGNED:
	case SOURCE_SRV: return ORIGIN_DNS;
	case SOURCE_AUTOCONFIG:
	case SOURCE_AUTODISCOVER: return ORIGIN_DOMAIN_PAGE;
	case SOURCE_ISPDB:
	case SOURCE_ISPDB_MX: return ORIGIN_MOZILLA;
	default: return ORIGIN_GUESSED;
	}
}

void candidate_apply(const struct candidate *candidate, struct account *account)
{
	const struct trace *traces = candidate->traces;

	if (account->host_origin != ORIGIN_TYPED) {
		mem_replace(&account->host, candidate->host);
		account->host_origin = origin_of(&traces[FIELD_HOST]);
	}
	if (account->port_origin != ORIGIN_TYPED) {
		account->port = candidate->port;
		account->port_origin = origin_of(&traces[FIELD_PORT]);
	}
	if (account->tls_origin != ORIGIN_TYPED) {
		account->tls = candidate->tls;
		account->tls_origin = origin_of(&traces[FIELD_TLS]);
	}
	if (account->user_origin != ORIGIN_TYPED && candidate->user != NULL) {
		mem_replace(&account->user, candidate->user);
		account->user_origin = origin_of(&traces[FIELD_USER]);
	}
	mem_replace(&account->checked,
		    *traces[FIELD_HOST].checked != '\0' ? traces[FIELD_HOST].checked : NULL);
}
