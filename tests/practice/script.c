/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a script can make the server do, and how the server itself bears a rude client. */
#include "conversation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define USER       "student@practice.test"
#define STEPS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define TO_AUTH    "< 220 ", "> EHLO test", "< 250-", "> STARTTLS", "< 220", "tls ok", "> EHLO test", "< 250-"

/* One rule in flow form. */
#define RULE(on, more, steps) "script: [{on: " on ", " more "do: [" steps "]}]\n"

static void a_reply_can_be_split_over_two_segments(void **state)
{
	(void)state;
	conversation_with_text(
	    RULE("greeting", "", "raw: '22', wait: 1s, raw: '0 hi\\r\\n'"),
	    STEPS("bytes 22", "quiet", "+1s", "bytes 0 hi\\r\\n", "> EHLO test", "< 250-"));
}

static void bytes_pass_as_they_are(void **state)
{
	(void)state;
	conversation_with_text(RULE("greeting", "", "raw: '220 \\x41\\x7e\\\\ \\e[31m\\n', close"),
			       STEPS("bytes 220 A~\\ \033[31m\\n", "eof"));
}

static void half_a_greeting_and_the_end(void **state)
{
	(void)state;
	conversation_with_text(RULE("greeting", "", "raw: '220 part', close"),
			       STEPS("bytes 220 part", "eof"));
}

static void output_can_drip_byte_by_byte(void **state)
{
	(void)state;
	conversation_with_text(
	    RULE("greeting", "", "stream: {raw: 'ab', times: 2, piece: 1, every: 1s}, close"),
	    STEPS("bytes a", "quiet", "+1s", "bytes b", "quiet", "+1s", "bytes a", "+1s", "bytes b", "eof"));
}

static void two_replies_and_the_end_come_together(void **state)
{
	(void)state;
	conversation_with_text("auth-in-clear: yes\n" RULE("login", "password: wrong, ",
							   "reply: [535 5.7.8 no, 421 4.7.0 bye], close"),
			       STEPS("< 220", "> EHLO test", "< 250", "> AUTH PLAIN AGEAYg==",
				     "bytes 535 5.7.8 no\\r\\n421 4.7.0 bye\\r\\n", "eof"));
}

static void the_connection_can_be_cut_off(void **state)
{
	(void)state;
	conversation_with_text(RULE("ehlo", "", "reset"),
			       STEPS("< 220", "> EHLO test", "reset", "connect", "< 220"));
}

static void a_reply_can_be_slipped_in_before_the_handshake(void **state)
{
	(void)state;
	conversation_with_text(RULE("starttls", "", "raw: '220 go\\r\\n250 injected\\r\\n', handshake"),
			       STEPS("< 220", "> EHLO test", "< 250-", "> STARTTLS",
				     "bytes 220 go\\r\\n250 injected\\r\\n", "tls ok", "> EHLO test",
				     "< 250-", "login PLAIN " USER " practice", "is 235"));
}

static void starttls_can_be_followed_by_an_alert(void **state)
{
	(void)state;
	conversation_with_text(
	    RULE("starttls", "",
		 "reply: 220 go, wait: 1s, raw: '\\x15\\x03\\x03\\x00\\x02\\x02\\x28', close"),
	    STEPS("< 220", "> EHLO test", "< 250-", "> STARTTLS", "< 220", "+1s", "tls failed"));
}

static void a_bogus_challenge_is_cancelled_by_the_client(void **state)
{
	(void)state;
	conversation_with_text(
	    RULE("auth", "", "challenge: '!!!!'"),
	    STEPS(TO_AUTH, "> AUTH PLAIN", "< 334 !!!!", "> *", "< 501 5.7.0", "> NOOP", "< 250"));
}

static void challenges_can_be_endless(void **state)
{
	(void)state;
	conversation_with_text(RULE("response", "", "challenge: 'YWdhaW4='"),
			       STEPS(TO_AUTH, "> AUTH LOGIN", "< 334 VXNlcm5hbWU6", "> YQ==",
				     "< 334 YWdhaW4=", "> YQ==", "< 334 YWdhaW4=", "> *", "< 334 YWdhaW4="));
}

static void a_delayed_verdict_is_still_the_right_one(void **state)
{
	(void)state;
	conversation_with_text(RULE("response", "", "wait: 5s, default"),
			       STEPS(TO_AUTH, "> AUTH PLAIN", "< 334 ",
				     "> AHN0dWRlbnRAcHJhY3RpY2UudGVzdABwcmFjdGljZQ==", "quiet", "+5s",
				     "< 235"));
}

