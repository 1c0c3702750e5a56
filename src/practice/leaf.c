/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Certificates for practice. One table says how each kind differs from a good one; everything else
 * is the same: EC P-256 keys (quick to make), names for loopback, valid for a month around now.
 */
#include "practice/leaf.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <string.h>

#define GOOD_NAMES  "DNS:localhost,DNS:practice.test,DNS:mail.practice.test,IP:127.0.0.1,IP:::1"
#define OTHER_NAMES "DNS:mail.elsewhere.test"

enum { DAY = 24 * 60 * 60 };

struct recipe {
	const char *common_name;
	const char *names; /* subject alternative names; NULL: none */
	const char *use;   /* extended key usage; NULL: a certificate authority */
	int from_day;      /* days from now */
	int to_day;
	bool weak; /* RSA with 1024 bits */
};

static const struct recipe root_recipe = {"mailmedic training root", NULL, NULL, -2, 30, false};
static const struct recipe stranger_recipe = {"Unknown Test Root", NULL, NULL, -2, 30, false};
static const struct recipe middle_recipe = {"mailmedic training intermediate", NULL, NULL, -2, 30, false};

static const struct recipe leaf_recipes[] = {
    [LEAF_GOOD] = {"mail.practice.test", GOOD_NAMES, "serverAuth", -1, 29, false},
    [LEAF_EXPIRED] = {"mail.practice.test", GOOD_NAMES, "serverAuth", -100, -9, false},
    [LEAF_NOT_YET_VALID] = {"mail.practice.test", GOOD_NAMES, "serverAuth", 9, 29, false},
    [LEAF_WRONG_HOST] = {"mail.elsewhere.test", OTHER_NAMES, "serverAuth", -1, 29, false},
    [LEAF_NAME_ONLY] = {"localhost", NULL, "serverAuth", -1, 29, false},
    [LEAF_SELF_SIGNED] = {"mail.practice.test", GOOD_NAMES, "serverAuth", -1, 29, false},
    [LEAF_UNKNOWN_CA] = {"mail.practice.test", GOOD_NAMES, "serverAuth", -1, 29, false},
    [LEAF_INCOMPLETE_CHAIN] = {"mail.practice.test", GOOD_NAMES, "serverAuth", -1, 29, false},
    [LEAF_WRONG_USE] = {"mail.practice.test", GOOD_NAMES, "clientAuth", -1, 29, false},
    [LEAF_WEAK_KEY] = {"mail.practice.test", GOOD_NAMES, "serverAuth", -1, 29, true},
};

struct signer {
	X509 *certificate;
	EVP_PKEY *key;
};

static void signer_finish(struct signer *signer)
{
	X509_free(signer->certificate);
	EVP_PKEY_free(signer->key);
}

static bool add_extension(X509 *certificate, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509_EXTENSION *extension;
	bool ok;

	X509V3_set_ctx_nodb(&context);
	X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	ok = extension && X509_add_ext(certificate, extension, -1) == 1;
	X509_EXTENSION_free(extension);
	return ok;
}

static bool add_extensions(X509 *certificate, X509 *issuer, const struct recipe *recipe)
{
	bool ok = add_extension(certificate, issuer, NID_subject_key_identifier, "hash") &&
		  add_extension(certificate, issuer, NID_authority_key_identifier, "keyid");

	if (!recipe->use)
		return ok && add_extension(certificate, issuer, NID_basic_constraints, "critical,CA:TRUE") &&
		       add_extension(certificate, issuer, NID_key_usage, "critical,keyCertSign,cRLSign");
	ok = ok && add_extension(certificate, issuer, NID_basic_constraints, "critical,CA:FALSE") &&
	     add_extension(certificate, issuer, NID_ext_key_usage, recipe->use);
	return ok &&
	       (!recipe->names || add_extension(certificate, issuer, NID_subject_alt_name, recipe->names));
}

static bool set_serial(X509 *certificate)
{
	unsigned char bytes[16];
	BIGNUM *number;
	bool ok;

	if (RAND_bytes(bytes, sizeof(bytes)) != 1)
		return false;
	bytes[0] = (unsigned char)((bytes[0] & 0x3f) | 0x40); /* positive, never short */
	number = BN_bin2bn(bytes, sizeof(bytes), NULL);
	ok = number && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
	BN_free(number);
	return ok;
}

static bool set_names(X509 *certificate, X509 *issuer, const struct recipe *recipe)
{
	X509_NAME *subject = X509_get_subject_name(certificate);

	return X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_UTF8,
					  (const unsigned char *)"mailmedic training", -1, -1, 0) == 1 &&
	       X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
					  (const unsigned char *)recipe->common_name, -1, -1, 0) == 1 &&
	       X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1;
}

/* Makes a key and its certificate, signed by `by`, or by itself when `by` is NULL. */
static bool make(const struct recipe *recipe, const struct signer *by, struct signer *ret_made)
{
	struct signer made = {X509_new(), recipe->weak ? EVP_RSA_gen(1024) : EVP_EC_gen("P-256")};
	X509 *issuer = by ? by->certificate : made.certificate;
	EVP_PKEY *issuer_key = by ? by->key : made.key;
	bool ok;

	ok = made.certificate && made.key && X509_set_version(made.certificate, 2) == 1 &&
	     set_serial(made.certificate) && set_names(made.certificate, issuer, recipe) &&
	     X509_gmtime_adj(X509_getm_notBefore(made.certificate), (long)recipe->from_day * DAY) &&
	     X509_gmtime_adj(X509_getm_notAfter(made.certificate), (long)recipe->to_day * DAY) &&
	     X509_set_pubkey(made.certificate, made.key) == 1 &&
	     add_extensions(made.certificate, issuer, recipe) &&
	     X509_sign(made.certificate, issuer_key, EVP_sha256()) > 0;
	if (ok)
		*ret_made = made;
	else
		signer_finish(&made);
	return ok;
}

/* Who signs a leaf of this kind, when not the root; `ret_by` stays empty when it signs itself. */
static bool make_other_signer(enum leaf kind, const struct signer *root, struct signer *ret_by)
{
	if (kind == LEAF_UNKNOWN_CA)
		return make(&stranger_recipe, NULL, ret_by);
	if (kind == LEAF_INCOMPLETE_CHAIN)
		return make(&middle_recipe, root, ret_by);
	return true;
}

bool leaf_set_init(struct leaf_set *set, enum leaf kind)
{
	struct signer root = {0}, other = {0}, leaf = {0};
	const struct signer *by = &root;
	bool ok;

	memset(set, 0, sizeof(*set));
	ok = make(&root_recipe, NULL, &root) && make_other_signer(kind, &root, &other);
	if (kind == LEAF_SELF_SIGNED)
		by = NULL;
	else if (other.certificate)
		by = &other;
	ok = ok && make(&leaf_recipes[kind], by, &leaf);
	if (ok) {
		set->root = root.certificate;
		set->leaf = leaf.certificate;
		set->leaf_key = leaf.key;
		root.certificate = NULL;
	} else {
		signer_finish(&leaf);
	}
	signer_finish(&root);
	signer_finish(&other);
	return ok;
}

void leaf_set_finish(struct leaf_set *set)
{
	X509_free(set->root);
	X509_free(set->leaf);
	EVP_PKEY_free(set->leaf_key);
	memset(set, 0, sizeof(*set));
}
