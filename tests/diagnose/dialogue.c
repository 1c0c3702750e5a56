/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The session in what people paste: where it stood, which refusal decides, how it ends. */
#include "diagnose/dialogue_symptom.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "base/strbuf.h"

static struct dialogue dialogue;

static const struct dialogue *read_text(const char *text)
{
	dialogue_read(&dialogue, text, strlen(text));
	return &dialogue;
}

static void expect(const char *text, enum dialogue_outcome outcome, int code, const char *stage)
{
	read_text(text);
	assert_string_equal(dialogue_outcome_id(dialogue.outcome), dialogue_outcome_id(outcome));
	assert_int_equal(dialogue.reply.code, code);
	assert_string_equal(dialogue.stage.value, stage);
}

static int forget(void **state)
{
	(void)state;
	dialogue_finish(&dialogue);
	return 0;
}

static int begin(void **state)
{
	(void)state;
	dialogue_init(&dialogue);
	return 0;
}

static void stage_is_that_of_the_last_command(void **state)
{
	(void)state;
	expect("220 mx ESMTP\nEHLO a\n250 mx\nMAIL FROM:<a@example.org>\n550 no", DIALOGUE_REFUSED, 550,
	       "mail");
	expect("S: 220 mx\nC: EHLO a\nS: 250 mx\nC: AUTH PLAIN AGEAYg==\nS: 454 later", DIALOGUE_REFUSED, 454,
	       "auth");
	expect("-> \"220 mx\\r\\n\"\n<- \"EHLO a\\r\\n\"\n-> \"250 mx\\r\\n\"\n<- \"RCPT "
	       "TO:<a@example.org>\\r\\n\"\n"
	       "-> \"451 later\\r\\n\"",
	       DIALOGUE_REFUSED, 451, "rcpt");
	expect("send: 'ehlo [127.0.1.1]\\r\\n'\nreply: b'250 mx\\r\\n'\nsend: 'STARTTLS\\r\\n'\nreply: b'454 "
	       "no\\r\\n'",
	       DIALOGUE_REFUSED, 454, "tls");
}

static void words_round_a_reply_tell_the_stage(void **state)
{
	(void)state;
	expect("postfix/smtp[451]: 9D1: to=<a@example.net>, relay=mx[192.0.2.8]:587, dsn=5.0.0, "
	       "status=bounced (host "
	       "mx[192.0.2.8] said: 550 no (in reply to RCPT TO command))",
	       DIALOGUE_REFUSED, 550, "rcpt");
	expect("smtplib.SMTPSenderRefused: (550, b'no', 'a@example.org')", DIALOGUE_REFUSED, 550, "mail");
	expect("554 5.7.9 Message not accepted for policy reasons", DIALOGUE_REFUSED, 554, "");
	expect("mx postfix/smtp[552]: to=<b@far.example>, status=bounced (host mx.far.example said: 550 "
	       "Service\n"
	       " unavailable; blocked using some.dnsbl.example (in reply to RCPT TO command))",
	       DIALOGUE_REFUSED, 550, "rcpt");
	expect("{\"err\":\"550 no\",\"host\":\"smtp.office365.com:587\"}", DIALOGUE_REFUSED, 550, "");
	assert_string_equal(dialogue.server.value, "smtp.office365.com");
}

static void numbers_that_are_no_codes_do_not_count(void **state)
{
	(void)state;
	read_text("connect to mail.example.org:465 failed");
	assert_int_equal(dialogue.reply.code, 0);
	read_text("File \"mail.py\", line 451, in send\nTimeoutError: [Errno 110] Connection timed out");
	assert_int_equal(dialogue.reply.code, 0);
	read_text("postfix/smtp[421]: connect to mx.example.org[192.0.2.1]:25: Connection refused");
	assert_int_equal(dialogue.reply.code, 0);
	read_text("error: connect ECONNREFUSED, errno -111, took 535 ms, size 554 bytes");
	assert_int_equal(dialogue.reply.code, 0);
	read_text("mail failed: 565 things, exit code 255, HTTP status 502 bad gateway");
	assert_int_equal(dialogue.reply.code, 0);
	/* The number of a process before each line, of a line after the name of a file. */
	expect("308 SMTP<< 220 mx ESMTP\n308 SMTP>> RCPT TO:<a@example.org>\n308 SMTP<< 451 later\n"
	       "308 LOG: connecting again\n308 SMTP<< 220 mx ESMTP\n",
	       DIALOGUE_REFUSED, 451, "rcpt");
	read_text(
	    "exception 'Mail_Exception' with message 'no' in Mail.php:431\n#3 Template.php(508): send()");
	assert_int_equal(dialogue.reply.code, 0);
}

