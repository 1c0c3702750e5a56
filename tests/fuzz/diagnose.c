/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The diagnosis of any symptom, and its fixes put to use. Input: the symptom's texts with a NUL between
 * them: reply, stage, problem, host, domain, greeting, mechanism, channel.
 */
#include "fuzz.h"

#include "base/strbuf.h"
#include "diagnose/diagnosis.h"

#include <stdlib.h>
#include <string.h>

enum { TEXTS = 8 };

static const struct kb *shared_kb(void)
{
	static const char *const nowhere[] = {NULL};
	static struct kb *kb;

	if (kb == NULL)
		kb = kb_create("en", nowhere);
	return kb;
}

static void try_fixes(const struct diagnosis *diagnosis)
{
	struct account account, changed;
	struct error error;

	account_init(&account);
	fuzz_require(account_set_address(&account, "me@example.test", &error), "the address is one");
	for (size_t i = 0; i < diagnosis->fix_count; i++) {
		account_init(&changed);
		fuzz_require(diagnosis->fixes[i].label != NULL, "a fix has a label");
		fix_apply(&diagnosis->fixes[i], "PLAIN", &account, &changed, &error);
		account_finish(&changed);
	}
	account_finish(&account);
}

static void check(const struct symptom *symptom)
{
	struct diagnosis list[DIAGNOSES_MAX], again[DIAGNOSES_MAX];
	size_t count = diagnose(shared_kb(), symptom, list);

	fuzz_require(count <= DIAGNOSES_MAX, "the cap holds");
	for (size_t i = 0; i < count; i++) {
		fuzz_require_inert(list[i].evidence, strlen(list[i].evidence), false);
		fuzz_require(kb_find(shared_kb(), "causes", list[i].id, &(struct kb_topic){0}),
			     "a cause has a topic");
		try_fixes(&list[i]);
	}
	fuzz_require(diagnose(shared_kb(), symptom, again) == count, "the same question has the same answer");
	for (size_t i = 0; i < count; i++)
		fuzz_require(strcmp(list[i].id, again[i].id) == 0, "in the same order");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct fuzz_input input = fuzz_input(bytes, len);
	char *texts[TEXTS] = {NULL};

	for (size_t i = 0; i < TEXTS && input.len > 0; i++) {
		struct fuzz_input part = fuzz_take_part(&input, '\0');
		if (part.len > 0)
			texts[i] = fuzz_string(part);
	}
	const struct symptom symptom = {
	    .reply = texts[0],
	    .stage = texts[1],
	    .problem = texts[2],
	    .host = texts[3],
	    .domain = texts[4],
	    .greeting = texts[5],
	    .mechanism = texts[6],
	    .channel = texts[7],
	};
	check(&symptom);
	for (size_t i = 0; i < TEXTS; i++)
		free(texts[i]);
	return 0;
}
