/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people paste, and the reply that is in it. */
#include "diagnose/paste.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/strbuf.h"

/* Pastes `text` and checks the code, the enhanced code and all lines, joined with "|". */
static void expect_bytes(const char *text, size_t len, int code, const char *enhanced, const char *lines)
{
	struct reply reply;
	struct strbuf joined;

	reply_init(&reply);
	strbuf_init(&joined, 4096);
	assert_true(paste_read(text, len, &reply));
	for (size_t i = 0; i < reply.line_count; i++) {
		strbuf_adds(&joined, i > 0 ? "|" : "");
		strbuf_adds(&joined, reply.lines[i].bytes);
	}
	assert_string_equal(joined.data, lines);
	assert_int_equal(reply.code, code);
	assert_string_equal(reply.enhanced, enhanced);
	strbuf_finish(&joined);
	reply_finish(&reply);
}

static void expect(const char *text, int code, const char *enhanced, const char *lines)
{
	expect_bytes(text, strlen(text), code, enhanced, lines);
}

static void other_spaces_after_a_code_are_spaces(void **state)
{
	(void)state;
	expect("535\xc2\xa0"
	       "5.7.8\xe3\x80\x80"
	       "Bad credentials",
	       535, "5.7.8", "535 5.7.8 Bad credentials");
	expect("550 \xc2\xa0x", 550, "", "550 \xc2\xa0x");
}

static void utf_16_is_read_either_way(void **state)
{
	static const char text[] = "535 no";
	char wide[2 + 2 * sizeof text] = {'\xff', '\xfe'};

	(void)state;
	for (int big = 0; big < 2; big++) {
		wide[0] = (char)(big ? '\xfe' : '\xff');
		wide[1] = (char)(big ? '\xff' : '\xfe');
		for (size_t i = 0; i < strlen(text); i++) {
			wide[2 + 2 * i + (size_t)!big] = '\0';
			wide[2 + 2 * i + (size_t)big] = text[i];
		}
		expect_bytes(wide, 2 + 2 * strlen(text), 535, "", "535 no");
	}
}

static void plain_replies_stay_as_they_are(void **state)
{
	(void)state;
	expect("535 5.7.8 Bad credentials", 535, "5.7.8", "535 5.7.8 Bad credentials");
	expect("550-one\r\n550 two\r\n", 550, "", "550-one|550 two");
	expect("421", 421, "", "421 ");
	expect("421: 4.3.2 Service not active", 421, "4.3.2", "421 4.3.2 Service not active");
}

static void marks_of_swaks_telnet_and_scripts_go(void **state)
{
	(void)state;
	expect("<** 535 5.7.8 Error: authentication failed", 535, "5.7.8",
	       "535 5.7.8 Error: authentication failed");
	expect("<-  220 mx ESMTP\n -> EHLO x\n<-  250 mx\n -> AUTH PLAIN\n<** 535 no", 535, "", "535 no");
	expect("S: 421 4.7.0 Try again later", 421, "4.7.0", "421 4.7.0 Try again later");
	expect("<<< 550-first\n<<< 550 second", 550, "", "550-first|550 second");
	expect("SERVER -> CLIENT: 535-5.7.8 Not accepted. Learn more at\n"
	       "SERVER -> CLIENT: 535 5.7.8  https://support.example/x",
	       535, "5.7.8", "535-5.7.8 Not accepted. Learn more at|535 5.7.8  https://support.example/x");
}

static void timestamps_and_log_prefixes_go(void **state)
{
	(void)state;
	expect("[2024-03-11 10:22:41] INFO S: 454 4.7.0 Temporary authentication failure", 454, "4.7.0",
	       "454 4.7.0 Temporary authentication failure");
	expect(
	    "Nov 23 16:05:35 host postfix/smtp[450]: AB12: to=<a@b.example>, relay=mx.example[192.0.2.5]:25, "
	    "status=bounced (host mx.example[192.0.2.5] said: 550 5.7.1 Relaying denied (in reply to RCPT TO "
	    "command))",
	    550, "5.7.1", "550 5.7.1 Relaying denied");
	expect("2024-01-01T10:00:00.535Z smtp: 10:00:01.421 <- 530 5.7.0 Must issue a STARTTLS command first",
	       530, "5.7.0", "530 5.7.0 Must issue a STARTTLS command first");
}

