/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Heads that are read, and heads that are refused by file and line. */
#include "diagnose/topic.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "folders.h"

static struct test_folder folder;

static int set_up(void **state)
{
	(void)state;
	test_folder_init(&folder);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	test_folder_remove(&folder);
	return 0;
}

#define HEAD "---\ntitle: T\nsummary: S\n"

static void a_cause_is_read_with_its_rules_and_fixes(void **state)
{
	struct topic topic;
	struct error error;
	const struct rule_head *rule;
	const struct fix_head *fix;
	char path[160];

	(void)state;
	test_folder_write(
	    &folder, "causes", "some-cause.md",
	    HEAD
	    "who: wait\nrules:\n  - confidence: high\n    any: [one phrase, other]\n    code: 5xx\n"
	    "    stage: [auth, idle]\n    weight: -5\nfixes:\n  - {action: wait, seconds: 60, label: Wait}\n"
	    "---\nBody\n",
	    path);
	assert_true(topic_read(&topic, GROUP_CAUSES, path, false, &error));
	rule = topic.rules.items;
	fix = topic.fixes.items;
	assert_string_equal(topic.id, "some-cause");
	assert_int_equal(topic.who, WHO_WAIT);
	assert_int_equal(topic.rules.count, 1);
	assert_int_equal(rule->confidence, CONFIDENCE_HIGH);
	assert_int_equal(rule->any.count, 2);
	assert_string_equal(rule->code.items[0], "5xx");
	assert_int_equal(rule->stages, 1u << STAGE_AUTH | 1u << STAGE_IDLE);
	assert_int_equal(rule->weight, -5);
	assert_int_equal(rule->line, 6);
	assert_int_equal(fix->action, ACTION_WAIT);
	assert_int_equal(fix->seconds, 60);
	topic_finish(&topic);
}

static void line_ends_of_windows_and_a_mark_of_utf8_do_not_matter(void **state)
{
	struct topic topic;
	struct error error;
	char path[160];

	(void)state;
	test_folder_write(&folder, "codes", "535.md",
			  "\xef\xbb\xbf---\r\ntitle: T\r\nsummary: S\r\nclass: permanent\r\n---\r\nBody\r\n",
			  path);
	assert_true(topic_read(&topic, GROUP_CODES, path, false, &error));
	assert_string_equal(topic.title, "T");
	topic_finish(&topic);
}

/* Refused, with this line and these words. */
static void expect_fault(const char *text, int line, const char *words)
{
	struct topic topic;
	struct error error;
	char path[160];
	char start[200];

	test_folder_write(&folder, "causes", "broken.md", text, path);
	assert_false(topic_read(&topic, GROUP_CAUSES, path, false, &error));
	snprintf(start, sizeof start, "%s:%d: ", path, line);
	if (strncmp(error.text, start, strlen(start)) != 0 || strstr(error.text, words) == NULL)
		fail_msg("%s", error.text);
}

static void faults_are_named_by_file_and_line(void **state)
{
	(void)state;
	expect_fault("no head", 1, "no YAML head");
	expect_fault("---\ntitle: T\n", 1, "no YAML head");
	expect_fault("---\ntitle: [T\n---\n", 3, "");
	expect_fault("---\nsummary: S\n---\n", 2, "no title");
	expect_fault("---\ntitle: T\n---\n", 2, "no summary");
	expect_fault("---\ntitle: T\nsummary: The `S`\n---\n", 2, "plain text");
	expect_fault(HEAD "colour: red\n---\n", 4, "colour is not a key");
	expect_fault(HEAD "title: U\n---\n", 4, "twice");
	expect_fault(HEAD "who: nobody\n---\n", 4, "who has a value");
	expect_fault(HEAD "domains: [a]\n---\n", 4, "domains is not a key");
	expect_fault(HEAD "rules:\n  - confidence: sure\n---\n", 5, "confidence has a value");
	expect_fault(HEAD "rules:\n  - any: [a b c]\n    code: [9999]\n---\n", 5, "9999 is not a code");
	expect_fault(HEAD "rules:\n  - any: [ab]\n---\n", 5, "too short");
	expect_fault(HEAD "rules:\n  - regex: '(a'\n---\n", 5, "regex");
	expect_fault(HEAD "rules:\n  - problem: [bad-luck]\n---\n", 5, "bad-luck is not a problem");
	expect_fault(HEAD "rules:\n  - stage: [tea]\n---\n", 5, "unknown stage");
	expect_fault(HEAD "rules:\n  - confidence: low\n---\n", 5, "needs a condition");
	expect_fault(HEAD "rules:\n  - any: [a phrase]\n    weight: 201\n---\n", 6, "out of range");
	expect_fault(HEAD "fixes:\n  - action: retry\n---\n", 5, "needs a label");
	expect_fault(HEAD "fixes:\n  - {action: dance, label: L}\n---\n", 5, "action has a value");
	expect_fault(HEAD "fixes:\n  - {action: trust-certificate, label: L}\n---\n", 5, "never first");
}

static void a_file_that_is_none_is_refused(void **state)
{
	struct topic topic;
	struct error error;

	(void)state;
	assert_false(topic_read(&topic, GROUP_CAUSES, "/nonexistent/x.md", false, &error));
	assert_false(topic_read(&topic, GROUP_CAUSES, folder.path, false, &error));
}

static void broken_heads_never_crash(void **state)
{
	static const char seed[] =
	    "---\ntitle: T\nsummary: S\nrules:\n  - any: [a, \"b\"]\n    code: 535\nfixes: []\n---\nx";
	char text[sizeof seed];
	uint32_t random = 3;
	char path[160];

	(void)state;
	for (int round = 0; round < 1500; round++) {
		struct topic topic;
		struct error error;
		memcpy(text, seed, sizeof seed);
		for (int i = 0; i < 3; i++) {
			random = random * 1664525u + 1013904223u;
			text[(random >> 8) % (sizeof seed - 1)] = seed[(random >> 20) % (sizeof seed - 1)];
		}
		test_folder_write(&folder, "causes", "random.md", text, path);
		if (topic_read(&topic, GROUP_CAUSES, path, false, &error))
			topic_finish(&topic);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_cause_is_read_with_its_rules_and_fixes),
	    cmocka_unit_test(line_ends_of_windows_and_a_mark_of_utf8_do_not_matter),
	    cmocka_unit_test(faults_are_named_by_file_and_line),
	    cmocka_unit_test(a_file_that_is_none_is_refused),
	    cmocka_unit_test(broken_heads_never_crash),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
