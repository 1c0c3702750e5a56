/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "checkup/checkup.h"
#include "checkup/checkup_parts.h"

#include "base/secret.h"

#include <stdio.h>
#include <string.h>

static struct kb *kb;
static struct checkup checkup;

/* What checkup tells a walk. */
static char told[1024];

static int set_up(void **state)
{
	static const char *const nobody[] = {NULL};
	struct account account;
	struct error error;

	(void)state;
	kb = kb_create("en", nobody);
	account_init(&account);
	assert_true(account_set_address(&account, "me@example.test", &error));
	assert_true(account_set_server(&account, "mail.example.test", ORIGIN_TYPED, &error));
	told[0] = '\0';
	checkup_init(&checkup, &(struct checkup_options){.account = &account, .kb = kb});
	account_finish(&account);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	checkup_finish(&checkup);
	kb_destroy(kb);
	return 0;
}

static void type_password(const char *text)
{
	struct secret *secret = secret_create();

	secret_append(secret, text, strlen(text));
	checkup_give_password(&checkup, secret);
	secret_destroy(secret);
}

/* A new run, as far as the question for the password. */
static void walk_to_auth(const char *mechanism)
{
	run_finish(&checkup.run);
	run_init(&checkup.run);
	checkup_apply(&checkup, &(struct event){.kind = EVENT_STAGE_ENTERED, .stage = STAGE_AUTH});
	checkup_apply(&checkup, &(struct event){.kind = EVENT_MECHANISM, .text = mechanism});
	checkup_apply(&checkup, &(struct event){.kind = EVENT_NEED_PASSWORD, .text = mechanism});
}

static void answer(const char *line, int exit_code)
{
	struct reply reply;
	enum problem problem;
	const struct verdict verdict = {
	    .outcome = OUTCOME_FAILED, .stage = STAGE_AUTH, .exit_code = exit_code};

	reply_init(&reply);
	reply_add_line(&reply, line, strlen(line), &problem);
	checkup_apply(&checkup, &(struct event){.kind = EVENT_VERDICT, .verdict = &verdict, .reply = &reply});
	reply_finish(&reply);
}

/* It goes nowhere: nobody lets it step. */
static struct walk *begin_walk(void)
{
	const struct walk_options options = {.quit_after = STAGE_AUTH};
	struct account account;
	struct error error;
	struct walk *walk;

	account_init(&account);
	assert_true(account_set_server(&account, "127.0.0.1", ORIGIN_TYPED, &error));
	assert_true(account_set_ehlo_name(&account, "client.example.test", ORIGIN_TYPED, &error));
	assert_true(walk_create(&account, &options, &walk, &error));
	account_finish(&account);
	return walk;
}

/* The same log-in passes; what the walk was told on the way is in `told`. */
static void pass(const char *mechanism)
{
	const struct verdict verdict = {.outcome = OUTCOME_PASSED, .stage = STAGE_AUTH};
	struct event event;

	checkup_keep_run(&checkup);
	walk_to_auth(mechanism);
	checkup.walk = begin_walk();
	checkup_apply(&checkup, &(struct event){.kind = EVENT_VERDICT, .verdict = &verdict});
	while (walk_next(checkup.walk, &event))
		if (event.kind == EVENT_NOTE)
			snprintf(told, sizeof(told), "%s", event.text);
	walk_destroy(checkup.walk);
	checkup.walk = NULL;
}

static void scram_that_passes_only_without_its_tie_is_not_to_be_trusted(void **state)
{
	(void)state;
	account_copy(&checkup.walked, &checkup.account);
	walk_to_auth("SCRAM-SHA-256-PLUS");
	type_password("first");
	answer("535 5.7.8 no", 28);
	pass("SCRAM-SHA-256");
	assert_non_null(strstr(told, "somebody in between may read along"));
}

static void scram_that_was_refused_without_a_tie_as_well_says_nothing_of_the_connection(void **state)
{
	(void)state;
	account_copy(&checkup.walked, &checkup.account);
	walk_to_auth("SCRAM-SHA-1");
	type_password("first");
	answer("535 5.7.8 no", 28);
	pass("SCRAM-SHA-256");
	assert_string_equal(told, "");
}

