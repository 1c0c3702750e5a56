/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The claims of a token in words. */
#include "present/token_text.h"

#include "base/intl.h"
#include "base/strbuf.h"
#include "present/format.h"

enum { VALUE_MAX = 512 };

static const char *kind_words(const struct token_facts *facts)
{
	if (facts->is_encrypted)
		return _("encrypted (JWE): only the service that it is for can read it");
	switch (facts->kind) {
	case TOKEN_KIND_ACCESS: return facts->is_jwt ? _("access token (JWT)") : _("access token");
	case TOKEN_KIND_ID: return _("ID token (JWT)");
	case TOKEN_KIND_REFRESH: return _("refresh token");
	case TOKEN_KIND_UNKNOWN: break;
	}
	return facts->is_jwt ? _("JWT of a kind that it does not tell")
			     : _("opaque: only who made it can read it");
}

static void add_time(int64_t when, const char *label,
		     void (*add)(void *context, const char *label, const char *value), void *context)
{
	struct strbuf value;

	if (when == 0)
		return;
	strbuf_init(&value, VALUE_MAX);
	format_time((time_t)when, &value);
	add(context, label, value.data);
	strbuf_finish(&value);
}

void token_text_claims(const struct token_report *report,
		       void (*add)(void *context, const char *label, const char *value), void *context)
{
	const struct token_facts *facts = &report->facts;
	const struct {
		const char *label;
		const char *value;
	} claims[] = {
	    {N_("Kind"), kind_words(facts)},
	    {N_("Looks like a token of"), facts->maker},
	    {N_("Made by (iss)"), facts->issuer},
	    {N_("For the service (aud)"), facts->audience},
	    {N_("Allows (scope)"), facts->scopes_are_roles ? "" : facts->scopes},
	    {N_("Allows an application (roles)"), facts->scopes_are_roles ? facts->scopes : ""},
	    {N_("User"), facts->user},
	    {N_("Made for the program"), facts->client},
	    {N_("Signature, not checked (alg)"), facts->algorithm},
	};

	for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++)
		if (claims[i].value[0] != '\0')
			add(context, _(claims[i].label), claims[i].value);
	add_time(facts->not_before, _("Valid from (nbf)"), add, context);
	add_time(facts->expires, _("Runs out (exp)"), add, context);
	add_time(report->when, _("Clock of this computer"), add, context);
}
