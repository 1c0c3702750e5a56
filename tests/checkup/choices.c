/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fixes fit the moment: whatever is offered changes something, and to what its label says. */
#include "cmocka_all.h"

#include "checkup/checkup.h"

#include "base/clock.h"
#include "base/loop.h"
#include "base/secret.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

static struct kb *kb;
static struct account account;
static struct facts facts;
static struct attempts attempts;
static struct diagnosis diagnosis;
static struct choices choices;
static const struct reach *measured;

static int set_up(void **state)
{
	static const char *const nobody[] = {NULL};
	struct error error;

	(void)state;
	kb = kb_create("en", nobody);
	account_init(&account);
	assert_true(account_set_address(&account, "me@example.test", &error));
	assert_true(account_set_server(&account, "mail.example.test", ORIGIN_TYPED, &error));
	facts_init(&facts);
	attempts = (struct attempts){.count = 0};
	diagnosis = (struct diagnosis){.id = "wrong-password", .title = "x", .confidence = CONFIDENCE_HIGH};
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	attempts_clear(&attempts);
	facts_finish(&facts);
	account_finish(&account);
	kb_destroy(kb);
	return 0;
}

static void collect(struct fix fix)
{
	diagnosis.fixes[0] = fix;
	diagnosis.fix_count = 1;
	choices_collect(&choices, &(struct choices_input){.kb = kb,
							  .diagnoses = &diagnosis,
							  .diagnosis_count = 1,
							  .account = &account,
							  .facts = &facts,
							  .attempts = &attempts,
							  .reach = measured});
}

static const struct fix *offered(enum action_kind kind)
{
	for (size_t i = 0; i < choices.count; i++) {
		if (choices.list[i].kind == kind && choices.list[i].label == diagnosis.fixes[0].label)
			return &choices.list[i];
	}
	return NULL;
}

static bool offers(enum action_kind kind, const char *to)
{
	collect((struct fix){.kind = kind, .to = to, .label = "the fix"});
	return offered(kind) != NULL;
}

static void offer_mechanisms(const char *line)
{
	struct reply reply;
	enum problem problem;

	reply_init(&reply);
	reply_add_line(&reply, "250-me", 6, &problem);
	reply_add_line(&reply, line, strlen(line), &problem);
	facts_apply(&facts, &(struct event){.kind = EVENT_CAPABILITIES, .reply = &reply});
	reply_finish(&reply);
}

static void the_setting_in_use_is_never_a_fix(void **state)
{
	(void)state;
	assert_false(offers(ACTION_PORT, "587"));
	assert_true(offers(ACTION_PORT, "465"));
	assert_false(offers(ACTION_TLS_MODE, "starttls"));
	assert_true(offers(ACTION_TLS_MODE, "implicit"));
	assert_true(
	    offers(ACTION_TLS_MODE, NULL)); /* an organisation's topic that names none: the user is asked */
	assert_false(offers(ACTION_USER_NAME, "address"));
	assert_true(offers(ACTION_USER_NAME, "local-part"));
}

static void a_port_that_greets_nobody_is_not_asked_for_starttls(void **state)
{
	(void)state;
	account.tls = TLS_NONE;
	account.port = 2587; /* no usual one, which a change would leave */
	assert_false(offers(ACTION_TLS_MODE, "starttls"));
	assert_true(offers(ACTION_TLS_MODE, "implicit"));
	account.tls = TLS_IMPLICIT;
	assert_true(offers(ACTION_TLS_MODE, "starttls"));
}

static void who_stopped_at_the_password_has_the_right_port(void **state)
{
	(void)state;
	assert_true(offers(ACTION_PORT, "465"));
	facts.verdict.problem = PROBLEM_NO_PASSWORD;
	assert_false(offers(ACTION_PORT, "465"));
}

