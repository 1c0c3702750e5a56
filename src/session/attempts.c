/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run in one line: the settings that matter, and how it ended. */
#include "session/attempts.h"

#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "session/settings.h"

enum { LINE_MAX_BYTES = 16 * 1024 };

void attempt_write_settings(const struct account *account, const struct facts *facts, struct strbuf *out)
{
	const char *user = account_user(account);

	strbuf_addf(out, _("%s, port %d, "), account->host == NULL ? "-" : account->host,
		    account_port(account));
	setting_write_words(account, SETTING_TLS, out);
	if (facts->mechanism != NULL)
		strbuf_addf(out, ", %s", facts->mechanism);
	if (user != NULL)
		strbuf_addf(out, ", %s", user);
}

void attempt_write_result(const struct account *account, const struct facts *facts, struct strbuf *out)
{
	struct report report = {.account = account, .facts = facts};
	const char *stage = _(stage_label(facts->verdict.stage));

	if (facts->verdict.outcome == OUTCOME_PASSED) {
		strbuf_addf(out, _("passed up to %s"), stage);
		return;
	}
	strbuf_addf(out, _("failed at %s. "), stage);
	if (facts->reply_decided && facts->reply.line_count > 0)
		strbuf_adds(out, facts->reply.lines[0].bytes);
	else
		report_sentence(&report, out);
}

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
	attempt_write_settings(account, facts, &what);
	attempt_write_result(account, facts, &result);
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