/* A program quotes a server that said nothing. */
static void empty_quotation_is_no_reply(void **state)
{
	static const char *const pastes[] = {
	    "Error: the server response was: \n",
	    "SMTP error, server responded:\n",
	    "Le serveur a r\xc3\xa9pondu :\n\n",
	    "El servidor respondi\xc3\xb3:\n \n",
	    "F=<a@example.org> rejected after data: ",
	    "exception 'x\\mail_protocol_exception' with message ''",
	    "Mail failed. Der Server antwortete:",
	    "smtp server error: \"\"\n\n",
	};
	(void)state;
	for (size_t i = 0; i < sizeof pastes / sizeof *pastes; i++) {
		char *text = mem_strdup(pastes[i]); /* its end is the end of the memory */
		read_text(text);
		assert_int_equal(dialogue.reply.code, 0);
		free(text);
	}
}

static void next_log_line_is_no_part_of_the_reply(void **state)
{
	(void)state;
	read_text("api-1  | 2026-04-08 15:02:10 S: 454 4.7.0 Temporary failure\n"
		  "redis-1  | 2026-04-08 15:02:10 too many connections");
	assert_int_equal(dialogue.reply.line_count, 1);
	read_text("May 1 10:00:00 mx postfix/smtpd[7]: NOQUEUE: reject: RCPT from h[192.0.2.1]: 450 4.7.1 "
		  "<h>: Helo "
		  "command rejected; from=<a@example.org> to=<b@example.org> helo=<h>");
	assert_string_equal(dialogue.reply.lines[0].bytes, "450 4.7.1 <h>: Helo command rejected");
	read_text("DEBUG rpc.py:180 got event smtp failed: 451 try later\nDEBUG rpc.py:181 got event waiting "
		  "for 20 s\n");
	assert_int_equal(dialogue.reply.line_count, 1);
}

static void first_refusal_decides_over_what_follows_from_it(void **state)
{
	(void)state;
	expect("C: AUTH LOGIN\nS: 535 5.7.8 wrong\nC: MAIL FROM:<a@example.org>\nS: 530 5.7.0 Authentication "
	       "required",
	       DIALOGUE_REFUSED, 535, "auth");
	expect("C: RCPT TO:<a@example.org>\nS: 550 5.1.1 unknown\nC: DATA\nS: 554 5.5.1 no valid recipients",
	       DIALOGUE_REFUSED, 550, "rcpt");
}

static void pipelined_commands_and_conclusions_do_not_hide_the_refusal(void **state)
{
	(void)state;
	expect("> MAIL FROM:<>\n> RCPT TO:<a@example.org>\n> DATA\n< 250 2.1.0 Ok\n"
	       "< 504 5.5.2 <pc>: Helo command rejected\n< 554 5.5.1 Error: no valid recipients",
	       DIALOGUE_REFUSED, 504, "data");
	read_text(">>> DATA\n<<< 550 relay not permitted\n550 5.1.1 <a@example.org>... User unknown\n");
	assert_string_equal(dialogue.reply.lines[0].bytes, "550 relay not permitted");
}

static void codes_in_the_clothes_of_a_program_are_read(void **state)
{
	(void)state;
	expect("{\"lvl\":\"error\",\"err\":{\"smtpCode\":552,\"text\":\"5.3.4 Message too "
	       "big\",\"command\":\"DATA\"}}\n",
	       DIALOGUE_REFUSED, 552, "data");
	expect(
	    "SMTP 5xx error: Error { kind: Permanent(Code { severity: PermanentNegativeCompletion, category: "
	    "Unspecified3, detail: Five }) }\n",
	    DIALOGUE_REFUSED, 535, "auth");
	expect("relay: TempFail for 66251a40: from=a@example.com, delay=12s, stat=451 Temporary failure\n",
	       DIALOGUE_REFUSED, 451, "");
	expect("x: Transient(Response { code: Code { severity: TransientNegativeCompletion, category: "
	       "Connections, detail: One }, message: [\"4.4.2 timeout exceeded\"] })",
	       DIALOGUE_REFUSED, 421, "");
	assert_string_equal(dialogue.reply.lines[0].bytes, "421 4.4.2 timeout exceeded");
	expect("ERROR SMTPDataError(554, b\"Access denied\")", DIALOGUE_REFUSED, 554, "data");
	read_text("Failed: 5.7.0 Mail relay denied. Invalid credentials for relay");
	assert_int_equal(dialogue.outcome, DIALOGUE_SAID);
	assert_memory_equal(dialogue.reply.lines[0].bytes, "5.7.0 Mail relay denied", 23);
	read_text("smtpd[1]: warning: SASL PLAIN authentication failed: Connection lost to authentication "
		  "server");
	assert_int_equal(dialogue.outcome, DIALOGUE_SAID);
	assert_string_equal(dialogue.stage.value, "auth");
}