static void another_mechanism_is_one_that_is_offered_and_was_not_tried(void **state)
{
	(void)state;
	offer_mechanisms("250 AUTH PLAIN XOAUTH2");
	facts_apply(&facts, &(struct event){.kind = EVENT_MECHANISM, .text = "PLAIN"});
	assert_false(offers(ACTION_MECHANISM, "PLAIN"));
	assert_false(offers(ACTION_MECHANISM, "LOGIN"));
	assert_false(offers(ACTION_MECHANISM, NULL));
	offer_mechanisms("250 AUTH PLAIN LOGIN");
	assert_true(offers(ACTION_MECHANISM, "LOGIN"));
	assert_true(offers(ACTION_MECHANISM, NULL));
}

static void a_token_is_a_fix_where_the_server_takes_one(void **state)
{
	(void)state;
	assert_true(offers(ACTION_TOKEN, NULL)); /* nothing is known of the server */
	offer_mechanisms("250 AUTH PLAIN LOGIN");
	assert_false(offers(ACTION_TOKEN, NULL));
	offer_mechanisms("250 AUTH PLAIN oauthbearer");
	assert_true(offers(ACTION_TOKEN, NULL));
	offer_mechanisms("250 AUTH PLAIN");
	facts_apply(&facts, &(struct event){.kind = EVENT_MECHANISM, .text = "XOAUTH2"}); /* unoffered */
	assert_true(offers(ACTION_TOKEN, NULL));
}

static void fail_to_connect(const char *port)
{
	struct facts run;
	struct error error;
	const struct verdict verdict = {
	    .outcome = OUTCOME_FAILED, .stage = STAGE_CONNECT, .problem = PROBLEM_CONNECT_REFUSED};

	facts_init(&run);
	facts_apply(&run, &(struct event){.kind = EVENT_STAGE_ENTERED, .stage = STAGE_CONNECT});
	facts_apply(&run, &(struct event){
			      .kind = EVENT_STAGE_ENDED, .stage = STAGE_CONNECT, .outcome = OUTCOME_FAILED});
	facts_apply(&run, &(struct event){.kind = EVENT_VERDICT, .verdict = &verdict});
	assert_true(account_set_port(&account, port, ORIGIN_TYPED, &error));
	attempts_add(&attempts, &account, &run, 0);
	facts_finish(&run);
}

static void a_port_that_was_closed_is_named_and_not_offered(void **state)
{
	struct error error;

	(void)state;
	fail_to_connect("465");
	assert_true(account_set_port(&account, "587", ORIGIN_TYPED, &error));
	assert_false(offers(ACTION_PORT, "465"));
	assert_int_equal(choices.closed_port, 465);
	assert_false(offers(ACTION_TLS_MODE, "implicit"));
	assert_true(account_set_server(&account, "other.example.test", ORIGIN_TYPED, &error));
	assert_true(offers(ACTION_PORT, "465"));
	assert_int_equal(choices.closed_port, 0);
}

static void fail_in_tls(const char *port, enum problem problem)
{
	struct facts run;
	struct error error;
	const struct verdict verdict = {.outcome = OUTCOME_FAILED, .stage = STAGE_TLS, .problem = problem};

	facts_init(&run);
	for (enum stage stage = STAGE_CONNECT; stage <= STAGE_TLS; stage++) {
		enum outcome outcome = stage == STAGE_TLS ? OUTCOME_FAILED : OUTCOME_PASSED;
		facts_apply(&run, &(struct event){.kind = EVENT_STAGE_ENTERED, .stage = stage});
		facts_apply(&run,
			    &(struct event){.kind = EVENT_STAGE_ENDED, .stage = stage, .outcome = outcome});
	}
	facts_apply(&run, &(struct event){.kind = EVENT_VERDICT, .verdict = &verdict});
	assert_true(account_set_port(&account, port, ORIGIN_TYPED, &error));
	attempts_add(&attempts, &account, &run, 0);
	facts_finish(&run);
}

