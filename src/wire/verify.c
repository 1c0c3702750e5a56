/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OpenSSL's verification, told to go on after each error so that all of them are known, and what
 * to make of them. Verification never ends a handshake: it ends in data.
 */
#include "wire/verify.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/text.h"
#include "wire/verify_text.h"
#include "wire/x509.h"

enum {
	FINDINGS_MAX = 32,
	DETAIL_MAX = 4096,
	SECURITY_LEVEL = 2, /* RSA 2048, SHA-256: what public CAs have had to use since 2014 */
};

struct findings {
	struct finding items[FINDINGS_MAX];
	size_t count;
};

/* The order of reports, the first that occurred heads it: no trust, no meaning in the rest. */
static const enum problem RANK[] = {
    PROBLEM_CERT_REVOKED,          PROBLEM_CERT_SELF_SIGNED, PROBLEM_CERT_UNKNOWN_CA,
    PROBLEM_CERT_WRONG_HOST,       PROBLEM_CERT_EXPIRED,     PROBLEM_CERT_NOT_YET_VALID,
    PROBLEM_CERT_INCOMPLETE_CHAIN, PROBLEM_CERT_WEAK,        PROBLEM_CERT_INVALID,
};

enum { RANK_COUNT = sizeof RANK / sizeof *RANK };

static enum problem problem_of_error(int error)
{
	switch (error) {
	case X509_V_ERR_CERT_HAS_EXPIRED: return PROBLEM_CERT_EXPIRED;
	case X509_V_ERR_CERT_NOT_YET_VALID: return PROBLEM_CERT_NOT_YET_VALID;
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: return PROBLEM_CERT_SELF_SIGNED;
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
	case X509_V_ERR_CERT_UNTRUSTED: return PROBLEM_CERT_UNKNOWN_CA;
	case X509_V_ERR_HOSTNAME_MISMATCH:
	case X509_V_ERR_IP_ADDRESS_MISMATCH: return PROBLEM_CERT_WRONG_HOST;
	case X509_V_ERR_CERT_REVOKED: return PROBLEM_CERT_REVOKED;
	case X509_V_ERR_EE_KEY_TOO_SMALL:
	case X509_V_ERR_CA_KEY_TOO_SMALL:
	case X509_V_ERR_CA_MD_TOO_WEAK: return PROBLEM_CERT_WEAK;
	/* No list for this issuer: nothing is known against the certificate. */
	case X509_V_ERR_UNABLE_TO_GET_CRL: return PROBLEM_NONE;
	default: return PROBLEM_CERT_INVALID;
	}
}

/* Remembers each kind of problem once, where it was first seen, and goes on. */
static int note_error(int ok, X509_STORE_CTX *context)
{
	struct findings *findings = X509_STORE_CTX_get_app_data(context);
	int error = X509_STORE_CTX_get_error(context);
	enum problem problem = ok ? PROBLEM_NONE : problem_of_error(error);

	if (problem == PROBLEM_NONE)
		return 1;
	for (size_t i = 0; i < findings->count; i++)
		if (findings->items[i].problem == problem)
			return 1;
	if (findings->count < FINDINGS_MAX)
		findings->items[findings->count++] = (struct finding){
		    .problem = problem,
		    .error = error,
		    .certificate = X509_STORE_CTX_get_current_cert(context),
		};
	return 1;
}

static bool set_host(X509_VERIFY_PARAM *param, const struct server_name *host)
{
	X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS |
						   X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
	if (host->is_literal)
		return X509_VERIFY_PARAM_set1_ip_asc(param, host->ascii) == 1;
	return X509_VERIFY_PARAM_set1_host(param, host->ascii, 0) == 1;
}

/*
 * Verifies once against `store`. The certificates in the findings may belong to `context`, which
 * the caller frees when it is done with them; NULL when memory ran out.
 */
static X509_STORE_CTX *run(STACK_OF(X509) *chain, const struct server_name *host, X509_STORE *store,
			   unsigned long flags, struct findings *findings)
{
	X509_STORE_CTX *context = X509_STORE_CTX_new();
	X509_VERIFY_PARAM *param;

	findings->count = 0;
	if (!context || X509_STORE_CTX_init(context, store, sk_X509_value(chain, 0), chain) != 1) {
		X509_STORE_CTX_free(context);
		return NULL;
	}
	X509_STORE_CTX_set_app_data(context, findings);
	X509_STORE_CTX_set_verify_cb(context, note_error);
	X509_STORE_CTX_set_default(context, "ssl_server");
	param = X509_STORE_CTX_get0_param(context);
	X509_VERIFY_PARAM_set_auth_level(param, SECURITY_LEVEL);
	X509_VERIFY_PARAM_set_flags(param, flags);
	/* An error that no callback reported (out of memory) must not pass for good news. */
	if ((!set_host(param, host) || X509_verify_cert(context) != 1) && findings->count == 0)
		findings->items[findings->count++] = (struct finding){
		    .problem = PROBLEM_CERT_INVALID, .error = X509_STORE_CTX_get_error(context)};
	ERR_clear_error();
	return context;
}

