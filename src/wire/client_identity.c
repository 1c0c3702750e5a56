/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PEM and PKCS #12 files read with OpenSSL; see client_identity.h. Knows no server. */
#include "wire/client_identity.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/secret.h"
#include "base/text.h"

enum { FILE_MAX = 256 * 1024, PASSPHRASE_MAX = 1024 };

static const char OPERATION[] = "read the client certificate";

struct client_identity {
	unsigned owners;
	char *cert_path;
	char *key_path; /* or NULL */
	X509 *certificate;
	EVP_PKEY *key;
	STACK_OF(X509) *issuers; /* or NULL */
};

/* What is being read. */
struct source {
	char bytes[FILE_MAX + 1]; /* may hold the key: wiped */
	size_t len;
	char passphrase[PASSPHRASE_MAX + 1];
	bool has_passphrase;
	bool asked; /* the file is encrypted */
	bool is_pkcs12;
	bool opened; /* PKCS #12, and what is in it could be read */
};

/* ---- files */

static bool read_all(int fd, struct source *source)
{
	ssize_t got = 1;

	source->len = 0;
	while (got > 0 && source->len <= FILE_MAX) {
		got = read(fd, source->bytes + source->len, sizeof(source->bytes) - source->len);
		if (got > 0)
			source->len += (size_t)got;
		else if (got < 0 && errno == EINTR)
			got = 1;
	}
	return got >= 0;
}

/* A pipe or a device could keep us waiting for ever. */
static bool load(const char *path, struct source *source, struct error *error)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat status;
	bool fine;

	if (fd < 0)
		return error_set_errno(error, OPERATION, path);
	fine = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
	if (!fine)
		error_set(error, ERROR_FILE, OPERATION, _("%s is not a file."), path);
	else if (!read_all(fd, source))
		fine = error_set_errno(error, OPERATION, path);
	close(fd);
	if (fine && source->len > FILE_MAX)
		return error_set(error, ERROR_LIMIT, OPERATION, _("%s is longer than %d bytes."), path,
				 FILE_MAX);
	return fine;
}

static int give_passphrase(char *buffer, int size, int writing, void *argument)
{
	struct source *source = argument;
	const size_t len = strlen(source->passphrase);

	(void)writing;
	source->asked = true;
	if (!source->has_passphrase || size < 0 || len > (size_t)size)
		return -1;
	memcpy(buffer, source->passphrase, len);
	return (int)len;
}

/* ---- PEM */

static BIO *open_source(const struct source *source)
{
	return BIO_new_mem_buf(source->bytes, (int)source->len);
}

static void read_pem_certificates(struct client_identity *identity, struct source *source)
{
	BIO *bio = open_source(source);
	X509 *issuer;

	identity->certificate = PEM_read_bio_X509(bio, NULL, give_passphrase, source);
	identity->issuers = sk_X509_new_null();
	while (identity->certificate && (issuer = PEM_read_bio_X509(bio, NULL, give_passphrase, source)))
		sk_X509_push(identity->issuers, issuer);
	BIO_free(bio);
}

static void read_pem_key(struct client_identity *identity, struct source *source)
{
	BIO *bio = open_source(source);

	identity->key = PEM_read_bio_PrivateKey(bio, NULL, give_passphrase, source);
	BIO_free(bio);
}

/* ---- PKCS #12 */

/* NULL: it is something else. */
static PKCS12 *parse_pkcs12(const struct source *source)
{
	BIO *bio = open_source(source);
	PKCS12 *file = d2i_PKCS12_bio(bio, NULL);

	BIO_free(bio);
	return file;
}

/* Without a password it may be one that is empty. */
static void read_pkcs12(struct client_identity *identity, struct source *source, PKCS12 *file)
{
	const bool fits = PKCS12_verify_mac(file, source->passphrase, -1) == 1;

	source->asked = !fits;
	if (fits)
		source->opened = PKCS12_parse(file, source->passphrase, &identity->key,
					      &identity->certificate, &identity->issuers) == 1;
}

/* ---- both */

