/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder, the file and the TLS context of the throwaway authority. The certificates come from leaf.c. */
#include "practice/ca.h"

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "practice/leaf.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OPERATION "make the practice server's certificates"
#define FILE_NAME "/ca.pem"

static bool make_folder_in(const char *base, struct ca *ca)
{
	struct strbuf path;
	bool ok;

	strbuf_init(&path, PATH_MAX);
	strbuf_addf(&path, "%s/mailmedic-practice-XXXXXX", base);
	ok = !path.overflowed && mkdtemp(path.data);
	if (ok) {
		ca->folder = mem_strdup(path.data);
		strbuf_adds(&path, FILE_NAME);
		ca->file = strbuf_take(&path);
	}
	strbuf_finish(&path);
	return ok;
}

static bool make_folder(struct ca *ca, struct error *error)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");

	if (runtime && runtime[0] == '/' && make_folder_in(runtime, ca))
		return true;
	return make_folder_in("/tmp", ca) || error_set_errno(error, OPERATION, "/tmp");
}

static bool write_root(const struct ca *ca, X509 *root, struct error *error)
{
	int fd = open(ca->file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
	bool ok;

	if (!file) {
		error_set_errno(error, OPERATION, ca->file);
		if (fd >= 0)
			close(fd);
		return false;
	}
	ok = PEM_write_X509(file, root) == 1;
	ok = fclose(file) == 0 && ok;
	return ok || error_set_errno(error, OPERATION, ca->file);
}

static int check_name(SSL *ssl, int *alert, void *wanted)
{
	const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);

	if (name && text_compare_nocase(name, wanted) == 0)
		return SSL_TLSEXT_ERR_OK;
	*alert = SSL_AD_UNRECOGNIZED_NAME;
	return SSL_TLSEXT_ERR_ALERT_FATAL;
}

/* Takes the client's certificate as it is: the point is that one is demanded. */
static int accept_any(int verified, X509_STORE_CTX *store)
{
	(void)verified;
	(void)store;
	return 1;
}

/* `scenario` outlives the context: its sni is borrowed. */
static bool configure(SSL_CTX *tls, const struct scenario *scenario)
{
	int lowest = scenario->tls_max && scenario->tls_max < TLS1_2_VERSION ? TLS1_VERSION : TLS1_2_VERSION;

	if (lowest < TLS1_2_VERSION || scenario->certificate == LEAF_WEAK_KEY)
		SSL_CTX_set_security_level(tls, 0);
	if (!SSL_CTX_set_min_proto_version(tls, lowest) ||
	    !SSL_CTX_set_max_proto_version(tls, scenario->tls_max))
		return false;
	if (scenario->client_certificate)
		SSL_CTX_set_verify(tls, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, accept_any);
	if (scenario->sni) {
		SSL_CTX_set_tlsext_servername_callback(tls, check_name);
		SSL_CTX_set_tlsext_servername_arg(tls, scenario->sni);
	}
	return true;
}

static SSL_CTX *make_context(const struct leaf_set *set, const struct scenario *scenario)
{
	SSL_CTX *tls = SSL_CTX_new(TLS_server_method());

	if (tls && configure(tls, scenario) && SSL_CTX_use_certificate(tls, set->leaf) == 1 &&
	    SSL_CTX_use_PrivateKey(tls, set->leaf_key) == 1)
		return tls;
	SSL_CTX_free(tls);
	return NULL;
}

bool ca_init(struct ca *ca, const struct scenario *scenario, struct error *error)
{
	struct leaf_set set;
	bool ok;

	memset(ca, 0, sizeof(*ca));
	ok = leaf_set_init(&set, scenario->certificate);
	if (ok)
		ca->tls = make_context(&set, scenario);
	if (!ca->tls)
		ok = error_set(error, ERROR_SYSTEM, OPERATION,
			       "OpenSSL could not make the practice certificates.");
	ok = ok && make_folder(ca, error) && write_root(ca, set.root, error);
	leaf_set_finish(&set);
	ERR_clear_error();
	if (!ok)
		ca_finish(ca, false);
	return ok;
}

void ca_finish(struct ca *ca, bool keep_folder)
{
	if (ca->folder && !keep_folder)
		ca_remove_folder(ca->folder);
	SSL_CTX_free(ca->tls);
	free(ca->folder);
	free(ca->file);
	memset(ca, 0, sizeof(*ca));
}

void ca_remove_folder(const char *folder)
{
	struct strbuf path;

	strbuf_init(&path, PATH_MAX);
	strbuf_addf(&path, "%s" FILE_NAME, folder);
	unlink(path.data);
	rmdir(folder);
	strbuf_finish(&path);
}
