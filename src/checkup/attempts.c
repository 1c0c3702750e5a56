/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line a run, and the runs before this one. */
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

static const struct closed_port *find_closed(const struct attempts *attempts, const char *host, int port)
{
	for (size_t i = 0; host != NULL && i < attempts->closed_count; i++) {
		if (attempts->closed[i].port == port &&
		    text_compare_nocase(attempts->closed[i].host, host) == 0)
			return &attempts->closed[i];
	}
	return NULL;
}

bool attempts_found_closed(const struct attempts *attempts, const char *host, int port)
{
	const struct closed_port *closed = find_closed(attempts, host, port);

	return closed != NULL && !closed->connected;
}

bool attempts_found_no_tls(const struct attempts *attempts, const char *host, int port, enum tls_mode tls)
{
	const struct closed_port *closed = find_closed(attempts, host, port);

	return closed != NULL && closed->connected && closed->tls == tls;
}

static void forget_closed(struct attempts *attempts, size_t index)
{
	free(attempts->closed[index].host);
	attempts->closed[index] = attempts->closed[--attempts->closed_count];
}

/* No session began, and that was not for a certificate. */
static bool found_closed(const struct facts *facts)
{
	const struct verdict *verdict = &facts->verdict;

	if (verdict->problem == PROBLEM_CANCELLED || problem_is_certificate(verdict->problem))
		return false;
	return facts->stages[STAGE_CONNECT].outcome == OUTCOME_FAILED ||
	       facts->stages[STAGE_TLS].outcome == OUTCOME_FAILED;
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
	if (!found_closed(facts))
		return;
	if (attempts->closed_count == ATTEMPTS_CLOSED_MAX)
		forget_closed(attempts, 0);
	attempts->closed[attempts->closed_count++] =
	    (struct closed_port){.host = mem_strdup(account->host),
				 .port = port,
				 .connected = facts->stages[STAGE_CONNECT].outcome != OUTCOME_FAILED,
				 .tls = account_tls(account)};
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

static void forget_oldest(struct attempts *attempts)
{
	struct attempt *oldest = attempts->kept[0];

	account_finish(&oldest->account);
	facts_finish(&oldest->facts);
	free(oldest);
	attempts->kept_count--;
	for (size_t i = 0; i < attempts->kept_count; i++)
		attempts->kept[i] = attempts->kept[i + 1];
}

static size_t count_lines(const struct attempts *attempts)
{
	size_t lines = 0;

	for (size_t i = 0; i < attempts->kept_count; i++)
		lines += attempts->kept[i]->facts.transcript.count;
	return lines;
}

void attempts_keep(struct attempts *attempts, const struct account *account, struct facts *facts,
		   unsigned number)
{
	struct attempt *attempt = mem_calloc(1, sizeof(*attempt));

	if (attempts->kept_count == ATTEMPTS_KEPT_MAX)
		forget_oldest(attempts);
	attempts->kept[attempts->kept_count++] = attempt;
	attempt->number = number;
	account_init(&attempt->account);
	account_copy(&attempt->account, account);
	attempt->facts = *facts;
	facts_init(facts);
	while (attempts->kept_count > 1 && count_lines(attempts) > ATTEMPTS_LINES_MAX)
		forget_oldest(attempts);
}

const struct attempt *attempts_before(const struct attempts *attempts)
{
	return attempts->kept_count == 0 ? NULL : attempts->kept[attempts->kept_count - 1];
}

void attempts_remask(struct attempts *attempts, const struct mask *mask)
{
	struct remask remask;

	remask_begin(&remask, mask);
	for (size_t i = 0; i < attempts->count; i++)
		remask_text(&remask, (char **)&attempts->list[i].result);
	for (size_t i = 0; i < attempts->kept_count; i++)
		remask_facts(&attempts->kept[i]->facts, mask);
}

void attempts_clear(struct attempts *attempts)
{
	while (attempts->kept_count > 0)
		forget_oldest(attempts);
	while (attempts->closed_count > 0)
		forget_closed(attempts, 0);
	while (attempts->count > 0)
		drop_first(attempts);
}
