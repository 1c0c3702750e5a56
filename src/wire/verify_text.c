/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sentences of verify.c. Names in certificates are foreign text; x509.c makes them inert. */
#include "wire/verify_text.h"

#include <openssl/x509v3.h>
#include <string.h>
#include <time.h>

#include "base/intl.h"
#include "base/text.h"
#include "wire/x509.h"

enum { NAMES_SHOWN = 8, NAMES_BYTES = 200, TEXT_MAX = 1024, SUBJECT_MAX = 64 * 1024 };

/* "CN=mail.example.org" in quotes; certificates that only have alternative names have no subject. */
static void add_subject(struct strbuf *out, const X509_NAME *name)
{
	struct strbuf text;

	strbuf_init(&text, SUBJECT_MAX);
	x509_add_name(&text, name);
	text_quote(out, text.data, text.len);
	strbuf_finish(&text);
}

static void describe_dates(struct strbuf *out, const X509 *certificate, bool expired)
{
	const ASN1_TIME *when = expired ? X509_get0_notAfter(certificate) : X509_get0_notBefore(certificate);

	strbuf_adds(out, _("The certificate "));
	add_subject(out, X509_get_subject_name(certificate));
	strbuf_adds(out, expired ? _(" was valid until ") : _(" is valid from "));
	x509_add_time(out, x509_time(when));
	strbuf_adds(out, _("; this computer's clock says "));
	x509_add_time(out, time(NULL));
	strbuf_adds(out, _("."));
}

static void add_one_name(struct strbuf *out, const GENERAL_NAME *name)
{
	const ASN1_STRING *text = name->d.dNSName;

	if (out->len > 0)
		strbuf_adds(out, ", ");
	if (name->type == GEN_IPADD)
		x509_add_address(out, name->d.iPAddress);
	else
		text_quote_name(out, (const char *)ASN1_STRING_get0_data(text),
				(size_t)ASN1_STRING_length(text));
}

/* An empty one names nothing. */
static bool is_host_name(const GENERAL_NAME *name)
{
	return name->type == GEN_IPADD || (name->type == GEN_DNS && ASN1_STRING_length(name->d.dNSName) > 0);
}

/* Appends the hosts that the certificate names; returns how many there are. */
static int add_host_names(struct strbuf *out, const X509 *leaf)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(leaf, NID_subject_alt_name, NULL, NULL);
	int shown = 0;
	int total = 0;

	for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);

		if (!is_host_name(name))
			continue;
		total++;
		if (shown == NAMES_SHOWN || (shown > 0 && out->len > NAMES_BYTES))
			continue;
		add_one_name(out, name);
		shown++;
	}
	if (total > shown)
		strbuf_addf(out, _(" and %d more"), total - shown);
	GENERAL_NAMES_free(names);
	return total;
}

static void describe_host(struct strbuf *out, const X509 *leaf, const struct server_name *host)
{
	struct strbuf names;

	strbuf_init(&names, TEXT_MAX);
	if (host->is_literal && X509_check_host((X509 *)leaf, host->ascii, 0, 0, NULL) == 1) {
		strbuf_addf(out,
			    _("The certificate lists %s as a name; an address must be listed as an address."),
			    host->ascii);
	} else if (add_host_names(&names, leaf) > 0) {
		strbuf_addf(out, _("The certificate is for %s, not for %s."), names.data, host->ascii);
	} else {
		strbuf_adds(out, _("The certificate lacks the list of host names (subjectAltName) that it is "
				   "for; its subject is "));
		add_subject(out, X509_get_subject_name(leaf));
		strbuf_adds(out, _("."));
	}
	strbuf_finish(&names);
}

static void describe_issuer(struct strbuf *out, const struct finding *finding, const X509 *leaf)
{
	const X509 *last = finding->certificate ? finding->certificate : leaf;

	if (finding->error == X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN) {
		strbuf_adds(out, _("The chain ends at the issuer "));
		add_subject(out, X509_get_subject_name(last));
		strbuf_adds(out, _(", which this computer does not trust."));
	} else if (finding->problem == PROBLEM_CERT_INCOMPLETE_CHAIN) {
		strbuf_adds(out, _("The issuer's certificate, "));
		add_subject(out, X509_get_issuer_name(last));
		strbuf_adds(out, _(", is neither sent by the server nor known on this computer; the server "
				   "should send it."));
	} else {
		strbuf_adds(out, _("The certificate was issued by "));
		add_subject(out, X509_get_issuer_name(last));
		strbuf_adds(out, _(", which this computer does not know."));
	}
}

static void describe_other(struct strbuf *out, const struct finding *finding, const X509 *leaf)
{
	strbuf_adds(out, _("The certificate "));
	add_subject(out, X509_get_subject_name(finding->certificate ? finding->certificate : leaf));
	strbuf_addf(out, _(" is not good: %s."), X509_verify_cert_error_string(finding->error));
}

void verify_describe(struct strbuf *out, const struct finding *finding, const X509 *leaf,
		     const struct server_name *host)
{
	switch (finding->problem) {
	case PROBLEM_CERT_EXPIRED:
	case PROBLEM_CERT_NOT_YET_VALID:
		describe_dates(out, finding->certificate ? finding->certificate : leaf,
			       finding->problem == PROBLEM_CERT_EXPIRED);
		break;
	case PROBLEM_CERT_WRONG_HOST: describe_host(out, leaf, host); break;
	case PROBLEM_CERT_SELF_SIGNED:
		strbuf_adds(out, _("The certificate "));
		add_subject(out, X509_get_subject_name(leaf));
		strbuf_adds(out, _(" is signed by itself, so nobody vouches for it."));
		break;
	case PROBLEM_CERT_UNKNOWN_CA:
	case PROBLEM_CERT_INCOMPLETE_CHAIN: describe_issuer(out, finding, leaf); break;
	default: describe_other(out, finding, leaf); break;
	}
}
