/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A ring of the latest beginnings a server: the oldest says when the next one may be. */
#include "checkup/pacing.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>

enum { MINUTE_MS = 60 * 1000 };

struct pacing_server {
	char *name;
	char *host;
	char *stopped; /* the reply, or NULL */
	struct pace pace;
	size_t under_way;
	size_t begun;
	int64_t *latest; /* the beginnings of the last `pace.a_minute` of them */
};

void pacing_init(struct pacing *pacing)
{
	*pacing = (struct pacing){0};
}

void pacing_finish(struct pacing *pacing)
{
	for (size_t i = 0; i < pacing->count; i++) {
		free(pacing->servers[i].name);
		free(pacing->servers[i].host);
		free(pacing->servers[i].stopped);
		free(pacing->servers[i].latest);
	}
	free(pacing->servers);
	*pacing = (struct pacing){0};
}

bool pacing_find(const struct pacing *pacing, const char *name, size_t *ret_server)
{
	for (size_t i = pacing->count; i > 0; i--) { /* those of a list often stand together */
		if (text_compare_nocase(pacing->servers[i - 1].name, name) == 0) {
			*ret_server = i - 1;
			return true;
		}
	}
	return false;
}

size_t pacing_add(struct pacing *pacing, const char *name, const char *host, struct pace pace)
{
	pacing->servers = mem_realloc(pacing->servers, pacing->count + 1, sizeof(*pacing->servers));
	pacing->servers[pacing->count] =
	    (struct pacing_server){.name = mem_strdup(name), .host = mem_strdup(host), .pace = pace};
	if (pace.a_minute > 0)
		pacing->servers[pacing->count].latest = mem_calloc(pace.a_minute, sizeof(int64_t));
	return pacing->count++;
}

int64_t pacing_when(const struct pacing *pacing, size_t server)
{
	const struct pacing_server *paced = &pacing->servers[server];
	int64_t now = clock_now();

	if (paced->under_way >= paced->pace.at_once)
		return CLOCK_NEVER;
	if (paced->pace.a_minute == 0 || paced->begun < paced->pace.a_minute)
		return now;
	int64_t free_again = paced->latest[paced->begun % paced->pace.a_minute] + MINUTE_MS;
	return free_again > now ? free_again : now;
}

void pacing_begin(struct pacing *pacing, size_t server)
{
	struct pacing_server *paced = &pacing->servers[server];

	if (paced->pace.a_minute > 0)
		paced->latest[paced->begun % paced->pace.a_minute] = clock_now();
	paced->begun++;
	paced->under_way++;
}

void pacing_end(struct pacing *pacing, size_t server)
{
	pacing->servers[server].under_way--;
}

void pacing_stop(struct pacing *pacing, size_t server, const char *reply)
{
	if (pacing->servers[server].stopped == NULL)
		pacing->servers[server].stopped = mem_strdup(reply);
}

const char *pacing_stopped(const struct pacing *pacing, size_t server)
{
	return pacing->servers[server].stopped;
}

const char *pacing_host(const struct pacing *pacing, size_t server)
{
	return pacing->servers[server].host;
}
