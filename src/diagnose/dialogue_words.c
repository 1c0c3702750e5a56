/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words without a reply: settings, a log that complains of something or not, or nothing about mail at all. */
#include <string.h>

#include "base/text.h"
#include "diagnose/client_error.h"
#include "diagnose/dialogue_hints.h"
#include "diagnose/fold.h"
#include "diagnose/log_line.h"
#include "diagnose/reply_lines.h"

enum { COMPLAINT_LINES_MIN = 3, SETTINGS_LINES_MIN = 3, LOG_PREFIX_MIN = 8 /* bytes: a time */ };

static const char *const complaints[] = {
    "error",     "fail",   "exception", "denied", "refused", "reject", "invalid", "cannot",       "unable",
    "could not", "fehler", "erreur",    "erro",   "ошибк",   "失败",   "错误",    "unexpectedly", NULL};

/* A time in front, or logfmt ("ts=2024-02-01T09:00:00Z level=warn"). */
static bool is_logged(const char *line, size_t len)
{
	static const char *const members[] = {" level=", " lvl=", NULL};

	return log_line_prefix(line, len) >= LOG_PREFIX_MIN ||
	       hints_has_any(line, len < 400 ? len : 400, members);
}

/* More than one reply or one error: some lines, or two that a log wrote. */
static bool is_log(const char *text, size_t len)
{
	size_t lines = 0, logged = 0, at = 0, line_len;
	const char *line;

	while (lines <= COMPLAINT_LINES_MIN && reply_lines_next(text, len, &at, &line, &line_len)) {
		lines++;
		logged += is_logged(line, line_len);
	}
	return lines > COMPLAINT_LINES_MIN || logged > 1;
}

/* "Message sent in 554 ms": where nothing else is said, nothing failed. */
static bool tells_success(const char *text, size_t len)
{
	static const char *const words[] = {
	    "message sent",       "mail sent",   "mails sent",  "messages sent",
	    "emails sent",        "sent in ",    " ok\n",       "success",
	    "erfolgreich",        "auth ok",     "took ",       "delivered to",
	    "envoy\xc3\xa9 avec", "enviado con", "enviada com", NULL};

	return hints_has_any(text, len, words);
}

bool hints_complaint(const char *text, size_t len, size_t *ret_start, size_t *ret_end)
{
	static const char *const frames[] = {"  at ", "\tat ", "file \"", "traceback", "raise ", NULL};
	size_t at = 0, line_len;
	const char *line;
	bool log = is_log(text, len), found = false;

	*ret_start = 0;
	*ret_end = len;
	while (log && reply_lines_next(text, len, &at, &line, &line_len)) {
		size_t seen = line_len < 2000 ? line_len : 2000;
		if (!hints_has_any(line, seen, complaints) || hints_has_any(line, seen, frames) ||
		    client_line_elsewhere(line, seen))
			continue;
		*ret_start = (size_t)(line - text);
		*ret_end = *ret_start + line_len;
		found = true;
	}
	return found || (!log && (hints_complains(text, len) || !tells_success(text, len)));
}

/* "key = value", "key: value", "[section]", "- item", "# remark". */
static bool is_setting(const char *line, size_t len)
{
	size_t end = 0;

	while (len > 0 && strchr(" \t\"'", line[0]) != NULL)
		line++, len--;
	if (len > 1 && (strchr("#;", line[0]) != NULL || (line[0] == '[' && line[len - 1] == ']') ||
			(line[0] == '-' && line[1] == ' ')))
		return true;
	while (end < len &&
	       (text_is_alpha(line[end]) || text_is_digit(line[end]) || strchr("_.-", line[end]) != NULL))
		end++;
	if (end < 2)
		return false;
	while (end < len && strchr(" \t\"'", line[end]) != NULL)
		end++;
	return end < len && (line[end] == '=' || line[end] == ':');
}

