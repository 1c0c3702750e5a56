/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The account: setters keep it whole, copies are deep, presets and guesses never replace what was typed. */
#include "cmocka_all.h"

#include "account/account.h"
#include "account/preset.h"
#include "account/proxy.h"
#include "account/syntax.h"

#include <stdlib.h>
#include <string.h>

static struct account account;

static int set_up(void **state)
{
	(void)state;
	account_init(&account);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	account_finish(&account);
	return 0;
}

static void refused_value_leaves_the_account_unchanged(void **state)
{
	(void)state;
	struct error error;
	assert_true(account_set_server(&account, "one.example:2525", ORIGIN_TYPED, &error));
	assert_false(account_set_server(&account, "two.example:0", ORIGIN_FIX, &error));
	assert_false(account_set_port(&account, "65536", ORIGIN_FIX, &error));
	assert_false(account_set_address(&account, "nobody", &error));
	assert_string_equal(account.host, "one.example");
	assert_int_equal(account.host_origin, ORIGIN_TYPED);
	assert_int_equal(account.port, 2525);
	assert_int_equal(account.port_origin, ORIGIN_TYPED);
	assert_null(account.address);
}

static void server_without_port_keeps_the_port(void **state)
{
	(void)state;
	assert_true(account_set_port(&account, "26", ORIGIN_TYPED, NULL));
	assert_true(account_set_server(&account, "one.example", ORIGIN_TYPED, NULL));
	assert_int_equal(account.port, 26);
}

static void mechanism_is_kept_in_upper_case(void **state)
{
	(void)state;
	assert_true(account_set_mechanism(&account, "cram-md5", ORIGIN_TYPED, NULL));
	assert_string_equal(account.mechanism, "CRAM-MD5");
}

static void port_and_mode_follow_each_other(void **state)
{
	(void)state;
	assert_int_equal(account_port(&account), 587);
	assert_int_equal(account_tls(&account), TLS_STARTTLS);
	account.tls = TLS_IMPLICIT;
	assert_int_equal(account_port(&account), 465);
	account.tls = TLS_AUTO;
	account.port = 465;
	assert_int_equal(account_tls(&account), TLS_IMPLICIT);
	account.port = 25;
	assert_int_equal(account_tls(&account), TLS_STARTTLS);
	account.tls = TLS_NONE;
	assert_int_equal(account_tls(&account), TLS_NONE);
}

static void user_and_domain_come_from_the_address(void **state)
{
	(void)state;
	assert_null(account_user(&account));
	assert_null(account_domain(&account));
	assert_true(account_set_address(&account, "\"a@b\"@example.org", NULL));
	assert_string_equal(account_domain(&account), "example.org");
	assert_string_equal(account_user(&account), "\"a@b\"@example.org");
	account_set_text(&account.user, &account.user_origin, "The user name", "ab", ORIGIN_TYPED, NULL);
	assert_string_equal(account_user(&account), "ab");
}

static void copy_is_deep_and_replaces(void **state)
{
	(void)state;
	account_set_address(&account, "user@example.org", NULL);
	account_set_server(&account, "smtp.example.org:465", ORIGIN_PROVIDER, NULL);
	struct account copy;
	account_init(&copy);
	account_set_to(&copy, "old@example.org", ORIGIN_TYPED, NULL);
	account_copy(&copy, &account);
	account_set_server(&account, "changed.example", ORIGIN_TYPED, NULL);
	assert_string_equal(copy.host, "smtp.example.org");
	assert_int_equal(copy.port, 465);
	assert_int_equal(copy.host_origin, ORIGIN_PROVIDER);
	assert_null(copy.to);
	account_finish(&copy);
}

static const struct preset gmail = {.host = "smtp.gmail.com",
				    .port = 587,
				    .tls = TLS_STARTTLS,
				    .user_form = "address",
				    .checked = "2026-11-23"};
static const struct preset sendgrid = {
    .host = "smtp.sendgrid.net", .port = 465, .tls = TLS_IMPLICIT, .user_form = "apikey"};

static void another_address_leaves_what_was_typed_and_the_proxy(void **state)
{
	struct error error;

	(void)state;
	assert_true(account_set_server(&account, "mail.example.org", ORIGIN_GUESSED, &error));
	account.sni_origin = ORIGIN_FIX; /* a fix may take a value away */
	account_forget_filled_in(&account);
	assert_null(account.host);
	assert_int_equal(account.host_origin, ORIGIN_NONE);
	assert_int_equal(account.sni_origin, ORIGIN_NONE);

	assert_true(account_set_server(&account, "mail.example.org", ORIGIN_TYPED, &error));
	assert_true(account_set_proxy(&account, "socks5h://p.example", ORIGIN_VARIABLE, NULL, &error));
	account_forget_filled_in(&account);
	assert_string_equal(account.host, "mail.example.org");
	assert_string_equal(account.proxy, "socks5h://p.example:1080");
	assert_int_equal(account.proxy_origin, ORIGIN_VARIABLE);
}

