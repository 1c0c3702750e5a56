/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is accepted and refused as host, endpoint, mailbox, port, EHLO name and mechanism. */
#include "cmocka_all.h"

#include "account/syntax.h"

#include <stdlib.h>
#include <string.h>

/* A refusal is one sentence that shows nothing raw. */
static void assert_sentence(const struct error *error)
{
	size_t len = strlen(error->text);
	assert_true(len > 10);
	assert_int_equal(error->text[len - 1], '.');
	for (size_t i = 0; i < len; i++)
		assert_true((unsigned char)error->text[i] >= 0x20 && error->text[i] != 0x7f);
}

static void expect_endpoint(const char *text, const char *host, int port)
{
	char *got_host = NULL;
	int got_port = -1;
	struct error error = {0};
	if (!syntax_parse_endpoint(text, &got_host, &got_port, &error))
		fail_msg("%s: %s", text, error.text);
	assert_string_equal(got_host, host);
	assert_int_equal(got_port, port);
	free(got_host);
}

static void endpoints_of_every_form_are_taken_apart(void **state)
{
	(void)state;
	expect_endpoint("smtp.example.org", "smtp.example.org", 0);
	expect_endpoint("smtp.example.org:465", "smtp.example.org", 465);
	expect_endpoint("smtp.example.org.:465", "smtp.example.org.", 465);
	expect_endpoint("localhost:2525", "localhost", 2525);
	expect_endpoint("127.0.0.1:1", "127.0.0.1", 1);
	expect_endpoint("[::1]", "::1", 0);
	expect_endpoint("[2001:db8::7]:587", "2001:db8::7", 587);
	expect_endpoint("b\xc3\xbc"
			"cher.example:65535",
			"b\xc3\xbc"
			"cher.example",
			65535);
	expect_endpoint("my_host.example", "my_host.example", 0);
}

static void address_with_many_colons_is_one_ipv6_host(void **state)
{
	(void)state;
	expect_endpoint("::1", "::1", 0);
	expect_endpoint("::1:25", "::1:25", 0);
	expect_endpoint("2001:db8::1:587", "2001:db8::1:587", 0);
}

static void unusable_endpoints_are_refused_in_a_sentence(void **state)
{
	(void)state;
	static const char *const bad[] = {
	    "",
	    " ",
	    "a b",
	    "a\nb",
	    "a\r",
	    "\x1b[31m",
	    "\xff",
	    ":25",
	    "host:",
	    "host:0",
	    "host:65536",
	    "host:abc",
	    "host:-1",
	    "host:+5",
	    "host: 25",
	    "host:25 ",
	    "[::1",
	    "[::1]25",
	    "[::1]:",
	    "[::1]:0",
	    "[]",
	    "[host]",
	    "[127.0.0.1]",
	    "::g",
	    "1:2:3",
	    "a..b",
	    ".a",
	    "-a.example",
	    "a-.example",
	    "smtp://host",
	    "https://host/",
	    "user@host",
	    "host/path",
	    "300.1.1.1",
	    "1.2.3",
	    "a,b",
	    "\xc2\x85host",
	    "host\xe2\x80\xa8",
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		char *host = NULL;
		int port = -1;
		struct error error = {0};
		if (syntax_parse_endpoint(bad[i], &host, &port, &error))
			fail_msg("accepted: %s", bad[i]);
		assert_null(host);
		assert_int_equal(port, -1);
		assert_int_equal(error.kind, ERROR_USAGE);
		assert_sentence(&error);
	}
}

static void long_host_names_are_refused(void **state)
{
	(void)state;
	char text[400];
	memset(text, 'a', sizeof text);
	text[64] = '\0';
	assert_false(syntax_check_host("The server", text, NULL));
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = i % 50 == 49 ? '.' : 'a';
	text[399] = '\0';
	struct error error;
	assert_false(syntax_check_host("The server", text, &error));
	assert_sentence(&error);
	text[253] = '\0';
	assert_true(syntax_check_host("The server", text, NULL));
}

static void usable_mailboxes_are_accepted(void **state)
{
	(void)state;
	static const char *const good[] = {
	    "a@b.example",
	    "first.last+tag@example.org",
	    "o'neil@example.ie",
	    "\"quoted local\"@example.org",
	    "\"a@b\"@example.org",
	    "\"a\\\"b\"@example.org",
	    "user@[192.0.2.1]",
	    "user@[IPv6:2001:db8::1]",
	    "j\xc3\xbcrgen@example.org",
	    "user@b\xc3\xbc"
	    "cher.example",
	    "\xe7\x94\xa8\xe6\x88\xb7@\xe4\xbe\x8b\xe5\xad\x90.example",
	    "user@localhost",
	    "x@xn--bcher-kva.example",
	};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct error error = {0};
		if (!syntax_check_mailbox("The address", good[i], &error))
			fail_msg("%s", error.text);
	}
	assert_string_equal(syntax_find_at("\"a@b\"@example.org"), "@example.org");
	assert_null(syntax_find_at("nobody"));
}