static void bounce_is_read_as_a_mail_program_shows_it(void **state)
{
	static const char body[] = "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
				   "PGpvZUBleGFtcGxlLmNvbT46IGhvc3QgbXguZXhhbXBsZS5jb20gc2FpZDogNTUyIDUu\n"
				   "Mi4yIE1haWxib3ggZnVsbAo=\n";

	(void)state;
	expect(body, DIALOGUE_REFUSED, 552, "rcpt");
	assert_int_equal(dialogue.reply.line_count, 1);
	expect("Content-Type: multipart/report; boundary=\"A1/mail\"\n\n--A1/mail\nStatus: 5.2.2\n"
	       "Diagnostic-Code: smtp; 552 5.2.2 Mailbox full\n--A1/mail--\n",
	       DIALOGUE_REFUSED, 552, "rcpt");
	assert_int_equal(dialogue.reply.line_count, 1);
	/* A picture is no evidence. */
	expect(
	    "Content-Type: rule_index/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgoAAAANSUhEUgAA\n",
	    DIALOGUE_FOREIGN, 0, "");
}

static void session_in_one_line_is_taken_apart(void **state)
{
	(void)state;
	expect(
	    "++ Starting << 220 mx ESMTP >> EHLO a << 250-mx 250-STARTTLS 250 AUTH LOGIN >> AUTH LOGIN << "
	    "334 "
	    "VXNlcm5hbWU6 >> [redacted] << 535 Invalid !! Expected response code 235 but got code \"535\", "
	    "with message \"535 Invalid\" >> RSET << 250 Ok",
	    DIALOGUE_REFUSED, 535, "auth");
	assert_string_equal(dialogue.mechanism.value, "LOGIN");
	assert_string_equal(dialogue.offers, "STARTTLS\nAUTH LOGIN\n");
}

static void client_that_leaves_tells_what_it_missed(void **state)
{
	struct kb *kb = kb_create("en", (const char *const[]){NULL});
	struct diagnosis list[DIAGNOSES_MAX];
	const struct symptom context = {0};
	struct strbuf text;

	(void)state;
	strbuf_init(&text, 4096);
	expect("220 mx ESMTP\nEHLO a\n250-mx\n250 SIZE 1\nQUIT\n", DIALOGUE_ENDS, 250, "ehlo");
	assert_true(dialogue_diagnose(kb, &dialogue, &context, &text, list) > 0);
	assert_string_equal(list[0].id, "tls-unavailable");
	expect("> EHLO a\n< 250 AUTH LOGIN\n> AUTH LOGIN\n< 334 VXNlciBOYW1lAA==\n> QUIT\n", DIALOGUE_ENDS,
	       334, "auth");
	assert_true(dialogue_diagnose(kb, &dialogue, &context, &text, list) > 0);
	assert_string_equal(list[0].id, "mechanism-unsupported");
	assert_int_equal(list[0].confidence, CONFIDENCE_LOW);
	expect("220 mx ESMTP\nEHLO a\n250-mx\n250-STARTTLS\n250 AUTH PLAIN\nQUIT\n", DIALOGUE_ENDS, 250,
	       "ehlo");
	assert_int_equal(dialogue_diagnose(kb, &dialogue, &context, &text, list), 0);
	strbuf_finish(&text);
	kb_destroy(kb);
}

