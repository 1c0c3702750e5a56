/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alert numbers and OpenSSL's reasons turned into a problem and a sentence; see tls_failure.h. */
#include "wire/tls_failure.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"

enum { DETAIL_MAX = 2048 };

static void tell(struct tls_facts *facts, enum problem problem, struct strbuf *detail)
{
	facts->problem = problem;
	facts->verified = false;
	mem_replace(&facts->detail, detail->data);
	strbuf_finish(detail);
}

static const char *version_name(int version)
{
	switch (version) {
	case SSL3_VERSION: return "SSL 3.0";
	case TLS1_VERSION: return "TLS 1.0";
	case TLS1_1_VERSION: return "TLS 1.1";
	case TLS1_2_VERSION: return "TLS 1.2";
	default: return _("an unknown TLS version");
	}
}

/* The names of the registry (RFC 8446 section 6); OpenSSL's own list has gaps. */
static const char *alert_name(int alert)
{
	switch (alert) {
	case SSL_AD_UNEXPECTED_MESSAGE: return "unexpected_message";
	case SSL_AD_BAD_RECORD_MAC: return "bad_record_mac";
	case SSL_AD_RECORD_OVERFLOW: return "record_overflow";
	case SSL_AD_HANDSHAKE_FAILURE: return "handshake_failure";
	case SSL_AD_BAD_CERTIFICATE: return "bad_certificate";
	case SSL_AD_UNSUPPORTED_CERTIFICATE: return "unsupported_certificate";
	case SSL_AD_CERTIFICATE_REVOKED: return "certificate_revoked";
	case SSL_AD_CERTIFICATE_EXPIRED: return "certificate_expired";
	case SSL_AD_CERTIFICATE_UNKNOWN: return "certificate_unknown";
	case SSL_AD_ILLEGAL_PARAMETER: return "illegal_parameter";
	case SSL_AD_UNKNOWN_CA: return "unknown_ca";
	case SSL_AD_ACCESS_DENIED: return "access_denied";
	case SSL_AD_DECODE_ERROR: return "decode_error";
	case SSL_AD_DECRYPT_ERROR: return "decrypt_error";
	case SSL_AD_PROTOCOL_VERSION: return "protocol_version";
	case SSL_AD_INSUFFICIENT_SECURITY: return "insufficient_security";
	case SSL_AD_INTERNAL_ERROR: return "internal_error";
	case SSL_AD_INAPPROPRIATE_FALLBACK: return "inappropriate_fallback";
	case SSL_AD_MISSING_EXTENSION: return "missing_extension";
	case SSL_AD_UNSUPPORTED_EXTENSION: return "unsupported_extension";
	case SSL_AD_UNRECOGNIZED_NAME: return "unrecognized_name";
	case SSL_AD_CERTIFICATE_REQUIRED: return "certificate_required";
	case SSL_AD_NO_APPLICATION_PROTOCOL: return "no_application_protocol";
	default: return _("unknown");
	}
}

/* What a server says that looked at a certificate of ours. */
static bool judges_certificate(int alert)
{
	switch (alert) {
	case SSL_AD_BAD_CERTIFICATE:
	case SSL_AD_UNSUPPORTED_CERTIFICATE:
	case SSL_AD_CERTIFICATE_REVOKED:
	case SSL_AD_CERTIFICATE_EXPIRED:
	case SSL_AD_CERTIFICATE_UNKNOWN:
	case SSL_AD_UNKNOWN_CA:
	case SSL_AD_ACCESS_DENIED: return true;
	default: return false;
	}
}

static bool is_certificate_alert(int alert)
{
	switch (alert) {
	case SSL_AD_HANDSHAKE_FAILURE:
	case SSL_AD_NO_CERTIFICATE:
	case SSL_AD_BAD_CERTIFICATE:
	case SSL_AD_CERTIFICATE_UNKNOWN:
	case SSL_AD_ACCESS_DENIED: return true;
	default: return false;
	}
}

static enum problem problem_of_alert(const struct tls_facts *facts, const struct tls_seen *seen)
{
	if (seen->alert == SSL_AD_CERTIFICATE_REQUIRED)
		return PROBLEM_TLS_CLIENT_CERTIFICATE;
	if (facts->client_certificate_sent && judges_certificate(seen->alert))
		return PROBLEM_TLS_CLIENT_CERTIFICATE_REFUSED;
	if (facts->client_certificate_wanted && is_certificate_alert(seen->alert))
		return PROBLEM_TLS_CLIENT_CERTIFICATE;
	switch (seen->alert) {
	case SSL_AD_UNRECOGNIZED_NAME: return PROBLEM_TLS_NEEDS_SNI;
	case SSL_AD_PROTOCOL_VERSION: return PROBLEM_TLS_VERSION;
	case SSL_AD_INSUFFICIENT_SECURITY: return PROBLEM_TLS_NO_COMMON_CIPHER;
	case SSL_AD_HANDSHAKE_FAILURE:
		return seen->server_hello ? PROBLEM_TLS_HANDSHAKE_FAILED : PROBLEM_TLS_NO_COMMON_CIPHER;
	default: return PROBLEM_TLS_HANDSHAKE_FAILED;
	}
}

static void add_alert(struct strbuf *out, int alert)
{
	strbuf_addf(out, _("The server refused with the TLS alert %s (%d)."), alert_name(alert), alert);
}

