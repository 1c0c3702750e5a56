/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the words of a server stand that a program quotes without their code. */
#include <string.h>

#include "base/text.h"
#include "diagnose/dialogue_hints.h"
#include "diagnose/fold.h"

enum { OWN_WITHIN = 60 /* bytes */ };

/* A program's words, what it names, and what stands between that and the server's words. */
static const struct {
	const char *lead, *until;
} rejections[] = {
    {" rejected rcpt ", ">: "}, /* Exim, which is the server here */
    {" rejected mail ", ">: "},        {" rejected after data: ", NULL},
    {" rejected ehlo or helo ", ": "}, {"the following recipients failed: ", ": "}, /* PHPMailer */
};

size_t hints_rejected_reply(const char *text, size_t len)
{
	for (size_t i = 0; i < sizeof rejections / sizeof *rejections; i++) {
		const char *found = hints_find_words(text, len, rejections[i].lead);
		const char *end, *until = NULL;
		if (found == NULL)
			continue;
		found += strlen(rejections[i].lead);
		end = memchr(found, '\n', (size_t)(text + len - found));
		end = end != NULL ? end : text + len;
		if (rejections[i].until == NULL)
			return (size_t)(found - text);
		until =
		    memmem(found, (size_t)(end - found), rejections[i].until, strlen(rejections[i].until));
		if (until != NULL && until + strlen(rejections[i].until) + 4 < end)
			return (size_t)(until - text) + strlen(rejections[i].until);
	}
	return 0;
}

/* "PDUxMzM5MDEy...": what the log-in asked, in Base64, or "username:". */
static bool is_challenge(const char *text, size_t len)
{
	static const char *const asked[] = {"username:", "password:", "user name"};
	static const char dovecot[] = "(reason unavailable)"; /* what Postfix has when Dovecot gives none */
	size_t upper = 0, lower = 0, end = 0;

	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
		if (len >= 9 && len < 12 && hints_find_words(text, 9, asked[i]) == text)
			return true;
	}
	if (len >= sizeof dovecot - 1 && memcmp(text, dovecot, sizeof dovecot - 1) == 0)
		return true;
	for (;
	     end < len && (text_is_alpha(text[end]) || text_is_digit(text[end]) || strchr("+/=", text[end]));
	     end++) {
		upper += text[end] >= 'A' && text[end] <= 'Z';
		lower += text[end] >= 'a' && text[end] <= 'z';
	}
	return end == len && len >= 16 && len % 4 == 0 && upper > 2 && lower > 2;
}

/* What follows a lead on its line is no server's reason: nothing, a challenge, or the program's own words. */
static bool is_empty(const char *text, size_t len, size_t at)
{
	static const char *const own[] = {"failed to connect", "has timed out", "could not open socket",
					  "could not connect", NULL};
	const char *end = memchr(text + at, '\n', len - at);

	if (text[at - 1] != ' ')
		return false; /* the words may stand on the next line */
	len = end != NULL ? (size_t)(end - text) : len;
	while (at < len && strchr(" \t\r", text[at]) != NULL)
		at++;
	while (len > at && strchr(" \t\r\"'", text[len - 1]) != NULL)
		len--;
	return at == len || is_challenge(text + at, len - at) ||
	       hints_has_any(text + at, len - at < OWN_WITHIN ? len - at : OWN_WITHIN, own);
}

/* "Failed: 5.7.0 Mail relay denied": a reply whose code the program left out; 0: there is none. */
static size_t bare_reply(const char *text, size_t len)
{
	for (size_t at = 2; at + 7 < len && at < 64 * 1024; at++) {
		bool behind_colon = text[at - 1] == ' ' && text[at - 2] == ':';
		size_t used = text[at] != '4' && text[at] != '5' ? 0
			      : behind_colon || strchr("\n'\"", text[at - 1]) != NULL
				  ? fold_enhanced(text + at, len - at)
				  : 0;
		if (used > 0 && text[at + 2] <= '7' && text[at + 3] == '.' && at + used + 2 < len &&
		    text[at + used] == ' ' && !text_is_digit(text[at + used + 1]) &&
		    !is_empty(text, len, at + used + 1))
			return at;
	}
	return 0;
}