static void guess_about_a_line_of_a_log_is_not_told(void **state)
{
	struct kb *kb = kb_create("en", (const char *const[]){NULL});
	struct diagnosis list[DIAGNOSES_MAX];
	const struct symptom context = {0};
	struct strbuf text;

	(void)state;
	strbuf_init(&text, 4096);
	read_text("mail job 7 starts\nmail job 7 reads its list\nmail job 7 writes\nmail error: database "
		  "problem\n");
	assert_int_equal(dialogue.outcome, DIALOGUE_SAID);
	for (size_t i = dialogue_diagnose(kb, &dialogue, &context, &text, list); i > 0; i = 0)
		assert_true(list[0].confidence != CONFIDENCE_LOW);
	expect("<<< 250-AUTH LOGIN PLAIN\n<<< 250 8BITMIME\n>>> AUTH CRAM-MD5\n<<< 535 5.7.0 authentication "
	       "failed\n",
	       DIALOGUE_REFUSED, 535, "auth");
	assert_true(dialogue_diagnose(kb, &dialogue, &context, &text, list) > 0);
	assert_string_equal(list[0].id, "mechanism-unsupported");
	strbuf_finish(&text);
	kb_destroy(kb);
}

static size_t count_causes(const struct kb *kb, const struct symptom *context, const char *paste)
{
	struct diagnosis list[DIAGNOSES_MAX];
	struct strbuf text;
	size_t count;

	strbuf_init(&text, 4096);
	read_text(paste);
	count = dialogue_diagnose(kb, &dialogue, context, &text, list);
	strbuf_finish(&text);
	return count;
}

static void program_that_speaks_of_itself_shows_no_fault_of_the_server(void **state)
{
	static const char *const own[] = {
	    "Exception while invoking method 'sendTestEmail' Error: not ready at email.js:29:1",
	    "/usr/libexec/alarm-notify.sh: line 471: /usr/sbin: is a directory, failed to send mail",
	    "Process smtpmail not running",
	};
	struct kb *kb = kb_create("en", (const char *const[]){NULL});

	(void)state;
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		assert_int_equal(count_causes(kb, &(struct symptom){0}, own[i]), 0);
	assert_true(count_causes(kb, &(struct symptom){0}, "temporary authentication failure") > 0);
	kb_destroy(kb);
}

static void log_goes_on_to_what_ends_well(void **state)
{
	(void)state;
	expect(
	    "dma[]: smarthost authentication: AUTH cram-md5 not available: 535 5.7.8 failed\ndma[]: delivery "
	    "successful\n",
	    DIALOGUE_WELL, 0, dialogue.stage.value);
	expect("postfix/smtp[7]: 4F3: to=<b@example.net>, relay=mx[192.0.2.7]:25, dsn=2.0.0, status=sent "
	       "(250 OK)",
	       DIALOGUE_WELL, 0, dialogue.stage.value);
	expect("220 mx\nEHLO a\n250 mx\nQUIT\n221 bye\nConnection closed by foreign host.\n", DIALOGUE_ENDS,
	       221, "ehlo");
}

static void number_between_words_names_no_cause_by_itself(void **state)
{
	static const char *const said[] = {"Error 535", "Our mail to him: 550 rejected", "535",
					   "[550] RCV: no such user here"};
	static const char *const numbers[] = {"Invoice 452 EUR", "[535] started", "listening on 0.0.0.0:465"};
	struct kb *kb = kb_create("en", (const char *const[]){NULL});
	const struct symptom context = {0};

	(void)state;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		assert_int_equal(count_causes(kb, &context, numbers[i]), 0);
	for (size_t i = 0; i < sizeof said / sizeof *said; i++)
		assert_true(count_causes(kb, &context, said[i]) > 0);
	kb_destroy(kb);
}

