/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Help topics of an organisation: head, rules, and a reply judged by them. Input: a byte for the group,
 * then topics with a byte 0x1E between them.
 */
#include "fuzz.h"

#include "diagnose/diagnosis.h"
#include "diagnose/knowledge.h"

#include <stdlib.h>
#include <string.h>

enum { TOPICS_MAX = 8 };

static void check_error(const struct error *error)
{
	fuzz_require(error->kind != ERROR_NONE && error->text[0] != '\0', "what is wrong is said");
	fuzz_require_inert(error->text, strlen(error->text), false);
}

/* What an organisation says of its servers, put into the account of one of its users. */
static void check_preset(const struct kb *kb)
{
	const char *provider = kb_provider(kb, "example.org", "smtp.example.org");
	struct account account;
	struct preset preset;
	struct error error;

	if (provider == NULL || !kb_provider_server(kb, provider, NULL, 0, &preset))
		return;
	account_init(&account);
	fuzz_require(account_set_address(&account, "me@example.org", &error), "the address is one");
	preset_apply(&preset, &account);
	fuzz_require(account_port(&account) > 0 && account_port(&account) <= 65535, "a port is one");
	fuzz_require(account_tls(&account) != TLS_AUTO, "a way to encrypt is chosen");
	fuzz_require(account.host == NULL || account.host[0] != '\0', "a host has a name");
	account_finish(&account);
}

static void judge(const struct rule_index *rule_index)
{
	static const struct symptom symptoms[] = {
	    {.stage = "auth",
	     .reply = "535 5.7.8 Error: authentication failed: (reason unavailable)",
	     .host = "smtp.example.org",
	     .domain = "example.org",
	     .mechanism = "PLAIN",
	     .channel = "tls"},
	    {.stage = "greeting",
	     .reply = "421-4.3.2 too busy\n421 4.3.2 try again later",
	     .channel = "plain"},
	    {.stage = "idle", .problem = "no-such-name", .greeting = "mail ESMTP Postfix"},
	};
	static const char *const nowhere[] = {NULL};
	struct kb *kb = kb_create_over(rule_index, NULL, nowhere);
	struct kb_topic topic;

	for (size_t i = 0; i < sizeof(symptoms) / sizeof(*symptoms); i++) {
		struct diagnosis list[DIAGNOSES_MAX];
		size_t count = diagnose(kb, &symptoms[i], list);
		for (size_t j = 0; j < count; j++) {
			fuzz_require(list[j].id != NULL && list[j].title != NULL, "a cause has a name");
			fuzz_require_inert(list[j].evidence, strlen(list[j].evidence), false);
			fuzz_require(list[j].fix_count <= FIXES_MAX, "the cap holds");
		}
	}
	for (size_t i = 0; kb_topic_at(kb, i, &topic); i++)
		fuzz_require(kb_find(kb, topic.group, topic.id, &topic), "what is listed is found");
	check_preset(kb);
	kb_destroy(kb);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct fuzz_input input = fuzz_input(bytes, len);
	unsigned group = fuzz_take_byte(&input);
	struct topic topics[TOPICS_MAX];
	size_t count = 0;

	for (; input.len > 0 && count < TOPICS_MAX; group++) {
		const char *path = fuzz_file(fuzz_take_part(&input, 0x1E));
		struct error error = {0};
		if (topic_read(&topics[count], group % GROUP_COUNT, path, group % 2 != 0, &error))
			count++;
		else
			check_error(&error);
	}
	struct rule_index *rule_index = rule_index_build(topics, count, NULL, 0);
	judge(rule_index);
	rule_index_destroy(rule_index);
	for (size_t i = 0; i < count; i++)
		topic_finish(&topics[i]);
	return 0;
}
