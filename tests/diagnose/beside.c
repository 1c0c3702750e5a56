/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands beside the deciding words: addresses, settings, bytes of TLS, and words of a server without a
 * code. */
#include "diagnose/dialogue_symptom.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/strbuf.h"

static struct dialogue dialogue;

static int begin(void **state)
{
	(void)state;
	dialogue_init(&dialogue);
	return 0;
}

static int forget(void **state)
{
	(void)state;
	dialogue_finish(&dialogue);
	return 0;
}

static void read_text(const char *text)
{
	dialogue_read(&dialogue, text, strlen(text));
}

static void failed_addresses_of_one_kind_are_noticed(void **state)
{
	(void)state;
	read_text("connect to mx.example.net[2001:db8::1]:25: Network is unreachable\n");
	assert_true(dialogue.only_ipv6);
	read_text("connect to mx.example.net[2001:db8::1]:25: Network is unreachable\n"
		  "connect to mx.example.net[192.0.2.7]:25: Connection timed out\n");
	assert_false(dialogue.only_ipv6);
	read_text("10:11:12 Net::SMTP: connect to mx.example.net: Connection timed out\n");
	assert_false(dialogue.only_ipv6);
}

static void settings_that_begin_plain_are_noticed(void **state)
{
	(void)state;
	read_text("Expected response code 220 but got code \"\", with message \"\"\nMAIL_PORT=465\n"
		  "MAIL_ENCRYPTION=tls\n");
	assert_true(dialogue.begins_plain);
	assert_int_equal(dialogue.port, 465);
	assert_string_equal(dialogue.stage.value, "greeting");
	read_text("Connection to ssl://mail.example.org:465 Timed Out\n");
	assert_false(dialogue.begins_plain);
}

static void bytes_of_tls_are_no_command(void **state)
{
	(void)state;
	read_text("C: \\x16\\x03\\x01\\x02\\x00\nS: 502 unrecognized\n");
	assert_true(dialogue.tls_bytes);
	read_text("C: STARTTLS\nS: 502 unrecognized\n");
	assert_false(dialogue.tls_bytes);
}

static void expect_words(const char *text, const char *words)
{
	read_text(text);
	assert_string_equal(dialogue_outcome_id(dialogue.outcome), "said");
	assert_true(dialogue.reply.line_count > 0);
	assert_string_equal(dialogue.reply.lines[0].bytes, words);
}

static void words_of_a_server_are_found_behind_those_of_a_program(void **state)
{
	(void)state;
	expect_words(
	    "H=(web) [10.0.0.7] F=<a@example.org> rejected RCPT <b@example.net>: relay not permitted\n"
	    "unexpected disconnection while reading SMTP command from (web)\n",
	    "relay not permitted");
	expect_words("SMTP Error: The following recipients failed: b@example.net: : Client host rejected\n",
		     "Client host rejected");
	expect_words("<b@example.net>:\n192.0.2.7 does not like recipient.\nRemote host said: no such user\n",
		     "no such user");
	/* What a log-in asked, nothing, and the program's own words are none. */
	read_text("SASL LOGIN authentication failed: UGFzc3dvcmQ6VXNlcm5h\n");
	assert_string_equal(dialogue_outcome_id(dialogue.outcome), "failed");
	read_text("SASL PLAIN authentication failed: \nlost connection after AUTH from web[10.0.0.7]\n");
	assert_string_equal(dialogue_outcome_id(dialogue.outcome), "failed");
	assert_string_equal(dialogue.stage.value, "auth");
}

/* What the paste gives as the first cause; "": none. */
static void first_cause_is(const struct kb *kb, const char *text, const char *cause)
{
	const struct symptom context = {0};
	struct diagnosis list[DIAGNOSES_MAX];
	struct strbuf words;
	size_t count;

	strbuf_init(&words, 4096);
	read_text(text);
	count = dialogue_diagnose(kb, &dialogue, &context, &words, list);
	strbuf_finish(&words);
	assert_string_equal(count > 0 ? list[0].id : "", cause);
}

