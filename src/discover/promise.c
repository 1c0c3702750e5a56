/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three questions to the name server, asked while the tests run. */
#include "discover/promise.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "wire/dns_lookup.h"
#include "wire/resolve.h"

static const enum dns_type types[PROMISE_COUNT] = {
    [PROMISE_TLSA] = DNS_TLSA, [PROMISE_MTA_STS] = DNS_TXT, [PROMISE_MX_TLSA] = DNS_TLSA};

static void ask(struct promises *promises, enum promise promise)
{
	if (promises->names[promise][0] != '\0')
		promises->questions[promise] =
		    dns_lookup_ask(promises->lookup, promises->names[promise], types[promise]);
}

static void name_tlsa(char ret_name[PROMISE_NAME_MAX], const char *host, int port)
{
	snprintf(ret_name, PROMISE_NAME_MAX, "_%d._tcp.%s", port, host);
}

void promises_begin(struct promises *promises, const struct promises_about *about)
{
	const size_t size = sizeof promises->names[0];

	if (!dns_lookup_create(clock_now() + DNS_PATIENCE_MS, &promises->lookup, NULL))
		return;
	if (about->host != NULL)
		name_tlsa(promises->names[PROMISE_TLSA], about->host, about->port);
	if (about->domain != NULL)
		snprintf(promises->names[PROMISE_MTA_STS], size, "_mta-sts.%s", about->domain);
	if (about->mx != NULL)
		snprintf(promises->names[PROMISE_MX_TLSA], size, "_25._tcp.%s", about->mx);
	for (int i = 0; i < PROMISE_COUNT; i++)
		ask(promises, (enum promise)i);
}

void promises_finish(struct promises *promises)
{
	dns_lookup_destroy(promises->lookup);
	*promises = (struct promises){.lookup = NULL};
}

void promises_want(const struct promises *promises, struct loop *loop)
{
	if (promises->lookup != NULL)
		dns_lookup_want(promises->lookup, loop);
}

void promises_step(struct promises *promises, const struct loop *loop)
{
	if (promises->lookup != NULL && !dns_lookup_done(promises->lookup))
		dns_lookup_step(promises->lookup, loop);
}

bool promises_are_known(const struct promises *promises)
{
	return promises->lookup == NULL || dns_lookup_done(promises->lookup);
}

bool promises_are_about(const struct promises *promises, const char *host, int port)
{
	char name[PROMISE_NAME_MAX];

	name_tlsa(name, host, port);
	return text_compare_nocase(promises->names[PROMISE_TLSA], name) == 0;
}

const struct dns_answer *promises_answer(const struct promises *promises, enum promise promise)
{
	return promises->names[promise][0] != '\0'
		   ? dns_lookup_answer(promises->lookup, promises->questions[promise])
		   : NULL;
}

static bool is_mta_sts(const struct dns_record *record)
{
	static const char begins[] = "v=STSv1;";

	return record->data_len >= strlen(begins) && memcmp(record->data, begins, strlen(begins)) == 0;
}

bool promises_hold(const struct promises *promises, enum promise promise)
{
	const struct dns_answer *answer = promises_answer(promises, promise);
	size_t count = 0;

	if (answer == NULL || answer->outcome != DNS_FOUND)
		return false;
	for (size_t i = 0; promise == PROMISE_MTA_STS && i < answer->count; i++)
		count += is_mta_sts(&answer->records[i]);
	return promise != PROMISE_MTA_STS || count == 1;
}

enum tlsa_fit promises_fit(const struct promises *promises, const struct reach *reach, const char *host,
			   int port)
{
	const struct dns_answer *answer = promises_answer(promises, PROMISE_TLSA);

	for (size_t i = 0; answer != NULL && i < reach->cell_count; i++) {
		const struct reach_cell *cell = &reach->cells[i];
		if (cell->port == port && cell->result.chain_count > 0 &&
		    text_compare_nocase(reach->hosts[cell->host].name, host) == 0)
			return tlsa_compare(answer, cell->result.chain, cell->result.chain_count);
	}
	return TLSA_UNSEEN;
}