static void explain_alert(struct tls_facts *facts, const struct tls_seen *seen,
			  const struct tls_context *context)
{
	enum problem problem = problem_of_alert(facts, seen);
	struct strbuf detail;

	strbuf_init(&detail, DETAIL_MAX);
	add_alert(&detail, seen->alert);
	if (problem == PROBLEM_TLS_VERSION)
		strbuf_adds(&detail, _(" It was offered TLS 1.2 and TLS 1.3; older versions are not safe."));
	else if (problem == PROBLEM_TLS_NO_COMMON_CIPHER)
		strbuf_adds(
		    &detail,
		    _(" It was offered the ciphers of TLS 1.2 and TLS 1.3 that count as safe today."));
	else if (problem == PROBLEM_TLS_NEEDS_SNI && context->sni)
		strbuf_addf(&detail, _(" It was asked for the name %s."), context->sni);
	if (!context->sni && problem != PROBLEM_TLS_VERSION && problem != PROBLEM_TLS_CLIENT_CERTIFICATE &&
	    problem != PROBLEM_TLS_CLIENT_CERTIFICATE_REFUSED)
		strbuf_adds(
		    &detail,
		    _(" No name could be sent to it, because the server was given as an IP address."));
	tell(facts, problem, &detail);
}

static enum problem problem_of_reason(int reason)
{
	switch (reason) {
	case SSL_R_UNSUPPORTED_PROTOCOL:
	case SSL_R_WRONG_SSL_VERSION:
	case SSL_R_VERSION_TOO_LOW: return PROBLEM_TLS_VERSION;
	case SSL_R_WRONG_CIPHER_RETURNED:
	case SSL_R_UNKNOWN_CIPHER_RETURNED:
	case SSL_R_NO_SHARED_CIPHER: return PROBLEM_TLS_NO_COMMON_CIPHER;
	default: return PROBLEM_TLS_HANDSHAKE_FAILED;
	}
}

static void add_reason(struct strbuf *out, unsigned long error)
{
	const char *reason = error ? ERR_reason_error_string(error) : NULL;

	/* Of what a server sends in the handshake, only its certificates grow so large. */
	if (ERR_GET_REASON(error) == SSL_R_EXCESSIVE_MESSAGE_SIZE) {
		strbuf_adds(
		    out, _("The server's certificate is too large: the TLS library takes 100 kB at most."));
		return;
	}
	strbuf_addf(out, _("The TLS library gave up: %s."), reason ? reason : _("unknown reason"));
}

void tls_explain_failure(struct tls_facts *facts, const struct tls_seen *seen,
			 const struct tls_context *context)
{
	enum problem problem = problem_of_reason(ERR_GET_REASON(context->error));
	struct strbuf detail;

	if (seen->alert >= 0) {
		explain_alert(facts, seen, context);
		return;
	}
	strbuf_init(&detail, DETAIL_MAX);
	if (problem == PROBLEM_TLS_VERSION)
		strbuf_addf(&detail, _("The server chose %s; mailmedic allows TLS 1.2 and TLS 1.3."),
			    version_name(seen->version));
	else
		add_reason(&detail, context->error);
	tell(facts, problem, &detail);
}

void tls_explain_close(struct tls_facts *facts, const struct tls_seen *seen, bool reset)
{
	struct strbuf detail;

	strbuf_init(&detail, DETAIL_MAX);
	strbuf_adds(&detail, reset ? _("The connection was cut off (ECONNRESET) ")
				   : _("The server closed the connection "));
	strbuf_adds(&detail, seen->server_hello ? _("in the middle of the TLS handshake.")
						: _("without any answer to the start of the TLS handshake."));
	tell(facts, PROBLEM_TLS_CLOSED, &detail);
}

static void add_first(struct strbuf *out, const struct tls_seen *seen)
{
	size_t len = seen->first_len;

	while (len > 0 && (seen->first[len - 1] == '\n' || seen->first[len - 1] == '\r'))
		len--;
	text_quote(out, seen->first, len);
}

void tls_explain_plain(struct tls_facts *facts, const struct tls_seen *seen, bool implicit)
{
	struct strbuf detail;

	strbuf_init(&detail, DETAIL_MAX);
	strbuf_adds(&detail, _("Instead of TLS the server sent: "));
	add_first(&detail, seen);
	tell(facts, implicit ? PROBLEM_PLAIN_ON_TLS_PORT : PROBLEM_TLS_HANDSHAKE_FAILED, &detail);
}

void tls_explain_timeout(struct tls_facts *facts, const struct tls_seen *seen)
{
	struct strbuf detail;

	strbuf_init(&detail, DETAIL_MAX);
	strbuf_adds(&detail, seen->server_hello
				 ? _("The server began the TLS handshake and then fell silent.")
				 : _("The server did not answer the start of the TLS handshake."));
	tell(facts, PROBLEM_TLS_TIMEOUT, &detail);
}

void tls_explain_abort(struct tls_facts *facts, const struct tls_seen *seen,
		       const struct tls_context *context, bool data_seen)
{
	bool verified = facts->verified;
	struct strbuf detail;

	/* TLS 1.3 servers learn only after the client's side of the handshake that no certificate came. */
	if (seen->alert >= 0 && !data_seen) {
		explain_alert(facts, seen, context);
		return;
	}
	strbuf_init(&detail, DETAIL_MAX);
	if (seen->plain_text) {
		strbuf_adds(&detail, _("Outside the encryption the server sent: "));
		add_first(&detail, seen);
	} else if (seen->alert >= 0)
		add_alert(&detail, seen->alert);
	else
		add_reason(&detail, context->error);
	tell(facts, PROBLEM_RESET, &detail);
	facts->verified = verified; /* of the certificate nothing new is known */
}
