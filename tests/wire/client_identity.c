/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "base/secret.h"
#include "wire/certs.h"
#include "wire/client_identity.h"
#include "wire/rig.h"

#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char passphrase[] = "open sesame";
static struct identity own;
static struct identity other;
static char folder[] = "/tmp/mailmedic-identity-XXXXXX";
static char path[2][64];
static struct error error;

static int make_certificates(void **state)
{
	(void)state;
	own = identity_make(&(struct recipe){.name = "user"});
	other = identity_make(&(struct recipe){.name = "other"});
	if (!mkdtemp(folder))
		return -1;
	for (int i = 0; i < 2; i++)
		snprintf(path[i], sizeof path[i], "%s/%d", folder, i);
	return 0;
}

static int remove_all(void **state)
{
	(void)state;
	rmdir(folder);
	identity_free(&own);
	identity_free(&other);
	return 0;
}

static int remove_files(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++)
		unlink(path[i]);
	return 0;
}

/* The certificate and, where there is one, its key, which `cipher` (or NULL) locks. */
static void write_pem(const char *file, X509 *certificate, EVP_PKEY *key, const EVP_CIPHER *cipher)
{
	FILE *out = fopen(file, "w");

	assert_non_null(out);
	if (certificate)
		PEM_write_X509(out, certificate);
	if (key)
		PEM_write_PKCS8PrivateKey(out, key, cipher, cipher ? passphrase : NULL,
					  cipher ? (int)strlen(passphrase) : 0, NULL, NULL);
	fclose(out);
}

static enum client_identity_state read_with(const char *key_path, const char *words)
{
	struct secret *secret = secret_create();
	struct client_identity *identity = NULL;

	secret_append(secret, words, strlen(words));
	enum client_identity_state state = client_identity_read(path[0], key_path, secret, &identity, &error);
	assert_int_equal(state == CLIENT_IDENTITY_READ, identity != NULL);
	if (identity)
		assert_true(client_identity_is_from(identity, path[0], key_path));
	client_identity_destroy(identity);
	secret_destroy(secret);
	return state;
}

static void a_certificate_and_its_key_are_read_from_one_file_or_two(void **state)
{
	(void)state;
	write_pem(path[0], own.certificate, own.key, NULL);
	assert_int_equal(read_with(NULL, ""), CLIENT_IDENTITY_READ);
	write_pem(path[0], own.certificate, NULL, NULL);
	assert_int_equal(read_with(NULL, ""), CLIENT_IDENTITY_UNUSABLE);
	expect_contains(error.text, "It holds no private key.");
	write_pem(path[1], NULL, own.key, NULL);
	assert_int_equal(read_with(path[1], ""), CLIENT_IDENTITY_READ);
	write_pem(path[1], NULL, other.key, NULL);
	assert_int_equal(read_with(path[1], ""), CLIENT_IDENTITY_UNUSABLE);
	expect_contains(error.text, "does not belong");
}

static void a_locked_key_wants_its_passphrase_and_no_other(void **state)
{
	(void)state;
	write_pem(path[0], own.certificate, own.key, EVP_aes_256_cbc());
	assert_int_equal(read_with(NULL, ""), CLIENT_IDENTITY_LOCKED);
	expect_contains(error.text, "passphrase is needed");
	assert_int_equal(read_with(NULL, "wrong"), CLIENT_IDENTITY_LOCKED);
	expect_contains(error.text, "does not open");
	assert_int_equal(read_with(NULL, passphrase), CLIENT_IDENTITY_READ);
}

static void write_pkcs12(const char *words)
{
	PKCS12 *file = PKCS12_create(words, "user", own.key, own.certificate, NULL, 0, 0, 0, 0, 0);
	FILE *out = fopen(path[0], "w");

	assert_non_null(file);
	assert_int_equal(i2d_PKCS12_fp(out, file), 1);
	fclose(out);
	PKCS12_free(file);
}

static void a_pkcs12_file_is_opened_with_its_passphrase(void **state)
{
	(void)state;
	write_pkcs12(passphrase);
	assert_int_equal(read_with(NULL, ""), CLIENT_IDENTITY_LOCKED);
	assert_int_equal(read_with(NULL, "wrong"), CLIENT_IDENTITY_LOCKED);
	assert_int_equal(read_with(NULL, passphrase), CLIENT_IDENTITY_READ);
	write_pkcs12("");
	assert_int_equal(read_with(NULL, ""), CLIENT_IDENTITY_READ);
}

static void a_pkcs12_file_without_a_key_holds_none(void **state)
{
	PKCS12 *file = PKCS12_create("", "user", NULL, own.certificate, NULL, 0, 0, 0, 0, 0);
	FILE *out = fopen(path[0], "w");

	(void)state;
	assert_int_equal(i2d_PKCS12_fp(out, file), 1);
	fclose(out);
	PKCS12_free(file);
	assert_int_equal(read_with(NULL, ""), CLIENT_IDENTITY_UNUSABLE);
	expect_contains(error.text, "It holds no private key.");
}

static void one_that_has_run_out_is_read_all_the_same(void **state)
{
	static const long until[] = {DAY, -1};
	struct client_identity *identity;

	(void)state;
	assert_false(client_identity_has_run_out(NULL));
	for (int i = 0; i < 2; i++) {
		struct identity made =
		    identity_make(&(struct recipe){.name = "u", .from = -DAY, .until = until[i]});
		write_pem(path[0], made.certificate, made.key, NULL);
		assert_int_equal(client_identity_read(path[0], NULL, NULL, &identity, &error),
				 CLIENT_IDENTITY_READ);
		assert_int_equal(client_identity_has_run_out(identity), i == 1);
		client_identity_destroy(identity);
		identity_free(&made);
	}
}

static void what_is_no_file_or_holds_nothing_is_told(void **state)
{
	(void)state;
	assert_int_equal(read_with(NULL, ""), CLIENT_IDENTITY_UNUSABLE);
	expect_contains(error.text, "No such file");
	assert_int_equal(mkfifo(path[0], 0600), 0); /* nobody writes to it: opening it must not wait */
	assert_int_equal(read_with(NULL, ""), CLIENT_IDENTITY_UNUSABLE);
	expect_contains(error.text, "is not a file");
	unlink(path[0]);
	write_pem(path[0], NULL, own.key, NULL);
	assert_int_equal(read_with(NULL, ""), CLIENT_IDENTITY_UNUSABLE);
	expect_contains(error.text, "no certificate");
	assert_int_equal(truncate(path[0], 1024L * 1024), 0);
	assert_int_equal(read_with(NULL, ""), CLIENT_IDENTITY_UNUSABLE);
	expect_contains(error.text, "longer than");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_teardown(a_certificate_and_its_key_are_read_from_one_file_or_two, remove_files),
	    cmocka_unit_test_teardown(a_locked_key_wants_its_passphrase_and_no_other, remove_files),
	    cmocka_unit_test_teardown(a_pkcs12_file_is_opened_with_its_passphrase, remove_files),
	    cmocka_unit_test_teardown(a_pkcs12_file_without_a_key_holds_none, remove_files),
	    cmocka_unit_test_teardown(one_that_has_run_out_is_read_all_the_same, remove_files),
	    cmocka_unit_test_teardown(what_is_no_file_or_holds_nothing_is_told, remove_files),
	};
	return cmocka_run_group_tests(tests, make_certificates, remove_all);
}
