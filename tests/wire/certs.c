/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire/certs.h"

#include "base/memory.h"
#include "cmocka_all.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void add_extension(X509 *certificate, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509_EXTENSION *extension;

	X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	assert_non_null(extension);
	X509_add_ext(certificate, extension, -1);
	X509_EXTENSION_free(extension);
}

static void set_name(X509_NAME *name, const struct recipe *recipe)
{
	if (recipe->organization)
		X509_NAME_add_entry_by_txt(name, "O", MBSTRING_UTF8,
					   (const unsigned char *)recipe->organization, -1, -1, 0);
	if (recipe->name)
		X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)recipe->name, -1,
					   -1, 0);
}

static void add_extensions(X509 *certificate, X509 *issuer, const struct recipe *recipe)
{
	if (recipe->ca)
		add_extension(certificate, issuer, NID_basic_constraints, "critical,CA:TRUE");
	add_extension(certificate, issuer, NID_subject_key_identifier, "hash");
	if (recipe->issuer)
		add_extension(certificate, issuer, NID_authority_key_identifier, "keyid");
	if (recipe->alternatives)
		add_extension(certificate, issuer, NID_subject_alt_name, recipe->alternatives);
	if (recipe->usage)
		add_extension(certificate, issuer, NID_ext_key_usage, recipe->usage);
	if (recipe->issuer_url)
		add_extension(certificate, issuer, NID_info_access, recipe->issuer_url);
}

struct identity identity_make(const struct recipe *recipe)
{
	static long serial = 1000;
	bool dated = recipe->from || recipe->until;
	EVP_PKEY *key = recipe->rsa_bits ? EVP_RSA_gen((unsigned int)recipe->rsa_bits) : EVP_EC_gen("P-256");
	X509 *certificate = X509_new();
	X509 *issuer = recipe->issuer ? recipe->issuer->certificate : certificate;

	assert_non_null(key);
	X509_set_version(certificate, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
	X509_gmtime_adj(X509_getm_notBefore(certificate), dated ? recipe->from : -DAY);
	X509_gmtime_adj(X509_getm_notAfter(certificate), dated ? recipe->until : 365L * DAY);
	X509_set_pubkey(certificate, key);
	set_name(X509_get_subject_name(certificate), recipe);
	X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
	add_extensions(certificate, issuer, recipe);
	assert_true(X509_sign(certificate, recipe->issuer ? recipe->issuer->key : key, EVP_sha256()) > 0);
	return (struct identity){.certificate = certificate, .key = key};
}

void identity_free(struct identity *identity)
{
	X509_free(identity->certificate);
	EVP_PKEY_free(identity->key);
	*identity = (struct identity){0};
}

char *certs_write(const X509 *first, ...)
{
	static const char pattern[] = "/tmp/mailmedic-test-XXXXXX";
	char *path = mem_strndup(pattern, sizeof(pattern));
	int fd = mkstemp(path);
	FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
	va_list more;

	assert_non_null(file);
	va_start(more, first);
	for (const X509 *certificate = first; certificate; certificate = va_arg(more, const X509 *))
		PEM_write_X509(file, certificate);
	va_end(more);
	fclose(file);
	return path;
}

SSL_CTX *certs_server(const struct identity *own, X509 *second, X509 *third)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());

	assert_non_null(context);
	SSL_CTX_set_security_level(context, 0);
	assert_int_equal(SSL_CTX_use_certificate(context, own->certificate), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(context, own->key), 1);
	if (second)
		SSL_CTX_add1_chain_cert(context, second);
	if (third)
		SSL_CTX_add1_chain_cert(context, third);
	return context;
}