static void what_stands_beside_an_error_changes_the_cause(void **state)
{
	static const struct {
		const char *text, *cause;
	} pastes[] = {
	    /* 465 begins with TLS, 587 does not */
	    {"smtp_host: mx.example.net\nsmtp_port: 465\nError: Connection unexpectedly closed\n",
	     "tls-mode-port-mismatch"},
	    {"smtp_host: mx.example.net\nsmtp_port: 465\nuse_ssl = true\nError: Connection unexpectedly "
	     "closed\n",
	     "connection-lost"},
	    {"Failed to connect, host=ssl://smtp.example.net port=587\n", "tls-mode-port-mismatch"},
	    {"Failed to connect, host=ssl://smtp.example.net port=465\n", "no-answer"},
	    /* ready for TLS, and the client says goodbye */
	    {"S: 220 mx.example.net ESMTP\nC: EHLO a\nS: 250-mx.example.net\nS: 250 STARTTLS\nC: STARTTLS\n"
	     "S: 220 2.0.0 go ahead\nSMTP Error: Could not connect to SMTP host.\nC: QUIT\n",
	     "certificate-not-trusted"},
	    {"S: 220 mx.example.net ESMTP\nC: EHLO a\nS: 250-mx.example.net\nS: 250 STARTTLS\nC: STARTTLS\n"
	     "S: 220 2.0.0 go ahead\nC: QUIT\n",
	     "certificate-not-trusted"},
	    /* somebody else answers, and then the log just ends */
	    {"Connection: opening to ssl://smtp.zoho.com:465\n"
	     "S: 220-web7.hoster.example ESMTP Exim 4.98\nS: 220 and/or bulk e-mail.\nC: EHLO a\n",
	     "middlebox-or-port-blocked"},
	    {"Connection: opening to ssl://smtp.example.org:465\n"
	     "S: 220-web7.hoster.example ESMTP Exim 4.98\nS: 220 and/or bulk e-mail.\nC: EHLO a\n",
	     ""},
	    /* no answer to the message, or one when the client had gone */
	    {"S: 220 mx\nC: DATA\nS: 354 go\nS:\nSMTP Error: Data not accepted.\n", "message-unconfirmed"},
	    {"S: 220 mx\nC: RCPT TO:<b@example.net>\nS: 250 ok\nC: DATA\nS: 354 go\nC: .\n"
	     "ERROR: Server read/timeout error.\nC: QUIT\nS: 250 2.6.0 queued\n",
	     "message-unconfirmed"},
	    {"S: 220 mx\nC: RCPT TO:<b@example.net>\nS: 250 ok\nC: DATA\nS: 354 go\nC: .\n"
	     "ERROR: Server read/timeout error.\nC: QUIT\nS: 250 2.6.0 queued\nS: 221 bye\n",
	     "message-unconfirmed"},
	    {"S: 220 mx\nC: RCPT TO:<b@example.net>\nS: 250 ok\nC: DATA\nS: 354 go\nC: .\nS: 250 2.6.0 "
	     "queued\n"
	     "C: QUIT\nS: 221 bye\n",
	     ""},
	    /* the user name is a whole address, or is not */
	    {"Failed to authenticate with username \"lee@example.net\": 535 5.7.8 authentication failure",
	     "wrong-password"},
	    /* a line that a window broke within the trace */
	    {"SMTPSenderRefused: 530\n5.7.57 Client was not authenticated\nFile \"mail.py\", line\n458, in "
	     "send\n",
	     "auth-not-sent"},
	};
	struct kb *kb = kb_create("en", (const char *const[]){NULL});

	(void)state;
	for (size_t i = 0; i < sizeof pastes / sizeof *pastes; i++)
		first_cause_is(kb, pastes[i].text, pastes[i].cause);
	kb_destroy(kb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(failed_addresses_of_one_kind_are_noticed, begin, forget),
	    cmocka_unit_test_setup_teardown(settings_that_begin_plain_are_noticed, begin, forget),
	    cmocka_unit_test_setup_teardown(what_stands_beside_an_error_changes_the_cause, begin, forget),
	    cmocka_unit_test_setup_teardown(bytes_of_tls_are_no_command, begin, forget),
	    cmocka_unit_test_setup_teardown(words_of_a_server_are_found_behind_those_of_a_program, begin,
					    forget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
