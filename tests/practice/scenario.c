/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading scenario files: what is right, and what is wrong where. */
#include "practice/scenario.h"
#include "practice/library.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HEAD "title: T\nlearn: L\n"

static void parse(const char *yaml, struct scenario *scenario)
{
	struct error error = {0};

	if (!scenario_parse("x.yaml", yaml, strlen(yaml), scenario, &error))
		fail_msg("%s", error.text);
}

static void a_head_alone_is_a_good_server(void **state)
{
	struct scenario scenario;

	(void)state;
	parse(HEAD, &scenario);
	assert_string_equal(scenario.title, "T");
	assert_int_equal(scenario.tls, TLS_STARTTLS);
	assert_int_equal(scenario.connect, TLS_STARTTLS);
	assert_int_equal(scenario.certificate, LEAF_GOOD);
	assert_int_equal(scenario.mechanism_count, 3);
	assert_int_equal(scenario.account_count, 1);
	assert_string_equal(scenario.accounts[0].user, "student@practice.test");
	assert_int_equal(scenario.rule_count, 0);
	scenario_finish(&scenario);
}

static void a_script_becomes_rules_and_steps(void **state)
{
	struct scenario scenario;
	const struct script_rule *rule;

	(void)state;
	parse(
	    HEAD
	    "tls: implicit\nconnect: starttls\nscript:\n"
	    "  - on: login\n    until: 500ms\n    from: 2m\n    first: 3\n    failures: 2\n    channel: tls\n"
	    "    password: secret\n    user: u\n    mechanism: LOGIN\n    do:\n"
	    "      - default\n      - reply: [250-a, 250 b]\n      - raw: 'x\\r\\n\\x00\\xff\\\\'\n"
	    "      - stream: {raw: 'ab', times: endless, piece: 1, every: 1s}\n      - wait: 2s\n      - "
	    "close\n",
	    &scenario);
	assert_int_equal(scenario.tls, TLS_IMPLICIT);
	assert_int_equal(scenario.connect, TLS_STARTTLS);
	assert_int_equal(scenario.rule_count, 1);
	rule = &scenario.rules[0];
	assert_int_equal(rule->until, 500);
	assert_int_equal(rule->from, 120000);
	assert_int_equal(rule->first, 3);
	assert_int_equal(rule->password, PASSWORD_TEXT);
	assert_int_equal(rule->channel, CHANNEL_TLS_ONLY);
	assert_int_equal(rule->step_count, 6);
	assert_int_equal(rule->steps[0].op, SCRIPT_DEFAULT);
	assert_string_equal(rule->steps[1].bytes, "250-a\r\n250 b\r\n");
	assert_int_equal(rule->steps[2].len, 6);
	assert_memory_equal(rule->steps[2].bytes, "x\r\n\0\xff\\", 6);
	assert_int_equal(rule->steps[3].times, SCRIPT_ENDLESS);
	assert_int_equal(rule->steps[3].ms, 1000);
	assert_int_equal(rule->steps[4].ms, 2000);
	scenario_finish(&scenario);
}

static void the_first_rule_that_holds_is_taken(void **state)
{
	struct scenario scenario;
	struct situation situation = {.event = SCENARIO_ON_MAIL, .connection = 1, .address = "A@b.test"};

	(void)state;
	parse(HEAD "script:\n  - {on: mail, address: a@b.test, until: 20s, do: [close]}\n  - {on: mail, do: "
		   "[reset]}\n",
	      &scenario);
	assert_ptr_equal(scenario_match(&scenario, &situation), &scenario.rules[0]);
	situation.since_first = 19999;
	assert_ptr_equal(scenario_match(&scenario, &situation), &scenario.rules[0]);
	situation.since_first = 20000;
	assert_ptr_equal(scenario_match(&scenario, &situation), &scenario.rules[1]);
	situation.event = SCENARIO_ON_RCPT;
	assert_null(scenario_match(&scenario, &situation));
	scenario_finish(&scenario);
}

