/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words that begin a session, that make one refusal follow from another, and that say how it went on. */
#include "diagnose/dialogue_hints.h"

#include <string.h>

#include "base/intl.h"
#include "base/text.h"
#include "diagnose/reply_lines.h"

const char *hints_find_words(const char *text, size_t len, const char *words)
{
	size_t count = strlen(words);

	for (size_t at = 0; at + count <= len; at++) {
		size_t i = 0;
		while (i < count && text_lower(text[at + i]) == words[i])
			i++;
		if (i == count)
			return text + at;
	}
	return NULL;
}

bool hints_has_any(const char *text, size_t len, const char *const *words)
{
	for (size_t i = 0; words[i] != NULL; i++) {
		if (hints_find_words(text, len, words[i]) != NULL)
			return true;
	}
	return false;
}

bool hints_connects(const char *line, size_t len)
{
	static const char *const words[] = {"connected to ",
					    "* trying ",
					    "=== trying ",
					    "connecting to ",
					    "connected(",
					    "connection: opening to",
					    "connection established",
					    "trying to connect",
					    "opening connection",
					    "connect to ",
					    "mta connecting",
					    NULL};
	static const char *const failures[] = {"fail",      "refused", "timed out", "timeout",        "error",
					       "could not", "cannot",  "unable",    "tls connection", NULL};

	len = len < 300 ? len : 300;
	return hints_has_any(line, len, words) && !hints_has_any(line, len, failures);
}

bool hints_want_login(const char *text, size_t len)
{
	static const char *const words[] = {"authenticat", "log in", "login",         "logged in",
					    "relay",       "auth ",  "access denied", "client host rejected",
					    NULL};

	return hints_has_any(text, len < 1000 ? len : 1000, words);
}

bool hints_want_tls(const char *text, size_t len)
{
	static const char *const words[] = {"starttls", "encrypt", "tls", "ssl", "secure", NULL};

	return hints_has_any(text, len < 1000 ? len : 1000, words);
}

bool hints_want_recipient(const char *text, size_t len)
{
	static const char *const words[] = {"no valid recipient",
					    "no recipient",
					    "valid rcpt",
					    "need rcpt",
					    "need recipient",
					    "rcpt commands were rejected",
					    "rcpt command expected",
					    "rcpt first",
					    NULL};

	return hints_has_any(text, len < 1000 ? len : 1000, words);
}

bool hints_accepted(const char *text, size_t len)
{
	static const char *const words[] = {"queued",
					    "message accepted",
					    "accepted for delivery",
					    "ok id=",
					    "2.6.0",
					    "mail accepted",
					    "2.0.0 ok",
					    NULL};

	return len > 3 && memcmp(text, "250", 3) == 0 && hints_has_any(text, len < 1000 ? len : 1000, words);
}

/* What may be a mail address from its first byte on: how long it is. */
static size_t address_run(const char *text, size_t len)
{
	size_t end = 0;

	while (end < len && text[end] != '\0' &&
	       (text_is_alpha(text[end]) || text_is_digit(text[end]) || strchr("._+-@", text[end]) != NULL))
		end++;
	return end;
}

/* The first mail address in the line at `at`; its length, 0: there is none. */
static size_t find_address(const char *text, size_t len, size_t at, const char **ret_address)
{
	const char *end;

	while (at > 0 && text[at - 1] != '\n')
		at--;
	end = memchr(text + at, '\n', len - at);
	len = end != NULL ? (size_t)(end - text) : len;
	while (at < len) {
		size_t run = address_run(text + at, len - at);
		*ret_address = text + at;
		if (memchr(text + at, '@', run) != NULL)
			return run;
		at += run > 0 ? run : 1;
	}
	return 0;
}

bool hints_sent(const char *line, size_t len)
{
	static const char *const words[] = {"status=sent", "stat=sent", " c=\"250 ", NULL};

	return hints_has_any(line, len, words);
}

/* Where a program says that it succeeded after all; 0: nowhere, or it had given up before. */
static size_t find_success(const char *text, size_t len, size_t at)
{
	static const char *const words[] = {"delivery successful", "successfully delivered",
					    "sent successfully", "successfully sent", NULL};
	static const char *const failures[] = {"unable to send", "could not send", "failed to send",
					       "not sent",       "not be sent",    NULL};

	for (size_t i = 0; words[i] != NULL; i++) {
		const char *found = hints_find_words(text + at, len - at, words[i]);
		if (found != NULL)
			return hints_has_any(text + at, (size_t)(found - text) - at, failures)
				   ? 0
				   : (size_t)(found - text);
	}
	return 0;
}

size_t hints_delivered_later(const char *text, size_t len, size_t at)
{
	const char *address, *line;
	size_t line_len, used = find_address(text, len, at, &address);

	if (used == 0)
		return find_success(text, len, at);
	at = (size_t)(address - text);
	while (reply_lines_next(text, len, &at, &line, &line_len)) {
		if (memmem(line, line_len, address, used) != NULL && hints_sent(line, line_len))
			return (size_t)(line - text);
	}
	return 0;
}

bool hints_prompt(const char *text, size_t len)
{
	size_t at = 0, line_len;
	const char *line;

	while (reply_lines_next(text, len, &at, &line, &line_len)) {
		if (line_len > 6 && ((memcmp(line, "PS ", 3) == 0 && memcmp(line + 4, ":\\", 2) == 0) ||
				     memcmp(line, "$ ", 2) == 0))
			return true;
	}
	return false;
}

/* {"status":"400",... in Base64, as it begins with either spelling. */
bool hints_refuses(const char *text, size_t len)
{
	return len > 12 && memcmp(text, "334 eyJ", 7) == 0;
}

bool hints_final_status(const char *text, size_t len, size_t at)
{
	static const char *const words[] = {"status=deferred", "status=bounced", "result=permfail",
					    "result=tempfail", NULL};
	size_t start = at, end = at;

	while (start > 0 && at - start < 1000 && text[start - 1] != '\n')
		start--;
	while (end < len && end - at < 1000 && text[end] != '\n')
		end++;
	return hints_has_any(text + start, end - start, words);
}