static void the_account_is_locked_after_three_failures(void **state)
{
	(void)state;
	conversation_with_text(RULE("login", "failures: 3, ", "reply: 535 5.7.0 locked, close"),
			       STEPS(TO_AUTH, "login PLAIN " USER " a", "is 535 5.7.8",
				     "login PLAIN " USER " b", "is 535 5.7.8", "connect", TO_AUTH,
				     "login PLAIN " USER " c", "is 535 5.7.8",
				     "login PLAIN " USER " practice", "is 535 5.7.0 locked", "eof"));
}

static void a_silent_client_hears_from_the_idle_rule(void **state)
{
	(void)state;
	conversation_with_text(RULE("idle", "after: 30s, first: 1, ",
				    "reply: '421 4.4.2 {host} Error: timeout exceeded', close"),
			       STEPS("< 220", "> NOOP", "< 250", "+29s", "quiet", "+1s",
				     "< 421 4.4.2 mail.practice.test", "eof", "connect", "< 220", "> NOOP",
				     "< 250", "+31s", "quiet", "+270s", "< 421 4.4.2", "eof"));
}

static void a_rule_can_begin_late(void **state)
{
	(void)state;
	conversation_with_text(RULE("greeting", "from: 10s, ", "reply: 421 4.3.2 down, close"),
			       STEPS("< 220", "+10s", "connect", "< 421", "eof"));
}

static void what_the_client_sent_cannot_become_a_line_of_the_server(void **state)
{
	(void)state;
	conversation_with_text(
	    "auth-in-clear: yes\n" RULE("login", "", "reply: '535 no {user}'"),
	    STEPS("< 220", "> EHLO test", "< 250", "> AUTH PLAIN AGENCjIyMCBoYQBi", "< 535 no a??220 ha"));
}

static void helo_is_the_way_when_ehlo_is_refused(void **state)
{
	(void)state;
	conversation_with_text(
	    RULE("ehlo", "", "reply: 502 5.5.1 no"),
	    STEPS("< 220", "> EHLO test", "< 502", "> HELO test", "< 250 mail.practice.test"));
}

static void capabilities_are_those_of_the_file(void **state)
{
	(void)state;
	conversation_with_text("tls: none\nmechanisms: []\ncapabilities: [SIZE 5, X-ODD]\n",
			       STEPS("< 220", "> EHLO test", "< 250-mail", "has 250-X-ODD", "not 250-AUTH",
				     "> AUTH PLAIN", "< 503", "> MAIL FROM:<a@b.test>", "< 250"));
}

static void secrets_are_refused_without_tls(void **state)
{
	(void)state;
	conversation_with("all-good",
			  STEPS("< 220", "> EHLO test", "< 250-", "not 250-AUTH PLAIN LOGIN CRAM-MD5",
				"> AUTH PLAIN AGEAYg==", "< 538 5.7.11", "> AUTH PLAIN", "< 538"));
}

static void commands_out_of_order_are_refused(void **state)
{
	(void)state;
	conversation_with("all-good",
			  STEPS(TO_AUTH, "> MAIL FROM:<a@b.test>", "< 530 5.7.0", "> RCPT TO:<a@b.test>",
				"< 503", "> DATA", "< 503", "login PLAIN " USER " practice", "is 235",
				"> AUTH PLAIN", "< 503", "> MAIL a@b.test", "< 501", "> MAIL FROM:<a@b.test>",
				"< 250", "> MAIL FROM:<a@b.test>", "< 503", "> RSET", "< 250",
				"> RCPT TO:<a@b.test>", "< 503", "> VRFY a", "< 252", "> HELP", "< 214",
				"> EHLO", "< 501"));
}

static void malformed_credentials_are_told_apart(void **state)
{
	(void)state;
	conversation_with("all-good",
			  STEPS(TO_AUTH, "> AUTH", "< 501", "> AUTH PLAIN !!!", "< 501 5.5.2 Invalid base64",
				"> AUTH PLAIN YQ==", "< 501 5.5.2 Malformed", "> AUTH PLAIN =", "< 501",
				"> AUTH GSSAPI", "< 504", "> AUTH CRAM-MD5 YQ==", "< 501", "> AUTH LOGIN",
				"< 334", "> *", "< 501 5.7.0", "login LOGIN " USER " practice", "is 235"));
}