/* What is wrong, and what the error must say. */
static const struct {
	const char *yaml;
	const char *says;
} mistakes[] = {
    {"", "x.yaml:1: this must be a list of `key: value`"},
    {"- a\n", "x.yaml:1: this must be"},
    {"title: T\n", "x.yaml:1: this needs title and learn"},
    {HEAD "colour: red\n", "x.yaml:3: `colour` is not a key"},
    {HEAD "title: U\n", "x.yaml:3: `title` stands here twice"},
    {HEAD "tls: maybe\n", "x.yaml:3: `maybe` must be none, starttls or implicit"},
    {HEAD "tls: auto\n", "x.yaml:3: `auto` must be"},
    {HEAD "certificate: rusty\n", "x.yaml:3: `rusty` is no certificate kind"},
    {HEAD "tls-max: 9\n", "x.yaml:3: `9` must be 1.0"},
    {HEAD "auth-in-clear: perhaps\n", "x.yaml:3: `perhaps` must be yes or no"},
    {HEAD "mechanisms: PLAIN\n", "x.yaml:3: `PLAIN` must be a list"},
    {HEAD "mechanisms:\n  - [a]\n", "x.yaml:4: this must be a text"},
    {HEAD "accounts:\n  - {user: a}\n", "x.yaml:4: this needs user and password"},
    {HEAD "script:\n  - {on: lunch, do: [close]}\n", "x.yaml:4: `lunch` is not a moment"},
    {HEAD "script:\n  - {do: [close]}\n", "x.yaml:4: this rule needs on and do"},
    {HEAD "script:\n  - {on: mail}\n", "x.yaml:4: this rule needs on and do"},
    {HEAD "script:\n  - {on: mail, do: []}\n", "x.yaml:4: this needs at least one step"},
    {HEAD "script:\n  - {on: idle, do: [close]}\n", "x.yaml:4: this rule needs after"},
    {HEAD "script:\n  - on: mail\n    do:\n      - dance\n", "x.yaml:6: `dance` is not a step"},
    {HEAD "script:\n  - on: mail\n    do:\n      - close: yes\n", "x.yaml:6: `close` takes no value"},
    {HEAD "script:\n  - on: mail\n    do:\n      - reply\n", "x.yaml:6: `reply` needs a value"},
    {HEAD "script:\n  - on: mail\n    do:\n      - {reply: a, close: b}\n",
     "x.yaml:6: this step must be one word"},
    {HEAD "script:\n  - on: mail\n    do:\n      - raw: 'a\\q'\n", "x.yaml:6: `a\\q` has a backslash"},
    {HEAD "script:\n  - on: mail\n    do:\n      - raw: 'a\\x4'\n", "has a backslash"},
    {HEAD "script:\n  - on: mail\n    do:\n      - wait: soon\n", "x.yaml:6: `soon` must be a time"},
    {HEAD "script:\n  - on: mail\n    do:\n      - wait: 99999999s\n",
     "x.yaml:6: `99999999s` is longer than a day"},
    {HEAD "script:\n  - on: mail\n    do:\n      - stream: {times: 1}\n", "x.yaml:6: this needs raw"},
    {HEAD "script:\n  - on: mail\n    do:\n      - reply: \"a\\nb\"\n", "must be a list of lines"},
    {HEAD "script:\n  - on: mail\n    do:\n      - reply: \"a\\x1bb\"\n",
     "`a\\x1Bb` has a control character"},
    {HEAD "user: \"a\\0b\"\n", "has a NUL"},
    {HEAD "script: [\n", "x.yaml:4: this is not YAML"},
    {"title: 0123456789012345678901234567890123456789012345678901234567890\nlearn: L\n", "longer than 60"},
};

static void mistakes_are_named_with_file_and_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		struct scenario scenario;
		struct error error = {0};

		if (scenario_parse("x.yaml", mistakes[i].yaml, strlen(mistakes[i].yaml), &scenario, &error))
			fail_msg("accepted: %s", mistakes[i].yaml);
		if (!strstr(error.text, mistakes[i].says))
			fail_msg("`%s` instead of `%s`", error.text, mistakes[i].says);
		assert_int_equal(error.kind, ERROR_FILE);
	}
}

static void too_much_is_refused(void **state)
{
	struct scenario scenario;
	struct error error = {0};
	char *large = malloc(SCENARIO_FILE_MAX + 1);

	(void)state;
	memset(large, '#', SCENARIO_FILE_MAX + 1);
	assert_false(scenario_parse("x.yaml", large, SCENARIO_FILE_MAX + 1, &scenario, &error));
	assert_int_equal(error.kind, ERROR_LIMIT);
	free(large);
}

static void files_that_cannot_be_read_are_named(void **state)
{
	struct scenario scenario;
	struct error error = {0};

	(void)state;
	assert_false(library_load("/nonexistent/x.yaml", &scenario, &error));
	assert_non_null(strstr(error.text, "/nonexistent/x.yaml"));
	assert_false(library_load("/dev/zero", &scenario, &error));
	assert_non_null(strstr(error.text, "is not a file"));
	assert_false(library_load("no-such-scenario", &scenario, &error));
	assert_int_equal(error.kind, ERROR_USAGE);
	assert_non_null(strstr(error.text, "no-such-scenario"));
}

static void every_shipped_file_parses(void **state)
{
	(void)state;
	assert_true(library_file_count >= 25);
	for (size_t i = 0; i < library_file_count; i++) {
		struct scenario scenario;
		struct error error = {0};

		if (!library_load(library_files[i].id, &scenario, &error))
			fail_msg("%s", error.text);
		assert_true(strlen(scenario.title) > 0 && strlen(scenario.learn) > 0);
		scenario_finish(&scenario);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_head_alone_is_a_good_server),
	    cmocka_unit_test(a_script_becomes_rules_and_steps),
	    cmocka_unit_test(the_first_rule_that_holds_is_taken),
	    cmocka_unit_test(mistakes_are_named_with_file_and_line),
	    cmocka_unit_test(too_much_is_refused),
	    cmocka_unit_test(files_that_cannot_be_read_are_named),
	    cmocka_unit_test(every_shipped_file_parses),
	};

	return cmocka_run_group_tests_name("practice scenario files", tests, NULL, NULL);
}