static void preset_fills_an_open_account(void **state)
{
	(void)state;
	account_set_address(&account, "user@gmail.com", NULL);
	preset_apply(&gmail, &account);
	assert_string_equal(account.host, "smtp.gmail.com");
	assert_int_equal(account.host_origin, ORIGIN_PROVIDER);
	assert_int_equal(account.port, 587);
	assert_int_equal(account.tls, TLS_STARTTLS);
	assert_string_equal(account.user, "user@gmail.com");
	assert_int_equal(account.user_origin, ORIGIN_PROVIDER);
	assert_string_equal(account.checked, "2026-11-23");
}

static void preset_leaves_another_server_alone(void **state)
{
	(void)state;
	account_set_address(&account, "user@gmail.com", NULL);
	account_set_server(&account, "127.0.0.1:2525", ORIGIN_TYPED, NULL);
	preset_apply(&gmail, &account);
	assert_string_equal(account.host, "127.0.0.1");
	assert_int_equal(account.tls, TLS_AUTO);
	assert_null(account.user);
	assert_null(account.checked);
}

static void preset_does_not_split_port_and_mode(void **state)
{
	(void)state;
	account_set_address(&account, "user@gmail.com", NULL);
	account_set_port(&account, "465", ORIGIN_TYPED, NULL);
	preset_apply(&gmail, &account);
	assert_int_equal(account.port, 465);
	assert_int_equal(account_tls(&account), TLS_IMPLICIT);
	account.port = 0;
	account.port_origin = ORIGIN_NONE;
	account.tls = TLS_IMPLICIT;
	account.tls_origin = ORIGIN_TYPED;
	preset_apply(&gmail, &account);
	assert_int_equal(account_port(&account), 465);
}

static void preset_knows_every_form_of_user_name(void **state)
{
	(void)state;
	preset_apply(&sendgrid, &account);
	assert_string_equal(account.user, "apikey");
	account_set_address(&account, "user@example.org", NULL);
	struct preset local = sendgrid;
	local.user_form = "local-part";
	preset_apply(&local, &account);
	assert_string_equal(account.user, "user");
	account.user_origin = ORIGIN_FIX;
	preset_apply(&sendgrid, &account);
	assert_string_equal(account.user, "user");
}

static void guess_makes_a_server_of_the_domain(void **state)
{
	(void)state;
	account_set_address(&account, "user@example.org", NULL);
	preset_guess(&account);
	assert_string_equal(account.host, "smtp.example.org");
	assert_int_equal(account.host_origin, ORIGIN_GUESSED);
	assert_int_equal(account.port, 587);
	assert_int_equal(account.port_origin, ORIGIN_GUESSED);
	assert_string_equal(account.user, "user@example.org");
}

static void guess_of_an_address_literal_is_the_address(void **state)
{
	(void)state;
	account_set_address(&account, "user@[IPv6:2001:db8::1]", NULL);
	preset_guess(&account);
	assert_string_equal(account.host, "2001:db8::1");
}

static void default_ehlo_name_is_one_that_servers_take(void **state)
{
	(void)state;
	char *name = account_default_ehlo_name();
	assert_true(syntax_check_ehlo_name("The EHLO name", name, NULL));
	assert_null(strstr(name, "localhost"));
	assert_non_null(strpbrk(name, ".:"));
	free(name);
}

static void modes_and_origins_have_names(void **state)
{
	(void)state;
	enum tls_mode mode = TLS_NONE;
	assert_true(tls_mode_parse("STARTTLS", &mode));
	assert_int_equal(mode, TLS_STARTTLS);
	assert_false(tls_mode_parse("ssl", &mode));
	assert_int_equal(mode, TLS_STARTTLS);
	assert_string_equal(tls_mode_id(TLS_IMPLICIT), "implicit");
	assert_string_equal(origin_id(ORIGIN_GUESSED), "guessed");
	assert_string_equal(origin_id(ORIGIN_FIX), "fix");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(refused_value_leaves_the_account_unchanged),
	    TEST(server_without_port_keeps_the_port),
	    TEST(mechanism_is_kept_in_upper_case),
	    TEST(port_and_mode_follow_each_other),
	    TEST(user_and_domain_come_from_the_address),
	    TEST(copy_is_deep_and_replaces),
	    TEST(another_address_leaves_what_was_typed_and_the_proxy),
	    TEST(preset_fills_an_open_account),
	    TEST(preset_leaves_another_server_alone),
	    TEST(preset_does_not_split_port_and_mode),
	    TEST(preset_knows_every_form_of_user_name),
	    TEST(guess_makes_a_server_of_the_domain),
	    TEST(guess_of_an_address_literal_is_the_address),
	    TEST(default_ehlo_name_is_one_that_servers_take),
	    TEST(modes_and_origins_have_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
