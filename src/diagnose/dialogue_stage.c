/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The step of a session that words, codes and traces of calls round a reply give away. */
#include "diagnose/dialogue_hints.h"

#include <string.h>

#include "base/intl.h"
#include "base/text.h"
#include "diagnose/fold.h"

enum { TRACE_MAX = 4000 /* bytes of a trace that are looked at */ };

struct stage_words {
	const char *words;
	enum stage stage;
};

/* What programs say of the step at which they got a reply. The first that is found counts. */
static const struct stage_words spoken[] = {
    {"in reply to mail from", STAGE_MAIL},
    {"in reply to rcpt to", STAGE_RCPT},
    {"in reply to end of data", STAGE_DATA},
    {"in reply to data", STAGE_DATA},
    {"in reply to ehlo", STAGE_EHLO},
    {"in reply to helo", STAGE_EHLO},
    {"in reply to auth", STAGE_AUTH},
    {"in reply to starttls", STAGE_TLS},
    {"after end of data", STAGE_DATA},
    {"after pipelined end of data", STAGE_DATA},
    {"after rcpt to", STAGE_RCPT},
    {"after pipelined rcpt", STAGE_RCPT},
    {"after mail from", STAGE_MAIL},
    {"after pipelined mail", STAGE_MAIL},
    {"after initial connection", STAGE_GREETING},
    {"after ehlo", STAGE_EHLO},
    {"after starttls", STAGE_TLS},
    {"reject: rcpt from", STAGE_RCPT},
    {"reject: mail from", STAGE_MAIL},
    {"reject: data from", STAGE_DATA},
    {"reject: end-of-message", STAGE_DATA},
    {"reject: connect from", STAGE_GREETING},
    {"rejected rcpt", STAGE_RCPT},
    {"rejected mail", STAGE_MAIL},
    {"refused to talk to me", STAGE_GREETING},
    {"initial server greeting", STAGE_GREETING},
    {"smtpsenderrefused", STAGE_MAIL},
    {"smtprecipientsrefused", STAGE_RCPT},
    {"smtpauthenticationerror", STAGE_AUTH},
    {"smtpdataerror", STAGE_DATA},
    {"smtpheloerror", STAGE_EHLO},
    {"smtpconnecterror", STAGE_GREETING},
    {"smtpaddressfailedexception", STAGE_RCPT},
    {"smtpsenderfailedexception", STAGE_MAIL},
    {"authenticationfailedexception", STAGE_AUTH},
    {"authenticationexception", STAGE_AUTH},
    {"password command failed", STAGE_AUTH},
    {"username command failed", STAGE_AUTH},
    {"auth command failed", STAGE_AUTH},
    {"mail from command failed", STAGE_MAIL},
    {"rcpt to command failed", STAGE_RCPT},
    {"data command failed", STAGE_DATA},
    {"data end command failed", STAGE_DATA},
    {"data not accepted", STAGE_DATA},
    {"data writer", STAGE_DATA}, /* Go */
    {"closing the writecloser", STAGE_DATA},
    {"ehlo command failed", STAGE_EHLO},
    {"helo command failed", STAGE_EHLO},
    {"starttls command failed", STAGE_TLS},
    {"initiate starttls", STAGE_TLS},
    {"client was not authenticated", STAGE_MAIL}, /* Exchange, of a 530 */
    {"client not authenticated", STAGE_MAIL},
    {"response code 235", STAGE_AUTH}, /* Swift Mailer, Symfony: what was expected */
    {"response code \"235\"", STAGE_AUTH},
    {"response code 334", STAGE_AUTH},
    {"response code \"334\"", STAGE_AUTH},
    {"response code 354", STAGE_DATA},
    {"response code \"354\"", STAGE_DATA},
    {"response code 220 but got code \"50", STAGE_TLS},
    {"response code \"220\" but got code \"50", STAGE_TLS},
    {"response code 220 but got code \"454", STAGE_TLS},
    {"response code \"220\" but got code \"454", STAGE_TLS},
    {"sasl authentication failed", STAGE_AUTH},
    {"failed to authenticate", STAGE_AUTH},
    {"authentication failed", STAGE_AUTH},
    {"could not authenticate", STAGE_AUTH},
    {"invalid login", STAGE_AUTH},
    {"login failed", STAGE_AUTH},
    {"auth failed", STAGE_AUTH},
    {"auth plain", STAGE_AUTH},
    {"auth login", STAGE_AUTH},
    {"auth cram-md5", STAGE_AUTH},
    {"auth xoauth2", STAGE_AUTH},
    {"method plain", STAGE_AUTH},
    {"method login", STAGE_AUTH},
    {"eauth", STAGE_AUTH},
    {"smtp auth", STAGE_AUTH},
    {"authenticate", STAGE_AUTH},
    {"authentication", STAGE_AUTH},
    {"starttls", STAGE_TLS},
    {"mail failed", STAGE_MAIL},
    {"mail from:", STAGE_MAIL},
    {"mail from", STAGE_MAIL},
    {"mail command", STAGE_MAIL},
    {"set the sender", STAGE_MAIL},
    {"sender", STAGE_MAIL},
    {"from address", STAGE_MAIL},
    {"rcpt to:", STAGE_RCPT},
    {"rcpt to", STAGE_RCPT},
    {"rcpt error", STAGE_RCPT},
    {"rcpt", STAGE_RCPT},
    {"recipient", STAGE_RCPT},
    {"end of data", STAGE_DATA},
    {"data command", STAGE_DATA},
    {"message data", STAGE_DATA},
    {"greeting", STAGE_GREETING},
    {"banner", STAGE_GREETING},
    {"ehlo", STAGE_EHLO},
    {"helo", STAGE_EHLO},
};

