/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of SASL mechanisms, and what follows from a row. No network, no state. */
#include "smtp/mechanism.h"

#include "base/intl.h"
#include "base/text.h"

static const struct mechanism table[] = {
#define X(enumerator, name_, strength_, worker_, flags, need_, hides_, secret_challenge_, instead_)          \
	{.id = MECHANISM_##enumerator,                                                                       \
	 .name = name_,                                                                                      \
	 .strength = STRENGTH_##strength_,                                                                   \
	 .worker = WORKER_##worker_,                                                                         \
	 .in_clear = ((flags)&MECHANISM_IN_CLEAR) != 0,                                                      \
	 .server_first = ((flags)&MECHANISM_SERVER_FIRST) != 0,                                              \
	 .proves = ((flags)&MECHANISM_PROVES) != 0,                                                          \
	 .asked_only = ((flags)&MECHANISM_ASKED_ONLY) != 0,                                                  \
	 .salted = ((flags)&MECHANISM_SALTED) != 0,                                                          \
	 .need = MECHANISM_NEEDS_##need_,                                                                    \
	 .hides = hides_,                                                                                    \
	 .secret_challenge = secret_challenge_,                                                              \
	 .instead = instead_},
    MECHANISM_LIST(X)
#undef X
};

const struct mechanism *mechanism_at(size_t index)
{
	return index < MECHANISM_COUNT ? &table[index] : NULL;
}

const struct mechanism *mechanism_find(const char *name)
{
	for (size_t i = 0; i < MECHANISM_COUNT; i++)
		if (text_compare_nocase(table[i].name, name) == 0)
			return &table[i];
	return NULL;
}

bool mechanism_is(const char *name, enum mechanism_id id)
{
	return text_compare_nocase(table[id].name, name) == 0;
}

const char *mechanism_usable(size_t index)
{
	for (size_t i = 0; i < MECHANISM_COUNT; i++)
		if (table[i].worker != WORKER_NONE && index-- == 0)
			return table[i].name;
	return NULL;
}

bool mechanism_is_usable(const char *name)
{
	const struct mechanism *mechanism = mechanism_find(name);

	return mechanism && mechanism->worker != WORKER_NONE;
}

bool mechanism_is_better(const struct mechanism *a, const struct mechanism *b, bool tls)
{
	if (!tls && a->in_clear != b->in_clear)
		return b->in_clear;
	return a->strength != b->strength ? a->strength > b->strength : a->id < b->id;
}

bool mechanism_sends_secret(const char *name)
{
	const struct mechanism *mechanism = mechanism_find(name);

	return mechanism && mechanism->in_clear;
}

bool mechanism_takes_token(const char *name)
{
	const struct mechanism *mechanism = mechanism_find(name);

	return mechanism && mechanism->need == MECHANISM_NEEDS_TOKEN;
}

bool mechanism_takes_secret(const char *name)
{
	const struct mechanism *mechanism = mechanism_find(name);

	return mechanism &&
	       (mechanism->need == MECHANISM_NEEDS_PASSWORD || mechanism->need == MECHANISM_NEEDS_TOKEN);
}

const char *mechanism_deed(const char *name)
{
	const struct mechanism *mechanism = mechanism_find(name);

	switch (mechanism ? mechanism->need : MECHANISM_NEEDS_NOTHING) {
	case MECHANISM_NEEDS_PASSWORD:
		return mechanism->in_clear ? N_("sends the password itself")
					   : N_("proves the password without sending it");
	case MECHANISM_NEEDS_TOKEN: return N_("sends a token in place of the password");
	case MECHANISM_NEEDS_CERTIFICATE: return N_("logs in with a certificate");
	case MECHANISM_NEEDS_TICKET: return N_("logs in with a ticket of the organisation");
	case MECHANISM_NEEDS_NOTHING: break;
	}
	return N_("not known to mailmedic");
}

const char *mechanism_instead(const char *name)
{
	const struct mechanism *mechanism = mechanism_find(name);

	if (mechanism)
		return mechanism->instead;
	return text_starts_nocase(name, "SCRAM-") ? MECHANISM_SCRAM : MECHANISM_NO_PASSWORD;
}

const char *mechanism_setting(const char *name)
{
	const struct mechanism *mechanism = mechanism_find(name);

	switch (mechanism ? mechanism->need : MECHANISM_NEEDS_NOTHING) {
	case MECHANISM_NEEDS_PASSWORD:
		return mechanism->in_clear ? N_("normal password") : N_("encrypted password");
	case MECHANISM_NEEDS_TOKEN: return "OAuth2";
	case MECHANISM_NEEDS_CERTIFICATE: return N_("TLS certificate");
	case MECHANISM_NEEDS_TICKET: return "Kerberos / GSSAPI";
	case MECHANISM_NEEDS_NOTHING: break;
	}
	return N_("normal password");
}
