/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranking, evidence and what must never be advised. */
#include "diagnose/diagnosis.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "diagnose/question.h"
#include "smtp/problem.h"

static struct kb *kb;

static int set_up(void **state)
{
	static const char *const nobody[] = {NULL};

	(void)state;
	kb = kb_create("en", nobody);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	kb_destroy(kb);
	return 0;
}

static size_t ask(const char *stage, const char *reply, const char *host,
		  struct diagnosis list[DIAGNOSES_MAX])
{
	struct symptom symptom = {.stage = stage, .reply = reply, .host = host};

	return diagnose(kb, &symptom, list);
}

static void expect_first(const char *stage, const char *reply, const char *host, const char *id)
{
	struct diagnosis list[DIAGNOSES_MAX];

	assert_true(ask(stage, reply, host, list) > 0);
	assert_string_equal(list[0].id, id);
}

static void the_words_decide_not_the_code(void **state)
{
	(void)state;
	expect_first("auth", "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.",
		     NULL, "basic-auth-retired");
	expect_first("auth", "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.",
		     NULL, "wrong-password");
	expect_first(
	    "auth",
	    "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
	    NULL, "smtp-auth-disabled-tenant");
	expect_first(
	    "auth",
	    "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
	    NULL, "smtp-auth-disabled-mailbox");
	expect_first("auth", "535 Temporary authentication failure", NULL, "auth-backend-down");
}

static void the_stage_decides_what_words_mean(void **state)
{
	(void)state;
	expect_first("mail", "421 4.7.0 Try again later, closing connection.", "smtp-relay.gmail.com",
		     "rate-limit-sending");
	expect_first("ehlo", "421 4.7.0 Try again later, closing connection.", "smtp-relay.gmail.com",
		     "helo-name-rejected");
}

static void the_provider_decides_a_535_without_words(void **state)
{
	(void)state;
	expect_first("auth", "535 authentication failed", "smtp.gmail.com", "app-password-required");
	expect_first("auth", "535 authentication failed", "smtp.sendgrid.net", "api-key-expected");
	expect_first("auth", "535 authentication failed", "mail.example.com", "wrong-password");
}

static void the_whole_decides_where_no_rule_is_sure(void **state)
{
	(void)state;
	expect_first("mail", "450 come back when an hour has passed, you are sending a lot", NULL,
		     "rate-limit-sending");
	expect_first("dot", "552 the letter weighs more than we carry", NULL, "message-too-large");
}

static void evidence_quotes_the_words_and_names_their_line(void **state)
{
	struct diagnosis list[DIAGNOSES_MAX];

	(void)state;
	assert_true(ask("auth", "535-5.7.8 Sorry.\n535 5.7.8 You need an Application-Specific Password.",
			NULL, list) > 0);
	assert_string_equal(list[0].id, "app-password-required");
	assert_string_equal(list[0].evidence, "Application-Specific Password.");
	assert_int_equal(list[0].evidence_line, 1);
	assert_true(ask("greeting", "421 4.4.5 Server busy, try again later.", NULL, list) > 0);
	assert_string_equal(list[0].evidence, "Server busy");
}

static void evidence_is_inert_and_fits(void **state)
{
	struct diagnosis list[DIAGNOSES_MAX];
	char reply[3000];

	(void)state;
	memset(reply, 'x', sizeof reply - 1);
	reply[sizeof reply - 1] = '\0';
	memcpy(reply, "535 ", 4);
	memcpy(reply + 900, "wrong password\x1b[31m", 19);
	assert_true(ask("auth", reply, NULL, list) > 0);
	assert_null(strchr(list[0].evidence, '\x1b'));
	assert_true(strlen(list[0].evidence) < sizeof list[0].evidence);
}

