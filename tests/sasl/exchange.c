/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the helper answers: the examples of the standards, and exchanges with a server of another make. */
#include "cmocka_all.h"

#include "drive.h"

#include "practice/scram.h"

#include <stdio.h>
#include <string.h>

static void plain_is_that_of_rfc_4616_section_4(void **state)
{
	struct sasl_order order = drive_order("PLAIN");
	struct sasl *sasl;

	(void)state;
	order.user = "tim";
	sasl = drive_start(&order, "tanstaaftanstaaf");
	drive_expect_response(sasl, true, "\0tim\0tanstaaftanstaaf", 21);
	drive_challenge(sasl, ""); /* there is nothing more to say */
	drive_expect_fault(sasl, PROBLEM_BAD_CHALLENGE);
	sasl_destroy(sasl);
	order.authzid = "Ursel";
	sasl = drive_start(&order, "xipj3plmq");
	drive_expect_response(sasl, true, "Ursel\0tim\0xipj3plmq", 19);
	sasl_destroy(sasl);
}

static void login_gives_the_name_and_then_the_password(void **state)
{
	const struct sasl_order order = drive_order("LOGIN");
	struct sasl *sasl = drive_start(&order, "s3cret pa%ss");

	(void)state;
	drive_expect(sasl, SASL_NO_RESPONSE);
	drive_challenge(sasl, "Username:");
	drive_expect_response(sasl, false, "user", 4);
	drive_challenge(sasl, "Whatever");
	drive_expect_response(sasl, true, "s3cret pa%ss", 12);
	drive_challenge(sasl, "Password:");
	drive_expect_fault(sasl, PROBLEM_BAD_CHALLENGE);
	sasl_destroy(sasl);
}

static void cram_md5_is_that_of_rfc_2195_section_2(void **state)
{
	struct sasl_order order = drive_order("CRAM-MD5");
	struct sasl *sasl;

	(void)state;
	order.user = "tim";
	sasl = drive_start(&order, "tanstaaftanstaaf");
	drive_expect(sasl, SASL_NO_RESPONSE);
	drive_challenge(sasl, "<1896.697170952@postoffice.reston.mci.net>");
	drive_expect_response(sasl, true, "tim b913a602c7eda7a495b4e6e7334d3890", 36);
	sasl_destroy(sasl);
}

static void oauthbearer_is_that_of_rfc_7628_section_4_1(void **state)
{
	static const char wanted[] = "n,a=user@example.com,\1host=server.example.com\1port=143\1"
				     "auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\1\1";
	static const char escaped[] = "n,a=a=2Cb=3Dc,\1host=server.example.com\1port=143\1auth=Bearer t\1\1";
	struct sasl_order order = drive_order("OAUTHBEARER");
	struct sasl *sasl;

	(void)state;
	order.user = "user@example.com";
	sasl = drive_start(&order, "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==");
	drive_expect_response(sasl, true, wanted, sizeof(wanted) - 1);
	drive_challenge(sasl, "{\"status\":\"invalid_token\",\"scope\":\"example_scope\"}");
	drive_expect_response(sasl, false, "\1", 1);
	drive_challenge(sasl, "{}");
	drive_expect_fault(sasl, PROBLEM_BAD_CHALLENGE);
	sasl_destroy(sasl);
	order.user = "a,b=c"; /* RFC 5801, 4 */
	sasl = drive_start(&order, "t");
	drive_expect_response(sasl, true, escaped, sizeof(escaped) - 1);
	sasl_destroy(sasl);
}

static void xoauth2_is_the_one_that_google_describes(void **state)
{
	static const char wanted[] =
	    "user=someuser@example.com\1auth=Bearer ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg\1\1";
	struct sasl_order order = drive_order("XOAUTH2");
	struct sasl *sasl;

	(void)state;
	order.user = "someuser@example.com";
	sasl = drive_start(&order, "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg");
	drive_expect_response(sasl, true, wanted, sizeof(wanted) - 1);
	drive_challenge(sasl,
			"{\"status\":\"401\",\"schemes\":\"bearer\",\"scope\":\"https://mail.google.com/\"}");
	drive_expect_response(sasl, false, "", 0);
	sasl_destroy(sasl);
}

/* Up to the challenge in which the server has to prove itself. */
static struct sasl *start_scram(const char *mechanism, struct scram *scram)
{
	const struct sasl_order order = drive_order(mechanism);
	struct sasl *sasl = drive_start(&order, "pencil");
	char message[SCRAM_TEXT_MAX];
	size_t len;
	const char *response = drive_response(sasl, false, &len);

