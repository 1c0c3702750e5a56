/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GNU SASL computes. What it would take for granted is looked at before: it has one error for a server that
 * cannot prove itself and for one that makes no sense, and it iterates as often as a server likes.
 */
#include "sasl/child/worker.h"

#include <gsasl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "smtp/mechanism.h"

enum {
	ITERATIONS_MAX = 1000000, /* two seconds of computing */
	DETAILS_MAX = 128,
};

static Gsasl_session *session;
static const struct mechanism *mechanism;
static bool finished;
static int steps;

static void set(Gsasl_property property, const char *value)
{
	if (value[0] != '\0' && gsasl_property_set(session, property, value) != GSASL_OK)
		worker_give_up(PROBLEM_SASL_NOT_USABLE, "no memory");
}

static void start(const struct sasl_order *order, const char *secret)
{
	Gsasl *context;
	int result;

	mechanism = mechanism_find(order->mechanism);
	/* GNU SASL writes them as they are (RFC 2831, 7.2 wants a backslash before them): no server could
	 * read it. */
	if (mechanism->id == MECHANISM_DIGEST_MD5 && strpbrk(order->user, "\"\\"))
		worker_give_up(PROBLEM_CREDENTIALS_NOT_ALLOWED, "");
	result = gsasl_init(&context);
	if (result == GSASL_OK)
		result = gsasl_client_start(context, mechanism->name, &session);
	if (result != GSASL_OK)
		worker_give_up(PROBLEM_SASL_NOT_USABLE, gsasl_strerror_name(result));
	set(GSASL_AUTHID, order->user);
	set(GSASL_AUTHZID, order->authzid);
	set(GSASL_SERVICE, "smtp");
	set(GSASL_HOSTNAME, order->host);
	if (strcmp(order->binding_type, "tls-exporter") == 0)
		set(GSASL_CB_TLS_EXPORTER, order->binding);
	if (strcmp(order->binding_type, "tls-unique") == 0)
		set(GSASL_CB_TLS_UNIQUE, order->binding);
	/* An empty password is one, too. */
	if (gsasl_property_set(session, GSASL_PASSWORD, secret) != GSASL_OK)
		worker_give_up(PROBLEM_SASL_NOT_USABLE, "no memory");
}

/* RFC 5802, 5.1: "r=...,s=...,i=NUMBER". What GNU SASL makes of a number that is none is its own to say. */
static void check_iterations(const char *challenge)
{
	const char *at = strstr(challenge, ",i=");
	const long long count = at ? strtoll(at + 3, NULL, 10) : 0;
	char text[DETAILS_MAX];

	if (!at)
		return;
	snprintf(text, sizeof(text), "%lld", count);
	worker_tell("iterations", text);
	if (count > ITERATIONS_MAX)
		worker_give_up(PROBLEM_SASL_TOO_MANY_ITERATIONS, text);
}

/* RFC 5802, 7: the server may say why it refuses in place of its proof. The answer to that is nothing, and
 * the refusal itself follows. */
static bool is_server_error(const char *challenge)
{
	return mechanism->salted && steps == 2 && strncmp(challenge, "e=", 2) == 0;
}

/* RFC 5802, 5.1: what follows the proof may be left out of account; for GNU SASL it makes the whole
 * senseless. */
static size_t length_without_extensions(const char *challenge, size_t len)
{
	const char *end = len > 0 ? memchr(challenge, ',', len) : NULL;

	return end && strncmp(challenge, "v=", 2) == 0 ? (size_t)(end - challenge) : len;
}

/* What stands after `name` in a list with commas, its quotes taken off. */
static void tell_part(const char *told_as, const char *name, const char *list, size_t len)
{
	const char *end = list + len, *at = memmem(list, len, name, strlen(name));
	char text[DETAILS_MAX];
	size_t size = 0;

	if (!at)
		return;
	at += strlen(name);
	const char quote = at < end && *at == '"' ? *at++ : ',';
	while (at + size < end && at[size] != quote && at[size] != ',')
		size++;
	snprintf(text, sizeof(text), "%.*s", (int)size, at);
	worker_tell(told_as, text);
}

/* For who learns: what is no secret in a line that is hidden as a whole. */
static void tell_public_parts(const char *response, size_t len)
{
	static const char *const parts[] = {"realm", "cnonce", "nc", "qop", "digest-uri"};
	char name[DETAILS_MAX];

	if (mechanism->salted && steps == 0) {
		if (len > 0 && response[0] == 'p')
			tell_part("binding", "p=", response, len);
		tell_part("nonce", ",r=", response, len);
	}
	if (mechanism->id != MECHANISM_DIGEST_MD5 || steps > 0)
		return;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		snprintf(name, sizeof(name), "%s=", parts[i]);
		tell_part(parts[i], name, response, len);
	}
}

static _Noreturn void give_up(int result)
{
	const bool proof_due =
	    (mechanism->salted && steps == 2) || (mechanism->id == MECHANISM_DIGEST_MD5 && steps == 1);

	switch (result) {
	case GSASL_SASLPREP_ERROR: worker_give_up(PROBLEM_CREDENTIALS_NOT_ALLOWED, "");
	case GSASL_AUTHENTICATION_ERROR:
		if (proof_due)
			worker_give_up(PROBLEM_SASL_FALSE_PROOF, "");
		break;
	default: break;
	}
	worker_give_up(PROBLEM_BAD_CHALLENGE, gsasl_strerror_name(result));
}

static void compute(const char *challenge, size_t len)
{
	char *out = NULL;
	size_t out_len = 0;
	const int result = gsasl_step(session, challenge, len, &out, &out_len);

	if (result != GSASL_OK && result != GSASL_NEEDS_MORE)
		give_up(result);
	finished = result == GSASL_OK;
	if (out)
		tell_public_parts(out, out_len);
	if (finished)
		worker_complete();
	worker_respond(out ? out : "", out_len);
	if (out)
		secret_wipe_buffer(out, out_len);
	gsasl_free(out);
}

static void step(const char *challenge, size_t len)
{
	if (!challenge && mechanism->server_first) {
		worker_wait();
		return;
	}
	if (finished)
		worker_give_up(PROBLEM_BAD_CHALLENGE, "");
	if (challenge && mechanism->salted && steps == 1)
		check_iterations(challenge);
	if (challenge && is_server_error(challenge)) {
		worker_tell("server-error", challenge + 2);
		worker_respond("", 0);
		finished = true;
		return;
	}
	if (challenge && mechanism->salted && steps == 2)
		len = length_without_extensions(challenge, len);
	compute(challenge, len);
	steps++;
}

const struct worker worker_gnu = {start, step, SANDBOX_NO_NETWORK};