/* Where `words` stand, but not as the end of a longer word ("email failed"), nor as a name: "rcpt=<->",
 * "MailSender$", "Sender/default". NULL: nowhere. */
static const char *find_spoken(const char *text, size_t len, const char *words)
{
	size_t used = strlen(words);
	const char *found = hints_find_words(text, len, words);

	while (found != NULL) {
		const char *end = found + used;
		if ((found == text || !text_is_alpha(found[-1])) &&
		    (end == text + len || strchr("=$/", *end) == NULL))
			return found;
		found = hints_find_words(end, (size_t)(text + len - end), words);
	}
	return NULL;
}

static struct hint hint_in(const char *text, size_t len, const char *from)
{
	for (size_t i = 0; i < sizeof spoken / sizeof *spoken; i++) {
		if (find_spoken(text, len, spoken[i].words) != NULL)
			return (struct hint){(int)spoken[i].stage, from};
	}
	return (struct hint){-1, NULL};
}

/* Functions of libraries, in a trace of calls: the step that was under way. */
static const struct stage_words frames[] = {
    {"executecommand('starttls", STAGE_TLS}, /* Swift Mailer, Symfony */
    {"executecommand('ehlo", STAGE_EHLO},
    {"executecommand('helo", STAGE_EHLO},
    {"executecommand('auth", STAGE_AUTH},
    {"executecommand('mail", STAGE_MAIL},
    {"executecommand('rcpt", STAGE_RCPT},
    {"executecommand('data", STAGE_DATA},
    {"executecommand('\\r\\n.", STAGE_DATA},
    {"readgreeting", STAGE_GREETING},
    {"doehlocommand", STAGE_EHLO},
    {"dohelocommand", STAGE_EHLO},
    {"domailfromcommand", STAGE_MAIL},
    {"dorcpttocommand", STAGE_RCPT},
    {"dodatacommand", STAGE_DATA},
    {"_actiongreeting", STAGE_GREETING}, /* nodemailer */
    {"_actionehlo", STAGE_EHLO},
    {"_actionhelo", STAGE_EHLO},
    {"_actionstarttls", STAGE_TLS},
    {"_actionauth", STAGE_AUTH},
    {"_actionmail", STAGE_MAIL},
    {"_actionrcpt", STAGE_RCPT},
    {"_actiondata", STAGE_DATA},
    {"_actionsmtpstream", STAGE_DATA},
    {"smtptransport.mailfrom(", STAGE_MAIL}, /* JavaMail */
    {"smtptransport.rcptto(", STAGE_RCPT},
    {"smtptransport.data(", STAGE_DATA},
    {"smtptransport.finishdata(", STAGE_DATA},
    {"smtptransport.authenticate(", STAGE_AUTH},
    {"smtptransport.starttls(", STAGE_TLS},
    {"smtptransport.ehlo(", STAGE_EHLO},
    {"smtptransport.helo(", STAGE_EHLO},
    {"processmailfromresponse", STAGE_MAIL}, /* MailKit */
    {"processrcpttoresponse", STAGE_RCPT},
    {"onsendernotaccepted", STAGE_MAIL},
    {"onrecipientnotaccepted", STAGE_RCPT},
    {"smtpclient.authenticate", STAGE_AUTH},
    {"mailcommand.checkresponse", STAGE_MAIL}, /* System.Net.Mail */
    {"recipientcommand.checkresponse", STAGE_RCPT},
    {"datacommand.checkresponse", STAGE_DATA},
    {"datastopcommand.checkresponse", STAGE_DATA},
    {"starttlscommand.checkresponse", STAGE_TLS},
    {"ehellocommand.checkresponse", STAGE_EHLO},
    {"in `mailfrom'", STAGE_MAIL}, /* net/smtp of Ruby */
    {"in `rcptto'", STAGE_RCPT},
    {"in `data'", STAGE_DATA},
    {"in `auth_plain'", STAGE_AUTH},
    {"in `auth_login'", STAGE_AUTH},
    {"in `authenticate'", STAGE_AUTH},
    {"in `starttls'", STAGE_TLS},
    {"in `ehlo'", STAGE_EHLO},
};

struct hint hints_lead(const char *text, size_t at)
{
	size_t end = at, start;

	while (end > 0 && strchr(" \t\r\n", text[end - 1]) != NULL)
		end--;
	for (start = end; start > 0 && text[start - 1] != '\n';)
		start--;
	if (end == 0 || text[end - 1] != ':')
		return (struct hint){-1, NULL};
	return hint_in(text + start, end - start, N_("the words before the reply"));
}

