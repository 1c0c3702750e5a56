/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tries the replies of providers' topics. Other parts of a topic are checked in lint.c. */
#include "diagnose/lint_reply.h"

#include <string.h>

#include "diagnose/diagnosis.h"

/* A host that belongs to the provider, or NULL. */
static const char *host_of(const struct topic *provider)
{
	const struct server_head *servers = provider->servers.items;

	if (provider->servers.count > 0)
		return servers[0].host;
	for (size_t i = 0; i < provider->hosts.count; i++) {
		if (strchr(provider->hosts.items[i], '*') == NULL)
			return provider->hosts.items[i];
	}
	return NULL;
}

static void try_reply(const struct kb *kb, const struct topic *provider, const struct reply_head *reply,
		      const char *stage, struct strbuf *report, struct lint_result *result)
{
	struct diagnosis list[DIAGNOSES_MAX];
	const struct symptom symptom = {
	    .stage = stage,
	    .reply = reply->reply,
	    .host = host_of(provider),
	    .mechanism = reply->mechanism.count > 0 ? reply->mechanism.items[0] : NULL,
	};
	size_t count = diagnose(kb, &symptom, list);

	if (count > 0 && strcmp(list[0].id, reply->cause.items[0]) == 0)
		return;
	result->faults++;
	strbuf_addf(report, "%s:%d: the topic says %s, the tool says %s%s%s\n", provider->path, reply->line,
		    reply->cause.items[0], count > 0 ? list[0].id : "nothing", stage != NULL ? " at " : "",
		    stage != NULL ? stage : "");
}

void lint_replies(const struct kb *kb, const struct topic *provider, struct lint_result *result,
		  struct strbuf *report)
{
	const struct reply_head *replies = provider->replies.items;

	for (size_t i = 0; i < provider->replies.count; i++) {
		const struct reply_head *reply = &replies[i];
		if (reply->reply == NULL || reply->cause.count == 0)
			continue;
		if (reply->stages == 0)
			try_reply(kb, provider, reply, NULL, report, result);
		for (int stage = 0; stage < STAGE_COUNT; stage++) {
			if (reply->stages & 1u << stage)
				try_reply(kb, provider, reply, stage_id((enum stage)stage), report, result);
		}
	}
}
