/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what a certificate says. Every text that comes out of one is foreign and is made inert. */
#include "wire/x509.h"

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/text.h"

enum {
	NAME_TEXT_MAX = 1024,
	/* "CN=a, O=b", UTF-8, the most specific part first, special characters escaped */
	NAME_FLAGS = XN_FLAG_SEP_CPLUS_SPC | XN_FLAG_DN_REV | XN_FLAG_FN_SN | ASN1_STRFLGS_ESC_2253 |
		     ASN1_STRFLGS_UTF8_CONVERT | ASN1_STRFLGS_DUMP_UNKNOWN | ASN1_STRFLGS_DUMP_DER,
};

void x509_add_name(struct strbuf *out, const X509_NAME *name)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text;
	long len;

	if (bio && X509_NAME_print_ex(bio, name, 0, NAME_FLAGS) >= 0) {
		len = BIO_get_mem_data(bio, &text);
		text_make_inert(out, text, (size_t)(len > 0 ? len : 0));
	}
	BIO_free(bio);
}

void x509_add_time(struct strbuf *out, time_t when)
{
	struct tm tm;
	char text[64];

	if (gmtime_r(&when, &tm) && strftime(text, sizeof text, "%Y-%m-%d %H:%M UTC", &tm) > 0)
		strbuf_adds(out, text);
	else
		strbuf_adds(out, _("an unreadable date"));
}

time_t x509_time(const ASN1_TIME *time)
{
	struct tm tm;

	return time && ASN1_TIME_to_tm(time, &tm) == 1 ? timegm(&tm) : 0;
}

static char *name_text(const X509_NAME *name)
{
	struct strbuf text;
	char *taken;

	strbuf_init(&text, NAME_TEXT_MAX);
	x509_add_name(&text, name);
	taken = strbuf_take(&text);
	strbuf_finish(&text);
	return taken;
}

void x509_add_address(struct strbuf *out, const ASN1_OCTET_STRING *octets)
{
	const unsigned char *bytes = ASN1_STRING_get0_data(octets);
	int len = ASN1_STRING_length(octets);
	char text[INET6_ADDRSTRLEN];

	if ((len == 4 || len == 16) && inet_ntop(len == 4 ? AF_INET : AF_INET6, bytes, text, sizeof text))
		strbuf_adds(out, text);
	else
		strbuf_adds(out, "?");
}

static void add_labelled(struct strbuf *out, const char *label, const ASN1_IA5STRING *text)
{
	strbuf_adds(out, label);
	text_make_inert(out, (const char *)ASN1_STRING_get0_data(text), (size_t)ASN1_STRING_length(text));
}

/* Text of one alternative name, or NULL for kinds that name no server. The caller frees it. */
static char *alternative_text(const GENERAL_NAME *name)
{
	struct strbuf text;
	char *taken = NULL;

	strbuf_init(&text, NAME_TEXT_MAX);
	switch (name->type) {
	case GEN_DNS: add_labelled(&text, "DNS:", name->d.dNSName); break;
	case GEN_IPADD:
		strbuf_adds(&text, "IP:");
		x509_add_address(&text, name->d.iPAddress);
		break;
	case GEN_EMAIL: add_labelled(&text, "email:", name->d.rfc822Name); break;
	case GEN_URI: add_labelled(&text, "URI:", name->d.uniformResourceIdentifier); break;
	default: break;
	}
	if (text.len > 0)
		taken = strbuf_take(&text);
	strbuf_finish(&text);
	return taken;
}

static void read_names(struct certificate *certificate, const X509 *x509)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(x509, NID_subject_alt_name, NULL, NULL);
	int count = sk_GENERAL_NAME_num(names);

	if (count > 0)
		certificate->names = mem_calloc(CERTIFICATE_NAMES_MAX, sizeof *certificate->names);
	for (int i = 0; i < count; i++) {
		char *text = alternative_text(sk_GENERAL_NAME_value(names, i));

		if (text) {
			certificate->name_total++;
			if (certificate->name_count < CERTIFICATE_NAMES_MAX)
				certificate->names[certificate->name_count++] = text;
			else
				free(text);
		}
	}
	GENERAL_NAMES_free(names);
}

static char *key_text(const X509 *x509)
{
	const EVP_PKEY *key = X509_get0_pubkey(x509);
	const char *type = key ? EVP_PKEY_get0_type_name(key) : NULL;
	struct strbuf text;
	char *taken;

	strbuf_init(&text, NAME_TEXT_MAX);
	if (type)
		strbuf_addf(&text, "%s %d bits", type, EVP_PKEY_get_bits(key));
	else
		strbuf_adds(&text, "unknown");
	taken = strbuf_take(&text);
	strbuf_finish(&text);
	return taken;
}

/* Those that the fingerprint is not, for TLSA records. The key is hashed as it stands in the certificate
 * (SubjectPublicKeyInfo). */
static void read_digests(struct certificate *certificate, const X509 *x509)
{
	struct tlsa_digests *digests = &certificate->digests;
	unsigned char *key = NULL;
	int len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x509), &key);

	X509_digest(x509, EVP_sha512(), digests->sha512[0], NULL);
	if (len > 0) {
		EVP_Digest(key, (size_t)len, digests->sha256[1], NULL, EVP_sha256(), NULL);
		EVP_Digest(key, (size_t)len, digests->sha512[1], NULL, EVP_sha512(), NULL);
	}
	OPENSSL_free(key);
}

/* Leaves the digest in `digest` as well. */
static char *fingerprint_text(const X509 *x509, unsigned char digest[TLSA_SHA256_BYTES])
{
	unsigned int len = 0;
	char *text;

	if (X509_digest(x509, EVP_sha256(), digest, &len) != 1)
		return mem_strdup("");
	text = mem_calloc(len, 3);
	for (unsigned int i = 0; i < len; i++)
		snprintf(text + (size_t)i * 3, 4, i + 1 < len ? "%02X:" : "%02X", digest[i]);
	return text;
}

static void read_certificate(struct certificate *certificate, X509 *x509)
{
	const char *signature = OBJ_nid2ln(X509_get_signature_nid(x509));

	certificate->subject = name_text(X509_get_subject_name(x509));
	certificate->issuer = name_text(X509_get_issuer_name(x509));
	certificate->not_before = x509_time(X509_get0_notBefore(x509));
	certificate->not_after = x509_time(X509_get0_notAfter(x509));
	certificate->key = key_text(x509);
	certificate->signature = mem_strdup(signature ? signature : "unknown");
	certificate->fingerprint = fingerprint_text(x509, certificate->digests.sha256[0]);
	read_digests(certificate, x509);
	certificate->self_signed = X509_self_signed(x509, 0) == 1;
	read_names(certificate, x509);
}

void x509_read_chain(struct tls_facts *facts, STACK_OF(X509) *chain)
{
	int count = sk_X509_num(chain);

	certificate_free_chain(facts);
	if (count <= 0)
		return;
	facts->chain = mem_calloc(CERTIFICATE_CHAIN_MAX, sizeof *facts->chain);
	facts->chain_total = (size_t)count;
	for (int i = 0; i < count && i < CERTIFICATE_CHAIN_MAX; i++)
		read_certificate(&facts->chain[facts->chain_count++], sk_X509_value(chain, i));
	ERR_clear_error();
}