static struct finding *find(struct findings *findings, enum problem problem)
{
	for (size_t i = 0; i < findings->count; i++)
		if (findings->items[i].problem == problem)
			return &findings->items[i];
	return NULL;
}

static bool contains_nocase(const char *text, const char *word)
{
	for (; *text; text++)
		if (text_starts_nocase(text, word))
			return true;
	return false;
}

/* "Example Issuing CA 2", "R3 Intermediate": names that CAs give to what stands below a root. */
static bool sounds_intermediate(const X509_NAME *name)
{
	static const char *const words[] = {"intermediate", "issuing", "subordinate",
					    "sub-ca",       "sub ca",  "subca"};
	struct strbuf text;
	bool found = false;

	strbuf_init(&text, DETAIL_MAX);
	x509_add_name(&text, name);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		found = found || contains_nocase(text.data, words[i]);
	strbuf_finish(&text);
	return found;
}

static bool names_issuer_download(const X509 *certificate)
{
	AUTHORITY_INFO_ACCESS *access = X509_get_ext_d2i(certificate, NID_info_access, NULL, NULL);
	bool found = false;

	for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(access); i++)
		if (OBJ_obj2nid(sk_ACCESS_DESCRIPTION_value(access, i)->method) == NID_ad_ca_issuers)
			found = true;
	AUTHORITY_INFO_ACCESS_free(access);
	return found;
}

/*
 * The issuer of `last` was neither sent nor is it known. Nobody sends roots, so either that issuer
 * is a root we do not know, or an intermediate that the server forgot. Nothing proves which: these
 * are the signs of the second. Only a server's own certificate is looked at, since servers that
 * send one intermediate send all.
 */
static bool looks_incomplete(STACK_OF(X509) *chain, const X509 *last, struct trust *trust)
{
	const X509_NAME *issuer = X509_get_issuer_name(last);

	if (X509_cmp(last, sk_X509_value(chain, 0)) != 0)
		return false;
	if (sk_X509_num(chain) > 1)
		return true; /* it sent others, but not this one */
	return names_issuer_download(last) || sounds_intermediate(issuer) ||
	       trust_knows_organization(trust, issuer);
}

/* OpenSSL's word for three different situations is "unable to get local issuer certificate". */
static void refine(struct findings *findings, STACK_OF(X509) *chain, struct trust *trust)
{
	struct finding *unknown = find(findings, PROBLEM_CERT_UNKNOWN_CA);

	if (!unknown || unknown->error == X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN || !unknown->certificate)
		return;
	if (looks_incomplete(chain, unknown->certificate, trust))
		unknown->problem = PROBLEM_CERT_INCOMPLETE_CHAIN;
}

static enum problem report(struct findings *findings, STACK_OF(X509) *chain, const struct server_name *host,
			   char **ret_detail)
{
	enum problem first = PROBLEM_NONE;
	const struct finding *finding;
	struct strbuf detail;

	if (findings->count == 0) {
		*ret_detail = NULL;
		return PROBLEM_NONE;
	}
	strbuf_init(&detail, DETAIL_MAX);
	for (size_t i = 0; i < RANK_COUNT; i++) {
		finding = find(findings, RANK[i]);
		if (!finding)
			continue;
		if (first == PROBLEM_NONE)
			first = finding->problem;
		else
			strbuf_adds(&detail, " ");
		verify_describe(&detail, finding, sk_X509_value(chain, 0), host);
	}
	*ret_detail = strbuf_take(&detail);
	strbuf_finish(&detail);
	return first;
}

enum problem verify_chain(STACK_OF(X509) *chain, const struct server_name *host, struct trust *trust,
			  char **ret_detail)
{
	unsigned long flags = X509_V_FLAG_PARTIAL_CHAIN | (trust_has_crls(trust) ? X509_V_FLAG_CRL_CHECK : 0);
	struct findings findings = {0};
	X509_STORE_CTX *context = run(chain, host, trust_store(trust), flags, &findings);
	enum problem problem;

	if (context && find(&findings, PROBLEM_CERT_UNKNOWN_CA) && trust_bundle(trust)) {
		X509_STORE_CTX_free(context);
		context = run(chain, host, trust_bundle(trust), flags, &findings);
	}
	if (!context) {
		findings.count = 1;
		findings.items[0] =
		    (struct finding){.problem = PROBLEM_CERT_INVALID, .error = X509_V_ERR_OUT_OF_MEM};
	}
	refine(&findings, chain, trust);
	problem = report(&findings, chain, host, ret_detail);
	X509_STORE_CTX_free(context);
	return problem;
}
