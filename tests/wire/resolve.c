/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "base/clock.h"
#include "wire/nameserver.h"
#include "wire/peer.h"
#include "wire/rig.h"

#include <stdlib.h>
#include <string.h>

static pid_t nameserver;
static int closed_port;

static int start(void **state)
{
	(void)state;
	nameserver = nameserver_start();
	closed_port = peer_closed_port();
	return 0;
}

static int stop(void **state)
{
	(void)state;
	nameserver_stop(nameserver);
	return 0;
}

static void look_up(struct rig *rig, const char *host, enum address_family family)
{
	rig_start(rig, NULL, &(struct wire_target){.host = host, .port = closed_port, .family = family});
}

static void expect_resolved(const char *host, enum address_family family, const char *canonical, size_t count)
{
	struct rig rig;

	look_up(&rig, host, family);
	rig_until(&rig, WIRE_RESOLVED);
	assert_string_equal(rig.text, canonical);
	assert_int_equal(rig.event.address_count, count);
	rig_finish(&rig);
}

static void expect_failure(const char *host, enum address_family family, enum problem problem,
			   const char *detail)
{
	struct rig rig;

	look_up(&rig, host, family);
	rig_expect_failure(&rig, problem);
	expect_contains(rig.text, detail);
	rig_finish(&rig);
}

static void names_become_addresses(void **state)
{
	(void)state;
	expect_resolved("v4.example.test", FAMILY_ANY, "v4.example.test", 1);
	expect_resolved("both.example.test", FAMILY_ANY, "both.example.test", 2);
	expect_resolved("both.example.test", FAMILY_IPV6, "both.example.test", 1);
	expect_resolved("three.example.test", FAMILY_ANY, "three.example.test", 3);
	expect_resolved("b\xc3\xbc"
			"cher.test",
			FAMILY_ANY, "xn--bcher-kva.test", 1);
}

static void an_alias_is_followed_and_the_asked_name_is_told(void **state)
{
	(void)state;
	expect_resolved("alias.example.test", FAMILY_ANY, "alias.example.test", 1);
}

static void an_ipv6_only_name_gives_its_address(void **state)
{
	struct rig rig;

	(void)state;
	look_up(&rig, "v6.example.test", FAMILY_ANY);
	rig_until(&rig, WIRE_ADDRESS);
	assert_string_equal(rig.text, "::1");
	assert_int_equal(rig.event.family, FAMILY_IPV6);
	rig_finish(&rig);
}

static int restart(void **state)
{
	(void)state;
	nameserver_stop(nameserver);
	nameserver = nameserver_start();
	return 0;
}

static void localhost_and_literals_need_no_name_server(void **state)
{
	(void)state;
	setenv("MAILMEDIC_NAMESERVERS", "127.0.0.1:1", 1);
	expect_resolved("127.0.0.1", FAMILY_ANY, "127.0.0.1", 1);
	expect_resolved("::1", FAMILY_IPV6, "::1", 1);
	expect_resolved("localhost", FAMILY_IPV4, "localhost", 1);
	expect_resolved("mail.localhost", FAMILY_IPV6, "mail.localhost", 1);
	expect_failure("mylocalhost", FAMILY_ANY, PROBLEM_NAME_LOOKUP_FAILED, "connection refused");
	expect_failure("v4.example.test", FAMILY_ANY, PROBLEM_NAME_LOOKUP_FAILED, "connection refused");
}

static void what_goes_wrong_is_told_apart(void **state)
{
	(void)state;
	expect_failure("typo.example.test", FAMILY_ANY, PROBLEM_NO_SUCH_NAME, "NXDOMAIN");
	expect_failure("empty.example.test", FAMILY_ANY, PROBLEM_NO_ADDRESS, "no IPv4 or IPv6 address");
	expect_failure("v6.example.test", FAMILY_IPV4, PROBLEM_NO_ADDRESS, "no IPv4 address");
	expect_failure("v4.example.test", FAMILY_IPV6, PROBLEM_NO_ADDRESS, "no IPv6 address");
	expect_failure("servfail.example.test", FAMILY_ANY, PROBLEM_NAME_LOOKUP_FAILED, "SERVFAIL");
	expect_failure("refused.example.test", FAMILY_ANY, PROBLEM_NAME_LOOKUP_FAILED, "REFUSED");
	expect_failure("cut.example.test", FAMILY_ANY, PROBLEM_NAME_LOOKUP_FAILED, "cut.example.test");
}

static void a_literal_of_the_unwanted_family_is_refused(void **state)
{
	(void)state;
	expect_failure("::1", FAMILY_IPV4, PROBLEM_NO_ADDRESS, "IPv6 address was given");
	expect_failure("127.0.0.1", FAMILY_IPV6, PROBLEM_NO_ADDRESS, "IPv4 address was given");
}

static void silence_ends_at_the_deadline(void **state)
{
	(void)state;
	clock_set_scale(100);
	expect_failure("silent.example.test", FAMILY_ANY, PROBLEM_NAME_LOOKUP_TIMEOUT,
		       "No name server answered");
	clock_set_scale(1);
}

static void unanswered_aaaa_questions_do_not_hold_up_the_a_answer(void **state)
{
	(void)state;
	clock_set_scale(10); /* the resolver's own time-outs run in real time and would take 14 s */
	expect_resolved("lame6.example.test", FAMILY_ANY, "lame6.example.test", 1);
	clock_set_scale(1);
}

static void a_wire_can_be_destroyed_during_the_lookup(void **state)
{
	struct rig rig;

	(void)state;
	look_up(&rig, "silent.example.test", FAMILY_ANY);
	rig_turn(&rig);
	rig_finish(&rig);
}

static void bad_names_are_refused_before_anything_is_asked(void **state)
{
	struct wire *wire = NULL;
	struct error error = {0};

	(void)state;
	assert_false(wire_create(&(struct wire_target){.host = "a..b", .port = 25}, &wire, &error));
	assert_null(wire);
	assert_int_equal(error.kind, ERROR_USAGE);
	assert_false(wire_create(&(struct wire_target){.host = "localhost", .port = 25, .sni = "127.0.0.1"},
				 &wire, &error));
	expect_contains(error.text, "must be a name");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_become_addresses),
	    cmocka_unit_test(an_alias_is_followed_and_the_asked_name_is_told),
	    cmocka_unit_test(an_ipv6_only_name_gives_its_address),
	    cmocka_unit_test_teardown(localhost_and_literals_need_no_name_server, restart),
	    cmocka_unit_test(what_goes_wrong_is_told_apart),
	    cmocka_unit_test(a_literal_of_the_unwanted_family_is_refused),
	    cmocka_unit_test(silence_ends_at_the_deadline),
	    cmocka_unit_test(unanswered_aaaa_questions_do_not_hold_up_the_a_answer),
	    cmocka_unit_test(a_wire_can_be_destroyed_during_the_lookup),
	    cmocka_unit_test(bad_names_are_refused_before_anything_is_asked),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
