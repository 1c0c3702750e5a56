/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mechanisms that compute nothing: XOAUTH2 (Google's and Microsoft's description of it), OAUTHBEARER (RFC
 * 7628) and EXTERNAL (RFC 4422, appendix A).
 */
#include "sasl/child/worker.h"

#include <stdbool.h>
#include <string.h>

#include "base/secret.h"
#include "engine/protocol.h"
#include "smtp/mechanism.h"

static struct strbuf response;
static enum mechanism_id mechanism;
static int challenges;

/* RFC 5801, 4: in a name "=" and "," are written "=3D" and "=2C". */
static void add_name(const char *name)
{
	for (; *name; name++)
		if (*name == '=' || *name == ',')
			strbuf_adds(&response, *name == '=' ? "=3D" : "=2C");
		else
			strbuf_addc(&response, *name);
}

static void start(const struct sasl_order *order, const char *secret)
{
	strbuf_init(&response, SASL_RESPONSE_MAX);
	mechanism = mechanism_find(order->mechanism)->id;
	switch (mechanism) {
	case MECHANISM_EXTERNAL: strbuf_adds(&response, order->authzid); break;
	case MECHANISM_OAUTHBEARER:
		strbuf_adds(&response, "n,a=");
		add_name(order->user);
		strbuf_addf(&response, ",\1host=%s\1port=%s\1auth=Bearer %s\1\1", order->host, order->port,
			    secret);
		break;
	default: strbuf_addf(&response, "user=%s\1auth=Bearer %s\1\1", order->user, secret); break;
	}
}

static void step(const char *challenge, size_t len)
{
	(void)len;
	if (!challenge && response.overflowed)
		worker_give_up(PROBLEM_CREDENTIALS_TOO_LONG, "");
	if (!challenge) {
		if (mechanism == MECHANISM_EXTERNAL && response.len > 0)
			worker_tell("authzid", response.data);
		worker_complete();
		worker_respond(response.data, response.len);
		secret_wipe_buffer(response.data, response.size);
		return;
	}
	/* The reason for a refusal comes as a challenge; the answer to it brings the refusal itself. */
	if (++challenges > 1 || mechanism == MECHANISM_EXTERNAL)
		worker_give_up(PROBLEM_BAD_CHALLENGE, "");
	if (mechanism == MECHANISM_OAUTHBEARER)
		worker_respond("\1", 1);
	else
		worker_respond("", 0);
}

const struct worker worker_bearer = {start, step, SANDBOX_NO_NETWORK};