static void python_tuples_and_bytes_are_read(void **state)
{
	(void)state;
	expect("smtplib.SMTPAuthenticationError: (535, b'5.7.8 Username and Password not accepted. Learn "
	       "more at\\n"
	       "5.7.8  https://support.example/mail')",
	       535, "5.7.8",
	       "535-5.7.8 Username and Password not accepted. Learn more at|535 5.7.8  "
	       "https://support.example/mail");
	expect("(535, b'Error: \\xc7\\xeb\\xca\\xb9')", 535, "", "535 Error: \xc7\xeb\xca\xb9");
	expect("reply: b'553 5.7.1 <a@b.example>: Sender address rejected: not logged in\\r\\n'", 553,
	       "5.7.1", "553 5.7.1 <a@b.example>: Sender address rejected: not logged in");
	expect("send: 'mail from:<a@b.example>\\r\\n'\nreply: b'250 ok\\r\\n'\nreply: b'550 no\\r\\n'\n"
	       "reply: retcode (550); Msg: b'no'",
	       550, "", "550 no");
}

static void json_is_read(void **state)
{
	(void)state;
	expect("{\"code\":\"EAUTH\",\"response\":\"535-5.7.8 Not accepted.\\n535 5.7.8 "
	       "https://x.example\",\"responseCode\":535}",
	       535, "5.7.8", "535-5.7.8 Not accepted.|535 5.7.8 https://x.example");
	expect("\"535 \\u8bf7\\u4f7f\\u7528\"", 535, "", "535 \xe8\xaf\xb7\xe4\xbd\xbf\xe7\x94\xa8");
}

static void stack_traces_end_the_reply(void **state)
{
	(void)state;
	expect("Error: Invalid login: 535 5.7.8 Error: authentication failed\n"
	       "    at SMTPConnection._formatError (/app/smtp-connection/index.js:784:19)\n"
	       "    at SMTPConnection._actionAUTHComplete (/app/index.js:1536:34)",
	       535, "5.7.8", "535 5.7.8 Error: authentication failed");
}

static void lost_line_breaks_come_back(void **state)
{
	(void)state;
	expect(
	    "535-5.7.8 Username and Password not accepted. Learn more at 535 5.7.8 https://support.example/x",
	    535, "5.7.8",
	    "535-5.7.8 Username and Password not accepted. Learn more at|535 5.7.8 "
	    "https://support.example/x");
	expect("550-No such user 550 Try again 550 ok", 550, "", "550-No such user|550-Try again|550 ok");
}

static void wrapped_bounces_are_unfolded(void **state)
{
	(void)state;
	expect("<user@example.com>: host mx.example[192.0.2.5] said: 550-5.7.26 This mail has\n"
	       "    been blocked because the sender is unauthenticated.\n"
	       "\n"
	       "Reporting-MTA: dns; mail.example\n",
	       550, "5.7.26",
	       "550-5.7.26 This mail has|550 been blocked because the sender is unauthenticated.");
	expect("Final-Recipient: rfc822; a@b.example\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User "
	       "unknown\n",
	       550, "5.1.1", "550 5.1.1 User unknown");
}

static void the_failing_reply_of_a_session_is_taken(void **state)
{
	(void)state;
	expect("220 mx ESMTP\nEHLO x\n250-mx\n250 AUTH PLAIN\nAUTH PLAIN ****\n535 5.7.8 no\nQUIT\n221 bye",
	       535, "5.7.8", "535 5.7.8 no");
	expect("220-mx.example\n220-We do not want you.\n220 Bye.", 220, "",
	       "220-mx.example|220-We do not want you.|220 Bye.");
	expect("220 mx.example ESMTP ready", 220, "", "220 mx.example ESMTP ready");
}

static void numbers_that_are_no_codes_stay_text(void **state)
{
	(void)state;
	expect("Message size 550 bytes from 192.0.2.450", 0, "", "Message size 550 bytes from 192.0.2.450");
	expect("connection timed out", 0, "", "connection timed out");
}

