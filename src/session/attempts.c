/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line a run, and the run before this one. */
#include "session/attempts.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"

enum { LINE_MAX_BYTES = 16 * 1024 };

static void drop_first(struct attempts *attempts)
{
	free((char *)attempts->list[0].what);
	free((char *)attempts->list[0].result);
	memmove(attempts->list, attempts->list + 1, --attempts->count * sizeof(*attempts->list));
}

void attempts_add(struct attempts *attempts, const struct account *account, const struct facts *facts,
		  time_t when)
{
	struct strbuf what, result;

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

void attempts_clear(struct attempts *attempts)
{
	forget_before(attempts);
	while (attempts->count > 0)
		drop_first(attempts);
}
