/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Checks of typed values. Knows syntax only: whether a name exists or a mechanism works is for others
 * to find out.
 */
#include "account/syntax.h"

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

enum { QUOTE_COLUMNS = 60, MECHANISM_MAX = 20 };

static const char *const check_operation = "check what was typed";

/* Fails with a sentence: what, the text (inert and shortened), and what is wrong with it. */
static bool fail_about(struct error *error, const char *what, const char *text, const char *reason)
{
	struct strbuf shown;
	strbuf_init(&shown, 4 * SYNTAX_TEXT_MAX);
	text_make_inert(&shown, text, strnlen(text, SYNTAX_TEXT_MAX));
	size_t fit = text_fit(shown.data, QUOTE_COLUMNS);
	bool whole = fit == shown.len;
	shown.data[fit] = '\0';
	error_set(error, ERROR_USAGE, check_operation, _("%s \"%s%s\" %s."), what, shown.data,
		  whole ? "" : "...", reason);
	strbuf_finish(&shown);
	return false;
}

static bool is_control(uint32_t point)
{
	return point < 0x20 || (point >= 0x7f && point < 0xa0) || point == 0x2028 || point == 0x2029;
}

bool syntax_check_text(const char *what, const char *text, struct error *error)
{
	if (text == NULL || *text == '\0')
		return error_set(error, ERROR_USAGE, check_operation, _("%s must not be empty."), what);
	size_t len = strnlen(text, SYNTAX_TEXT_MAX + 1);
	if (len > SYNTAX_TEXT_MAX)
		return error_set(error, ERROR_LIMIT, check_operation, _("%s is longer than %d bytes."), what,
				 SYNTAX_TEXT_MAX);
	for (size_t at = 0; at < len;) {
		uint32_t point;
		size_t step = text_decode(text + at, len - at, &point);
		if (step == 0)
			return fail_about(error, what, text, _("is not valid UTF-8"));
		if (is_control(point))
			return fail_about(error, what, text,
					  _("has a line break or control character in it"));
		at += step;
	}
	return true;
}

static bool is_ipv4(const char *text)
{
	struct in_addr address;
	return inet_pton(AF_INET, text, &address) == 1;
}

static bool is_ipv6(const char *text)
{
	struct in6_addr address;
	return inet_pton(AF_INET6, text, &address) == 1;
}

static bool is_name_byte(char c)
{
	return text_is_alpha(c) || text_is_digit(c) || c == '-' || c == '_' || (unsigned char)c >= 0x80;
}

static bool label_is_numeric(const char *label, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!text_is_digit(label[i]))
			return false;
	return len > 0;
}

/* What keeps one label from being part of a host name, or NULL. */
static const char *find_label_fault(const char *label, size_t len)
{
	if (len == 0)
		return _("has a dot too many");
	if (len > SYNTAX_LABEL_MAX)
		return _("has a part longer than 63 characters");
	if (label[0] == '-' || label[len - 1] == '-')
		return _("has a part that starts or ends with a hyphen");
	for (size_t i = 0; i < len; i++)
		if (!is_name_byte(label[i]))
			return _("has a character that no host name can have");
	return NULL;
}

/* Dot-separated labels of letters, digits, hyphens, underscores and non-ASCII characters. */
static bool check_labels(const char *what, const char *text, struct error *error)
{
	const char *label = text;
	for (;;) {
		size_t len = strcspn(label, ".");
		const char *fault = find_label_fault(label, len);
		if (fault != NULL)
			return fail_about(error, what, text, fault);
		if (label[len] == '\0' || label[len + 1] == '\0') {
			if (label_is_numeric(label, len))
				return fail_about(error, what, text, _("is not a valid IPv4 address"));
			return true;
		}
		label += len + 1;
	}
}

bool syntax_check_host(const char *what, const char *text, struct error *error)
{
	if (!syntax_check_text(what, text, error))
		return false;
	if (is_ipv4(text) || is_ipv6(text))
		return true;
	if (strstr(text, "//") != NULL)
		return fail_about(error, what, text, _("is a web address; give the host name alone"));
	if (strchr(text, '@') != NULL)
		return fail_about(error, what, text, _("is a mail address; give the host name alone"));
	if (strpbrk(text, " \t") != NULL)
		return fail_about(error, what, text, _("must not contain spaces"));
	if (strchr(text, ':') != NULL)
		return fail_about(error, what, text, _("is not a valid IPv6 address"));
	if (strlen(text) > SYNTAX_HOST_MAX + 1)
		return fail_about(error, what, text, _("is longer than 253 characters"));
	return check_labels(what, text, error);
}

/* [192.0.2.1] or [IPv6:2001:db8::1] (RFC 5321, 4.1.3) */
static bool is_literal(const char *text)
{
	size_t len = strlen(text);
	if (len < 3 || len > SYNTAX_HOST_MAX || text[len - 1] != ']')
		return false;
	char *inner = mem_strndup(text + 1, len - 2);
	bool valid = text_starts_nocase(inner, "IPv6:") ? is_ipv6(inner + 5) : is_ipv4(inner);
	free(inner);
	return valid;
}

bool syntax_check_ehlo_name(const char *what, const char *text, struct error *error)
{
	if (!syntax_check_text(what, text, error))
		return false;
	if (text[0] == '[')
		return is_literal(text) ||
		       fail_about(error, what, text, _("is not an address literal such as [192.0.2.1]"));
	for (const char *at = text; *at != '\0'; at++)
		if ((unsigned char)*at >= 0x80)
			return fail_about(error, what, text, _("must be ASCII; write its xn-- form"));
	if (is_ipv4(text) || is_ipv6(text))
		return fail_about(error, what, text, _("needs brackets around it, as in [192.0.2.1]"));
	return syntax_check_host(what, text, error);
}

bool syntax_check_mechanism(const char *what, const char *text, struct error *error)
{
	if (!syntax_check_text(what, text, error))
		return false;
	size_t len = strlen(text);
	bool valid = len <= MECHANISM_MAX;
	for (size_t i = 0; i < len && valid; i++)
		valid = text_is_alpha(text[i]) || text_is_digit(text[i]) || text[i] == '-' || text[i] == '_';
	if (!valid)
		return fail_about(error, what, text,
				  _("is not a mechanism name such as PLAIN, LOGIN or CRAM-MD5"));
	return true;
}

bool syntax_parse_port(const char *text, int *ret_port, struct error *error)
{
	long port;
	if (text == NULL || !text_parse_number(text, 1, 65535, &port))
		return fail_about(error, _("The port"), text == NULL ? "" : text,
				  _("is not a number from 1 to 65535"));
	*ret_port = (int)port;
	return true;
}
