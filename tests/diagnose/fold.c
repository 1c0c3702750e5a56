/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form in which texts are compared. */
#include "diagnose/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void expect_phrase(const char *written, const char *folded)
{
	char *text = fold_phrase(written);

	assert_string_equal(text, folded);
	free(text);
}

static void expect_reply(const char *reply, const char *expected)
{
	struct folded folded;

	folded_init(&folded);
	folded_read(&folded, reply, strlen(reply));
	assert_string_equal(folded.text.data, expected);
	folded_finish(&folded);
}

static void case_accents_and_white_space_go(void **state)
{
	(void)state;
	expect_phrase("Too  MANY\tConnections", "too many connections");
	expect_phrase("Authentifizierung f\xc3\xbcr Stra\xc3\x9f"
		      "e",
		      "authentifizierung fur strasse");
	expect_phrase("contrase\xc3\xb1"
		      "a no v\xc3\xa1lida",
		      "contrasena no valida");
	expect_phrase("HAS\xc5\x81O APLIKACJI", "haslo aplikacji");
	expect_phrase("\xd0\x9f\xd0\x90\xd0\xa0\xd0\x9e\xd0\x9b\xd0\xac",
		      "\xd0\xbf\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c");
	expect_phrase("\xe6\x8e\x88\xe6\x9d\x83\xe7\xa0\x81", "\xe6\x8e\x88\xe6\x9d\x83\xe7\xa0\x81");
	expect_phrase("don\xe2\x80\x99t", "don't");
	expect_phrase("\xef\xbc\xb3\xef\xbc\xad\xef\xbc\xb4\xef\xbc\xb0", "smtp");
	expect_phrase("pass\xc2\xadword", "password");
}

static void repeated_codes_go_and_the_first_stays(void **state)
{
	(void)state;
	expect_reply("535-5.7.8 Not\r\n535 5.7.8 accepted", " 535 5.7.8 not accepted ");
	expect_reply("550-one\n550 two", " 550 one two ");
	expect_reply("535 5.7.8 go to 5.7.8 https://x", " 535 5.7.8 go to https://x ");
	expect_reply("535-5.7.8 a 535 5.7.8 b", " 535 5.7.8 a b ");
	expect_reply("421: 4.3.2 Service not active", " 421 4.3.2 service not active ");
	expect_reply("550 host 192.0.2.1 550 hits", " 550 host 192.0.2.1 550 hits ");
}

static void each_folded_byte_knows_where_it_came_from(void **state)
{
	const char *reply = "550-A  B\n550 C";
	struct folded folded;

	(void)state;
	folded_init(&folded);
	folded_read(&folded, reply, strlen(reply));
	assert_string_equal(folded.text.data, " 550 a b c ");
	assert_int_equal(reply[folded.origin[5]], 'A');
	assert_int_equal(reply[folded.origin[7]], 'B');
	assert_int_equal(reply[folded.origin[9]], 'C');
	folded_finish(&folded);
}

static void codes_are_told_from_numbers(void **state)
{
	char enhanced[16];
	int code;

	(void)state;
	assert_int_equal(fold_codes("535-5.7.8 x", 11, &code, enhanced), 9);
	assert_int_equal(code, 535);
	assert_string_equal(enhanced, "5.7.8");
	assert_int_equal(fold_codes("5.7.139 x", 9, &code, enhanced), 7);
	assert_int_equal(code, 0);
	assert_int_equal(fold_codes("5350 x", 6, &code, NULL), 0);
	assert_int_equal(fold_codes("999 x", 5, &code, NULL), 0);
	assert_int_equal(fold_enhanced("5.7.8.1", 7), 0);
	assert_int_equal(fold_enhanced("3.1.1", 5), 0);
	assert_int_equal(fold_enhanced("4.7.1234", 8), 0);
	assert_int_equal(fold_enhanced("5.7.", 4), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(case_accents_and_white_space_go),
	    cmocka_unit_test(repeated_codes_go_and_the_first_stays),
	    cmocka_unit_test(each_folded_byte_knows_where_it_came_from),
	    cmocka_unit_test(codes_are_told_from_numbers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