static void unusable_mailboxes_are_refused_in_a_sentence(void **state)
{
	(void)state;
	static const char *const bad[] = {
	    "",
	    "user",
	    "@example.org",
	    "user@",
	    "a@b@c.example",
	    "user@example..org",
	    ".user@example.org",
	    "user.@example.org",
	    "us..er@example.org",
	    "us er@example.org",
	    "user@exam ple.org",
	    "user@-x.example",
	    "Name <user@example.org>",
	    "<user@example.org>",
	    "mailto:user@example.org",
	    "\"open@example.org",
	    "user@example.org\r\nRCPT TO:<x@y>",
	    "user@example.org\n",
	    "us\x01"
	    "er@example.org",
	    "user@\xff.example",
	    "user@[300.1.1.1]",
	    "user@::1",
	    "user@example.org.",
	    "a,b@example.org",
	    "user@example.org:25",
	    "\"x\"y@example.org",
	    "user@https://example.org",
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct error error = {0};
		if (syntax_check_mailbox("The address", bad[i], &error))
			fail_msg("accepted: %s", bad[i]);
		assert_sentence(&error);
	}
}

static void long_mailboxes_are_refused(void **state)
{
	(void)state;
	char text[300];
	memset(text, 'a', sizeof text);
	memcpy(text + 65, "@b.example", sizeof "@b.example");
	assert_false(syntax_check_mailbox("The address", text, NULL));
	assert_true(syntax_check_mailbox("The address", text + 1, NULL));
	memset(text, 'a', sizeof text);
	for (size_t i = 20; i < sizeof text; i += 20)
		text[i] = '.';
	text[10] = '@';
	text[299] = '\0';
	assert_false(syntax_check_mailbox("The address", text, NULL));
}

static void ports_outside_the_range_are_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
	    "", "0", "65536", "abc", "-1", "+25", " 25", "25 ", "0x19", "2.5", "99999999999999999999"};
	int port = 7;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct error error = {0};
		assert_false(syntax_parse_port(bad[i], &port, &error));
		assert_sentence(&error);
	}
	assert_int_equal(port, 7);
	assert_true(syntax_parse_port("1", &port, NULL));
	assert_true(syntax_parse_port("65535", &port, NULL));
	assert_int_equal(port, 65535);
}

static void ehlo_names_are_domains_or_literals(void **state)
{
	(void)state;
	static const char *const good[] = {"pc.example.org", "localhost", "[192.0.2.1]", "[IPv6:::1]",
					   "[ipv6:2001:db8::1]"};
	static const char *const bad[] = {"",
					  "192.0.2.1",
					  "::1",
					  "[::1]",
					  "[host]",
					  "[192.0.2.1",
					  "b\xc3\xbc"
					  "cher.example",
					  "a b",
					  "pc\r\nMAIL",
					  "a..b",
					  "[]"};
	struct error error = {0};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (!syntax_check_ehlo_name("The EHLO name", good[i], &error))
			fail_msg("%s", error.text);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (syntax_check_ehlo_name("The EHLO name", bad[i], &error))
			fail_msg("accepted: %s", bad[i]);
		assert_sentence(&error);
	}
}

static void mechanism_names_are_sasl_names(void **state)
{
	(void)state;
	assert_true(syntax_check_mechanism("The mechanism", "cram-md5", NULL));
	assert_true(syntax_check_mechanism("The mechanism", "SCRAM-SHA-256-PLUS", NULL));
	static const char *const bad[] = {
	    "", "PLA IN", "PLAIN,LOGIN", "PLAIN\r\n", "ABCDEFGHIJKLMNOPQRSTU", "PL\xc3\x84IN"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct error error = {0};
		assert_false(syntax_check_mechanism("The mechanism", bad[i], &error));
		assert_sentence(&error);
	}
}

static void free_text_refuses_controls_and_giants(void **state)
{
	(void)state;
	assert_true(syntax_check_text("The user name", "a b%\"\xc3\xa9", NULL));
	char *giant = malloc(SYNTAX_TEXT_MAX + 2);
	memset(giant, 'x', SYNTAX_TEXT_MAX + 1);
	giant[SYNTAX_TEXT_MAX + 1] = '\0';
	struct error error = {0};
	assert_false(syntax_check_text("The user name", giant, &error));
	assert_int_equal(error.kind, ERROR_LIMIT);
	assert_true(syntax_check_text("The user name", giant + 1, NULL));
	free(giant);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(endpoints_of_every_form_are_taken_apart),
	    cmocka_unit_test(address_with_many_colons_is_one_ipv6_host),
	    cmocka_unit_test(unusable_endpoints_are_refused_in_a_sentence),
	    cmocka_unit_test(long_host_names_are_refused),
	    cmocka_unit_test(usable_mailboxes_are_accepted),
	    cmocka_unit_test(unusable_mailboxes_are_refused_in_a_sentence),
	    cmocka_unit_test(long_mailboxes_are_refused),
	    cmocka_unit_test(ports_outside_the_range_are_refused),
	    cmocka_unit_test(ehlo_names_are_domains_or_literals),
	    cmocka_unit_test(mechanism_names_are_sasl_names),
	    cmocka_unit_test(free_text_refuses_controls_and_giants),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