static void another_server_says_nothing_of_the_connection(void **state)
{
	struct error error;

	(void)state;
	account_copy(&checkup.walked, &checkup.account);
	walk_to_auth("SCRAM-SHA-256-PLUS");
	type_password("first");
	answer("535 5.7.8 no", 28);
	checkup_keep_run(&checkup);
	assert_true(account_set_server(&checkup.walked, "other.example.test", ORIGIN_TYPED, &error));
	pass("SCRAM-SHA-256");
	assert_string_equal(told, "");
}

static void a_refused_password_is_not_offered_again_for_the_same_mechanism(void **state)
{
	(void)state;
	walk_to_auth("CRAM-MD5");
	type_password("first");
	answer("535 5.7.8 no", 28);
	walk_to_auth("CRAM-MD5");
	assert_false(checkup_password_fits(&checkup));
	walk_to_auth("PLAIN");
	assert_true(checkup_password_fits(&checkup));
	checkup_give_password(&checkup, checkup.password);
	answer("535 5.7.8 no", 28);
	walk_to_auth("PLAIN");
	assert_false(checkup_password_fits(&checkup));
	type_password("second");
	answer("535 5.7.8 no", 28);
	assert_int_equal(checkup.refused, 3);
}

static void a_password_that_was_not_judged_is_offered_again(void **state)
{
	(void)state;
	walk_to_auth("PLAIN");
	type_password("first");
	answer("421 4.7.0 too busy", 28);
	walk_to_auth("PLAIN");
	assert_true(checkup_password_fits(&checkup));
	assert_int_equal(checkup.refused, 0);
}

static void refusals_are_counted_for_each_address(void **state)
{
	struct failed_logins failed_logins = {.used = 0};
	char address[32];

	(void)state;
	failed_logins_keep(&failed_logins, "ann@example.org", 2);
	failed_logins_keep(&failed_logins, "bob@example.org", 1);
	assert_int_equal(failed_logins_count(&failed_logins, "Ann@Example.org"), 2);
	failed_logins_keep(&failed_logins, "ANN@example.org", 3);
	assert_int_equal(failed_logins_count(&failed_logins, "ann@example.org"), 3);
	assert_int_equal(failed_logins_count(&failed_logins, NULL), 0);
	for (int i = 0; i < FAILED_LOGINS_MAX; i++) {
		snprintf(address, sizeof(address), "user%d@example.org", i);
		failed_logins_keep(&failed_logins, address, 1);
	}
	assert_int_equal(failed_logins_count(&failed_logins, "ann@example.org"), 0);
	assert_int_equal(failed_logins_count(&failed_logins, address), 1);
	failed_logins_finish(&failed_logins);
}

static void what_was_asked_before_the_verdict_is_dropped(void **state)
{
	struct verdict verdict = {.outcome = OUTCOME_FAILED, .stage = STAGE_AUTH};

	(void)state;
	walk_to_auth("PLAIN");
	checkup_apply(&checkup, &(struct event){.kind = EVENT_NEED_CONSENT,
						.stage = STAGE_AUTH,
						.problem = PROBLEM_CLEAR_TEXT_REFUSED});
	assert_int_equal(checkup.run.need, NEED_CONSENT);
	checkup_apply(&checkup, &(struct event){.kind = EVENT_VERDICT, .verdict = &verdict});
	assert_int_equal(checkup.run.need, NEED_NOTHING);
	checkup_apply(&checkup, &(struct event){.kind = EVENT_STEP, .text = "QUIT", .why = ""});
	assert_int_equal(checkup.run.need, NEED_STEP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(a_refused_password_is_not_offered_again_for_the_same_mechanism,
					    set_up, tear_down),
	    cmocka_unit_test_setup_teardown(a_password_that_was_not_judged_is_offered_again, set_up,
					    tear_down),
	    cmocka_unit_test_setup_teardown(what_was_asked_before_the_verdict_is_dropped, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(scram_that_passes_only_without_its_tie_is_not_to_be_trusted,
					    set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		scram_that_was_refused_without_a_tie_as_well_says_nothing_of_the_connection, set_up,
		tear_down),
	    cmocka_unit_test_setup_teardown(another_server_says_nothing_of_the_connection, set_up, tear_down),
	    cmocka_unit_test(refusals_are_counted_for_each_address),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
