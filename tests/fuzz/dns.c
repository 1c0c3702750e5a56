/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a name server's answer to a question for MX, SRV or TLSA. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "wire/dns_record.h"

static void check_name(const struct dns_record *record)
{
	size_t len = strnlen(record->name, sizeof record->name);

	fuzz_require(len < sizeof record->name, "a name ends within its array");
	fuzz_require_inert(record->name, len, false);
	for (size_t i = 0; i < len; i++)
		fuzz_require(record->name[i] < 'A' || record->name[i] > 'Z', "a name is in lower case");
}

static void check_answer(const struct dns_answer *answer)
{
	fuzz_require(answer->count <= DNS_RECORDS_MAX, "no more records than there is room for");
	fuzz_require((answer->outcome == DNS_FOUND) == (answer->count > 0), "found is one record or more");
	fuzz_require(answer->outcome != DNS_WAITING, "an answer that was read is no longer waited for");
	for (size_t i = 0; i < answer->count; i++) {
		check_name(&answer->records[i]);
		fuzz_require(answer->records[i].data_len <= DNS_DATA_MAX, "TLSA data have their room");
		fuzz_require(i == 0 || answer->records[i - 1].priority <= answer->records[i].priority,
			     "the best comes first");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const enum dns_type types[] = {DNS_MX, DNS_TXT, DNS_SRV, DNS_TLSA};
	char *copy = fuzz_copy(fuzz_input(bytes, len));

	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		struct dns_answer answer = {.outcome = DNS_WAITING};
		dns_answer_read(&answer, types[i], (const unsigned char *)copy, len);
		check_answer(&answer);
	}
	free(copy);
	return 0;
}