static void number_with_words_of_no_mail_server_names_no_cause(void **state)
{
	static const char *const numbers[] = {
	    "HTTP/1.1 451 Unavailable For Legal Reasons",
	    "HTTP/2 550 Failed",
	    "Order #421 failed",
	    "INFO mailer: 552 mails sent today",
	    "SMTP Connect() ok\nAuth ok\nMessage sent in 554 ms",
	    "smtp: took 451ms, wrote 550 bytes, port 465, pid 421",
	    "535 files copied",
	    "452 EUR paid",
	    "421 rows affected",
	    "535 people like this",
	    "421 commits ahead of the branch",
	    "535 tests passed, 0 failed",
	    "450 points in the game",
	    "mysql: 535 rows imported",
	    "fail2ban: 450 bans active",
	    "Nov 29 04:21:55 nas smartd[77]: 535 ATA errors logged",
	    "2026-11-29 09:00:01,535 fail2ban.filter [451]: INFO [sshd] Found 192.0.2.9",
	    "2026-11-29T09:00:09Z 421 [Note] Access denied for user 'root'@'localhost'",
	    "09:04:51 worker 550 started\n09:05:35 worker 451 done",
	    "220 (vsFTPd 3.0.3)\nUSER anna\n331 Please specify the password.\nPASS x\n530 Login incorrect.",
	    "{\"level\":\"error\",\"msg\":\"it failed\",\"http_code\":500,\"err_details\":\"\"}",
	};
	static const char *const said[] = {
	    "535 failed",
	    "535 authentication failed",
	    "421 mx.example.org closing connection",
	    "450 busy",
	    "554 spam",
	    "550 denied",
	    "421 too many sessions",
	    "535 Anmeldung fehlgeschlagen",
	    "535 Das Kennwort stimmt nicht",
	    "535 La contraseña no es correcta",
	    "535 Le mot de passe n'est pas bon",
	    "535 Hasło nie pasuje",
	    "535-no\n535 such luck",
	    "535 5.7.8 people like this",
	};
	struct kb *kb = kb_create("en", (const char *const[]){NULL});
	const struct symptom context = {0}, at_log_in = {.stage = "auth"};

	(void)state;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		assert_int_equal(count_causes(kb, &context, numbers[i]), 0);
	for (size_t i = 0; i < sizeof said / sizeof *said; i++)
		assert_true(count_causes(kb, &context, said[i]) > 0);
	/* who names the step says that it is a reply */
	assert_true(count_causes(kb, &at_log_in, "535 people like this") > 0);
	kb_destroy(kb);
}

static bool offers_fix(const struct diagnosis *diagnosis, enum action_kind kind, const char *to)
{
	for (size_t f = 0; f < diagnosis->fix_count; f++) {
		const struct fix *fix = &diagnosis->fixes[f];
		if (fix->kind == kind && (to == NULL || (fix->to != NULL && strcmp(fix->to, to) == 0)))
			return true;
	}
	return false;
}

/* The first cause of the paste. */
static struct diagnosis first_cause(const struct kb *kb, const char *paste)
{
	struct diagnosis list[DIAGNOSES_MAX] = {0};
	struct strbuf text;

	strbuf_init(&text, 4096);
	read_text(paste);
	assert_true(dialogue_diagnose(kb, &dialogue, &(struct symptom){0}, &text, list) > 0);
	strbuf_finish(&text);
	return list[0];
}

static void what_the_paste_shows_as_tried_is_no_fix(void **state)
{
	struct kb *kb = kb_create("en", (const char *const[]){NULL});
	struct diagnosis first;

	(void)state;
	first = first_cause(
	    kb, "connecting to mail.shop.example port 587\n220 mail.shop.example ESMTP\nEHLO me\n"
		"250-mail.shop.example\n250-STARTTLS\n250 AUTH PLAIN\nAUTH PLAIN AGEAYg==\n235 ok\n"
		"MAIL FROM:<anna@shop.example>\n250 ok\nRCPT TO:<b@far.example>\n"
		"554 5.7.1 <b@far.example>: Relay access denied\n");
	assert_string_equal(first.id, "relay-denied");
	assert_false(offers_fix(&first, ACTION_AUTHENTICATE, NULL));
	assert_false(offers_fix(&first, ACTION_PORT, "587"));
	assert_false(offers_fix(&first, ACTION_TLS_MODE, NULL));
	first = first_cause(
	    kb, "220 mail.shop.example ESMTP\nEHLO me\n250-mail.shop.example\n250 AUTH PLAIN LOGIN\n"
		"AUTH PLAIN AGEAYg==\n504 5.5.4 Unrecognized authentication type\n");
	assert_string_equal(first.id, "mechanism-unsupported");
	assert_false(offers_fix(&first, ACTION_MECHANISM, "PLAIN"));
	assert_true(offers_fix(&first, ACTION_MECHANISM, "LOGIN"));
	first =
	    first_cause(kb, "220 mail.shop.example ESMTP\nEHLO me\n250-mail.shop.example\n250 AUTH PLAIN\n"
			    "AUTH PLAIN AGEAYg==\n504 5.5.4 Unrecognized authentication type\n");
	assert_false(offers_fix(&first, ACTION_MECHANISM, NULL));
	first = first_cause(kb, "Connecting to smtp.shop.example:465 failed: Connection refused");
	assert_string_equal(first.id, "port-closed");
	assert_true(offers_fix(&first, ACTION_PORT, "587"));
	assert_false(offers_fix(&first, ACTION_PORT, "465"));
	kb_destroy(kb);
}

