/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line a run, and the run before this one. */
#include "checkup/attempts.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "walk/remask.h"

enum { LINE_MAX_BYTES = 16 * 1024 };

static void drop_first(struct attempts *attempts)
{
	free((char *)attempts->list[0].what);
	free((char *)attempts->list[0].result);
	memmove(attempts->list, attempts->list + 1, --attempts->count * sizeof(*attempts->list));
}

bool attempts_found_closed(const struct attempts *attempts, const char *host, int port)
{
	for (size_t i = 0; host != NULL && i < attempts->closed_count; i++) {
		if (attempts->closed[i].port == port &&
		    text_compare_nocase(attempts->closed[i].host, host) == 0)
			return true;
	}
	return false;
}

static void forget_closed(struct attempts *attempts, size_t index)
{
	free(attempts->closed[index].host);
	attempts->closed[index] = attempts->closed[--attempts->closed_count];
}

/* The latest run decides: a port that took a connection is not closed any more. */
static void note_port(struct attempts *attempts, const struct account *account, const struct facts *facts)
{
	int port = account_port(account);

	if (account->host == NULL || !facts->stages[STAGE_CONNECT].entered)
		return;
	for (size_t i = attempts->closed_count; i-- > 0;) {
		if (attempts->closed[i].port == port &&
		    text_compare_nocase(attempts->closed[i].host, account->host) == 0)
			forget_closed(attempts, i);
	}
	if (facts->stages[STAGE_CONNECT].outcome != OUTCOME_FAILED ||
	    facts->verdict.problem == PROBLEM_CANCELLED)
		return;
	if (attempts->closed_count == ATTEMPTS_CLOSED_MAX)
		forget_closed(attempts, 0);
	attempts->closed[attempts->closed_count++] =
	    (struct closed_port){.host = mem_strdup(account->host), .port = port};
}

void attempts_add(struct attempts *attempts, const struct account *account, const struct facts *facts,
		  time_t when)
{
	struct strbuf what, result;

	note_port(attempts, account, facts);
	if (attempts->count == ATTEMPTS_MAX)
		drop_first(attempts);
	strbuf_init(&what, LINE_MAX_BYTES);
	strbuf_init(&result, LINE_MAX_BYTES);
	report_attempt_settings(account, facts, &what);
	report_attempt_result(account, facts, &result);
	attempts->list[attempts->count++] =
	    (struct report_attempt){.when = when, .what = strbuf_take(&what), .result = strbuf_take(&result)};
	strbuf_finish(&what);
	strbuf_finish(&result);
}

static void forget_before(struct attempts *attempts)
{
	if (attempts->before == NULL)
		return;
	account_finish(&attempts->before->account);
	facts_finish(&attempts->before->facts);
	free(attempts->before);
	attempts->before = NULL;
}

void attempts_put_before(struct attempts *attempts, const struct account *account, struct facts *facts)
{
	forget_before(attempts);
	attempts->before = mem_calloc(1, sizeof(*attempts->before));
	account_init(&attempts->before->account);
	account_copy(&attempts->before->account, account);
	attempts->before->facts = *facts;
	facts_init(facts);
}

void attempts_remask(struct attempts *attempts, const struct mask *mask)
{
	struct remask remask;

	remask_begin(&remask, mask);
	for (size_t i = 0; i < attempts->count; i++)
		remask_text(&remask, (char **)&attempts->list[i].result);
	if (attempts->before != NULL)
		remask_facts(&attempts->before->facts, mask);
}

void attempts_clear(struct attempts *attempts)
{
	forget_before(attempts);
	while (attempts->closed_count > 0)
		forget_closed(attempts, 0);
	while (attempts->count > 0)
		drop_first(attempts);
}