static void a_port_where_encryption_failed_is_not_offered(void **state)
{
	struct error error;

	(void)state;
	fail_in_tls("465", PROBLEM_TLS_HANDSHAKE_FAILED);
	assert_true(account_set_port(&account, "587", ORIGIN_TYPED, &error));
	assert_false(offers(ACTION_PORT, "465"));
	assert_int_equal(choices.closed_port, 0); /* it is not closed */
	assert_false(offers(ACTION_TLS_MODE, "implicit"));
	fail_in_tls("465", PROBLEM_CERT_EXPIRED); /* encryption came about */
	assert_true(account_set_port(&account, "587", ORIGIN_TYPED, &error));
	assert_true(offers(ACTION_PORT, "465"));
	account.tls = TLS_IMPLICIT;
	fail_in_tls("587", PROBLEM_TLS_ON_PLAIN_PORT); /* of the other kind than a change would take */
	assert_true(account_set_port(&account, "465", ORIGIN_TYPED, &error));
	assert_true(offers(ACTION_PORT, "587"));
}

static void measure(struct reach *reach, int port, enum port_outcome outcome)
{
	reach->cells[0] =
	    (struct reach_cell){.port = port, .family = FAMILY_IPV4, .result = {.outcome = outcome}};
	reach->cell_count = 1;
}

static void a_port_that_was_measured_as_dead_is_not_offered(void **state)
{
	static struct reach reach = {.host_count = 1, .done = true};

	(void)state;
	measured = &reach;
	measure(&reach, 465, PORT_SILENT);
	assert_false(offers(ACTION_PORT, "465"));
	assert_int_equal(choices.closed_port, 465);
	measure(&reach, 465, PORT_OPEN);
	assert_true(offers(ACTION_PORT, "465"));
	measure(&reach, 465, PORT_PROXY); /* that says nothing of the port */
	assert_true(offers(ACTION_PORT, "465"));
	measure(&reach, 465, PORT_REFUSED);
	reach.done = false;
	assert_true(offers(ACTION_PORT, "465"));
	measured = NULL;
}

static void who_has_logged_in_is_not_told_to_log_in(void **state)
{
	(void)state;
	assert_true(offers(ACTION_AUTHENTICATE, NULL));
	facts_apply(&facts, &(struct event){
				.kind = EVENT_STAGE_ENDED, .stage = STAGE_AUTH, .outcome = OUTCOME_PASSED});
	assert_false(offers(ACTION_AUTHENTICATE, NULL));
}

static void present_certificate(char **names, size_t count)
{
	struct certificate certificate = {.names = names, .name_count = count, .name_total = count};
	const struct tls_facts tls = {
	    .complete = true, .problem = PROBLEM_CERT_WRONG_HOST, .chain = &certificate, .chain_count = 1};

	facts_apply(&facts, &(struct event){.kind = EVENT_TLS, .tls_facts = &tls});
}

static void the_name_in_the_certificate_is_filled_in(void **state)
{
	char *names[] = {"IP:192.0.2.1", "DNS:*.hoster.test", "DNS:web7.hoster.test"};
	struct error error;

	(void)state;
	present_certificate(names, 2);
	assert_false(offers(ACTION_SERVER, "certificate"));
	present_certificate(names, 3);
	assert_true(offers(ACTION_SERVER, "certificate"));
	const struct fix *fix = offered(ACTION_SERVER);
	assert_non_null(fix);
	assert_string_equal(fix != NULL ? fix->to : "", "web7.hoster.test");
	assert_true(account_set_server(&account, "smtp.gmail.com", ORIGIN_PROVIDER, &error));
	assert_false(offers(ACTION_SERVER, "certificate"));
}

/* ---- every fix of every practice scenario */

static void type_password(struct checkup *checkup)
{
	struct secret *secret = secret_create();

	secret_append(secret, "not it", 6);
	checkup_give_password(checkup, secret);
	secret_destroy(secret);
}

