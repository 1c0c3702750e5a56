/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificate stores; see trust.h. Nothing here judges a certificate. */
#include "wire/trust.h"

#include <dirent.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/text.h"

enum { PATH_TEXT_MAX = 4096, ORGANIZATION_MAX = 256 };

static const char OPERATION[] = "read the trusted certificates";

struct trust {
	X509_STORE *store;
	X509_STORE *bundle;
	bool own; /* the user's certificates, not the system's */
	bool bundle_tried;
	unsigned users;
};

/* "a1b2c3d4.0" as c_rehash makes them. */
static bool is_hash_name(const char *name)
{
	return strlen(name) >= 10 && strspn(name, "0123456789abcdef") == 8 && name[8] == '.' &&
	       (text_is_digit(name[9]) || name[9] == 'r');
}

static bool has_certificate_suffix(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && (strcmp(dot, ".pem") == 0 || strcmp(dot, ".crt") == 0 || strcmp(dot, ".cer") == 0);
}

static bool add_hashed_folder(X509_STORE *store, const char *path)
{
	X509_LOOKUP *lookup = X509_STORE_add_lookup(store, X509_LOOKUP_hash_dir());

	return lookup && X509_LOOKUP_add_dir(lookup, path, X509_FILETYPE_PEM) == 1;
}

static bool add_file(X509_STORE *store, const char *path)
{
	X509_LOOKUP *lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file());
	bool loaded = lookup && X509_load_cert_crl_file(lookup, path, X509_FILETYPE_PEM) > 0;

	ERR_clear_error();
	return loaded;
}

/* Hashed folders are searched when a certificate is wanted; in others each file is read now. */
static bool add_folder(X509_STORE *store, const char *path, DIR *folder)
{
	const struct dirent *entry;
	char file[PATH_TEXT_MAX];
	bool found = false;

	while ((entry = readdir(folder)))
		if (is_hash_name(entry->d_name))
			return add_hashed_folder(store, path);
	rewinddir(folder);
	while ((entry = readdir(folder))) {
		int len = snprintf(file, sizeof file, "%s/%s", path, entry->d_name);

		if (has_certificate_suffix(entry->d_name) && len > 0 && (size_t)len < sizeof file)
			found = add_file(store, file) || found;
	}
	return found;
}

static bool fill_own(X509_STORE *store, const char *path, struct error *error)
{
	DIR *folder = NULL;
	struct stat status;
	bool found;

	if (stat(path, &status) != 0 || access(path, R_OK) != 0)
		return error_set_errno(error, OPERATION, path);
	if (S_ISDIR(status.st_mode))
		folder = opendir(path);
	else if (!S_ISREG(status.st_mode)) /* a pipe or a device could keep us waiting for ever */
		return error_set(error, ERROR_FILE, OPERATION, _("%s is neither a file nor a folder."), path);
	found = folder ? add_folder(store, path, folder) : add_file(store, path);
	if (folder)
		closedir(folder);
	if (!found)
		return error_set(error, ERROR_FILE, OPERATION, _("%s holds no certificate in PEM form."),
				 path);
	return true;
}

/* SSL_CERT_DIR, a colon-separated list, goes before OpenSSL's own folder, as in every OpenSSL program. */
static void fill_system(X509_STORE *store)
{
	const char *path = secure_getenv(X509_get_default_cert_dir_env());

	add_hashed_folder(store, path && *path ? path : X509_get_default_cert_dir());
	ERR_clear_error();
}

/*
 * The first use of OpenSSL. Its clean-up at exit and the texts of libcrypto's errors (those of
 * libssl are enough for us) are left out: together they cost as much as a signature. The system's
 * configuration is read as usual, since it may hold a policy.
 */
static void start_openssl(void)
{
	OPENSSL_init_ssl(OPENSSL_INIT_NO_ATEXIT | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS, NULL);
}

bool trust_create(const char *ca_path, struct trust **ret_trust, struct error *error)
{
	X509_STORE *store = NULL;
	struct trust *trust;

	start_openssl();
	if (ca_path) {
		store = X509_STORE_new();
		if (!store || !fill_own(store, ca_path, error)) {
			X509_STORE_free(store);
			return false;
		}
	}
	trust = mem_calloc(1, sizeof *trust);
	trust->own = ca_path != NULL;
	trust->store = store;
	trust->users = 1;
	*ret_trust = trust;
	return true;
}

struct trust *trust_share(struct trust *trust)
{
	if (trust)
		trust->users++;
	return trust;
}

void trust_destroy(struct trust *trust)
{
	if (!trust || --trust->users > 0)
		return;
	X509_STORE_free(trust->store);
	X509_STORE_free(trust->bundle);
	free(trust);
}

X509_STORE *trust_store(struct trust *trust)
{
	if (!trust->store) {
		trust->store = X509_STORE_new();
		if (trust->store)
			fill_system(trust->store);
	}
	return trust->store;
}

X509_STORE *trust_bundle(struct trust *trust)
{
	const char *const paths[] = {
	    secure_getenv(X509_get_default_cert_file_env()),
	    X509_get_default_cert_file(),
	    "/etc/ssl/certs/ca-certificates.crt",
	    "/etc/pki/tls/certs/ca-bundle.crt",
	    "/etc/ssl/ca-bundle.pem",
	    "/etc/ssl/cert.pem",
	};

	if (trust->own || trust->bundle_tried)
		return trust->bundle;
	trust->bundle_tried = true;
	trust->bundle = X509_STORE_new();
	for (size_t i = 0; trust->bundle && i < sizeof paths / sizeof *paths; i++)
		if (paths[i] && *paths[i] && add_file(trust->bundle, paths[i]))
			return trust->bundle;
	X509_STORE_free(trust->bundle);
	trust->bundle = NULL;
	return NULL;
}

bool trust_has_crls(struct trust *trust)
{
	STACK_OF(X509_OBJECT) *objects = trust->own ? X509_STORE_get0_objects(trust->store) : NULL;

	for (int i = 0; i < sk_X509_OBJECT_num(objects); i++)
		if (X509_OBJECT_get_type(sk_X509_OBJECT_value(objects, i)) == X509_LU_CRL)
			return true;
	return false;
}

static bool organization(const X509_NAME *name, char *text, size_t size)
{
	return X509_NAME_get_text_by_NID((X509_NAME *)name, NID_organizationName, text, (int)size) > 0;
}

bool trust_knows_organization(struct trust *trust, const X509_NAME *name)
{
	X509_STORE *store = trust->own ? trust->store : trust_bundle(trust);
	STACK_OF(X509_OBJECT) *objects = store ? X509_STORE_get0_objects(store) : NULL;
	char wanted[ORGANIZATION_MAX];
	char known[ORGANIZATION_MAX];

	if (!organization(name, wanted, sizeof wanted))
		return false;
	for (int i = 0; i < sk_X509_OBJECT_num(objects); i++) {
		const X509 *known_certificate = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(objects, i));

		if (known_certificate &&
		    organization(X509_get_subject_name(known_certificate), known, sizeof known) &&
		    strcmp(known, wanted) == 0)
			return true;
	}
	return false;
}