struct hint hints_trace(const char *text, size_t len)
{
	const char *first = text + (len < TRACE_MAX ? len : TRACE_MAX);
	struct hint hint = {-1, NULL};

	for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
		const char *found = hints_find_words(text, (size_t)(first - text), frames[i].words);
		if (found != NULL) {
			first = found;
			hint = (struct hint){(int)frames[i].stage, N_("the program's trace")};
		}
	}
	return hint;
}

static int stage_of_code(int code)
{
	switch (code) {
	case 235:
	case 334:
	case 432:
	case 534:
	case 535:
	case 538: return STAGE_AUTH;
	case 220: return STAGE_GREETING;
	case 354: return STAGE_DATA;
	case 221: return STAGE_QUIT;
	default: return -1;
	}
}

static int stage_of_enhanced(const char *enhanced)
{
	static const struct {
		const char *detail; /* after the class */
		enum stage stage;
	} details[] = {{".7.8", STAGE_AUTH},  {".7.9", STAGE_AUTH},   {".7.139", STAGE_AUTH},
		       {".1.1", STAGE_RCPT},  {".1.2", STAGE_RCPT},   {".1.3", STAGE_RCPT},
		       {".1.6", STAGE_RCPT},  {".1.10", STAGE_RCPT},  {".2.1", STAGE_RCPT},
		       {".2.2", STAGE_RCPT},  {".1.7", STAGE_MAIL},   {".1.8", STAGE_MAIL},
		       {".7.57", STAGE_MAIL}, {".7.26", STAGE_DATA},  {".7.515", STAGE_DATA},
		       {".6.0", STAGE_DATA},  {".7.509", STAGE_DATA}, {".3.4", STAGE_MAIL}};

	for (size_t i = 0; enhanced[0] != '\0' && i < sizeof details / sizeof *details; i++) {
		if (strcmp(enhanced + 1, details[i].detail) == 0)
			return details[i].stage;
	}
	return -1;
}

struct hint hints_behind(const char *text, size_t len)
{
	const char *after = hints_find_words(text, len, "(in reply to ");

	if (after == NULL)
		after = hints_find_words(text, len, "command: '");
	if (after == NULL)
		return (struct hint){-1, NULL};
	return hint_in(after, len - (size_t)(after - text), N_("the words after the reply"));
}

/* "421 4.7.0 Try again later, closing connection. (EHLO)": Google names the step. */
static struct hint hint_of_google(const struct piece *piece)
{
	const char *found = hints_find_words(piece->text, piece->len, "closing connection. (ehlo)");

	return found != NULL ? (struct hint){STAGE_EHLO, N_("the words")} : (struct hint){-1, NULL};
}

/* "RCPT TO:<a@b>" => 550 ...: the command stands on the same line. */
static struct hint hint_of_command(const struct piece *piece)
{
	static const struct stage_words commands[] = {{"mail from:", STAGE_MAIL}, {"rcpt to:", STAGE_RCPT}};
	size_t len = (size_t)(piece->text - piece->line);

	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		if (hints_find_words(piece->line, len, commands[i].words) != NULL)
			return (struct hint){(int)commands[i].stage, N_("the words before the reply")};
	}
	return (struct hint){-1, NULL};
}

struct hint hints_stage(const struct piece *piece)
{
	struct hint hint = {stage_of_code(piece->code), N_("the code")};

	if (hint.stage < 0)
		hint = hint_of_google(piece);
	if (hint.stage < 0 && piece->embedded) {
		hint = hints_behind(piece->text, piece->len);
		if (hint.stage < 0)
			hint = hint_in(piece->line, (size_t)(piece->text - piece->line),
				       N_("the words before the reply"));
	}
	if (hint.stage < 0 && !piece->embedded)
		hint = hint_of_command(piece);
	if (hint.stage < 0)
		hint = (struct hint){stage_of_enhanced(piece->enhanced), N_("the enhanced code")};
	if (hint.stage == STAGE_AUTH && (piece->code == 552 || piece->code == 554))
		hint.stage = -1; /* "554 5.7.9 Message not accepted": no log-in is refused so */
	return hint.stage < 0 ? (struct hint){-1, NULL} : hint;
}

struct hint hints_words(const char *text, size_t len)
{
	char enhanced[16] = "";

	for (size_t at = 0; at < len && at < 4096 && enhanced[0] == '\0'; at++) {
		if (text_is_digit(text[at]) && (at == 0 || strchr(" \n#:(", text[at - 1]) != NULL)) {
			size_t count = fold_enhanced(text + at, len - at);
			if (count > 0 && count < sizeof enhanced)
				memcpy(enhanced, text + at, count), enhanced[count] = '\0';
		}
	}
	if (stage_of_enhanced(enhanced) >= 0)
		return (struct hint){stage_of_enhanced(enhanced), N_("the enhanced code")};
	return hint_in(text, len < 4096 ? len : 4096, N_("the words"));
}