	*scram = (struct scram){.sha256 = strstr(mechanism, "256") != NULL,
				.iterations = 4096,
				.salt = "0123456789abcdef",
				.salt_len = 16};
	snprintf(message, sizeof(message), "%.*s", (int)len, response);
	assert_true(scram_take_first(scram, message, "and-ours"));
	drive_challenge(sasl, scram->server_first);
	response = drive_response(sasl, false, &len);
	snprintf(message, sizeof(message), "%.*s", (int)len, response);
	assert_true(scram_take_final(scram, message, "", 0));
	return sasl;
}

static void scram_proves_both_sides(void **state)
{
	static const char *const names[] = {"SCRAM-SHA-1", "SCRAM-SHA-256"};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct scram scram;
		struct sasl *sasl = start_scram(names[i], &scram);

		assert_string_equal(scram.user, "user");
		assert_true(scram_proves(&scram, "pencil", 6));
		drive_challenge(sasl, scram.server_final);
		drive_expect_response(sasl, true, "", 0);
		sasl_destroy(sasl);
	}
}

/* RFC 5802, 5.1: what the client does not know of the last message it must ignore. */
static void extension_after_the_proof_changes_nothing(void **state)
{
	char text[2 * SCRAM_TEXT_MAX];
	struct scram scram;
	struct sasl *sasl = start_scram("SCRAM-SHA-256", &scram);

	(void)state;
	assert_true(scram_proves(&scram, "pencil", 6));
	snprintf(text, sizeof(text), "%s,x=new", scram.server_final);
	drive_challenge(sasl, text);
	drive_expect_response(sasl, true, "", 0);
	sasl_destroy(sasl);
}

static void user_that_digest_md5_would_misspell_is_refused(void **state)
{
	static const char *const users[] = {"a\"b", "WINDOMAIN\\ann"};

	(void)state;
	for (size_t i = 0; i < sizeof(users) / sizeof(users[0]); i++) {
		struct sasl_order order = drive_order("DIGEST-MD5");
		struct sasl *sasl;

		order.user = users[i];
		sasl = drive_start(&order, "secret");
		drive_expect_fault(sasl, PROBLEM_CREDENTIALS_NOT_ALLOWED);
		sasl_destroy(sasl);
	}
}