static void assert_no_way_there(const struct diagnosis *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t f = 0; f < list[i].fix_count; f++)
			assert_true(list[i].fixes[f].kind != ACTION_SERVER &&
				    list[i].fixes[f].kind != ACTION_TRUST_CERTIFICATE);
	}
}

/* What a program says of the certificate of a provider's host is said of somebody who stands in between. */
static void certificate_of_another_at_a_providers_host_shows_who_answers(void **state)
{
	static const char *const pastes[] = {
	    "x509: certificate is valid for *.hoster.example, hoster.example, not smtp.office365.com",
	    "Peer certificate CN=`*.hoster.example' did not match expected CN=`smtp.gmail.com'",
	    "smtp.gmail.com uses an invalid security certificate. The certificate is only valid for the "
	    "following "
	    "names: *.hoster.example, hoster.example  SSL_ERROR_BAD_CERT_DOMAIN",
	    "connect: ('smtp.gmail.com', 587)\nssl.SSLCertVerificationError: certificate verify failed: "
	    "Hostname "
	    "mismatch, certificate is not valid for 'smtp.gmail.com'. (_ssl.c:1007)",
	};
	struct kb *kb = kb_create("en", (const char *const[]){NULL});
	struct diagnosis list[DIAGNOSES_MAX];
	struct strbuf text;
	size_t count;

	(void)state;
	for (size_t i = 0; i < sizeof pastes / sizeof *pastes; i++) {
		const struct symptom context = {0};
		strbuf_init(&text, 4096);
		read_text(pastes[i]);
		count = dialogue_diagnose(kb, &dialogue, &context, &text, list);
		assert_true(count > 0);
		assert_string_equal(list[0].id, "middlebox-or-port-blocked");
		assert_true(i == 3 || strstr(list[0].signs[0].text, "\"*.hoster.example\"") != NULL);
		assert_no_way_there(list, count);
		strbuf_finish(&text);
	}
	assert_int_equal(
	    count_causes(kb, &(struct symptom){0},
			 "x509: certificate is valid for smtp.gmail.com, not smtp.gmail.com:587"),
	    2);
	kb_destroy(kb);
}

static void refusal_that_was_overcome_does_not_decide(void **state)
{
	(void)state;
	expect("C: EHLO a\nS: 502 no\nC: HELO a\nS: 250 mx\nC: MAIL FROM:<a@example.org>\nS: 250 ok\n"
	       "C: RCPT TO:<b@example.org>\nS: 250 ok\nC: DATA\nS: 354 go\nC: .\nS: 250 2.0.0 Ok: queued as "
	       "1\nC: QUIT\nS: 221 bye",
	       DIALOGUE_WELL, 221, "quit");
}

static void log_that_just_ends_says_where(void **state)
{
	(void)state;
	expect("C: EHLO a\nS: 250-mx\nS: 250 AUTH PLAIN", DIALOGUE_ENDS, 250, "ehlo");
	assert_non_null(strstr(dialogue.offers, "AUTH PLAIN"));
	expect("C: EHLO a\nS: 250 mx\nC: MAIL FROM:<a@example.org>\nConnection reset by peer",
	       DIALOGUE_FAILED, 0, "mail");
}

static void error_of_the_client_decides_without_a_reply(void **state)
{
	(void)state;
	expect("Cannot send message using the server mail.x.test\nThe sender address a@x.test was rejected "
	       "by the "
	       "server mail.x.test.\n",
	       DIALOGUE_FAILED, 0, "mail");
	assert_string_equal(dialogue.error.cause, "sender-not-owned");
	read_text("javax.mail.MessagingException: Could not connect to SMTP host: localhost, port: 25;\n  "
		  "nested exception "
		  "is:\n\tjava.net.ConnectException: Connection refused");
	assert_int_equal(dialogue.outcome, DIALOGUE_FAILED);
	assert_int_equal(dialogue.error.problem, PROBLEM_CONNECT_REFUSED);
	assert_true(dialogue.own_computer);
	assert_int_equal(dialogue.port, 25);
	read_text("dial tcp: lookup smtp.example.org on 10.0.0.53:53: no such host");
	assert_int_equal(dialogue.error.problem, PROBLEM_NO_SUCH_NAME);
	assert_string_equal(dialogue.server.value, "smtp.example.org");
	/* A server that has greeted was reached, whatever the program calls it. */
	expect("220 mx ESMTP\nEHLO a\nERROR: SMTP connect failed\n", DIALOGUE_FAILED, 0, "ehlo");
	assert_int_equal(dialogue.error.problem, PROBLEM_CLOSED);
	expect(
	    "exception 'Zend_Mail_Protocol_Exception' with message 'Address is not verified.' in Smtp.php:9",
	    DIALOGUE_SAID, 0, dialogue.stage.value);
	assert_string_equal(dialogue.reply.lines[0].bytes, "Address is not verified.");
}

