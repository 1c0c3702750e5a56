/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "smtp/mechanism.h"

#include <string.h>

static void every_row_is_whole_and_is_found_by_its_name(void **state)
{
	const struct mechanism *row;
	(void)state;

	for (size_t i = 0; (row = mechanism_at(i)) != NULL; i++) {
		assert_int_equal(row->id, i);
		assert_true(strlen(row->name) < MECHANISM_NAME_MAX);
		assert_ptr_equal(mechanism_find(row->name), row);
		assert_true(row->hides[0] != '\0' && row->instead[0] != '\0');
		assert_true(!row->in_clear || row->strength == STRENGTH_SENT);
	}
}

/* What TLS protects anyway is no merit; what is out of date comes last; what is sent in clear is for TLS. */
static void scram_then_plain_then_login_then_md5_inside_tls(void **state)
{
	static const enum mechanism_id inside[] = {MECHANISM_SCRAM_SHA_256_PLUS,
						   MECHANISM_SCRAM_SHA_256,
						   MECHANISM_SCRAM_SHA_1,
						   MECHANISM_PLAIN,
						   MECHANISM_LOGIN,
						   MECHANISM_CRAM_MD5,
						   MECHANISM_DIGEST_MD5,
						   MECHANISM_NTLM};
	static const enum mechanism_id outside[] = {MECHANISM_SCRAM_SHA_256, MECHANISM_CRAM_MD5,
						    MECHANISM_DIGEST_MD5, MECHANISM_PLAIN, MECHANISM_LOGIN};
	(void)state;

	for (size_t i = 1; i < sizeof(inside) / sizeof(*inside); i++) {
		assert_true(mechanism_is_better(mechanism_at(inside[i - 1]), mechanism_at(inside[i]), true));
		assert_false(mechanism_is_better(mechanism_at(inside[i]), mechanism_at(inside[i - 1]), true));
	}
	for (size_t i = 1; i < sizeof(outside) / sizeof(*outside); i++)
		assert_true(
		    mechanism_is_better(mechanism_at(outside[i - 1]), mechanism_at(outside[i]), false));
}

static void case_does_not_matter_and_unknown_names_have_words_too(void **state)
{
	(void)state;
	assert_true(mechanism_sends_secret("plain"));
	assert_true(mechanism_sends_secret("XOAUTH2"));
	assert_false(mechanism_sends_secret("CRAM-MD5"));
	assert_true(mechanism_is_usable("cram-md5"));
	assert_false(mechanism_is_usable("GS2-KRB5"));
	assert_true(mechanism_takes_secret("XOAUTH2"));
	assert_false(mechanism_takes_secret("GSSAPI"));
	assert_false(mechanism_is_usable("X-UNKNOWN"));
	assert_non_null(strstr(mechanism_instead("gssapi"), "Kerberos"));
	assert_non_null(strstr(mechanism_instead("SCRAM-SHA3-512"), "SCRAM"));
	assert_non_null(mechanism_instead("X-UNKNOWN"));
	assert_non_null(mechanism_deed("X-UNKNOWN"));
	assert_non_null(mechanism_setting("X-UNKNOWN"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_row_is_whole_and_is_found_by_its_name),
	    cmocka_unit_test(scram_then_plain_then_login_then_md5_inside_tls),
	    cmocka_unit_test(case_does_not_matter_and_unknown_names_have_words_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