static void garbled_replies_are_read(void **state)
{
	struct diagnosis list[DIAGNOSES_MAX];

	(void)state;
	/* "please log in with the authorization code" in GB18030: raw, and shown as Latin-1 */
	expect_first("auth", "535 \xc7\xeb\xca\xb9\xd3\xc3\xca\xda\xc8\xa8\xc2\xeb\xb5\xc7\xc2\xbc", NULL,
		     "app-password-required");
	expect_first("auth", "535 ÇëÊ¹ÓÃÊÚÈ¨ÂëµÇÂ¼", NULL, "app-password-required");
	/* the same as UTF-8 shown as CP1252 */
	expect_first("auth", "535 è¯·ä½¿ç”¨æŽˆæ�ƒç �: 535 授权码", NULL, "app-password-required");
	/* "wrong password" in Russian, KOI8-R, and CP1251 shown as Latin-1 */
	expect_first("auth", "535 \xce\xc5\xd7\xc5\xd2\xce\xd9\xca \xd0\xc1\xd2\xcf\xcc\xd8", NULL,
		     "wrong-password");
	expect_first("auth", "535 Íåâåðíûé ïàðîëü", NULL, "wrong-password");
	expect_first("auth", "535 =?utf-8?B?0J3QtdCy0LXRgNC90YvQuSDQv9Cw0YDQvtC70Yw=?=", NULL,
		     "wrong-password");
	/* "the message is too large" in Polish, CP1250 and ISO 8859-2, and shown as Latin-1; in Japanese,
	 * ISO-2022-JP */
	expect_first("data",
		     "552 Wiadomo\x9c\xe6 jest za du\xbf"
		     "a",
		     NULL, "message-too-large");
	expect_first("data",
		     "552 Wiadomo\xb6\xe6 jest za du\xbf"
		     "a",
		     NULL, "message-too-large");
	expect_first("data", "552 Wiadomo¶æ jest za du¿a", NULL, "message-too-large");
	expect_first("data", "552 \x1b$B%a%C%;!<%8$N%5%$%:$,Bg$-$9$.$^$9\x1b(B", NULL, "message-too-large");
	assert_true(ask("auth", "535 ÇëÊ¹ÓÃÊÚÈ¨ÂëµÇÂ¼", NULL, list) > 0);
	assert_non_null(strstr(list[0].evidence, "授权码"));
}