static void what_a_window_or_a_format_broke_is_read(void **state)
{
	(void)state;
	expect("Dec 12 01:18:01 mx postfix/smtp[73]: 5E2C09A113: to=<a@example.org>, "
	       "relay=smtp.example.com[192.0.2.\n"
	       "17]:587, dsn=5.0.0, status=bounced (host smtp.example.com[192.0.2.17] said: 550 Sender "
	       "address is no\n"
	       "t allowed. (in reply to MAIL FROM command))\n",
	       DIALOGUE_REFUSED, 550, "mail");
	assert_string_equal(dialogue.reply.lines[0].bytes, "550 Sender address is not allowed.");
	/* Lines of one length that begin alike are lines of a log. */
	expect("#[nas(27)] 20:39:28 SMTPC: received error code. [550] (8000) ERR: delivered nothing.\n"
	       "#[nas(27)] 20:39:28 SMTPC: the connection closed.(801)  ERR: delivered nothing at.\n",
	       DIALOGUE_REFUSED, 550, "");
	expect("15:10 SMTPSVC1 - 0 MAIL - FROM:<a@example.org>\n"
	       "15:13 SMTPSVC1 - 0 - - 550+5.7.60+SMTP;+No+permission+to+send+as+this+sender 0 0 116\n",
	       DIALOGUE_REFUSED, 550, dialogue.stage.value);
	assert_string_equal(dialogue.reply.lines[0].bytes,
			    "550 5.7.60 SMTP; No permission to send as this sender 0 0 116");
}

static void settings_and_local_trouble_are_no_failure_of_mail(void **state)
{
	(void)state;
	expect("[mailer]\nENABLED = true\nSMTP_ADDR = mail.example.org\nSMTP_PORT = 465\n", DIALOGUE_SETTINGS,
	       0, "");
	expect("notify:\n  - name: email\n    platform: smtp\n    timeout: 40\n    starttls: true\n",
	       DIALOGUE_SETTINGS, 0, "");
	expect("sendmail: account default not found: no configuration file available", DIALOGUE_LOCAL, 0, "");
	expect("java.lang.NullPointerException: Cannot invoke \"x.sendTestEmail(java.util.Map)\"\n\tat "
	       "x.Admin.test(Admin.java:998)\n",
	       DIALOGUE_LOCAL, 0, "");
	expect("Message was taken by SMTP\nNow connecting to localhost\nThen LOGIN user by IMAP\nOK\n",
	       DIALOGUE_CALM, 0, "");
	/* A setting that complains, and trouble beside a refusal. */
	expect("host: mail.example.org\nport: 465\nerror: 535 5.7.8 wrong\n", DIALOGUE_REFUSED, 535, "auth");
}

static void numbers_of_clocks_and_web_servers_are_neither_ports_nor_codes(void **state)
{
	(void)state;
	expect("2026-05-13 09:22:31 SMTP ERROR: Failed to connect to server: (0)", DIALOGUE_FAILED, 0,
	       "connect");
	expect("2026-05-13T10:53:22 smtp: Connection refused", DIALOGUE_FAILED, 0, "connect");
	expect(
	    "Completed 500 Internal Server Error in 44ms\nOpenSSL::SSL::SSLError: SSL_connect: unsupported "
	    "protocol (smtp)\n",
	    DIALOGUE_FAILED, 0, "tls");
	expect("SMTP client error: No compatible authentication mechanism was found\nPOST /invite => 400 Bad "
	       "Request\n",
	       DIALOGUE_FAILED, 0, "auth");
}

