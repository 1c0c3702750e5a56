/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What addresses and settings beside an error tell of the connection. */
#include <string.h>

#include "base/text.h"
#include "diagnose/dialogue_hints.h"
#include "diagnose/reply_lines.h"

enum { ADDRESS_LINE_MAX = 2000, GARBAGE_MIN = 6 };

static bool is_hex(char c)
{
	return text_is_digit(c) || (text_lower(c) >= 'a' && text_lower(c) <= 'f');
}

/* "2001:db8::25" begins at `text`; no time of day, and no name of a class. */
static bool is_ipv6_at(const char *text, size_t len)
{
	size_t colons = 0, digits = 0, end = 0;
	bool doubled = false;

	for (; end < len && (is_hex(text[end]) || text[end] == ':'); end++) {
		doubled = doubled || (text[end] == ':' && end > 0 && text[end - 1] == ':');
		digits += colons == 0 && text_is_digit(text[end]);
		colons += text[end] == ':';
	}
	return text[0] != ':' && digits > 0 && (doubled || colons > 6) &&
	       !(end < len && text_is_alpha(text[end]));
}

/* "192.0.2.7" begins at `text`. */
static bool is_ipv4_at(const char *text, size_t len)
{
	size_t parts = 0, digits = 0, end = 0;

	for (; end < len && (text_is_digit(text[end]) || (text[end] == '.' && digits > 0)); end++) {
		parts += text[end] == '.';
		digits = text[end] == '.' ? 0 : digits + 1;
		if (digits > 3 || parts > 3)
			return false;
	}
	return parts == 3 && digits > 0;
}

/* One of two kinds of address stands in the line. */
static bool holds_address(const char *line, size_t len, bool (*is_at)(const char *text, size_t len))
{
	for (size_t at = 0; at < len; at++) {
		bool inside = at > 0 && (text_is_alpha(line[at - 1]) || text_is_digit(line[at - 1]) ||
					 strchr(".:", line[at - 1]) != NULL);
		if (text_is_digit(line[at]) && !inside && is_at(line + at, len - at))
			return true;
	}
	return false;
}

bool hints_only_ipv6(const char *text, size_t len)
{
	static const char *const failures[] = {"unreach",  "timed out", "timeout", "etimedout",
					       "no route", "refused",   NULL};
	size_t at = 0, line_len;
	const char *line;
	bool found = false;

	while (reply_lines_next(text, len, &at, &line, &line_len)) {
		line_len = line_len < ADDRESS_LINE_MAX ? line_len : ADDRESS_LINE_MAX;
		if (!hints_has_any(line, line_len, failures))
			continue;
		if (holds_address(line, line_len, is_ipv4_at))
			return false;
		found = found || holds_address(line, line_len, is_ipv6_at);
	}
	return found;
}

bool hints_ipv4_works(const char *text, size_t len)
{
	static const char *const words[] = {"connected", "connection established", NULL};
	size_t at = 0, line_len;
	const char *line;

	while (reply_lines_next(text, len, &at, &line, &line_len)) {
		line_len = line_len < ADDRESS_LINE_MAX ? line_len : ADDRESS_LINE_MAX;
		if (hints_has_any(line, line_len, words) && hints_connects(line, line_len) &&
		    holds_address(line, line_len, is_ipv4_at))
			return true;
	}
	return false;
}

bool hints_begins_plain(const char *text, size_t len)
{
	static const char *const settings[] = {"encryption=tls",
					       "encryption=\"tls\"",
					       "encryption='tls'",
					       "encryption: tls",
					       "'encryption' => 'tls'",
					       "encryption=starttls",
					       "encryption=null",
					       "smtpsecure = 'tls'",
					       "smtpsecure = \"tls\"",
					       "smtpsecure='tls'",
					       "smtp_secure=tls",
					       "smtp_secure: tls",
					       "secure: false",
					       "secure:false",
					       "secure=false",
					       "\"secure\":false",
					       "use_tls = true",
					       "use_tls=true",
					       "starttls.enable=true",
					       "starttls: true",
					       "starttls=true",
					       "starttls = true",
					       "tls_starttls on",
					       "connection to tcp://",
					       "connection to \"tcp://",
					       "enable_starttls_auto: true",
					       "securesocketoptions.starttls",
					       NULL};

	return hints_has_any(text, len < 64 * 1024 ? len : 64 * 1024, settings);
}

bool hints_begins_tls(const char *text, size_t len)
{
	static const char *const settings[] = {"ssl://",
					       "smtps:",
					       "encryption=ssl",
					       "encryption=\"ssl\"",
					       "encryption='ssl'",
					       "encryption: ssl",
					       "'encryption' => 'ssl'",
					       "smtpsecure = 'ssl'",
					       "smtpsecure = \"ssl\"",
					       "smtpsecure='ssl'",
					       "smtpsecure: ssl",
					       "smtp_secure=ssl",
					       "smtp_secure: ssl",
					       "secure: true",
					       "secure:true",
					       "secure=true",
					       "\"secure\":true",
					       "\"secure\": true",
					       "ssl: true",
					       "ssl:true",
					       "ssl=true",
					       "ssl = true",
					       "ssl.enable=true",
					       "ssl.enable: true",
					       "use_ssl=true",
					       "use_ssl = true",
					       "usessl = true",
					       "smtp_ssl",
					       "ssl/tls",
					       "tls_starttls off",
					       "wrappermode",
					       "sslonconnect",
					       "tls: true",
					       "tls=true",
					       NULL};

	return hints_has_any(text, len < 64 * 1024 ? len : 64 * 1024, settings);
}

/* So many characters that could not be decoded, in one line. */
static bool is_garbage(const char *line, size_t len)
{
	size_t count = 0;

	for (size_t at = 0; at + 3 <= len; at++)
		count += memcmp(line + at, "\xef\xbf\xbd", 3) == 0;
	return count >= GARBAGE_MIN;
}

bool hints_tls_bytes(const char *text, size_t len)
{
	static const char *const marks[] = {"\x16\x03", "<16><03>", "^v^c", NULL};
	size_t at = 0, line_len;
	const char *line;

	while (reply_lines_next(text, len, &at, &line, &line_len)) {
		if (hints_has_any(line, line_len < 400 ? line_len : 400, marks) || is_garbage(line, line_len))
			return true;
	}
	return false;
}
