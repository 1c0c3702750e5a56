/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every shipped scenario, played by a client: what goes wrong, and that the fix works. */
#include "conversation.h"
#include "practice/practice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define USER "student@practice.test"

/* From the greeting to a channel with TLS and a second EHLO. */
#define TO_AUTH                                                                                              \
	"< 220 ", "> EHLO test", "< 250-", "has 250-STARTTLS", "> STARTTLS", "< 220", "tls ok",              \
	    "> EHLO test", "< 250-", "not 250-STARTTLS"
#define GOOD_LOGIN "login+ PLAIN " USER " practice", "is 235 2.7.0"
#define BYE        "> QUIT", "< 221", "eof"
#define AGAIN      "connect"

struct play {
	const char *id;
	const char *const *steps;
};

#define PLAY(id, ...)                                                                                        \
	{                                                                                                    \
		id, (const char *const[])                                                                    \
		{                                                                                            \
			__VA_ARGS__, NULL                                                                    \
		}                                                                                            \
	}

static const struct play plays[] = {
    PLAY("all-good", TO_AUTH, "has 250-AUTH PLAIN LOGIN CRAM-MD5", GOOD_LOGIN, BYE, AGAIN, TO_AUTH,
	 "login LOGIN " USER " practice", "is 235", AGAIN, TO_AUTH, "login CRAM-MD5 " USER " practice",
	 "is 235", AGAIN, TO_AUTH, "login CRAM-MD5 " USER " wrong", "is 535 5.7.8",
	 "login+ LOGIN " USER " wrong", "is 535", "login PLAIN other practice", "is 535",
	 "login+ LOGIN " USER " practice", "is 235", "> MAIL FROM:<" USER "> SIZE=10", "< 250",
	 "> RCPT TO:<a@b.test>", "< 250", "> DATA", "< 354", "> Hello", "> .", "< 250 2.0.0 Ok: queued", BYE),
    PLAY("all-good-implicit-tls", "tls ok", "< 220 mail.practice.test ESMTP", "> EHLO test", "< 250-",
	 "has 250-AUTH PLAIN LOGIN CRAM-MD5", "not 250-STARTTLS", "> STARTTLS", "< 503", GOOD_LOGIN, BYE),
    PLAY("auth-535-wrong-password", TO_AUTH, "login PLAIN " USER " letmein",
	 "is 535 5.7.8 Authentication credentials", AGAIN, TO_AUTH, GOOD_LOGIN),
    PLAY("auth-535-app-password", TO_AUTH, "login PLAIN " USER " practice",
	 "is 535-5.7.9 Application-specific", "login LOGIN " USER " letmein",
	 "is 535-5.7.8 Username and Password", "login+ PLAIN " USER " abcd efgh ijkl mnop", "is 235", AGAIN,
	 TO_AUTH, "login+ LOGIN " USER " abcdefghijklmnop", "is 235"),
    PLAY("auth-535-username-form", TO_AUTH, "login PLAIN " USER " practice", "is 535 5.7.8", AGAIN, TO_AUTH,
	 "login PLAIN student wrong", "is 535", "login PLAIN student practice", "is 235"),
    PLAY("auth-535-smtp-auth-disabled", TO_AUTH, "has 250-AUTH LOGIN XOAUTH2",
	 "login LOGIN " USER " practice",
	 "is 535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
	 "login LOGIN " USER " wrong", "is 535 5.7.139 Authentication unsuccessful, the user credentials",
	 "> AUTH XOAUTH2", "< 504"),
    PLAY("token-expired", TO_AUTH, "has 250-AUTH XOAUTH2 OAUTHBEARER", "token 0 XOAUTH2 " USER,
	 "is 334 eyJzdGF0dXMiOiI0MDEi", "> ", "< 535 5.7.8", "token 1 XOAUTH2 other@practice.test",
	 "is 334 eyJ", "> ", "< 535", "token 1 XOAUTH2 " USER, "is 235", AGAIN, TO_AUTH,
	 "token 0 OAUTHBEARER " USER, "is 334 eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuI", "> AQ==", "< 535",
	 "token 9 OAUTHBEARER " USER, "is 235"),
    PLAY("token-other-service", TO_AUTH, "token 0 XOAUTH2 " USER, "is 334 eyJzdGF0dXMiOiI0MDEi", "> ",
	 "< 535", "token 1 XOAUTH2 " USER, "is 235"),
    PLAY("token-lacks-scope", TO_AUTH, "token 0 OAUTHBEARER " USER,
	 "is 334 eyJzdGF0dXMiOiJpbnN1ZmZpY2llbnRfc2NvcGUi", "> AQ==", "< 535", "token 1 OAUTHBEARER " USER,
	 "is 235"),
    PLAY("greeting-421-overloaded", "< 421 4.4.5 Server busy", "eof", "+19s", AGAIN, "< 421", "eof", "+1s",
	 AGAIN, TO_AUTH, GOOD_LOGIN),
    PLAY("greeting-421-too-many-connections", "< 421 4.7.0 mail.practice.test Error: too many connections",
	 "eof", "+20s", AGAIN, TO_AUTH, GOOD_LOGIN),
    PLAY("ehlo-421-shutdown", "< 220", "> EHLO test", "< 421 4.3.2", "eof", "+15s", AGAIN, TO_AUTH,
	 GOOD_LOGIN),
    PLAY("auth-421-throttled", TO_AUTH, "login PLAIN " USER " practice", "is 421 4.7.0 Too many login", "eof",
	 "+30s", AGAIN, TO_AUTH, "login PLAIN " USER " wrong", "is 535", GOOD_LOGIN),
    PLAY("idle-421-timeout", "< 220 ", "> EHLO test", "< 250-", "> STARTTLS", "< 220", "tls ok",
	 "> EHLO test", "< 250-", "< 421 4.4.2 mail.practice.test Error: timeout exceeded", "eof", AGAIN,
	 TO_AUTH, GOOD_LOGIN),
    PLAY("auth-454-backend-down", TO_AUTH, "login PLAIN " USER " practice", "is 454 4.7.0", "+20s",
	 GOOD_LOGIN),
    PLAY("auth-504-mechanism", TO_AUTH, "> AUTH PLAIN", "< 504 5.7.4", "login LOGIN " USER " practice",
	 "is 235"),
    PLAY("auth-538-needs-tls", "< 220", "> EHLO test", "< 250-", "has 250-AUTH PLAIN LOGIN CRAM-MD5",
	 "has 250-STARTTLS", "login+ PLAIN " USER " practice", "is 538 5.7.11", "> STARTTLS", "< 220",
	 "tls ok", "> EHLO test", "< 250", GOOD_LOGIN),
    PLAY("login-only", TO_AUTH, "has 250-AUTH LOGIN", "> AUTH PLAIN", "< 504 5.5.4",
	 "login+ LOGIN " USER " practice", "is 235"),
    PLAY("tls-not-offered", "< 220", "> EHLO test", "< 250-", "not 250-STARTTLS",
	 "has 250-AUTH PLAIN LOGIN CRAM-MD5", "> STARTTLS", "< 502", GOOD_LOGIN),
    PLAY("tls-expired", "< 220", "> EHLO test", "< 250", "> STARTTLS", "< 220", "tls expired", "> EHLO test",
	 "< 250", GOOD_LOGIN),
    PLAY("tls-wrong-host", "< 220", "> EHLO test", "< 250", "> STARTTLS", "< 220", "tls host", "> EHLO test",
	 "< 250", GOOD_LOGIN),
    PLAY("tls-self-signed", "< 220", "> EHLO test", "< 250", "> STARTTLS", "< 220", "tls self", "> EHLO test",
	 "< 250", GOOD_LOGIN),
    PLAY("tls-implicit-on-starttls-port", "tls ok", "< 220", "> EHLO test", "< 250", GOOD_LOGIN),
    PLAY("greeting-554-blocked", "< 554-Service unavailable; Client host", "eof", AGAIN, "< 554-", "eof"),
    PLAY("greeting-silent", "quiet", "> EHLO test", "quiet"),
    PLAY("drop-after-ehlo", "< 220", "> EHLO test", "< 250-", "eof"),
    PLAY("mail-553-sender-not-owned", TO_AUTH, GOOD_LOGIN, "> MAIL FROM:<" USER ">",
	 "< 553 5.7.1 <" USER ">: Sender address rejected: not owned by user " USER,
	 "> MAIL FROM:<alias@practice.test>", "< 250", "> RCPT TO:<a@b.test>", "< 250"),
    PLAY("rcpt-550-relay-denied", TO_AUTH, GOOD_LOGIN, "> MAIL FROM:<" USER ">", "< 250",
	 "> RCPT TO:<" USER ">", "< 550 5.7.54 SMTP; Unable to relay", "> RCPT TO:<Alias@practice.test>",
	 "< 250"),
    /* SCRAM itself: tests/headless, with the real client */
    PLAY("scram-good", TO_AUTH, "has 250-AUTH SCRAM-SHA-256 SCRAM-SHA-1 PLAIN", "> AUTH SCRAM-SHA-256",
	 "< 334 ", "> bm9uc2Vuc2U=", "< 501 5.5.2", GOOD_LOGIN),
    PLAY("scram-false-proof", TO_AUTH, "has 250-AUTH SCRAM-SHA-256", "> AUTH PLAIN", "< 504"),
    PLAY("tls-client-certificate", "< 220", "> EHLO test", "< 250", "> STARTTLS", "< 220"),
    PLAY("ntlm-only", TO_AUTH, "has 250-AUTH NTLM", "> AUTH NTLM", "< 504"),
};

