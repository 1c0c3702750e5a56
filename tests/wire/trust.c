/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "wire/certs.h"
#include "wire/rig.h"
#include "wire/trust.h"
#include "wire/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct identity root;
static struct identity leaf;
static char folder[] = "/tmp/mailmedic-trust-XXXXXX";
static char file[64];

static int make_certificates(void **state)
{
	(void)state;
	root = identity_make(&(struct recipe){.name = "Folder Root", .ca = true});
	leaf =
	    identity_make(&(struct recipe){.name = "x", .alternatives = "DNS:mail.example", .issuer = &root});
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_all(void **state)
{
	(void)state;
	rmdir(folder);
	identity_free(&root);
	identity_free(&leaf);
	return 0;
}

static void put_root(const char *name)
{
	char *made = certs_write(root.certificate, (X509 *)NULL);

	snprintf(file, sizeof file, "%s/%s", folder, name);
	assert_int_equal(rename(made, file), 0);
	free(made);
}

static enum problem judge(struct trust *trust)
{
	STACK_OF(X509) *chain = sk_X509_new_null();
	struct server_name name;
	char *detail = NULL;
	enum problem problem;

	assert_true(server_name_parse("mail.example", &name, NULL));
	sk_X509_push(chain, leaf.certificate);
	problem = verify_chain(chain, &name, trust, &detail);
	sk_X509_free(chain);
	server_name_finish(&name);
	free(detail);
	return problem;
}

static void expect_trusted(const char *path)
{
	struct trust *trust;
	struct error error = {0};

	if (!trust_create(path, &trust, &error))
		fail_msg("%s", error.text);
	assert_int_equal(judge(trust), PROBLEM_NONE);
	trust_destroy(trust);
}

static void expect_refused(const char *path, const char *reason)
{
	struct trust *trust = NULL;
	struct error error = {0};

	assert_false(trust_create(path, &trust, &error));
	assert_null(trust);
	expect_contains(error.text, reason);
}

static void files_and_folders_are_trusted(void **state)
{
	char hashed[32];

	(void)state;
	put_root("root.pem");
	expect_trusted(file);
	expect_trusted(folder); /* not hashed */
	unlink(file);
	snprintf(hashed, sizeof hashed, "%08lx.0",
		 X509_NAME_hash_ex(X509_get_subject_name(root.certificate), NULL, NULL, NULL));
	put_root(hashed);
	expect_trusted(folder);
	unlink(file);
}

static void what_cannot_be_read_is_refused(void **state)
{
	FILE *out;

	(void)state;
	expect_refused("/nonexistent/ca.pem", "/nonexistent/ca.pem");
	expect_refused(folder, "no certificate");
	expect_refused("/dev/zero", "neither a file nor a folder");
	snprintf(file, sizeof file, "%s/junk.pem", folder);
	out = fopen(file, "w");
	assert_non_null(out);
	fputs("-----BEGIN CERTIFICATE-----\njunk\n", out);
	fclose(out);
	expect_refused(file, "no certificate");
	expect_refused(folder, "no certificate");
	unlink(file);
}

static void the_system_is_asked_by_folder_and_then_by_bundle(void **state)
{
	struct trust *trust;

	(void)state;
	put_root("bundle.pem");
	setenv("SSL_CERT_DIR", "/nonexistent", 1);
	setenv("SSL_CERT_FILE", file, 1);
	assert_true(trust_create(NULL, &trust, NULL));
	assert_int_equal(judge(trust), PROBLEM_NONE);
	trust_destroy(trust);
	setenv("SSL_CERT_FILE", "/nonexistent", 1);
	assert_true(trust_create(NULL, &trust, NULL));
	assert_int_equal(judge(trust), PROBLEM_CERT_UNKNOWN_CA);
	trust_destroy(trust);
	unsetenv("SSL_CERT_DIR");
	unsetenv("SSL_CERT_FILE");
	unlink(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(files_and_folders_are_trusted),
	    cmocka_unit_test(what_cannot_be_read_is_refused),
	    cmocka_unit_test(the_system_is_asked_by_folder_and_then_by_bundle),
	};
	return cmocka_run_group_tests(tests, make_certificates, remove_all);
}
