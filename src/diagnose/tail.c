/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts what programs put after a reply. Where the reply begins is not its business. */
#include "diagnose/tail.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

/* Words that begin what a program adds on the same line. */
static const char *const additions[] = {
    "(in reply to ", "', Port",     "', Secure(",   "', Server Error", "; from=<", "; helo=<",
    "' errormsg=",   "' exitcode=", "\" exitcode=", "\" command=",     "};{",      "; chained exception is",
    "\" (code: "};

static bool is_closer(char c)
{
	return strchr(" \t\r'\"`,;)]}>", c) != NULL;
}

static bool is_quote(char c)
{
	return c == '\'' || c == '"' || c == '`';
}

/* (550, b'text', 'user@example.com') and {"response":"text","code":550}: begins another member at `text`? */
static bool begins_member(const char *text, size_t len)
{
	const char *rest;
	size_t gap;

	if (len < 5 || (text[0] != '\'' && text[0] != '"') || text[1] != ',')
		return false;
	gap = text[2] == ' ' ? 3 : 2;
	if (text[gap] != text[0])
		return false;
	rest = text + gap + 1;
	len -= gap + 1;
	return text[0] == '\'' ? memchr(rest, '@', len) != NULL || len < 4
			       : text_is_alpha(rest[0]) && memmem(rest, len, "\":", 2) != NULL;
}

/* "', Port: 25, Secure(SSL): No, Server Error: 550": what Outlook Express and its heirs add, in any language.
 * Where that begins; len: nowhere. */
static size_t find_settings(const char *text, size_t len)
{
	const char *secure = memmem(text, len, "(SSL)", 5);
	const char *comma = secure != NULL ? memrchr(text, ',', (size_t)(secure - text)) : NULL;
	const char *port = comma != NULL ? memrchr(text, ',', (size_t)(comma - text)) : NULL;

	return port != NULL && text_is_digit(comma[-1]) ? (size_t)(port - text) : len;
}

static size_t without_additions(const char *text, size_t len)
{
	len = find_settings(text, len);
	for (size_t i = 0; i < sizeof additions / sizeof additions[0]; i++) {
		const char *found = memmem(text, len, additions[i], strlen(additions[i]));
		if (found != NULL && found > text)
			len = (size_t)(found - text);
	}
	for (size_t at = 1; at + 4 < len; at++) {
		if (begins_member(text + at, len - at))
			return at;
	}
	return len;
}

size_t trim_log_suffix(const char *text, size_t len)
{
	size_t end;
	size_t quote;

	len = without_additions(text, len);
	while (len > 0 && strchr(" \t\r'\"`,;}", text[len - 1]) != NULL)
		len--;
	end = len;
	if (end > 1 && text[end - 1] == '.' && is_closer(text[end - 2]))
		end--; /* the sentence's full stop, after the quotation */
	quote = end;
	while (end > 0 && is_closer(text[end - 1])) {
		end--;
		if (is_quote(text[end]))
			quote = end;
	}
	len = quote < len && is_quote(text[quote]) ? quote : len;
	while (len > 0 && strchr(" \t\r'\"`,;}", text[len - 1]) != NULL)
		len--;
	return len;
}