bool hints_complains(const char *text, size_t len)
{
	for (size_t i = 0; complaints[i] != NULL; i++) {
		size_t used = strlen(complaints[i]);
		const char *at = hints_find_words(text, len, complaints[i]);
		while (at != NULL && at + used < text + len && at[used] == '_')
			at = hints_find_words(at + used, len - (size_t)(at + used - text), complaints[i]);
		if (at != NULL)
			return true;
	}
	return false;
}

bool hints_program_speaks(const char *text, size_t len)
{
	static const char *const marks[] = {
	    "exception", "error:", "error]",   ".php",   ".js",    ".py",  ".rb",  ".go:",  ".sh", "()",
	    "0x80",      "task '", "process ", "fehler", "erreur", "erro", "错误", "ошибк", NULL};

	return hints_has_any(text, len, marks);
}

/* "2026-03-12T10:11:12 ...", but not "[mailer]". */
static bool is_timed(const char *line, size_t len)
{
	size_t prefix = log_line_prefix(line, len), digits = 0;

	for (size_t i = 0; i < prefix; i++)
		digits += text_is_digit(line[i]);
	return prefix >= LOG_PREFIX_MIN && digits >= 4;
}

bool hints_are_settings(const char *text, size_t len)
{
	size_t at = 0, lines = 0, line_len;
	const char *line;

	if (hints_complains(text, len))
		return false;
	while (reply_lines_next(text, len, &at, &line, &line_len)) {
		if (line_len == 0)
			continue;
		if (is_timed(line, line_len) || !is_setting(line, line_len))
			return false;
		lines++;
	}
	return lines >= SETTINGS_LINES_MIN;
}

/* "535 tests passed, 0 failed": a number and what it counts; no reply begins so. */
static bool counts_things(const struct piece *reply)
{
	size_t len, end = 1;
	const char *text = piece_text(reply, &len);

	while (end < len && text[end] >= 'a' && text[end] <= 'z')
		end++;
	return len > 4 && text[0] == ' ' && end > 4 && end < len && text[end] == ' ' && text[end - 1] == 's';
}

bool hints_mere_number(const struct piece *reply, const char *text, size_t len)
{
	static const char *const speakers[] = {
	    "server",  "said",    "says", "reply",     "response", "smtp",   "code",    "host",
	    "antwort", "closing", "user", "account",   "password", "login",  "log in",  "authent",
	    "service", "session", "tls",  "try again", "policy",   "access", "channel", NULL};

	if (reply->enhanced[0] != '\0' || reply->more || reply->len < 5)
		return false;
	if (counts_things(reply) && !hints_complains(text, len))
		return true; /* "552 mails sent today" */
	if (hints_has_any(text, len, speakers) || client_signs_look(text, len).mail)
		return false;
	return !hints_complains(text, len) || (!reply->embedded && counts_things(reply));
}

bool hints_are_foreign(const char *text, size_t len, const struct client_signs *signs)
{
	size_t lines = 0;

	if (signs->protocol)
		return true;
	if (fold_enhanced(text, len) > 0 || signs->mail)
		return false;
	for (size_t at = 0; at < len; at++)
		lines += text[at] == '\n';
	return signs->elsewhere || (lines >= 3 && !signs->named);
}

bool hints_other_program(const struct piece *piece)
{
	return piece->code >= 400 && piece->enhanced[0] == '\0' &&
	       client_program_speaks(piece->line, (size_t)(piece->text - piece->line));
}

bool hints_are_of_other(size_t numbers, const char *text, size_t len, const struct client_signs *signs)
{
	if (!signs->mail)
		return numbers > 0 || client_program_speaks(text, len);
	return numbers > 0 && !hints_complains(text, len);
}

bool hints_other_protocol(const char *text, size_t len)
{
	struct client_signs signs = client_signs_look(text, len);

	return signs.protocol && !signs.mail;
}

bool hints_offers_log_in(const struct piece *piece)
{
	size_t len;
	const char *text = piece_text(piece, &len);

	return len > 6 && (text[0] == '-' || text[0] == ' ') && memcmp(text + 1, "AUTH ", 5) == 0;
}
