/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The GSS-API computes: GSSAPI (RFC 4752) from the user's Kerberos tickets, NTLM ([MS-NLMP]) where
 * gss-ntlmssp is installed. GNU SASL could do both, but has one error for all that goes wrong with a ticket,
 * and of NTLM only the first version. A program of its own, so that no other log-in waits for these
 * libraries.
 */
#include <gssapi/gssapi_krb5.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "sasl/child/ntlm.h"
#include "sasl/child/ticket.h"
#include "sasl/child/worker.h"
#include "smtp/mechanism.h"

enum {
	DETAILS_MAX = 256,
	LAYERS_LEN = 4, /* a bit for each security layer, then the longest message inside of one */
	LAYER_NONE = 1,
	LAYER_INTEGRITY = 2,
	LAYER_SECRECY = 4,
};

static gss_OID_desc ntlmssp = {10, (void *)"\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a"};

static struct {
	gss_OID oid;
	gss_cred_id_t credential; /* none: the tickets that ticket_take took */
	gss_name_t server;
	gss_ctx_id_t context;
	OM_uint32 flags;
	const char *authzid;
	gss_buffer_desc greeting; /* NTLM: the first token */
	int challenges;
	bool established, finished;
} gss;

static void describe(OM_uint32 status, int kind, char *ret_text)
{
	gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
	OM_uint32 minor, more = 0;

	ret_text[0] = '\0';
	if (gss_display_status(&minor, status, kind, gss.oid, &more, &text) == GSS_S_COMPLETE)
		snprintf(ret_text, DETAILS_MAX, "%.*s", (int)text.length, (const char *)text.value);
}

static _Noreturn void give_up(OM_uint32 major, OM_uint32 minor)
{
	enum problem problem = gss.oid == &ntlmssp ? PROBLEM_NONE : ticket_problem(minor);
	char details[DETAILS_MAX];

	if (GSS_ROUTINE_ERROR(major) == GSS_S_BAD_SIG)
		problem = PROBLEM_SASL_FALSE_PROOF;
	if (problem == PROBLEM_NONE)
		problem = gss.challenges > 0 ? PROBLEM_BAD_CHALLENGE : PROBLEM_SASL_NOT_USABLE;
	if (minor != 0)
		describe(minor, GSS_C_MECH_CODE, details);
	else
		describe(major, GSS_C_GSS_CODE, details);
	worker_give_up(problem, details);
}

static gss_buffer_desc buffer(const char *bytes, size_t len)
{
	return (gss_buffer_desc){.value = (void *)bytes, .length = len};
}

static gss_name_t import(const char *text, gss_OID kind)
{
	gss_buffer_desc name = buffer(text, strlen(text));
	gss_name_t imported = GSS_C_NO_NAME;
	OM_uint32 minor;
	const OM_uint32 major = gss_import_name(&minor, &name, kind, &imported);

	if (GSS_ERROR(major))
		give_up(major, minor);
	return imported;
}

static void prepare(const struct sasl_order *order, gss_OID oid, OM_uint32 flags)
{
	char server[SASL_HOST_MAX + 8];

	gss.oid = oid;
	gss.flags = flags;
	gss.authzid = order->authzid;
	snprintf(server, sizeof(server), "smtp@%s", order->host);
	gss.server = import(server, GSS_C_NT_HOSTBASED_SERVICE);
	worker_tell("service", server);
}

/* The next token; the one of the server is empty at first. */
static gss_buffer_desc exchange(const char *challenge, size_t len)
{
	gss_buffer_desc in = buffer(challenge, len), out = GSS_C_EMPTY_BUFFER;
	OM_uint32 minor, granted;
	const OM_uint32 major =
	    gss_init_sec_context(&minor, gss.credential, &gss.context, gss.server, gss.oid, gss.flags, 0,
				 GSS_C_NO_CHANNEL_BINDINGS, &in, NULL, &out, &granted, NULL);

	if (GSS_ERROR(major))
		give_up(major, minor);
	gss.established = major == GSS_S_COMPLETE;
	if (gss.established && (granted & gss.flags) != gss.flags)
		worker_give_up(PROBLEM_SASL_FALSE_PROOF, "");
	return out;
}

static void respond(const gss_buffer_desc *token)
{
	char text[32];

	snprintf(text, sizeof(text), "%zu", token->length);
	worker_tell("bytes", text);
	worker_respond(token->value ? token->value : "", token->length);
}

