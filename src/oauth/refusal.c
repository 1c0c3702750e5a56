/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A refused token: the server's JSON taken apart. */
#include "oauth/refusal.h"

#include <jansson.h>
#include <string.h>

#include "base/intl.h"
#include "oauth/claim.h"

bool refusal_read(const char *json, size_t len, struct refusal *ret_refusal)
{
	struct refusal refusal = {.status = ""};
	json_t *object = len <= REFUSAL_TEXT_MAX ? claim_parse(json, len) : NULL;

	if (object != NULL) {
		claim_copy(object, "status", refusal.status, sizeof(refusal.status));
		claim_copy(object, "schemes", refusal.schemes, sizeof(refusal.schemes));
		claim_copy(object, "scope", refusal.scope, sizeof(refusal.scope));
		claim_copy(object, "openid-configuration", refusal.configuration,
			   sizeof(refusal.configuration));
	}
	json_decref(object);
	if (refusal.status[0] == '\0')
		return false;
	*ret_refusal = refusal;
	return true;
}

const char *refusal_meaning(const struct refusal *refusal)
{
	static const struct {
		const char *status;
		const char *meaning;
	} known[] = {
	    {"400", N_("The server could not read the token or the user name beside it.")},
	    {"401",
	     N_("The server does not accept the token: it ran out, was revoked, or is not for this server.")},
	    {"403", N_("The server knows the token, but it does not give the right to send mail.")},
	    {"invalid_request", N_("The server could not read the token or the user name beside it.")},
	    {"invalid_token",
	     N_("The server does not accept the token: it ran out, was revoked, or is not for this server.")},
	    {"insufficient_scope",
	     N_("The server knows the token, but it does not give the right to send mail.")},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(refusal->status, known[i].status) == 0)
			return known[i].meaning;
	return NULL;
}