static void facts_that_are_no_reply_have_causes(void **state)
{
	static const struct {
		const char *problem, *id;
	} expected[] = {
	    {"connect-refused", "port-closed"},
	    {"connect-timeout", "no-answer"},
	    {"no-such-name", "name-not-found"},
	    {"expired", "certificate-expired"},
	    {"wrong-host", "certificate-wrong-host"},
	    {"incomplete-chain", "certificate-chain-incomplete"},
	    {"banner-masked", "middlebox-or-port-blocked"},
	    {"tls-on-plain-port", "tls-mode-port-mismatch"},
	    {"not-smtp-imap", "not-a-mail-server"},
	    {"tls-not-offered", "tls-unavailable"},
	    {"engine-crashed", "engine-trouble"},
	    {"tls-version", "tls-version-too-old"},
	    {"auth-none-offered", "auth-not-offered"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
		struct symptom symptom = {.problem = expected[i].problem};
		struct diagnosis list[DIAGNOSES_MAX];
		enum problem problem;
		assert_true(diagnose(kb, &symptom, list) > 0);
		assert_string_equal(list[0].id, expected[i].id);
		assert_true(problem_parse(expected[i].problem, &problem));
		assert_string_equal(list[0].evidence, problem_sentence(problem));
	}
}

static void expect_causes_of_problem(const char *problem, enum circumstance known, const char *first,
				     const char *absent)
{
	struct symptom symptom = {.problem = problem, .stage = "greeting", .host = "mail.example.com"};
	struct diagnosis list[DIAGNOSES_MAX];
	size_t count;

	if (strncmp(problem, "tls-", 4) == 0)
		symptom.stage = "tls";
	if (strncmp(problem, "auth-", 5) == 0)
		symptom.stage = "auth";
	circumstances_set(&symptom.known, known, true);
	count = diagnose(kb, &symptom, list);
	assert_true(count > 0);
	assert_string_equal(list[0].id, first);
	for (size_t i = 0; i < count; i++)
		assert_string_not_equal(list[i].id, absent);
}

static void what_a_rule_is_about_has_happened(void **state)
{
	(void)state;
	/* A server that waits for a handshake says nothing, or hangs up. */
	expect_causes_of_problem("reply-timeout", CIRCUMSTANCE_PORT_465, "tls-mode-port-mismatch", "");
	expect_causes_of_problem("closed", CIRCUMSTANCE_PORT_465, "tls-mode-port-mismatch", "");
	expect_causes_of_problem("reply-timeout", CIRCUMSTANCE_PORT_587, "no-answer", "");
	/* After a 220 to STARTTLS both sides agree on the way. */
	expect_causes_of_problem("tls-handshake-failed", CIRCUMSTANCE_EHLO_SENT, "tls-unavailable",
				 "tls-mode-port-mismatch");
	/* No log-in was sent: the user name was not judged. */
	expect_causes_of_problem("auth-none-offered", CIRCUMSTANCE_USER_IS_SHORT, "auth-not-offered",
				 "username-form");
	expect_causes_of_problem("auth-mechanism-not-offered", CIRCUMSTANCE_USER_IS_SHORT,
				 "mechanism-unsupported", "username-form");
}

static bool is_told(const struct diagnosis *diagnosis, const char *sentence)
{
	bool told = strcmp(diagnosis->evidence, sentence) == 0;

	for (size_t i = 0; i < diagnosis->sign_count; i++)
		told = told || strcmp(diagnosis->signs[i].text, sentence) == 0;
	return told;
}

static void what_was_measured_decides_between_causes(void **state)
{
	static const struct {
		enum circumstance known;
		const char *problem, *id;
	} expected[] = {
	    {CIRCUMSTANCE_ALL_PORTS_SILENT, "connect-timeout", "no-answer"},
	    {CIRCUMSTANCE_NETWORK_SILENT, "connect-timeout", "middlebox-or-port-blocked"},
	    {CIRCUMSTANCE_HOST_SILENT, "connect-timeout", "no-answer"},
	    {CIRCUMSTANCE_OTHER_PORT_OPEN, "connect-refused", "port-closed"},
	    {CIRCUMSTANCE_OTHER_PORT_OPEN, "connect-timeout", "middlebox-or-port-blocked"},
	    {CIRCUMSTANCE_OTHER_MODE_OPEN, "reply-timeout", "tls-mode-port-mismatch"},
	    {CIRCUMSTANCE_PORTS_DIFFER, "tls-not-offered", "middlebox-or-port-blocked"},
	    {CIRCUMSTANCE_CERTIFICATES_DIFFER, "unknown-ca", "middlebox-or-port-blocked"},
	    {CIRCUMSTANCE_NAME_DIFFERS, "no-such-name", "name-server-differs"},
	    {CIRCUMSTANCE_IPV6_DEAD, "connect-timeout", "address-family-dead"},
	    {CIRCUMSTANCE_IPV4_DEAD, "unreachable", "address-family-dead"},
	    {CIRCUMSTANCE_HOST_TYPED, "no-such-name", "name-not-found"},
	    {CIRCUMSTANCE_HOST_GUESSED, "no-such-name", "server-name-guessed"},
	    {CIRCUMSTANCE_HOST_KNOWN, "no-such-name", "name-lookup-failing"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
		struct symptom symptom = {.problem = expected[i].problem};
		struct diagnosis list[DIAGNOSES_MAX];
		circumstances_set(&symptom.known, expected[i].known, true);
		assert_true(diagnose(kb, &symptom, list) > 0);
		assert_string_equal(list[0].id, expected[i].id);
		assert_true(is_told(&list[0], circumstance_sentence(expected[i].known)));
	}
}

static void every_problem_but_a_stopped_run_has_a_cause(void **state)
{
	(void)state;
	for (int problem = PROBLEM_NONE + 1; problem < PROBLEM_COUNT; problem++) {
		struct symptom symptom = {.problem = problem_id((enum problem)problem)};
		struct diagnosis list[DIAGNOSES_MAX];
		if (problem != PROBLEM_CANCELLED && diagnose(kb, &symptom, list) == 0)
			fail_msg("%s", symptom.problem);
	}
}

static void a_password_that_was_never_judged_is_not_to_be_changed(void **state)
{
	static const char *const replies[] = {
	    "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
	    "454 4.7.0 Temporary authentication failure",
	    "535 5.7.8 Error: authentication failed: Connection lost to authentication server",
	    "454 4.7.0 Too many login attempts, please try again later.",
	    "538 5.7.11 Encryption required for requested authentication mechanism",
	    "504 5.7.4 Unrecognized Authentication Type.",
	    "421 4.3.2 Service not active",
	    "535 5.7.0 Too many failed logins, wait before you try again",
	    "421 4.7.0 too many auth failures",
	    "554 5.7.0 Your account has been temporarily locked",
	};

	(void)state;
	for (size_t r = 0; r < sizeof replies / sizeof replies[0]; r++) {
		struct diagnosis list[DIAGNOSES_MAX];
		size_t count = ask("auth", replies[r], NULL, list);
		assert_true(count > 0);
		for (size_t f = 0; f < list[0].fix_count; f++)
			assert_int_not_equal(list[0].fixes[f].kind, ACTION_PASSWORD);
		for (size_t i = 1; i < count; i++)
			assert_true(list[i].fix_count == 0 || list[i].fixes[0].kind != ACTION_PASSWORD);
	}
}

static void certificates_are_never_trusted_first(void **state)
{
	static const char *const problems[] = {"expired",          "self-signed", "unknown-ca",
					       "incomplete-chain", "wrong-host",  "revoked"};

	(void)state;
	for (size_t i = 0; i < sizeof problems / sizeof problems[0]; i++) {
		struct symptom symptom = {.problem = problems[i]};
		struct diagnosis list[DIAGNOSES_MAX];
		assert_true(diagnose(kb, &symptom, list) > 0);
		assert_int_not_equal(list[0].fixes[0].kind, ACTION_TRUST_CERTIFICATE);
	}
}

static void what_is_no_failure_has_no_cause(void **state)
{
	struct diagnosis list[DIAGNOSES_MAX];

	(void)state;
	assert_int_equal(ask("greeting", "220 mx.example ESMTP ready", NULL, list), 0);
	assert_int_equal(ask("auth", "235 2.7.0 Authentication successful", NULL, list), 0);
	assert_int_equal(ask("data", "354 End data with <CR><LF>.<CR><LF>", NULL, list), 0);
	assert_int_equal(ask(NULL, "", NULL, list), 0);
	assert_int_equal(ask(NULL, NULL, NULL, list), 0);
}

static void a_code_says_as_much_as_its_first_digit(void **state)
{
	static const char *const stages[] = {"greeting", "ehlo", "auth", "mail", "rcpt", "data"};
	static const char *const replies[] = {"402 no", "499 nope", "460 nein", "560 no", "599 non", "577 -"};
	struct diagnosis list[DIAGNOSES_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
		for (size_t r = 0; r < sizeof replies / sizeof *replies; r++)
			assert_true(ask(stages[i], replies[r], NULL, list) > 0);
	expect_first("auth", "499 nope", NULL, "refused-for-now");
	expect_first("rcpt", "599 non", NULL, "refused-for-good");
}

static void the_page_of_the_provider_is_filled_in(void **state)
{
	struct diagnosis list[DIAGNOSES_MAX];
	bool found = false;

	(void)state;
	assert_true(ask("auth", "534 5.7.9 Application-specific password required.", "smtp.gmail.com", list) >
		    0);
	for (size_t i = 0; i < list[0].fix_count; i++)
		found = found || (list[0].fixes[i].kind == ACTION_PAGE &&
				  strstr(list[0].fixes[i].to, "google") != NULL);
	assert_true(found);
	assert_true(
	    ask("auth", "534 5.7.9 Application-specific password required.", "mail.example.com", list) > 0);
	for (size_t i = 0; i < list[0].fix_count; i++)
		assert_int_not_equal(list[0].fixes[i].kind, ACTION_PAGE);
}

static bool offers_token(const struct diagnosis *diagnosis)
{
	for (size_t i = 0; i < diagnosis->fix_count; i++)
		if (diagnosis->fixes[i].kind == ACTION_TOKEN)
			return true;
	return false;
}

static void a_token_is_offered_where_the_provider_takes_one(void **state)
{
	static const struct {
		const char *host, *reply;
	} refusals[] = {
	    {"smtp.office365.com", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is "
				   "disabled for the Tenant."},
	    {"smtp.office365.com", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is "
				   "disabled for the Mailbox."},
	    {"smtp.office365.com",
	     "535 5.7.139 Authentication unsuccessful, basic authentication is disabled."},
	    {"smtp.office365.com",
	     "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect."},
	    {"smtp.office365.com", "535 5.7.139 Authentication unsuccessful, the request did not meet the "
				   "criteria to be authenticated successfully. Contact your administrator."},
	    {"smtp.office365.com", "535 5.7.3 Authentication unsuccessful"},
	    {"smtp-mail.outlook.com", "535 5.7.3 Authentication unsuccessful"},
	    {"smtp.office365.com", "550 5.7.30 Basic authentication is not supported for Client Submission."},
	    {"smtp.gmail.com", "534-5.7.9 Application-specific password required."},
	    {"smtp.gmail.com", "535 5.7.8 Username and Password not accepted."},
	};
	struct diagnosis list[DIAGNOSES_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		const size_t count = ask("auth", refusals[i].reply, refusals[i].host, list);

		if (count == 0 || !offers_token(&list[0]))
			fail_msg("%s: %s", refusals[i].reply, count > 0 ? list[0].id : "no cause");
	}
	const size_t count =
	    ask("auth", "535 5.7.8 Authentication credentials invalid", "mail.gmx.com", list);

	assert_true(count > 1);
	for (size_t i = 0; i < count; i++)
		assert_false(offers_token(&list[i]));
}

static void a_token_is_offered_where_the_server_offers_it_whoever_runs_it(void **state)
{
	struct symptom symptom = {
	    .stage = "auth",
	    .reply = "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.",
	    .host = "mail.customer.test"};
	struct diagnosis list[DIAGNOSES_MAX];

	(void)state;
	assert_true(diagnose(kb, &symptom, list) > 0);
	assert_false(offers_token(&list[0]));
	symptom.takes_token = true;
	assert_true(diagnose(kb, &symptom, list) > 0);
	assert_true(offers_token(&list[0]));
}

static void words_and_enhanced_code_that_agree_outweigh_a_frame(void **state)
{
	(void)state;
	expect_first("rcpt",
		     "451 4.3.5 <u@example.com>: Recipient address rejected: Server configuration problem",
		     NULL, "server-internal-fault");
}

static void the_mechanism_tells_a_password_from_a_token(void **state)
{
	struct symptom symptom = {.stage = "auth",
				  .reply = "535 5.7.8 Username and Password not accepted.",
				  .host = "smtp.gmail.com",
				  .mechanism = "XOAUTH2"};
	struct diagnosis list[DIAGNOSES_MAX];

	(void)state;
	assert_true(diagnose(kb, &symptom, list) > 0);
	assert_string_equal(list[0].id, "oauth-token-invalid-or-expired");
}

static void an_unknown_text_without_a_stage_has_no_cause(void **state)
{
	struct diagnosis list[DIAGNOSES_MAX];

	(void)state;
	assert_int_equal(ask(NULL, "554 xyzzy", NULL, list), 0);
	assert_true(ask(NULL, "554 5.7.1 Relay access denied", NULL, list) > 0);
}

/* Nor does a step that only the code shows: what the server says is more than what it counts. */
static void a_code_alone_never_stands_above_words(void **state)
{
	struct diagnosis list[DIAGNOSES_MAX];

	(void)state;
	expect_first(NULL, "550 5.1.1 Your access token has expired", NULL, "oauth-token-invalid-or-expired");
	expect_first(NULL, "503 5.5.1 wrong password", NULL, "wrong-password");
	expect_first(NULL, "451 wrong password", NULL, "wrong-password");
	expect_first("auth", "504 No passwords in the clear, please", NULL, "auth-before-tls-required");
	assert_true(ask("auth", "525 5.7.13 login disabled for you", NULL, list) > 0);
	assert_string_equal(list[0].evidence, "login disabled");
}

/* "Very likely" would be a claim: such words have several causes, and a question tells them apart. */
static void failed_log_in_without_a_reason_is_asked_about(void **state)
{
	static const char *const replies[] = {"535 Authentication failed", "535 5.7.8 Authentication failed",
					      "535 Ошибка аутентификации", "535 認証に失敗しました"};
	struct diagnosis list[DIAGNOSES_MAX];
	struct question questions[QUESTIONS_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof replies / sizeof *replies; i++) {
		const struct symptom symptom = {.stage = "auth", .reply = replies[i]};
		assert_true(diagnose(kb, &symptom, list) > 0);
		assert_true(list[0].confidence < CONFIDENCE_HIGH);
		assert_true(questions_for(kb, &symptom, questions) > 0);
	}
	assert_true(ask("auth", "535 The password is wrong", NULL, list) > 0);
	assert_int_equal(list[0].confidence, CONFIDENCE_HIGH);
}

static void german_without_umlauts_is_read(void **state)
{
	(void)state;
	expect_first("mail", "550 Der Absender gehoert nicht zu diesem Konto", NULL, "sender-not-owned");
	expect_first("rcpt", "550 Empfaenger unbekannt", NULL, "recipient-rejected");
	expect_first(NULL, "550 Verschluesselung erforderlich", NULL, "auth-before-tls-required");
}

static void words_of_another_program_show_who_answers(void **state)
{
	static const char *const hosts[] = {"smtp.gmail.com", "smtp.mail.yahoo.com", "smtp.office365.com"};
	struct diagnosis list[DIAGNOSES_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
		char greeting[80];
		struct symptom symptom = {.stage = "auth",
					  .reply = "535 Incorrect authentication data",
					  .host = hosts[i],
					  .greeting = greeting};
		snprintf(greeting, sizeof greeting, "220 %s ESMTP", hosts[i]);
		assert_true(diagnose(kb, &symptom, list) > 0);
		assert_string_equal(list[0].id, "middlebox-or-port-blocked");
		assert_null(
		    strstr(list[0].evidence, "answers there")); /* it would name the provider itself */
	}
	/* Exchange Online is Exchange */
	assert_int_equal(ask(NULL, "421 4.4.1 Connection timed out. Total session duration: 00:05:01",
			     "smtp.office365.com", list),
			 1);
	assert_string_equal(list[0].id, "idle-timeout");
	expect_first(NULL, "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
		     "smtp.office365.com", "relay-denied");
	expect_first("auth", "535 Please use your login name without domain", NULL, "username-form");
	assert_int_equal(ask("auth", "535 Please use your login name without domain", NULL, list), 1);
}

static void any_bytes_are_survived(void **state)
{
	static const char seed[] =
	    "535-5.7.8 password\n\xff\xc7\xeb=?utf-8?B?0J3? \xd0\xb9 too many 421 (#4.3.0) ";
	char reply[400];
	uint32_t random = 11;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct diagnosis list[DIAGNOSES_MAX];
		size_t len = 0;
		random = random * 1664525u + 1013904223u;
		for (uint32_t r = random; len < (random >> 8) % (sizeof reply - 1);
		     len++, r = r * 22695477u + 1)
			reply[len] = seed[(r >> 16) % (sizeof seed - 1)];
		reply[len] = '\0';
		ask(NULL, reply, NULL, list);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_words_decide_not_the_code),
	    cmocka_unit_test(the_stage_decides_what_words_mean),
	    cmocka_unit_test(the_provider_decides_a_535_without_words),
	    cmocka_unit_test(the_whole_decides_where_no_rule_is_sure),
	    cmocka_unit_test(evidence_quotes_the_words_and_names_their_line),
	    cmocka_unit_test(evidence_is_inert_and_fits),
	    cmocka_unit_test(garbled_replies_are_read),
	    cmocka_unit_test(facts_that_are_no_reply_have_causes),
	    cmocka_unit_test(what_a_rule_is_about_has_happened),
	    cmocka_unit_test(what_was_measured_decides_between_causes),
	    cmocka_unit_test(every_problem_but_a_stopped_run_has_a_cause),
	    cmocka_unit_test(a_password_that_was_never_judged_is_not_to_be_changed),
	    cmocka_unit_test(certificates_are_never_trusted_first),
	    cmocka_unit_test(what_is_no_failure_has_no_cause),
	    cmocka_unit_test(a_code_says_as_much_as_its_first_digit),
	    cmocka_unit_test(the_page_of_the_provider_is_filled_in),
	    cmocka_unit_test(a_token_is_offered_where_the_provider_takes_one),
	    cmocka_unit_test(a_token_is_offered_where_the_server_offers_it_whoever_runs_it),
	    cmocka_unit_test(words_and_enhanced_code_that_agree_outweigh_a_frame),
	    cmocka_unit_test(the_mechanism_tells_a_password_from_a_token),
	    cmocka_unit_test(an_unknown_text_without_a_stage_has_no_cause),
	    cmocka_unit_test(a_code_alone_never_stands_above_words),
	    cmocka_unit_test(failed_log_in_without_a_reason_is_asked_about),
	    cmocka_unit_test(german_without_umlauts_is_read),
	    cmocka_unit_test(words_of_another_program_show_who_answers),
	    cmocka_unit_test(any_bytes_are_survived),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
