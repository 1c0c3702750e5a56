/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose certificate it was, by the words of a program that refused it. Knows nothing of causes. */
#include "diagnose/dialogue_certificate.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

/* What stands before a name in a certificate, in lower case; but for the first it may be the host's, too. */
static const char *const before_name[] = {
    "is valid for ", "cn=",        "cn = ",         "dns:",       "valid for ",
    "issued for ",   "issued to ", "subject name ", "altnames: ", "belongs to ",
    "presented: ",   "names are ", "names: ",       "name is ",   "only for ",
};

static bool is_of_name(char c)
{
	return text_is_alpha(c) || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '*';
}

/* "*.web.example.net": its length; 0: no name with a dot stands there. */
static size_t name_length(const char *text)
{
	size_t len = 0;

	while (is_of_name(text[len]))
		len++;
	while (len > 0 && (text[len - 1] == '.' || text[len - 1] == '-'))
		len--;
	if (memchr(text, '.', len) == NULL || !text_is_alpha(text[len - 1]))
		return 0;
	return len;
}

static bool is_host(const char *name, size_t len, const char *host)
{
	return host != NULL && strlen(host) == len && strncasecmp(name, host, len) == 0;
}

bool dialogue_certificate_host(const struct kb *kb, const char *words, char ret_name[256])
{
	for (const char *at = words; *at != '\0'; at++) {
		size_t len = at == words || !is_of_name(at[-1]) ? name_length(at) : 0;
		if (len == 0 || len >= 256)
			continue;
		memcpy(ret_name, at, len);
		ret_name[len] = '\0';
		if (kb_names_host(kb, ret_name))
			return true;
	}
	return false;
}

void dialogue_certificate_name(const char *words, const char *host, char ret_name[256])
{
	ret_name[0] = '\0';
	for (const char *at = words; *at != '\0'; at++) {
		for (size_t i = 0; i < sizeof before_name / sizeof *before_name; i++) {
			size_t skip = strlen(before_name[i]);
			const char *name = at + skip;
			size_t len;
			if (strncasecmp(at, before_name[i], skip) != 0)
				continue;
			name += strspn(name, "`'\"[ ");
			name += strncasecmp(name, "dns:", 4) == 0 ? 4 : 0;
			len = name_length(name);
			if (len == 0 || len >= 256 || (i > 0 && is_host(name, len, host)))
				continue;
			memcpy(ret_name, name, len);
			ret_name[len] = '\0';
			return;
		}
	}
}
