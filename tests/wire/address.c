/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "wire/address.h"
#include "wire/rig.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

static void expect_name(const char *typed, const char *ascii, bool is_literal)
{
	struct server_name name;
	struct error error = {0};

	if (!server_name_parse(typed, &name, &error))
		fail_msg("%s: %s", typed, error.text);
	assert_string_equal(name.ascii, ascii);
	assert_int_equal(name.is_literal, is_literal);
	server_name_finish(&name);
}

static void expect_refused(const char *typed, const char *reason)
{
	struct server_name name;
	struct error error = {0};

	if (server_name_parse(typed, &name, &error))
		fail_msg("\"%s\" was accepted as %s", typed, name.ascii);
	assert_int_equal(error.kind, ERROR_USAGE);
	expect_contains(error.text, reason);
}

static void names_are_taken_as_typed(void **state)
{
	(void)state;
	expect_name("mail.example.org", "mail.example.org", false);
	expect_name("localhost", "localhost", false);
	expect_name("smtp_relay.example.org", "smtp_relay.example.org", false);
	expect_name("1and1.example", "1and1.example", false);
	expect_name("4.example", "4.example", false);
}

static void international_names_become_a_labels(void **state)
{
	(void)state;
	expect_name("b\xc3\xbc"
		    "cher.example",
		    "xn--bcher-kva.example", false);
	expect_name("B\xc3\x9c"
		    "CHER.example",
		    "xn--bcher-kva.example", false);
	expect_name("fa\xc3\x9f.example", "xn--fa-hia.example", false); /* IDNA 2008: not "fass" */
	expect_name("xn--bcher-kva.example", "xn--bcher-kva.example", false);
	expect_name("\xe4\xbe\x8b\xe3\x80\x82\xe6\xb5\x8b\xe8\xaf\x95", "xn--fsq.xn--0zwm56d",
		    false); /* U+3002 */
}

static void literals_get_their_usual_spelling(void **state)
{
	(void)state;
	expect_name("192.0.2.1", "192.0.2.1", true);
	expect_name("::1", "::1", true);
	expect_name("2001:DB8:0:0::1", "2001:db8::1", true);
	expect_name("::ffff:192.0.2.1", "::ffff:192.0.2.1", true);
	expect_name("fe80::1%lo", "fe80::1", true);
}

static void a_zone_is_kept_in_the_address(void **state)
{
	struct server_name name;
	struct address_list list = {0};

	(void)state;
	assert_true(server_name_parse("fe80::1%lo", &name, NULL));
	address_list_add(&list, (const struct sockaddr *)&name.literal, 25);
	assert_int_equal(list.count, 1);
	assert_string_equal(list.items[0].text, "fe80::1%lo");
	address_list_finish(&list);
	server_name_finish(&name);
}

static void names_that_cannot_be_are_refused(void **state)
{
	char label[80];
	char name[300];

	(void)state;
	expect_refused("", "it is empty");
	expect_refused("mail.example.org.", "leave out the dot");
	expect_refused("mail..example", "two dots");
	expect_refused(".example", "starts with a dot");
	expect_refused("-mail.example", "hyphen");
	expect_refused("mail-.example", "hyphen");
	expect_refused("mail example", "only letters");
	expect_refused("mail.example\r\nX", "only letters");
	expect_refused("user@example.org", "only letters");
	expect_refused("http://example.org", "IPv6");
	expect_refused("192.0.2.300", "IPv4");
	expect_refused("1.2.3", "IPv4");
	expect_refused("[::1]", "IPv6");
	expect_refused("::g", "IPv6");
	memset(label, 'a', 64);
	strcpy(label + 64, ".example");
	expect_refused(label, "longer than 63");
	for (int i = 0; i < 255; i++)
		name[i] = i % 50 == 49 ? '.' : 'a';
	name[255] = '\0';
	expect_refused(name, "longer than 253");
}

static void bad_international_labels_are_refused(void **state)
{
	(void)state;
	expect_refused("\xff.example", "cannot be a server name");
	expect_refused("\xe2\x98\x83\xe2\x80\x8f.example", "cannot be a server name");
	expect_refused("xn--a\xc3\xbc.example", "cannot be a server name");
	expect_refused("xn--99999999.example", "cannot be a server name");
}

static void a_refusal_shows_the_name_inert_and_short(void **state)
{
	struct server_name name;
	struct error error = {0};
	char text[2000];

	(void)state;
	assert_false(server_name_parse("a\x1b[2Jb", &name, &error));
	assert_null(strchr(error.text, '\x1b'));
	memset(text, ' ', sizeof text);
	text[sizeof text - 1] = '\0';
	assert_false(server_name_parse(text, &name, &error));
	expect_contains(error.text, "...");
	assert_true(strlen(error.text) < ERROR_TEXT_MAX - 1);
}

static void an_address_is_listed_once(void **state)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct sockaddr other = {.sa_family = AF_UNIX};
	struct address_list list = {0};

	(void)state;
	address_list_add(&list, (struct sockaddr *)&in, 25);
	address_list_add(&list, (struct sockaddr *)&in, 25);
	address_list_add(&list, &other, 25);
	assert_int_equal(list.count, 1);
	assert_string_equal(list.items[0].text, "127.0.0.1");
	assert_int_equal(list.items[0].family, FAMILY_IPV4);
	address_list_finish(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_are_taken_as_typed),
	    cmocka_unit_test(international_names_become_a_labels),
	    cmocka_unit_test(literals_get_their_usual_spelling),
	    cmocka_unit_test(a_zone_is_kept_in_the_address),
	    cmocka_unit_test(names_that_cannot_be_are_refused),
	    cmocka_unit_test(bad_international_labels_are_refused),
	    cmocka_unit_test(a_refusal_shows_the_name_inert_and_short),
	    cmocka_unit_test(an_address_is_listed_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
