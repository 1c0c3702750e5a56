/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The syntax of a mail address: RFC 5321, 4.1.2 (Mailbox), with UTF-8 as RFC 6531 allows. */
#include "account/syntax.h"

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static bool fail(struct error *error, const char *what, const char *text, const char *reason)
{
	struct strbuf shown;
	strbuf_init(&shown, 4 * SYNTAX_TEXT_MAX);
	text_make_inert(&shown, text, strnlen(text, SYNTAX_ADDRESS_MAX));
	shown.data[text_fit(shown.data, 60)] = '\0';
	error_set(error, ERROR_USAGE, "check a mail address", _("%s \"%s\" is not a mail address: %s."), what,
		  shown.data, reason);
	strbuf_finish(&shown);
	return false;
}

/* End of a quoted string that starts at `text`, after its closing quote; NULL when it never closes. */
static const char *skip_quoted(const char *text)
{
	for (const char *at = text + 1; *at != '\0'; at++) {
		if (*at == '\\' && at[1] != '\0')
			at++;
		else if (*at == '"')
			return at + 1;
	}
	return NULL;
}

const char *syntax_find_at(const char *mailbox)
{
	if (*mailbox == '"') {
		const char *end = skip_quoted(mailbox);
		return end != NULL && *end == '@' ? end : NULL;
	}
	return strchr(mailbox, '@');
}

static bool is_atom_byte(char c)
{
	return text_is_alpha(c) || text_is_digit(c) || (unsigned char)c >= 0x80 ||
	       (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

/* The reason why an unquoted local part is not a dot-string, or NULL. */
static const char *find_dot_string_fault(const char *text, size_t len)
{
	if (len == 0)
		return _("there is nothing before the @");
	if (text[0] == '.' || text[len - 1] == '.')
		return _("the part before the @ starts or ends with a dot");
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '.' && text[i + 1] == '.')
			return _("it has two dots in a row");
		if (text[i] == ' ')
			return _("it contains a space");
		if (text[i] != '.' && !is_atom_byte(text[i]))
			return _("the part before the @ has a character that needs quotes");
	}
	return NULL;
}

static bool check_domain(const char *what, const char *text, const char *domain, struct error *error)
{
	if (*domain == '\0')
		return fail(error, what, text, _("there is nothing after the @"));
	if (strchr(domain, '@') != NULL)
		return fail(error, what, text, _("it has more than one @"));
	if (strchr(domain, ' ') != NULL)
		return fail(error, what, text, _("it contains a space"));
	bool valid = *domain == '[' ? syntax_check_ehlo_name(what, domain, NULL)
				    : strchr(domain, ':') == NULL && syntax_check_host(what, domain, NULL);
	if (!valid || domain[strlen(domain) - 1] == '.')
		return fail(error, what, text, _("what stands after the @ is not a domain name"));
	return true;
}

bool syntax_check_mailbox(const char *what, const char *text, struct error *error)
{
	if (!syntax_check_text(what, text, error))
		return false;
	if (strlen(text) > SYNTAX_ADDRESS_MAX)
		return fail(error, what, text, _("it is longer than 254 bytes"));
	if (*text == '<' || text[strlen(text) - 1] == '>')
		return fail(error, what, text, _("leave out the < and the >, and the name before them"));
	if (text_starts_nocase(text, "mailto:"))
		return fail(error, what, text, _("leave out the \"mailto:\""));
	if (*text == '"' && skip_quoted(text) == NULL)
		return fail(error, what, text, _("the quote at its start is never closed"));
	const char *at = syntax_find_at(text);
	if (at == NULL)
		return fail(error, what, text, _("it has no @"));
	size_t local_len = (size_t)(at - text);
	if (local_len > SYNTAX_LOCAL_MAX)
		return fail(error, what, text, _("the part before the @ is longer than 64 bytes"));
	if (!check_domain(what, text, at + 1, error))
		return false;
	const char *fault = *text == '"' ? NULL : find_dot_string_fault(text, local_len);
	return fault == NULL ? true : fail(error, what, text, fault);
}
