/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's side of SCRAM against the examples of the standards. */
#include "../cmocka_all.h"

#include "practice/scram.h"

#include "base/strbuf.h"
#include "smtp/base64.h"

#include <string.h>

struct vector {
	bool sha256;
	const char *salt, *nonce, *client_first, *server_first, *client_final, *server_final;
};

static const struct vector vectors[] = {
    /* RFC 5802, 5 */
    {false, "QSXCR+Q6sek8bf92", "3rfcNHYJY1ZVvWVs7j", "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
     "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
     "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
     "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="},
    /* RFC 7677, 3 */
    {true, "W22ZaJ0SNY7soEsUEjb6gQ==", "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0", "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
     "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
     "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
     "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
     "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="},
};

static void begin(struct scram *scram, const struct vector *vector)
{
	struct strbuf salt;

	*scram = (struct scram){.sha256 = vector->sha256, .iterations = 4096};
	strbuf_init(&salt, SCRAM_SALT_MAX);
	assert_true(base64_decode(vector->salt, strlen(vector->salt), &salt));
	memcpy(scram->salt, salt.data, salt.len);
	scram->salt_len = salt.len;
	strbuf_finish(&salt);
	assert_true(scram_take_first(scram, vector->client_first, vector->nonce));
}

static void the_examples_of_the_standards_come_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		struct scram scram;

		begin(&scram, &vectors[i]);
		assert_string_equal(scram.user, "user");
		assert_string_equal(scram.server_first, vectors[i].server_first);
		assert_true(scram_take_final(&scram, vectors[i].client_final, "", 0));
		assert_true(scram_proves(&scram, "pencil", 6));
		assert_string_equal(scram.server_final, vectors[i].server_final);
	}
}

static void another_password_is_not_proved(void **state)
{
	struct scram scram;

	(void)state;
	begin(&scram, &vectors[0]);
	assert_true(scram_take_final(&scram, vectors[0].client_final, "", 0));
	assert_false(scram_proves(&scram, "pencil2", 7));
	assert_string_equal(scram.server_final, "");
}

static void what_does_not_belong_here_is_refused(void **state)
{
	static const char *const finals[] = {
	    "",
	    "c=biws",
	    "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j",
	    "c=eSws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
	    "c=biws,r=fyko+d2lbbFgONRv9qkxdawL,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
	    "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8",
	    "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=!!!",
	};
	static const char *const firsts[] = {"",       "n",         "n,,",         "n,,n=user",
					     "n,,r=x", "n,,n=,r=x", "n,,n=a=b,r=x"};
	struct scram scram;

	(void)state;
	for (size_t i = 0; i < sizeof(finals) / sizeof(finals[0]); i++) {
		begin(&scram, &vectors[0]);
		assert_false(scram_take_final(&scram, finals[i], "", 0));
	}
	for (size_t i = 0; i < sizeof(firsts) / sizeof(firsts[0]); i++)
		assert_false(scram_take_first(&scram, firsts[i], "nonce"));
	assert_true(scram_take_first(&scram, "n,,n=a=2Cb=3D,r=x", "nonce"));
	assert_string_equal(scram.user, "a,b=");
}

/* RFC 5802, 6: the data stands after the header that was sent at first. */
static void binding_data_has_to_be_the_same(void **state)
{
	static const char first[] = "p=tls-exporter,,n=user,r=abc";
	struct scram scram = {.sha256 = true, .iterations = 1};

	(void)state;
	assert_true(scram_take_first(&scram, first, "def"));
	/* cD10bHMtZXhwb3J0ZXIsLFhZWg== is "p=tls-exporter,,XYZ" */
	static const char final[] = "c=cD10bHMtZXhwb3J0ZXIsLFhZWg==,r=abcdef,"
				    "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
	assert_true(scram_take_final(&scram, final, "XYZ", 3));
	assert_false(scram_take_final(&scram, final, "XYA", 3));
	assert_false(scram_take_final(&scram, final, "XY", 2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_examples_of_the_standards_come_out),
	    cmocka_unit_test(another_password_is_not_proved),
	    cmocka_unit_test(what_does_not_belong_here_is_refused),
	    cmocka_unit_test(binding_data_has_to_be_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
