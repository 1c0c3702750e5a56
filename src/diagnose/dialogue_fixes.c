/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which fixes fit the moment where a pasted session ends. For walks the checkup knows more: choices.c. */
#include "diagnose/dialogue_fixes.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "smtp/mechanism.h"

bool dialogue_offers(const struct dialogue *dialogue, const char *keyword)
{
	size_t len = strlen(keyword);

	for (const char *line = dialogue->offers; line != NULL && *line != '\0';) {
		if (strncasecmp(line, keyword, len) == 0 && strchr(" =\n", line[len]) != NULL)
			return true;
		line = strchr(line, '\n');
		line = line != NULL ? line + 1 : NULL;
	}
	return false;
}

bool dialogue_offers_mechanism(const struct dialogue *dialogue, const char *mechanism)
{
	const char *list = dialogue->offers != NULL ? strcasestr(dialogue->offers, "auth") : NULL;
	size_t len = strlen(mechanism);

	if (list == NULL || len == 0)
		return true;
	for (const char *at = list; (at = strcasestr(at, mechanism)) != NULL; at++) {
		if (strchr(" =\n", at[-1]) != NULL && (at[len] == '\0' || strchr(" \n", at[len]) != NULL))
			return true;
	}
	return false;
}

static bool mechanism_fits(const struct dialogue *dialogue, const char *tried, const char *to)
{
	return (tried == NULL || strcasecmp(tried, to) != 0) && dialogue_offers_mechanism(dialogue, to);
}

/* There is something to choose. */
static bool offers_another(const struct dialogue *dialogue, const char *tried)
{
	if (tried == NULL || dialogue->offers == NULL || !dialogue_offers(dialogue, "AUTH"))
		return true;
	for (size_t i = 0; mechanism_usable(i) != NULL; i++) {
		if (mechanism_fits(dialogue, tried, mechanism_usable(i)))
			return true;
	}
	return false;
}

/* STARTTLS: not when it is on already, nor where an EHLO list in clear text lacks it. */
static bool tls_mode_fits(const struct dialogue *dialogue, const char *to)
{
	bool is_implicit = strcmp(to, "implicit") == 0;

	if (dialogue->logged_in)
		return false; /* the log-in that it would be for has worked */
	if (is_implicit || dialogue->port == 465)
		return is_implicit != (dialogue->port == 465);
	if (dialogue->tls != DIALOGUE_TLS_UNKNOWN)
		return false;
	return dialogue->offers == NULL || dialogue_offers(dialogue, "STARTTLS");
}

static bool fits(const struct dialogue *dialogue, const char *mechanism, const struct fix *fix)
{
	switch (fix->kind) {
	case ACTION_AUTHENTICATE: return !dialogue->logged_in;
	case ACTION_MECHANISM:
		return fix->to == NULL ? offers_another(dialogue, mechanism)
				       : mechanism_fits(dialogue, mechanism, fix->to);
	case ACTION_PORT: return fix->to == NULL || (int)strtol(fix->to, NULL, 10) != dialogue->port;
	case ACTION_TLS_MODE: return fix->to == NULL || tls_mode_fits(dialogue, fix->to);
	default: return true;
	}
}

void dialogue_drop_fixes(const struct dialogue *dialogue, const char *mechanism, struct diagnosis *list,
			 size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t kept = 0;
		for (size_t f = 0; f < list[i].fix_count; f++) {
			if (fits(dialogue, mechanism, &list[i].fixes[f]))
				list[i].fixes[kept++] = list[i].fixes[f];
		}
		list[i].fix_count = kept;
	}
}