static void what_programs_add_behind_goes(void **state)
{
	(void)state;
	expect("Server: 'smtp.example.com', Server Response: '550 5.7.1 Relaying denied', Port: 25, "
	       "Secure(SSL): "
	       "No, Server Error: 550, Error Number: 0x800CCC79",
	       550, "5.7.1", "550 5.7.1 Relaying denied");
	expect("SMTPSenderRefused: (553, b'5.7.1 not owned', 'user@example.com')", 553, "5.7.1",
	       "553 5.7.1 not owned");
	expect("{\"response\":\"535 Denied\",\"responseCode\":535,\"command\":\"AUTH PLAIN\"}", 535, "",
	       "535 Denied");
	expect("but got code \"535\", with message \"535 Denied\".", 535, "", "535 Denied");
	expect("Net::SMTPAuthenticationError (535 Denied\n):\n  app/mailer.rb:24:in `deliver'", 535, "",
	       "535 Denied");
	expect("{permanent_failure,<<\"550 Denied\\r\\n\">>}}", 550, "", "550 Denied");
	expect("msmtp: server message: 550 Denied\nmsmtp: could not send mail", 550, "", "550 Denied");
	expect("550 mail to <user@example.com>", 550, "", "550 mail to <user@example.com>");
}

static void codes_in_brackets_are_read(void **state)
{
	(void)state;
	expect("[ERROR] SMTP 5xx error: permanent error (535): 5.7.8 Bad credentials", 535, "5.7.8",
	       "535 5.7.8 Bad credentials");
	expect("SMTP Error (554): Denied", 554, "", "554 Denied");
	expect("550 MSG-DOM: not authorised", 550, "", "550 MSG-DOM: not authorised");
}

static void a_code_behind_the_text_is_put_in_front(void **state)
{
	(void)state;
	expect("SMTP server error: MAIL FROM command failed Detail: Sender denied SMTP code: 550 Additional "
	       "SMTP "
	       "info: 5.7.1",
	       550, "5.7.1", "550 5.7.1 Sender denied");
	expect("Detail: Too busy SMTP code: 421", 421, "", "421 Too busy");
	expect("Detail: nothing SMTP code: 250", 0, "", "Detail: nothing SMTP code: 250");
}

static void nothing_but_white_space_is_refused(void **state)
{
	struct reply reply;

	(void)state;
	reply_init(&reply);
	assert_false(paste_read(" \r\n\t\n", 5, &reply));
	assert_false(paste_read("", 0, &reply));
	reply_finish(&reply);
}

static void any_bytes_are_survived(void **state)
{
	static const char seed[] = "535-5.7.8 b'\\x\\u12\xff\x80(\0\r\n421 4.7.0\t[<- S: 220 {\"}'),\\";
	char text[300];
	uint32_t random = 7;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		struct reply reply;
		size_t len = 0;
		random = random * 1664525u + 1013904223u;
		for (uint32_t r = random; len < (random >> 8) % sizeof text; len++, r = r * 22695477u + 1)
			text[len] = seed[(r >> 16) % (sizeof seed - 1)];
		reply_init(&reply);
		paste_read(text, len, &reply);
		reply_finish(&reply);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(other_spaces_after_a_code_are_spaces),
	    cmocka_unit_test(utf_16_is_read_either_way),
	    cmocka_unit_test(plain_replies_stay_as_they_are),
	    cmocka_unit_test(marks_of_swaks_telnet_and_scripts_go),
	    cmocka_unit_test(timestamps_and_log_prefixes_go),
	    cmocka_unit_test(python_tuples_and_bytes_are_read),
	    cmocka_unit_test(json_is_read),
	    cmocka_unit_test(stack_traces_end_the_reply),
	    cmocka_unit_test(lost_line_breaks_come_back),
	    cmocka_unit_test(wrapped_bounces_are_unfolded),
	    cmocka_unit_test(the_failing_reply_of_a_session_is_taken),
	    cmocka_unit_test(numbers_that_are_no_codes_stay_text),
	    cmocka_unit_test(what_programs_add_behind_goes),
	    cmocka_unit_test(codes_in_brackets_are_read),
	    cmocka_unit_test(a_code_behind_the_text_is_put_in_front),
	    cmocka_unit_test(nothing_but_white_space_is_refused),
	    cmocka_unit_test(any_bytes_are_survived),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