static void walk_to_the_end(struct checkup *checkup)
{
	struct loop loop;

	while (!checkup->run.facts.finished) {
		loop_clear(&loop);
		checkup_want(checkup, &loop);
		loop_wait(&loop);
		checkup_step(checkup, &loop);
		for (struct event event; checkup_pull(checkup, &event);) {
			if (event.kind == EVENT_NEED_PASSWORD)
				type_password(checkup);
			else if (event.kind == EVENT_NEED_CONSENT)
				checkup_decline(checkup);
		}
	}
}

/* True when the two accounts differ in what the fix is about, and it has the value that the fix names. */
static bool changes_as_said(const struct fix *fix, const struct account *before, const struct account *after)
{
	char port[8];

	snprintf(port, sizeof(port), "%d", account_port(after));
	switch (fix->kind) {
	case ACTION_PORT: return account_port(before) != account_port(after) && strcmp(port, fix->to) == 0;
	case ACTION_TLS_MODE:
		return account_tls(before) != account_tls(after) &&
		       strcmp(tls_mode_id(account_tls(after)), fix->to) == 0;
	case ACTION_MECHANISM: return text_compare_nocase(after->mechanism, fix->to) == 0;
	case ACTION_SERVER: return strcmp(after->host, fix->to) == 0 && strcmp(before->host, fix->to) != 0;
	case ACTION_USER_NAME: return strcmp(account_user(before), account_user(after)) != 0;
	case ACTION_EHLO_NAME: return strcmp(after->ehlo_name, fix->to) == 0;
	case ACTION_TRUST_CERTIFICATE: return after->trust_certificate && !before->trust_certificate;
	default: return true;
	}
}

static void press(const struct checkup *checkup, const struct fix *fix)
{
	struct account changed;
	struct error error;
	const char *mechanism = checkup->run.facts.mechanism;

	if (fix->to == NULL || fix->kind == ACTION_TOPIC || fix->kind == ACTION_PAGE ||
	    fix->kind == ACTION_ANSWER)
		return;
	account_init(&changed);
	assert_true(fix_apply(fix, NULL, &checkup->account, &changed, &error));
	if (!changes_as_said(fix, &checkup->account, &changed))
		fail_msg("%s: \"%s\" does not do what it says", checkup->scenario.id, fix->label);
	if (fix->kind == ACTION_MECHANISM && mechanism != NULL)
		assert_int_not_equal(text_compare_nocase(mechanism, fix->to), 0);
	account_finish(&changed);
}

static void every_fix_of_every_scenario_changes_what_its_label_says(void **state)
{
	struct practice_scenario scenario;
	struct checkup checkup;
	struct error error;
	size_t pressed = 0;

	(void)state;
	for (size_t i = 0; practice_scenario_at(i, &scenario); i++) {
		checkup_init(&checkup,
			     &(struct checkup_options){.kb = kb, .walk = {.quit_after = STAGE_AUTH}});
		assert_true(checkup_practise(&checkup, scenario.id, &error));
		checkup.account.timeout_seconds = 1;
		assert_true(checkup_walk(&checkup, &error));
		walk_to_the_end(&checkup);
		for (size_t f = 0; f < checkup.choices.count; f++, pressed++)
			press(&checkup, &checkup.choices.list[f]);
		checkup_finish(&checkup);
	}
	assert_true(pressed > 60);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    TEST(the_setting_in_use_is_never_a_fix),
	    TEST(a_port_that_greets_nobody_is_not_asked_for_starttls),
	    TEST(who_stopped_at_the_password_has_the_right_port),
	    TEST(another_mechanism_is_one_that_is_offered_and_was_not_tried),
	    TEST(a_token_is_a_fix_where_the_server_takes_one),
	    TEST(a_port_that_was_closed_is_named_and_not_offered),
	    TEST(a_port_where_encryption_failed_is_not_offered),
	    TEST(a_port_that_was_measured_as_dead_is_not_offered),
	    TEST(who_has_logged_in_is_not_told_to_log_in),
	    TEST(the_name_in_the_certificate_is_filled_in),
	    TEST(every_fix_of_every_scenario_changes_what_its_label_says),
	};
#undef TEST
	return cmocka_run_group_tests(tests, NULL, NULL);
}