/* What stands before the words of a server, in the languages of the programs. */
static const char *const leads[] = {"sasl plain authentication failed: ",
				    "sasl login authentication failed: ",
				    "sasl cram-md5 authentication failed: ",
				    "sasl digest-md5 authentication failed: ",
				    "sasl xoauth2 authentication failed: ",
				    "server response was: ",
				    "server responded: ",
				    "server responded:\n",
				    "the following address(es) failed:",
				    "server replied: ",
				    "server said: ",
				    "server response: ",
				    "response from server: ",
				    "server returned: ",
				    "server answered: ",
				    "remote host said: ",
				    "smtp server error: ",
				    "serverantwort: ",
				    "serverantwort war: ",
				    "réponse du serveur : ",
				    "a répondu :\n",
				    "a répondu : ",
				    "a répondu :",
				    "server antwortete:",
				    "hat geantwortet:",
				    "ha risposto:",
				    "respondió:",
				    "respondeu:",
				    "odpowiedział:",
				    "serwera pocztowego:",
				    "ответил:",
				    "ответ сервера:",
				    "відповів:",
				    "odpověděl:",
				    "svarade:",
				    "svarede:",
				    "antwoordde:",
				    "reageerde met:",
				    "vastasi:",
				    "yanıtı:",
				    "応答:",
				    "応答しました:",
				    "返回消息：",
				    "服务器返回：",
				    "服务器响应：",
				    "伺服器回應：",
				    "respuesta del servidor: ",
				    "risposta del server: ",
				    "resposta do servidor: ",
				    "odpowiedź serwera: ",
				    "mail_protocol_exception' with message '",
				    "mail\\protocol\\exception\\runtimeexception: ",
				    "mail\\protocol\\exception\\runtimeexception(code: 0): ",
				    "smtpreplyerror with message '",
				    NULL};

/* Behind "on 12/6/2007 3:49 PM", where Exchange's own words begin. */
static size_t skip_time(const char *text, size_t at, size_t end)
{
	for (size_t i = at + 1; i + 3 < end; i++) {
		if (text[i] != ':' || !text_is_digit(text[i - 1]) || !text_is_digit(text[i + 1]) ||
		    !text_is_digit(text[i + 2]))
			continue;
		at = i + 3;
		if (end - at > 3 && text[at] == ' ' && text[at + 2] == 'M')
			at += 3;
		break;
	}
	while (at < end && strchr(" \t\r\n", text[at]) != NULL)
		at++;
	return at;
}

/* "The following recipient(s) could not be reached: ... mailbox is full. <srv.example.com #5.2.2>":
 * Exchange's bounce has the code behind its words. Where they begin; 0: it is none. */
static size_t exchange_bounce(const char *text, size_t len)
{
	static const char *const reached[] = {"recipient(s) could not be reached:",
					      "recipient(s) cannot be reached:"};

	for (size_t i = 0; i < sizeof reached / sizeof *reached; i++) {
		const char *found = hints_find_words(text, len, reached[i]);
		size_t at = found != NULL ? (size_t)(found - text) + strlen(reached[i]) : len;
		for (size_t end = at; end + 6 < len; end++) {
			if (text[end] == '#' && fold_enhanced(text + end + 1, len - end - 1) > 0)
				return skip_time(text, at, end);
		}
	}
	return 0;
}

size_t hints_quoted_reply(const char *text, size_t len)
{
	size_t start;

	for (size_t i = 0; leads[i] != NULL; i++) {
		const char *found = hints_find_words(text, len, leads[i]);
		size_t at = found != NULL ? (size_t)(found - text) + strlen(leads[i]) : 0;
		if (found != NULL && !is_empty(text, len, at))
			return at;
	}
	start = hints_rejected_reply(text, len);
	if (start == 0)
		start = exchange_bounce(text, len);
	return start > 0 ? start : bare_reply(text, len);
}