static void nonsense_ends_in_a_421(void **state)
{
	const char *steps[2 * 19 + 8] = {"< 220"};
	size_t count = 1;

	(void)state;
	for (int i = 0; i < 19; i++) {
		steps[count++] = "> GET / HTTP/1.1";
		steps[count++] = "< 500 5.5.2";
	}
	steps[count++] = "> again";
	steps[count++] = "< 500";
	steps[count++] = "< 421 4.7.0";
	steps[count++] = "eof";
	conversation_with("all-good", steps);
}

static void a_line_without_end_is_refused(void **state)
{
	static char line[40000] = "> ";

	(void)state;
	memset(line + 2, 'x', 8000);
	conversation_with("all-good", STEPS("< 220", line, "< 500 5.5.2 Error: command", "flood 100000", "> ",
					    "< 500 5.5.2 Error: line too long", "> NOOP", "< 250"));
}

static void certificates_are_as_bad_as_they_say(void **state)
{
	static const struct {
		const char *kind;
		const char *shake;
	} kinds[] = {{"not-yet-valid", "tls not-yet"},   {"unknown-ca", "tls issuer"},
		     {"incomplete-chain", "tls issuer"}, {"wrong-use", "tls purpose"},
		     {"name-only", "tls host"},          {"good", "tls ok"}};

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		char yaml[80] = "tls: implicit\ncertificate: ";

		strcat(strcat(yaml, kinds[i].kind), "\n");
		conversation_with_text(yaml, STEPS(kinds[i].shake, "< 220"));
	}
	conversation_with_text("tls: implicit\ncertificate: weak-key\n", STEPS("tls weak"));
}

static void the_handshake_can_be_refused(void **state)
{
	(void)state;
	conversation_with_text("tls: implicit\ntls-max: \"1.1\"\n", STEPS("tls failed"));
	conversation_with_text("tls: implicit\nsni: other.test\n", STEPS("tls failed"));
	conversation_with_text("tls: implicit\nsni: practice.test\n", STEPS("tls ok", "< 220"));
	conversation_with_text("tls: implicit\ntls-max: \"1.2\"\nclient-certificate: yes\n",
			       STEPS("tls failed"));
}

static void plain_text_on_a_tls_port_ends_the_connection(void **state)
{
	(void)state;
	conversation_with("all-good-implicit-tls", STEPS("> EHLO test", "eof"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_reply_can_be_split_over_two_segments),
	    cmocka_unit_test(bytes_pass_as_they_are),
	    cmocka_unit_test(half_a_greeting_and_the_end),
	    cmocka_unit_test(output_can_drip_byte_by_byte),
	    cmocka_unit_test(two_replies_and_the_end_come_together),
	    cmocka_unit_test(the_connection_can_be_cut_off),
	    cmocka_unit_test(a_reply_can_be_slipped_in_before_the_handshake),
	    cmocka_unit_test(starttls_can_be_followed_by_an_alert),
	    cmocka_unit_test(a_bogus_challenge_is_cancelled_by_the_client),
	    cmocka_unit_test(challenges_can_be_endless),
	    cmocka_unit_test(a_delayed_verdict_is_still_the_right_one),
	    cmocka_unit_test(the_account_is_locked_after_three_failures),
	    cmocka_unit_test(a_silent_client_hears_from_the_idle_rule),
	    cmocka_unit_test(a_rule_can_begin_late),
	    cmocka_unit_test(what_the_client_sent_cannot_become_a_line_of_the_server),
	    cmocka_unit_test(helo_is_the_way_when_ehlo_is_refused),
	    cmocka_unit_test(capabilities_are_those_of_the_file),
	    cmocka_unit_test(secrets_are_refused_without_tls),
	    cmocka_unit_test(commands_out_of_order_are_refused),
	    cmocka_unit_test(malformed_credentials_are_told_apart),
	    cmocka_unit_test(nonsense_ends_in_a_421),
	    cmocka_unit_test(a_line_without_end_is_refused),
	    cmocka_unit_test(certificates_are_as_bad_as_they_say),
	    cmocka_unit_test(the_handshake_can_be_refused),
	    cmocka_unit_test(plain_text_on_a_tls_port_ends_the_connection),
	};

	return cmocka_run_group_tests_name("practice script", tests, NULL, NULL);
}
