/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One reply in the clothes of many programs: whatever stands round it, the same code and the same words are
 * read. The formats are those of the programs named beside them; @ stands for the reply.
 */
#include "diagnose/dialogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/strbuf.h"

struct clothes {
	const char *program;
	const char *format;
	const char *stage; /* that must be read from it */
};

static const struct clothes wardrobe[] = {
    {"nodemailer",
     "Error: Mail command failed: @\n    at SMTPConnection._formatError "
     "(/app/lib/smtp-connection/index.js:790:19)\n    at SMTPConnection._actionMAIL "
     "(/app/lib/smtp-connection/index.js:1594:34) {\n  code: 'EENVELOPE',\n  response: '@',\n  responseCode: "
     "550,\n  command: 'MAIL FROM'\n}\n",
     "mail"},
    {"PHPMailer",
     "2026-03-12 10:11:11\tCLIENT -> SERVER: MAIL FROM:<a@example.org>\n2026-03-12 10:11:12\tSERVER -> "
     "CLIENT: "
     "@\n2026-03-12 10:11:12\tSMTP ERROR: MAIL FROM command failed: @\nSMTP Error: Could not connect to SMTP "
     "host.\n",
     "mail"},
    {"PHPMailer in one line",
     "2026-03-12 10:11:11 SERVER -> CLIENT: 250 ok 2026-03-12 10:11:11 CLIENT -> SERVER: MAIL "
     "FROM:<a@example.org> 2026-03-12 10:11:12 SERVER -> CLIENT: @\n",
     "mail"},
    {"Swift Mailer",
     "Expected response code 250 but got code \"550\", with message \"@\"\n in "
     "/srv/Swift/Transport/AbstractSmtpTransport.php:457\n#0 "
     "/srv/Swift/Transport/AbstractSmtpTransport.php(341): "
     "Swift_Transport_AbstractSmtpTransport->assertResponseCode('550 We d...', Array)\n#1 "
     "/srv/Swift/Transport/EsmtpTransport.php(272): "
     "Swift_Transport_AbstractSmtpTransport->executeCommand('MAIL FROM:<a@ex...', Array)\n",
     "mail"},
    {"Symfony",
     "[2026-03-12 10:11:12] production.ERROR: Expected response code \"250\" but got code \"550\", with "
     "message "
     "\"@\". {\"exception\":\"[object] "
     "(Symfony\\\\Component\\\\Mailer\\\\Exception\\\\TransportException(code: "
     "550): Expected response code \\\"250\\\" but got code \\\"550\\\")\"}\n",
     ""},
    {"JavaMail",
     "com.sun.mail.smtp.SMTPSendFailedException: @\n\n\tat "
     "com.sun.mail.smtp.SMTPTransport.issueSendCommand(SMTPTransport.java:2202)\n\tat "
     "com.sun.mail.smtp.SMTPTransport.mailFrom(SMTPTransport.java:1687)\n",
     "mail"},
    {"JavaMail, cut off", "com.sun.mail.smtp.SMTPSendFailedException: @\n", ""},
    {"Postfix",
     "Mar 12 10:11:12 mail postfix/smtp[4211]: 4F3A1C02: to=<b@example.net>, "
     "relay=mx.example.net[192.0.2.7]:25, "
     "delay=1.2, dsn=5.0.0, status=bounced (host mx.example.net[192.0.2.7] said: @ (in reply to MAIL FROM "
     "command))\nMar 12 10:11:12 mail postfix/qmgr[99]: 4F3A1C02: removed\n",
     "mail"},
    {"mailq",
     "4F3A1C02     1421 Thu Mar 12 10:11:12  a@example.org\n(host mx.example.net[192.0.2.7] said: @ (in "
     "reply to "
     "MAIL FROM command))\n                                         b@example.net\n",
     "mail"},
    {"Exim",
     "2026-03-12 10:11:12 1abcDE-0004Gh-Ij ** b@example.net R=dnslookup T=remote_smtp H=mx.example.net "
     "[192.0.2.7]: SMTP error from remote mail server after MAIL FROM:<a@example.org>: @\n2026-03-12 "
     "10:11:12 "
     "1abcDE-0004Gh-Ij Completed\n",
     "mail"},
    {"bounce of Exim",
     "A message that you sent could not be delivered to one or more of its\nrecipients. The following "
     "address(es) failed:\n\n  b@example.net\n    host mx.example.net [192.0.2.7]\n    SMTP error from "
     "remote "
     "mail server after MAIL FROM:<a@example.org>:\n    @\n",
     "mail"},
    {"OpenSMTPD",
     "Mar 12 10:11:12 relay smtpd[421]: 7a8b mta delivery evpid=1f from=<a@example.org> to=<b@example.net> "
     "rcpt=<-> relay=\"192.0.2.7 (mx)\" delay=1s result=\"PermFail\" stat=\"@\"\n",
     ""},
    {"Exchange",
     "451 4.4.0 Primary target IP address responded with: \"@.\" Attempted failover to alternate host, but "
     "that "
     "did not succeed.\n",
     ""},
    {"Roundcube", "SMTP Error (550): Failed to set sender \"a@example.org\" (We do not like this).\n",
     "mail"},
    {"swaks", " -> MAIL FROM:<a@example.org>\n<** @\n -> QUIT\n<-  221 bye\n", "mail"},
    {"curl in a container",
     "mail-1  | 2026-03-12T10:11:12.345Z > MAIL FROM:<a@example.org>\nmail-1  | 2026-03-12T10:11:12.345Z < "
     "@\nmail-1  | 2026-03-12T10:11:12.345Z > QUIT\n",
     "mail"},
    {"smtp-server",
     "[2026-03-12 10:11:12] DEBUG: [wMTJj9/pXmX7] C: MAIL FROM:<a@example.org>\n[2026-03-12 10:11:12] DEBUG: "
     "[wMTJj9/pXmX7] S: @\n[2026-03-12 10:11:12] INFO: [wMTJj9/pXmX7] Connection closed to [127.0.0.1]\n",
     "mail"},
    {"Stalwart",
     "2026-03-12T10:11:12Z INFO Message rejected by remote server queueId = 123, causedBy = Unexpected SMTP "
     "response { code = 550, reason = \"We do not like this\" }\n",
     ""},
    {"PEAR",
     "Unable to email via SMTP: [SMTP: Invalid response code received from server (code: 550, response: We "
     "do "
     "not like this)]\n",
     ""},
    {"quoted mail", "> 220 mx.example.net\n> MAIL FROM:<a@example.org>\n> @\n> QUIT\n", "mail"},
    {"marked as code", "`MAIL FROM:<a@example.org>`\n`@`\n`QUIT`\n`221 bye`\n", "mail"},
    {"page of the web", "<p>It could not be sent:<br>\n@<br>\n</p>\n", ""},
    {"Roundcube, the code last",
     "[12-Mar-2026 10:11:12 +0100]: <ab> SMTP Error: Failed to set sender 'a@example.org'. We do not like "
     "this "
     "(Code: 550) in /usr/share/roundcube/rcube.php on line 1595 (POST /?_task=mail&_action=send)\n",
     "mail"},
    {"qmail's log",
     "@400000005f1a2b3c delivery 45: failure: "
     "192.0.2.7_failed_after_I_sent_the_message./Remote_host_said:_550_We_do_not_like_this/\n",
     ""},
    {"MailCore",
     "Error Domain=MCOErrorDomain Code=5 \"No.\" UserInfo={MCOSMTPResponseCodeKey=550, "
     "MCOSMTPResponseKey=We do not like this}\n",
     ""},
    {"KumoMTA",
     "{\"type\": \"Bounce\", \"response\": {\"code\": 550, \"enhanced_code\": {\"class\": 5, \"subject\": "
     "7}, "
     "\"content\": \"We do not like this\", \"command\": \"MAIL FROM:<a@example.org>\"}}\n",
     "mail"},
    {"trace of Microsoft 365", "Reason: [{LED=@};{MSG=};{FQDN=mx.example.net};{IP=192.0.2.7}]\n", ""},
    {"Sidekiq",
     "2026-03-12T10:11:12.782Z 501 TID-1u577 INFO: fail: 30 sec\n2026-03-12T10:11:12.782Z 501 TID-1u577 "
     "WARN: "
     "Net::SMTPFatalError: @\n",
     ""},
    {"lettre", "Error { kind: Permanent(550), source: \"We do not like this\" }\n", ""},
    {"links of a web page",
     "Error: Message failed: [5](https://example.org/job/2#step:3:5)50 We do not like this\n", ""},
    {"Outlook Express in Czech",
     "Server: 'mail.example.org', Protokol: SMTP, Odpov\xc4\x9b\xc4\x8f serveru: '@', Port: 25, "
     "Zabezpe\xc4\x8d"
     "en\xc3\xad (SSL): Ne, Chyba serveru: 550\n",
     ""},
    {"log of a web server",
     "app-1  | smtp: MAIL FROM:<a@example.org>: @\napp-1  | 203.0.113.228 'PUT /api/v3/invite HTTP/1.1' 400 "
     "29 '\n",
     "mail"},
};

static void dress(struct strbuf *out, const char *format, const char *reply)
{
	for (; *format != '\0'; format++) {
		bool at = *format == '@' && strncmp(format, "@example", 8) != 0;
		if (at)
			strbuf_adds(out, reply);
		else
			strbuf_addc(out, *format);
	}
}

static void same_reply_is_read_in_all_clothes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof wardrobe / sizeof *wardrobe; i++) {
		struct dialogue dialogue;
		struct strbuf text;
		strbuf_init(&text, 64 * 1024);
		dress(&text, wardrobe[i].format, "550 We do not like this");
		dialogue_init(&dialogue);
		dialogue_read(&dialogue, text.data, text.len);
		print_message("# %s\n", wardrobe[i].program);
		assert_string_equal(dialogue_outcome_id(dialogue.outcome), "refused");
		assert_int_equal(dialogue.reply.line_count, 1);
		assert_int_equal(dialogue.reply.code, 550);
		assert_memory_equal(dialogue.reply.lines[0].bytes, "550 We do not like this", 23);
		assert_string_equal(dialogue.stage.value, wardrobe[i].stage);
		dialogue_finish(&dialogue);
		strbuf_finish(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(same_reply_is_read_in_all_clothes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