static void tell_layers(unsigned bits)
{
	char text[64];

	snprintf(text, sizeof(text), "%s%s%s", bits & LAYER_NONE ? "none " : "",
		 bits & LAYER_INTEGRITY ? "integrity " : "", bits & LAYER_SECRECY ? "confidentiality " : "");
	worker_tell("layers", text);
}

/* RFC 4752, 3.1: the server lists its security layers. Inside TLS none is needed, and none is taken. */
static void answer_layers(const char *challenge, size_t len)
{
	gss_buffer_desc wrapped = buffer(challenge, len), layers = GSS_C_EMPTY_BUFFER, out;
	char answer[LAYERS_LEN + SASL_USER_MAX + 1] = {LAYER_NONE};
	const size_t name_len = strlen(gss.authzid);
	gss_buffer_desc plain = buffer(answer, LAYERS_LEN + name_len);
	OM_uint32 minor;
	OM_uint32 major = gss_unwrap(&minor, gss.context, &wrapped, &layers, NULL, NULL);

	if (GSS_ERROR(major))
		give_up(major, minor);
	if (layers.length != LAYERS_LEN || !(((const char *)layers.value)[0] & LAYER_NONE))
		worker_give_up(PROBLEM_BAD_CHALLENGE, "the server demands a security layer");
	tell_layers(((const unsigned char *)layers.value)[0]);
	memcpy(answer + LAYERS_LEN, gss.authzid, name_len);
	major = gss_wrap(&minor, gss.context, 0, GSS_C_QOP_DEFAULT, &plain, NULL, &out);
	if (GSS_ERROR(major))
		give_up(major, minor);
	gss.finished = true;
	worker_complete();
	respond(&out);
}

static void start_kerberos(const struct sasl_order *order, const char *secret)
{
	(void)secret;
	ticket_take();
	prepare(order, (gss_OID)gss_mech_krb5, GSS_C_MUTUAL_FLAG | GSS_C_INTEG_FLAG);
}

static void step_kerberos(const char *challenge, size_t len)
{
	gss.challenges += challenge != NULL;
	if (gss.finished)
		worker_give_up(PROBLEM_BAD_CHALLENGE, "");
	if (gss.established) {
		answer_layers(challenge, len);
		return;
	}
	const gss_buffer_desc token = exchange(challenge ? challenge : "", len);
	respond(&token);
}

/* DOMAIN\user, or a user of no domain: a name with "@" in it is one word to the server. */
static void start_ntlm(const struct sasl_order *order, const char *secret)
{
	char user[SASL_USER_MAX + 2];
	gss_buffer_desc password = buffer(secret, strlen(secret));
	gss_OID_set_desc only = {1, &ntlmssp};
	OM_uint32 minor, major;

	gss.oid = &ntlmssp;
	snprintf(user, sizeof(user), "%s%s", strchr(order->user, '\\') ? "" : "\\", order->user);
	major = gss_acquire_cred_with_password(&minor, import(user, GSS_C_NT_USER_NAME), &password, 0, &only,
					       GSS_C_INITIATE, &gss.credential, NULL, NULL);
	if (GSS_ERROR(major))
		worker_give_up(PROBLEM_SASL_NOT_USABLE, "gss-ntlmssp");
	prepare(order, &ntlmssp, 0);
	gss.greeting = exchange("", 0); /* names this computer, which the sandbox does not know */
}

/* The first challenge holds nothing, or words such as "NTLM supported". */
static void step_ntlm(const char *challenge, size_t len)
{
	if (!challenge) {
		worker_wait();
		return;
	}
	if (gss.finished)
		worker_give_up(PROBLEM_BAD_CHALLENGE, "");
	if (gss.challenges++ == 0) {
		respond(&gss.greeting);
		return;
	}
	ntlm_tell(challenge, len);
	const gss_buffer_desc token = exchange(challenge, len);
	if (token.value)
		ntlm_tell(token.value, token.length);
	gss.finished = gss.established;
	if (gss.finished)
		worker_complete();
	respond(&token);
}

const struct worker *worker_for(const struct mechanism *mechanism)
{
	static const struct worker kerberos = {start_kerberos, step_kerberos, SANDBOX_KERBEROS};
	static const struct worker ntlm = {start_ntlm, step_ntlm, SANDBOX_NO_NETWORK};

	if (mechanism->worker != WORKER_GSS)
		return NULL;
	return mechanism->need == MECHANISM_NEEDS_TICKET ? &kerberos : &ntlm;
}