static void what_is_not_about_mail_is_said_to_be_so(void **state)
{
	(void)state;
	expect("nginx: upstream timed out (110: Connection timed out) while connecting to upstream",
	       DIALOGUE_FOREIGN, 0, "");
	expect("redis 10.0.0.1:6379: connect: connection refused", DIALOGUE_FOREIGN, 0, "");
	/* The name of a host and a path do not make it one of mail. */
	expect("[error] connect() failed (111: Connection refused) while connecting to upstream, server: "
	       "mail.example.org",
	       DIALOGUE_FOREIGN, 0, "");
	expect("kubelet: Failed to pull rule_index \"registry.example/smtp-relay:1\": no such host",
	       DIALOGUE_FOREIGN, 0, "");
	expect("C: APOP jane\nS: -ERR Invalid login or password\n", DIALOGUE_FOREIGN, 0, "");
	expect("IMAP command 'LOGIN' returned an error: NO [AUTHENTICATIONFAILED] no", DIALOGUE_FOREIGN, 0,
	       "");
	expect("[mailer] POST https://api.example.net/messages\n[mailer] Unauthorized (status 401)\n",
	       DIALOGUE_FOREIGN, 0, "");
	/* The log-in data that follows a refused AUTH is no command of its own. */
	expect("AUTH LOGIN\n334 VXNlcm5hbWU6\n501 5.5.2 Cannot decode response\n502 5.5.1 Unrecognized "
	       "command\n",
	       DIALOGUE_REFUSED, 501, "auth");
	/* A web server's log round an error of sending does not take it away. */
	expect("GET / 200\nsmtp: connection refused\nGET / 200\n", DIALOGUE_FAILED, 0, "connect");
}

static void log_in_data_is_not_kept(void **state)
{
	(void)state;
	read_text("C: AUTH PLAIN AGphbmUAc2VjcmV0\nS: 535 no");
	assert_string_equal(dialogue.last_command, "AUTH PLAIN");
	assert_string_equal(dialogue.mechanism.value, "PLAIN");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(stage_is_that_of_the_last_command, begin, forget),
	    cmocka_unit_test_setup_teardown(words_round_a_reply_tell_the_stage, begin, forget),
	    cmocka_unit_test_setup_teardown(numbers_that_are_no_codes_do_not_count, begin, forget),
	    cmocka_unit_test_setup_teardown(empty_quotation_is_no_reply, begin, forget),
	    cmocka_unit_test_setup_teardown(next_log_line_is_no_part_of_the_reply, begin, forget),
	    cmocka_unit_test_setup_teardown(first_refusal_decides_over_what_follows_from_it, begin, forget),
	    cmocka_unit_test_setup_teardown(pipelined_commands_and_conclusions_do_not_hide_the_refusal, begin,
					    forget),
	    cmocka_unit_test_setup_teardown(codes_in_the_clothes_of_a_program_are_read, begin, forget),
	    cmocka_unit_test_setup_teardown(bounce_is_read_as_a_mail_program_shows_it, begin, forget),
	    cmocka_unit_test_setup_teardown(session_in_one_line_is_taken_apart, begin, forget),
	    cmocka_unit_test_setup_teardown(client_that_leaves_tells_what_it_missed, begin, forget),
	    cmocka_unit_test_setup_teardown(guess_about_a_line_of_a_log_is_not_told, begin, forget),
	    cmocka_unit_test_setup_teardown(program_that_speaks_of_itself_shows_no_fault_of_the_server, begin,
					    forget),
	    cmocka_unit_test_setup_teardown(log_goes_on_to_what_ends_well, begin, forget),
	    cmocka_unit_test_setup_teardown(number_between_words_names_no_cause_by_itself, begin, forget),
	    cmocka_unit_test_setup_teardown(number_with_words_of_no_mail_server_names_no_cause, begin,
					    forget),
	    cmocka_unit_test_setup_teardown(certificate_of_another_at_a_providers_host_shows_who_answers,
					    begin, forget),
	    cmocka_unit_test_setup_teardown(what_the_paste_shows_as_tried_is_no_fix, begin, forget),
	    cmocka_unit_test_setup_teardown(refusal_that_was_overcome_does_not_decide, begin, forget),
	    cmocka_unit_test_setup_teardown(log_that_just_ends_says_where, begin, forget),
	    cmocka_unit_test_setup_teardown(error_of_the_client_decides_without_a_reply, begin, forget),
	    cmocka_unit_test_setup_teardown(what_a_window_or_a_format_broke_is_read, begin, forget),
	    cmocka_unit_test_setup_teardown(settings_and_local_trouble_are_no_failure_of_mail, begin, forget),
	    cmocka_unit_test_setup_teardown(numbers_of_clocks_and_web_servers_are_neither_ports_nor_codes,
					    begin, forget),
	    cmocka_unit_test_setup_teardown(what_is_not_about_mail_is_said_to_be_so, begin, forget),
	    cmocka_unit_test_setup_teardown(log_in_data_is_not_kept, begin, forget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