static enum client_identity_state refuse(const char *path, const char *why, struct error *error)
{
	error_set(error, ERROR_FILE, OPERATION, "%s: %s", path, why);
	return CLIENT_IDENTITY_UNUSABLE;
}

static enum client_identity_state refuse_key(const char *path, const struct source *source,
					     struct error *error)
{
	if (!source->asked) /* PKCS #12 whose passphrase is right */
		return refuse(path,
			      source->is_pkcs12 && !source->opened
				  ? _("It is encrypted in a way that counts as unsafe today: export it anew.")
				  : _("It holds no private key."),
			      error);
	error_set(error, ERROR_FILE, OPERATION,
		  source->has_passphrase ? _("The passphrase does not open %s.")
					 : _("The key in %s is encrypted: its passphrase is needed."),
		  path);
	return CLIENT_IDENTITY_LOCKED;
}

static enum client_identity_state read_files(struct client_identity *identity, struct source *source,
					     struct error *error)
{
	const char *key_path = identity->key_path ? identity->key_path : identity->cert_path;
	PKCS12 *file;

	if (!load(identity->cert_path, source, error))
		return CLIENT_IDENTITY_UNUSABLE;
	file = parse_pkcs12(source);
	source->is_pkcs12 = file != NULL;
	if (file) {
		read_pkcs12(identity, source, file);
		PKCS12_free(file);
		key_path = identity->cert_path;
	} else {
		read_pem_certificates(identity, source);
		if (!identity->certificate)
			return refuse(identity->cert_path,
				      _("It holds no certificate in PEM or PKCS #12 form."), error);
		if (identity->key_path && !load(key_path, source, error))
			return CLIENT_IDENTITY_UNUSABLE;
		read_pem_key(identity, source);
	}
	if (!identity->key)
		return refuse_key(key_path, source, error);
	if (!identity->certificate || X509_check_private_key(identity->certificate, identity->key) != 1)
		return refuse(identity->cert_path, _("The key does not belong to this certificate."), error);
	return CLIENT_IDENTITY_READ;
}

enum client_identity_state client_identity_read(const char *cert_path, const char *key_path,
						const struct secret *passphrase,
						struct client_identity **ret_identity, struct error *error)
{
	struct source *source = mem_calloc(1, sizeof(*source));
	struct client_identity *identity = mem_calloc(1, sizeof(*identity));
	const size_t len = secret_length(passphrase);
	enum client_identity_state state;

	identity->owners = 1;
	identity->cert_path = mem_strdup(cert_path);
	identity->key_path = mem_strdup(key_path);
	source->has_passphrase = len > 0 && len <= PASSPHRASE_MAX;
	if (source->has_passphrase)
		memcpy(source->passphrase, secret_bytes(passphrase), len);
	state = read_files(identity, source, error);
	ERR_clear_error();
	secret_wipe_buffer(source, sizeof(*source));
	free(source);
	if (state == CLIENT_IDENTITY_READ)
		*ret_identity = identity;
	else
		client_identity_destroy(identity);
	return state;
}

struct client_identity *client_identity_share(struct client_identity *identity)
{
	if (identity)
		identity->owners++;
	return identity;
}

void client_identity_destroy(struct client_identity *identity)
{
	if (!identity || --identity->owners > 0)
		return;
	X509_free(identity->certificate);
	EVP_PKEY_free(identity->key);
	sk_X509_pop_free(identity->issuers, X509_free);
	free(identity->cert_path);
	free(identity->key_path);
	free(identity);
}

bool client_identity_is_from(const struct client_identity *identity, const char *cert_path,
			     const char *key_path)
{
	return identity && text_same(identity->cert_path, cert_path) &&
	       text_same(identity->key_path, key_path);
}

bool client_identity_has_run_out(const struct client_identity *identity)
{
	return identity && X509_cmp_current_time(X509_get0_notAfter(identity->certificate)) < 0;
}

void client_identity_use(const struct client_identity *identity, SSL *ssl)
{
	SSL_use_cert_and_key(ssl, identity->certificate, identity->key, identity->issuers, 1);
}