enum { PLAY_COUNT = sizeof(plays) / sizeof(plays[0]) };

static void scenario_behaves_and_its_fix_works(void **state)
{
	const struct play *play = *state;

	conversation_with(play->id, play->steps);
}

static void every_shipped_scenario_is_played(void **state)
{
	struct practice_scenario scenario;
	size_t count = 0;

	(void)state;
	for (; practice_scenario_at(count, &scenario); count++) {
		bool found = false;

		for (size_t i = 0; i < PLAY_COUNT; i++)
			found = found || strcmp(plays[i].id, scenario.id) == 0;
		if (!found)
			fail_msg("nobody plays %s", scenario.id);
		assert_true(strlen(scenario.title) <= 60 && strlen(scenario.learn) > 20);
		assert_true(scenario.tls != TLS_AUTO);
	}
	assert_int_equal(count, PLAY_COUNT);
	assert_true(practice_scenario_find("all-good", &scenario));
	assert_string_equal(scenario.id, "all-good");
	assert_false(practice_scenario_find("no-such", &scenario));
}

int main(void)
{
	struct CMUnitTest tests[PLAY_COUNT + 1] = {cmocka_unit_test(every_shipped_scenario_is_played)};

	for (size_t i = 0; i < PLAY_COUNT; i++)
		tests[i + 1] = (struct CMUnitTest){.name = plays[i].id,
						   .test_func = scenario_behaves_and_its_fix_works,
						   .initial_state = (void *)(uintptr_t)&plays[i]};
	return cmocka_run_group_tests_name("practice scenarios", tests, NULL, NULL);
}
