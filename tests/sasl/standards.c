/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The helper's answers to the letter, with the client's nonce of an example in place of a random one. */
#include "cmocka_all.h"

#include "drive.h"

#include <string.h>

static void scram_is_that_of_rfc_5802_section_5_and_rfc_7677_section_3(void **state)
{
	static const struct {
		const char *helper, *mechanism, *nonce, *first, *challenge, *final, *proof;
	} examples[] = {
	    {"RFC5802_SASL", "SCRAM-SHA-1", "nonce=fyko+d2lbbFgONRv9qkxdawL\n",
	     "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
	     "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
	     "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
	     "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="},
	    {"RFC7677_SASL", "SCRAM-SHA-256", "nonce=rOprNGfwEbeRWgbNEkqO\n",
	     "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
	     "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
	     "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
	     "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
	     "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		const struct sasl_order order = drive_order(examples[i].mechanism);
		struct sasl *sasl = drive_start_as(examples[i].helper, &order, "pencil");

		drive_expect_response(sasl, false, examples[i].first, strlen(examples[i].first));
		drive_challenge(sasl, examples[i].challenge);
		drive_expect_response(sasl, false, examples[i].final, strlen(examples[i].final));
		drive_challenge(sasl, examples[i].proof);
		drive_expect_response(sasl, true, "", 0);
		assert_non_null(strstr(drive_told(), examples[i].nonce));
		assert_non_null(strstr(drive_told(), "iterations=4096\n"));
		assert_null(strstr(drive_told(), strstr(examples[i].final, "p=") + 2));
		sasl_destroy(sasl);
	}
}

#define DIGEST_CHALLENGE                                                                                     \
	"realm=\"elwood.innosoft.com\",nonce=\"OA6MG9tEQGm2hh\",qop=\"auth\",algorithm=md5-sess,charset="    \
	"utf-8"

static struct sasl *start_digest(void)
{
	struct sasl_order order = drive_order("DIGEST-MD5");
	struct sasl *sasl;

	order.user = "chris";
	sasl = drive_start_as("DIGEST_SASL", &order, "secret");
	drive_expect(sasl, SASL_NO_RESPONSE);
	drive_challenge(sasl, DIGEST_CHALLENGE);
	return sasl;
}

/* The example of RFC 2831, 4 but for the service, which is not imap: response and proof were computed by
 * another program, which makes those of the example from the example's. */
static void digest_md5_is_that_of_rfc_2831_section_4_for_smtp(void **state)
{
	struct sasl *sasl = start_digest();
	size_t len;
	const char *response = drive_response(sasl, false, &len);

	(void)state;
	assert_non_null(memmem(response, len, "response=19eb5b3c46ee80b7d58b1b92b2988e0d", 41));
	assert_non_null(memmem(response, len, "digest-uri=\"smtp/server.example.com\"", 36));
	assert_string_equal(drive_told(), "realm=elwood.innosoft.com\ncnonce=OA6MHXh6VqTrRk\nnc=00000001\n"
					  "qop=auth\ndigest-uri=smtp/server.example.com\n");
	drive_challenge(sasl, "rspauth=7804b699f44d26fec7a25e1c0ee79a75");
	drive_expect_response(sasl, true, "", 0);
	sasl_destroy(sasl);
}

static void digest_server_that_does_not_know_the_password_is_found_out(void **state)
{
	static const struct {
		const char *challenge;
		enum problem problem;
	} cases[] = {
	    {"rspauth=7804b699f44d26fec7a25e1c0ee79a76", PROBLEM_SASL_FALSE_PROOF},
	    {"rspauth=19eb5b3c46ee80b7d58b1b92b2988e0d", PROBLEM_SASL_FALSE_PROOF}, /* the client's, echoed */
	    {"rspauth=", PROBLEM_BAD_CHALLENGE},
	    {"", PROBLEM_BAD_CHALLENGE},
	    {DIGEST_CHALLENGE, PROBLEM_BAD_CHALLENGE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sasl *sasl = start_digest();
		size_t len;

		print_message("# %s\n", cases[i].challenge);
		drive_response(sasl, false, &len);
		drive_challenge(sasl, cases[i].challenge);
		drive_expect_fault(sasl, cases[i].problem);
		sasl_destroy(sasl);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(scram_is_that_of_rfc_5802_section_5_and_rfc_7677_section_3),
	    cmocka_unit_test(digest_md5_is_that_of_rfc_2831_section_4_for_smtp),
	    cmocka_unit_test(digest_server_that_does_not_know_the_password_is_found_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