static void server_that_does_not_know_the_password_is_found_out(void **state)
{
	struct scram scram;
	struct sasl *sasl = start_scram("SCRAM-SHA-256", &scram);

	(void)state;
	drive_challenge(sasl, "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
	drive_expect_fault(sasl, PROBLEM_SASL_FALSE_PROOF);
	sasl_destroy(sasl);
}

/* RFC 5802, 7: then the refusal itself follows, as the reply. */
static void reason_in_place_of_a_proof_is_no_proof(void **state)
{
	struct scram scram;
	struct sasl *sasl = start_scram("SCRAM-SHA-256", &scram);

	(void)state;
	drive_challenge(sasl, "e=invalid-proof");
	drive_expect_response(sasl, false, "", 0);
	drive_challenge(sasl, "");
	drive_expect_fault(sasl, PROBLEM_BAD_CHALLENGE);
	sasl_destroy(sasl);
}

/* The client's nonce, which a challenge has to begin with. */
static struct sasl *start_nonce(char *ret_nonce, size_t size)
{
	const struct sasl_order order = drive_order("SCRAM-SHA-256");
	struct sasl *sasl = drive_start(&order, "pencil");
	size_t len;
	const char *response = drive_response(sasl, false, &len);
	const char *nonce = memmem(response, len, ",r=", 3);

	assert_non_null(nonce);
	snprintf(ret_nonce, size, "%.*s", (int)(response + len - nonce - 3), nonce + 3);
	return sasl;
}

static void senseless_challenges_of_scram_are_refused(void **state)
{
	static const struct {
		const char *format;
		enum problem problem;
	} cases[] = {
	    {"%.0s", PROBLEM_BAD_CHALLENGE},
	    {"r=%s", PROBLEM_BAD_CHALLENGE},
	    {"r=x%s,s=MDEyMzQ1Njc=,i=4096", PROBLEM_BAD_CHALLENGE},
	    {"r=%.4sx,s=MDEyMzQ1Njc=,i=4096", PROBLEM_BAD_CHALLENGE},
	    {"r=%sx,s=!,i=4096", PROBLEM_BAD_CHALLENGE},
	    {"r=%sx,s=MDEyMzQ1Njc=,i=0", PROBLEM_BAD_CHALLENGE},
	    {"r=%sx,s=MDEyMzQ1Njc=,i=-1", PROBLEM_BAD_CHALLENGE},
	    {"r=%sx,s=MDEyMzQ1Njc=,i=x", PROBLEM_BAD_CHALLENGE},
	    {"r=%sx,s=MDEyMzQ1Njc=,i=1000001", PROBLEM_SASL_TOO_MANY_ITERATIONS},
	    {"r=%sx,s=MDEyMzQ1Njc=,i=99999999999999999999", PROBLEM_SASL_TOO_MANY_ITERATIONS},
	    {"m=ext,r=%sx,s=MDEyMzQ1Njc=,i=5000000", PROBLEM_SASL_TOO_MANY_ITERATIONS},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char nonce[256], challenge[512];
		struct sasl *sasl = start_nonce(nonce, sizeof(nonce));

		print_message("# %s\n", cases[i].format);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(challenge, sizeof(challenge), cases[i].format, nonce);
#pragma GCC diagnostic pop
		drive_challenge(sasl, challenge);
		drive_expect_fault(sasl, cases[i].problem);
		sasl_destroy(sasl);
	}
}

/* Two helpers never say the same: a nonce that repeats would let an earlier exchange be played again. */
static void nonces_differ(void **state)
{
	char first[256], second[256];

	(void)state;
	sasl_destroy(start_nonce(first, sizeof(first)));
	sasl_destroy(start_nonce(second, sizeof(second)));
	assert_true(strlen(first) >= 16);
	assert_string_not_equal(first, second);
}

static void odd_passwords_arrive_unchanged_or_are_refused(void **state)
{
	static const char *const passwords[] = {
	    "", " ", "%s%n", "p\xc3\xa4ss \xf0\x9f\x94\x91", "*", "=", "\xff\xfe latin \xe9"};
	const struct sasl_order plain = drive_order("PLAIN"), scram = drive_order("SCRAM-SHA-256");
	struct sasl *sasl;

	(void)state;
	for (size_t i = 0; i < sizeof(passwords) / sizeof(passwords[0]); i++) {
		char wanted[64] = "\0user";

		memcpy(wanted + 6, passwords[i], strlen(passwords[i]));
		sasl = drive_start(&plain, passwords[i]);
		drive_expect_response(sasl, true, wanted, 6 + strlen(passwords[i]));
		sasl_destroy(sasl);
	}
	/* RFC 4013: what is no UTF-8 cannot be prepared. */
	sasl = drive_start(&scram, "\xff\xfe latin \xe9");
	size_t len;
	const char *first = drive_response(sasl, false, &len);
	char nonce[256], challenge[512];
	const char *at = memmem(first, len, ",r=", 3);
	snprintf(nonce, sizeof(nonce), "%.*s", (int)(first + len - at - 3), at + 3);
	snprintf(challenge, sizeof(challenge), "r=%sx,s=MDEyMzQ1Njc=,i=4096", nonce);
	drive_challenge(sasl, challenge);
	drive_expect_fault(sasl, PROBLEM_CREDENTIALS_NOT_ALLOWED);
	sasl_destroy(sasl);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(plain_is_that_of_rfc_4616_section_4),
	    cmocka_unit_test(login_gives_the_name_and_then_the_password),
	    cmocka_unit_test(cram_md5_is_that_of_rfc_2195_section_2),
	    cmocka_unit_test(oauthbearer_is_that_of_rfc_7628_section_4_1),
	    cmocka_unit_test(xoauth2_is_the_one_that_google_describes),
	    cmocka_unit_test(scram_proves_both_sides),
	    cmocka_unit_test(extension_after_the_proof_changes_nothing),
	    cmocka_unit_test(user_that_digest_md5_would_misspell_is_refused),
	    cmocka_unit_test(server_that_does_not_know_the_password_is_found_out),
	    cmocka_unit_test(reason_in_place_of_a_proof_is_no_proof),
	    cmocka_unit_test(senseless_challenges_of_scram_are_refused),
	    cmocka_unit_test(nonces_differ),
	    cmocka_unit_test(odd_passwords_arrive_unchanged_or_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
