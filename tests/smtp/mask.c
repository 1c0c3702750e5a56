/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "base/secret.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "smtp/base64.h"
#include "smtp/mask.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

#define CANARY "s3cret pa%ss"

struct session {
	struct mask mask;
	struct strbuf out;
};

static const char *client(struct session *session, const char *line)
{
	strbuf_clear(&session->out);
	mask_client_line(&session->mask, line, strlen(line), &session->out);
	return session->out.data;
}

static const char *server(struct session *session, const char *line)
{
	strbuf_clear(&session->out);
	mask_server_line(&session->mask, (struct mask_line){line, strlen(line)}, (struct mask_line){0},
			 &session->out);
	return session->out.data;
}

static void begin(struct session *session, const char *user, const char *password)
{
	struct secret *secret = secret_create();
	secret_append(secret, password, strlen(password));
	mask_init(&session->mask);
	mask_watch(&session->mask, user, secret);
	strbuf_init(&session->out, 100000);
	secret_destroy(secret);
}

static void end(struct session *session)
{
	mask_finish(&session->mask);
	strbuf_finish(&session->out);
}

static void responses_are_masked_by_state(void **state)
{
	(void)state;
	struct session session;
	begin(&session, "u@example.test", CANARY);
	assert_string_equal(client(&session, "EHLO me"), "EHLO me");
	assert_string_equal(client(&session, "AUTH PLAIN AHUAcA=="), "AUTH PLAIN <hidden>");
	assert_string_equal(server(&session, "535-no"), "535-no");
	assert_string_equal(server(&session, "535 no"), "535 no");
	assert_string_equal(client(&session, "QUIT"), "QUIT");
	assert_string_equal(client(&session, "auth login"), "auth login");
	assert_string_equal(server(&session, "334 VXNlcm5hbWU6"), "334 VXNlcm5hbWU6");
	assert_string_equal(client(&session, "EHLO looks like a command"), "<hidden>");
	assert_string_equal(server(&session, "334 UGFzc3dvcmQ6"), "334 UGFzc3dvcmQ6");
	assert_string_equal(client(&session, "*"), "*");
	assert_int_equal(session.mask.challenges, 2);
	assert_string_equal(server(&session, "235 ok"), "235 ok");
	assert_string_equal(client(&session, "dXNlcg=="), "<hidden>");
	end(&session);
}

/* Who reads the server's proof can guess at the password as well as with the client's. */
static void proof_of_the_server_is_hidden_and_nothing_before_it(void **state)
{
	static const struct {
		const char *mechanism, *challenge;
		bool hidden;
	} cases[] = {
	    {"SCRAM-SHA-1", "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=", true},
	    {"SCRAM-SHA-1-PLUS", "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=", true},
	    {"SCRAM-SHA-256", "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", true},
	    {"scram-sha-256-plus", "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", true},
	    {"SCRAM-SHA-256", "x=1,v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", true},
	    {"SCRAM-SHA-256", "r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", false},
	    {"SCRAM-SHA-256", "e=invalid-proof", false},
	    {"DIGEST-MD5", "rspauth=7804b699f44d26fec7a25e1c0ee79a75", true},
	    {"DIGEST-MD5", "realm=\"r\",nonce=\"n\",qop=\"auth\",algorithm=md5-sess", false},
	    {"GSSAPI", "a ticket, sealed", true},
	    {"CRAM-MD5", "<1896.697170952@mx>", false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct session session;
		struct strbuf line;
		char auth[64];
		begin(&session, "u@example.test", CANARY);
		strbuf_init(&line, 1000);
		strbuf_adds(&line, "334 ");
		base64_encode(cases[i].challenge, strlen(cases[i].challenge), &line);
		snprintf(auth, sizeof(auth), "AUTH %s", cases[i].mechanism);
		client(&session, auth);
		assert_string_equal(server(&session, line.data),
				    cases[i].hidden ? "334 <hidden>" : line.data);
		strbuf_finish(&line);
		end(&session);
	}
}

static void echoed_secret_is_found_in_every_form(void **state)
{
	(void)state;
	struct session session;
	begin(&session, "u@example.test", CANARY);
	assert_string_equal(server(&session, "535 bad password " CANARY "!"), "535 bad password <hidden>!");
	assert_string_equal(server(&session, "535 s3cret%20pa%25ss"), "535 <hidden>");
	assert_string_equal(server(&session, "535 733363726574207061257373"), "535 <hidden>");
	for (size_t before = 0; before < 6; before++) {
		char plain[64] = "";
		memset(plain, 'x', before);
		strcat(plain, CANARY "tail");
		struct strbuf line;
		strbuf_init(&line, 1000);
		strbuf_adds(&line, "334 ");
		base64_encode(plain, strlen(plain), &line);
		assert_non_null(strstr(server(&session, line.data), MASK_TEXT));
		strbuf_finish(&line);
	}
	end(&session);
}

/* The lines of a server one after the other, each with the one after it known. */
static void lines_become(struct session *session, const char *const lines[], const char *const shown[])
{
	for (size_t i = 0; lines[i]; i++) {
		struct mask_line line = {lines[i], strlen(lines[i])};
		struct mask_line next = {lines[i + 1], lines[i + 1] ? strlen(lines[i + 1]) : 0};
		strbuf_clear(&session->out);
		mask_server_line(&session->mask, line, next, &session->out);
		assert_string_equal(session->out.data, shown[i]);
	}
}

static void secret_spread_over_lines_is_found(void **state)
{
	(void)state;
	static const char *const cases[][2][5] = {
	    {{"535-5.7.8 you said s", "535 5.7.8 3cret pa%ss"},
	     {"535-5.7.8 you said <hidden>", "535 5.7.8 <hidden>"}},
	    {{"535-you said s3cret ", "535 pa%ss, wrong"}, {"535-you said <hidden>", "535 <hidden>, wrong"}},
	    {{"535-you said s3cret", "535 pa%ss"}, {"535-you said <hidden>", "535 <hidden>"}},
	    {{"535-s3", "535-5.7.8 cret pa", "535-", "535 5.7.8 %ss."},
	     {"535-<hidden>", "535-5.7.8 <hidden>", "535-", "535 5.7.8 <hidden>."}},
	    {{"334 czNjcm", "334 V0IHBhJXNz"}, {"334 <hidden>", "334 <hidden>"}},
	    {{"535-s3cret%20p", "535 a%25ss"}, {"535-<hidden>", "535 <hidden>"}},
	    {{"535-7333637265742", "535 07061257373"}, {"535-<hidden>", "535 <hidden>"}},
	    {{"535-it is s3", "535 or s3cret pa"}, {"535-it is s3", "535 or <hidden>"}},
	    {{"535-s3cre, s3", "535 cret pa%"}, {"535-s3cre, <hidden>", "535 <hidden>"}},
	    {{"535-yes", "535 no"}, {"535-yes", "535 no"}},
	    {{"535-s3cret or", "535 pa%ss or"}, {"535-s3cret or", "535 pa%ss or"}},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct session session;
		begin(&session, "u@example.test", CANARY);
		lines_become(&session, cases[i][0], cases[i][1]);
		end(&session);
	}
}

static void secret_that_repeats_itself_is_found_across_lines(void **state)
{
	(void)state;
	struct session session;
	begin(&session, NULL, "abababc");
	lines_become(&session, (const char *const[]){"535-xababab", "535 abc.", NULL},
		     (const char *const[]){"535-x<hidden>", "535 <hidden>.", NULL});
	end(&session);
}

static void end_of_a_secret_is_not_taken_for_an_enhanced_code(void **state)
{
	(void)state;
	struct session session;
	begin(&session, NULL, "kanari5");
	lines_become(&session, (const char *const[]){"535-kanari", "535 5.7.8 5.", NULL},
		     (const char *const[]){"535-<hidden>", "535 5.7.8 <hidden>.", NULL});
	end(&session);
}

static void end_of_a_line_alone_is_hidden_when_it_is_four_long(void **state)
{
	(void)state;
	struct session session;
	begin(&session, "u@example.test", CANARY);
	assert_string_equal(server(&session, "535 it was s3c"), "535 it was s3c");
	assert_string_equal(server(&session, "421 ret pa%ss"), "421 <hidden>");
	assert_string_equal(server(&session, "535 it was s3cr"), "535 it was <hidden>");
	assert_string_equal(server(&session, "421 good bye"), "421 good bye");
	end(&session);
	begin(&session, "u@example.test", "testing it");
	assert_string_equal(server(&session, "235 hello u@example.test"), "235 hello u@example.test");
	end(&session);
}

static void a_line_is_open_while_the_next_one_may_complete_the_secret(void **state)
{
	(void)state;
	struct session session;
	begin(&session, "u@example.test", CANARY);
	assert_true(mask_is_open(&session.mask, "535-no, s", 9));
	assert_false(mask_is_open(&session.mask, "535-no, t", 9));
	server(&session, "535-no, s3cr");
	assert_true(mask_is_open(&session.mask, "535-et pa", 9));
	assert_false(mask_is_open(&session.mask, "535 et pa%ss.", 13));
	end(&session);
}

static void escapes_and_other_case_are_found(void **state)
{
	(void)state;
	static const char *const spellings[] = {
	    "S3CRET PA%SS",      "s3cret+pa%25ss",           "s3cret%20pa%25ss",     "s3cret=20pa=25ss",
	    "s3cret+20pa+25ss",  "s3cret\\x20pa\\x25ss",     "s3cret\\040pa\\045ss", "s3cret pa&#37;ss",
	    "s3cret pa&#x25;ss", "733363726574207061257373", "s3cret_pa=25ss",       "s3cret pa\\%ss",
	    "s3cret pa%u0025ss", "s3cret pa&#0000037;ss",
	};
	struct session session;
	char line[128];

	begin(&session, "u@example.test", CANARY);
	for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++) {
		snprintf(line, sizeof(line), "535 <%s>", spellings[i]);
		assert_string_equal(server(&session, line), "535 <<hidden>>");
	}
	end(&session);
	begin(&session, NULL, "a\"b<c>d&e'f\xc3\xa9");
	assert_string_equal(server(&session, "535 a&quot;b&lt;c&gt;d&amp;e&apos;f\xc3\xa9"), "535 <hidden>");
	assert_string_equal(server(&session, "535 a%22b%3cc%3ed%26e%27f%C3%a9"), "535 <hidden>");
	assert_string_equal(server(&session, "535 a\\\"b<c>d&e'f\\303\\251"), "535 <hidden>");
	end(&session);
}

/* What a person reads as the secret although no program would compare it equal. */
static void secret_in_disguise_is_found(void **state)
{
	(void)state;
	static const char hidden[] = "535 <<hidden>>";
	static const struct {
		const char *bytes;
		size_t len;
	} cases[] = {
#define CASE(text) {"535 <" text ">", sizeof("535 <" text ">") - 1}
	    CASE("s3\x1b[31mcret\x1b[0m pa%ss"),
	    CASE("s3\x1b]0;title\x07"
		 "cret pa%ss"),
	    CASE("s3\x1b]8;;x\x1b\\cret pa%ss"),
	    CASE("0x73 0x33 0x63 0x72 0x65 0x74 0x20 0x70 0x61 0x25 0x73 0x73"),
	    CASE("U+0073 U+0033 U+0063 U+0072 U+0065 U+0074 U+0020 U+0070 U+0061 U+0025 U+0073 U+0073"),
	    CASE("\\u{73}\\u{33}\\u{63}\\u{72}\\u{65}\\u{74}\\u{20}\\u{70}\\u{61}\\u{25}\\u{73}\\u{73}"),
	    CASE("s3cr\0et pa%ss"),
	    CASE("s3cret\r pa%ss"),
	    CASE("s3\xe2\x80\x8b"
		 "cret pa%ss"),
	    CASE("s3\xc2\xad"
		 "cret pa%ss"),
	    CASE("s3cre\xcc\x81t pa%ss"),
	    CASE("s:3:c:r:e:t: :p:a:%:s:s"),
	    CASE("s3cret-pa%ss"),
	    CASE("s3cretpa%ss"),
	    CASE("s 3 c r e t   p a % s s"),
	    CASE("115 51 99 114 101 116 32 112 97 37 115 115"),
	    CASE("115,051,099,114,101,116,032,112,097,037,115,115"),
	    CASE("73 33 63 72 65 74 20 70 61 25 73 73"),
	    CASE("\\u0073\\u0033\\u0063\\u0072\\u0065\\u0074\\u0020\\u0070\\u0061\\u0025\\u0073\\u0073"),
	    CASE("s\0003\0c\0r\0e\0t\0 \0p\0a\0%\0s\0s"),
	    CASE("\xef\xbd\x93\xef\xbc\x93\xef\xbd\x83\xef\xbd\x92\xef\xbd\x85\xef\xbd\x94\xe3\x80\x80"
		 "\xef\xbd\x90\xef\xbd\x81\xef\xbc\x85\xef\xbd\x93\xef\xbc\xb3"),
	    CASE("czNj\xe2\x80\x8b\x63mV0IHBhJXNz"),
#undef CASE
	};
	struct session session;

	begin(&session, "u@example.test", CANARY);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		strbuf_clear(&session.out);
		mask_server_line(&session.mask, (struct mask_line){cases[i].bytes, cases[i].len},
				 (struct mask_line){0}, &session.out);
		assert_string_equal(session.out.data, hidden);
		/* and once more in what became inert before the password was known */
		struct strbuf inert;
		strbuf_init(&inert, 1000);
		text_make_inert(&inert, cases[i].bytes, cases[i].len);
		strbuf_clear(&session.out);
		mask_scan(&session.mask, inert.data, inert.len, &session.out);
		assert_string_equal(session.out.data, hidden);
		strbuf_finish(&inert);
	}
	end(&session);
}

/* A server may know a character by its number where we have the bytes of its UTF-8. */
static void characters_beyond_ascii_are_found_by_number(void **state)
{
	(void)state;
	static const char *const spellings[] = {
	    "\xfcs3cret\xdf",
	    "\\xFCs3cret\\xdf",
	    "%FCs3cret%df",
	    "%u00FCs3cret%u00df",
	    "=FCs3cret=DF",
	    "\\u00fcs3cret\\u00DF",
	    "\\u{fc}s3cret\\u{0000df}",
	    "\\374s3cret\\337",
	    "&#252;s3cret&#0000223;",
	    "&#xFC;s3cret&#x00DF;",
	    "\xfc:s:3:c:r:e:t:\xdf",
	    "252 115 51 99 114 101 116 223",
	    "\xc3\xbcs3cret\xc3\x9f",
	    "\\u00c3\\u00bcs3cret\xc3\x9f",
	    "\\x{fc}s3cret\\x{DF}",
	    "\\U000000fcs3cret\\U000000DF",
	};
	struct session session;
	char line[128];

	begin(&session, NULL, "\xc3\xbcs3cret\xc3\x9f");
	for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++) {
		snprintf(line, sizeof(line), "535 <%s>", spellings[i]);
		assert_string_equal(server(&session, line), "535 <<hidden>>");
	}
	end(&session);
	begin(&session, NULL, "\xe5\xaf\x86\xe7\xa0\x81 123");
	assert_string_equal(server(&session, "535 \\u5bc6\\u7801 123"), "535 <hidden>");
	assert_string_equal(server(&session, "535 &#23494;&#x7801; 123"), "535 <hidden>");
	assert_string_equal(server(&session, "535-at the end \\u5bc6\\u7801"), "535-at the end <hidden>");
	assert_string_equal(server(&session, "535 123"), "535 <hidden>");
	end(&session);
}

static void characters_beyond_ascii_are_found_in_other_case_and_encoded_again(void **state)
{
	(void)state;
	static const char *const spellings[] = {
	    "\xc3\x9cS3CRET\xc3\x9f\xc3\x83",                         /* ÜS3CRETßÃ */
	    "\xc3\x9c:s:3:c:r:e:t:\xc3\x9f:\xc3\xa3",                 /* Ü:s:3:c:r:e:t:ß:ã */
	    "\xc3\x83\xc2\xbcs3cret\xc3\x83\xc2\x9f\xc3\x83\xc2\x83", /* by way of Latin-1 */
	    "\xc3\x83\xc2\xbcs3cret\xc3\x83\xc5\xb8\xc3\x83\xc6\x92", /* by way of Windows-1252: Ã¼s3cretÃŸÃƒ
								       */
	};
	struct session session;
	char line[128];

	setlocale(LC_CTYPE, "C.UTF-8");
	begin(&session, NULL, "\xc3\xbcs3cret\xc3\x9f\xc3\x83"); /* üs3cretßÃ */
	for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++) {
		snprintf(line, sizeof(line), "535 <%s>", spellings[i]);
		assert_string_equal(server(&session, line), "535 <<hidden>>");
	}
	assert_string_equal(server(&session, "535-at the end \xc3\x83\xc2\xbcs3c"),
			    "535-at the end <hidden>");
	assert_string_equal(server(&session, "535 ret\xc3\x83\xc2\x9f\xc3\x83\xc2\x83"), "535 <hidden>");
	assert_string_equal(server(&session, "535 \xc3\x83\xc2\xbd"), "535 \xc3\x83\xc2\xbd");
	end(&session);
	begin(&session, NULL,
	      "\xc3\x83\xc2\xbcmlaut"); /* Ã¼mlaut: the number of the first is its first byte too */
	assert_string_equal(server(&session, "535 %C3%83%C2%BCmlaut"), "535 <hidden>");
	assert_string_equal(server(&session, "535 %C3%BCmlaut"), "535 <hidden>");
	assert_string_equal(server(&session, "535 195 131 194 188 109 108 97 117 116"), "535 <hidden>");
	end(&session);
}

static void words_beside_each_other_are_no_disguise(void **state)
{
	(void)state;
	struct session session;

	begin(&session, "u@example.test", "into");
	assert_string_equal(server(&session, "535 in to the 5.7.8"), "535 in to the 5.7.8");
	assert_string_equal(server(&session, "535 i.n.t.o"), "535 <hidden>");
	end(&session);
}

/* "=" and the characters beside the mask hold bits of the bytes at the edge. */
static void base64_is_masked_to_the_edges_of_the_token(void **state)
{
	(void)state;
	struct session session;

	begin(&session, "u@example.test", CANARY);
	for (size_t before = 0; before < 6; before++)
		for (size_t after = 0; after < 4; after++) {
			char plain[64] = "";
			struct strbuf line;

			memset(plain, 'x', before);
			strcat(plain, CANARY);
			memset(plain + strlen(plain), 'y', after);
			strbuf_init(&line, 1000);
			strbuf_adds(&line, "535 got [");
			base64_encode(plain, strlen(plain), &line);
			strbuf_adds(&line, "], no");
			assert_string_equal(server(&session, line.data), "535 got [<hidden>], no");
			strbuf_finish(&line);
		}
	end(&session);
}

static void tokens_and_answers_of_any_mechanism_are_hidden(void **state)
{
	(void)state;
	static const char *const lines[] = {
	    "AUTH XOAUTH2 dXNlcj11AWF1dGg9QmVhcmVyIHRva2VuAQE=",
	    "auth oauthbearer bixhPXVAZXhhbXBsZS50ZXN0LAFhdXRoPUJlYXJlciB0b2tlbgEB",
	    "AUTH SCRAM-SHA-256 biwsbj11LHI9bm9uY2U=",
	    "AUTH  NTLM   TlRMTVNTUAABAAAA",
	    "AUTH UNHEARD-OF secret words of it",
	};
	struct session session;

	begin(&session, NULL, CANARY);
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		const char *hidden = strstr(client(&session, lines[i]), MASK_TEXT);
		assert_non_null(hidden);
		assert_string_equal(hidden, MASK_TEXT);
		assert_true(hidden - session.out.data < (ptrdiff_t)sizeof("AUTH SCRAM-SHA-256   "));
		server(&session, "334 cj1ub25jZQ==");
		assert_string_equal(client(&session, "Yz1iaXdzLHI9bm9uY2UscD1wcm9vZg=="), MASK_TEXT);
		server(&session, "334 dj1zaWduYXR1cmU=");
		assert_string_equal(client(&session, ""), MASK_TEXT);
		assert_string_equal(client(&session, "Authorization: Bearer token"), MASK_TEXT);
		server(&session, "235 ok");
		assert_string_equal(client(&session, "Authorization: Bearer token"), MASK_TEXT);
	}
	end(&session);
}

static void proof_that_a_server_repeats_is_hidden(void **state)
{
	(void)state;
	static const struct {
		const char *mechanism, *answer, *proof;
	} answers[] = {
	    {"CRAM-MD5", "ann b913a602c7eda7a495b4e6e7334d3890", "b913a602c7eda7a495b4e6e7334d3890"},
	    {"SCRAM-SHA-256", "c=biws,r=rOprNGfwEbeRWgbNEkqO,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
	     "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="},
	    {"DIGEST-MD5", "username=\"ann\",response=d388dad90d4bbd760a152321f2143af7,qop=auth",
	     "d388dad90d4bbd760a152321f2143af7"},
	};
	struct session session;
	struct strbuf encoded;
	char line[300];

	strbuf_init(&encoded, 300);
	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
		begin(&session, "ann", CANARY);
		snprintf(line, sizeof(line), "AUTH %s", answers[i].mechanism);
		client(&session, line);
		strbuf_clear(&encoded);
		base64_encode(answers[i].answer, strlen(answers[i].answer), &encoded);
		assert_string_equal(client(&session, encoded.data), "<hidden>");
		snprintf(line, sizeof(line), "535-5.7.8 %s", answers[i].answer);
		assert_non_null(strstr(server(&session, line), MASK_TEXT));
		assert_null(strstr(session.out.data, answers[i].proof));
		snprintf(line, sizeof(line), "535-5.7.8 %s", encoded.data);
		assert_string_equal(server(&session, line), "535-5.7.8 <hidden>");
		assert_string_equal(
		    server(&session, "535-5.7.8 ends with s3cret pa"),
		    "535-5.7.8 ends with <hidden>"); /* the password is still found in parts */
		end(&session);
	}
	strbuf_finish(&encoded);
}

static void user_name_that_contains_the_password_stays_readable(void **state)
{
	(void)state;
	struct session session;
	begin(&session, "student@practice.test", "practice");
	assert_string_equal(server(&session, "235 student@practice.test at practice.test"),
			    "235 student@practice.test at practice.test");
	assert_string_equal(server(&session, "535 practice"), "535 <hidden>");
	end(&session);
}

static void what_an_earlier_session_watched_is_found_in_the_next(void **state)
{
	(void)state;
	struct session before;
	struct mask mask;
	begin(&before, "u@example.test", CANARY);
	mask_init(&mask);
	mask_watch_same(&mask, &before.mask);
	mask_finish(&before.mask);
	before.mask = mask;
	assert_string_equal(server(&before, "220 u@example.test S3cret Pa%ss again"),
			    "220 u@example.test <hidden> again");
	end(&before);
}

static void masked_lines_are_inert(void **state)
{
	(void)state;
	struct session session;
	begin(&session, NULL, "xyz");
	assert_string_equal(server(&session, "220 \x1b[2J xyz"), "220 \\x1B[2J xyz");
	assert_string_equal(client(&session, "AUTH \x1b[2J x"), "AUTH \\x1B[2J <hidden>");
	end(&session);
}

static void message_lines_are_shown_until_the_dot(void **state)
{
	(void)state;
	struct session session;
	begin(&session, "u@example.test", CANARY);
	assert_string_equal(client(&session, "DATA"), "DATA");
	server(&session, "354 go on");
	assert_string_equal(client(&session, "Subject: hello"), "Subject: hello");
	assert_string_equal(client(&session, "it is " CANARY), "it is <hidden>");
	assert_string_equal(client(&session, "."), ".");
	assert_string_equal(client(&session, "Subject: hello"), "<hidden>");
	end(&session);
}

static void watch(struct session *session, const char *password)
{
	struct secret *secret = secret_create();

	secret_append(secret, password, strlen(password));
	mask_watch(&session->mask, "u@example.test", secret);
	secret_destroy(secret);
}

static void passwords_typed_before_stay_masked(void **state)
{
	(void)state;
	struct session session;
	char password[] = "canary-number-0";

	begin(&session, "u@example.test", password);
	for (int i = 0; i < 3; i++) /* the same again drives out no other */
		watch(&session, password);
	for (char digit = '1'; digit <= '8'; digit++) {
		password[strlen(password) - 1] = digit;
		watch(&session, password);
	}
	assert_string_equal(server(&session, "535 canary-number-0, canary-number-8"),
			    "535 <hidden>, <hidden>");
	watch(&session, "canary-number-5"); /* nor does one of those before it */
	assert_string_equal(server(&session, "535 canary-number-0"), "535 <hidden>");
	watch(&session, "one more than are kept");
	assert_string_equal(server(&session, "535 canary-number-0, canary-number-1"),
			    "535 canary-number-0, <hidden>");
	end(&session);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(responses_are_masked_by_state),
	    cmocka_unit_test(proof_of_the_server_is_hidden_and_nothing_before_it),
	    cmocka_unit_test(echoed_secret_is_found_in_every_form),
	    cmocka_unit_test(secret_spread_over_lines_is_found),
	    cmocka_unit_test(secret_that_repeats_itself_is_found_across_lines),
	    cmocka_unit_test(end_of_a_secret_is_not_taken_for_an_enhanced_code),
	    cmocka_unit_test(end_of_a_line_alone_is_hidden_when_it_is_four_long),
	    cmocka_unit_test(a_line_is_open_while_the_next_one_may_complete_the_secret),
	    cmocka_unit_test(escapes_and_other_case_are_found),
	    cmocka_unit_test(secret_in_disguise_is_found),
	    cmocka_unit_test(characters_beyond_ascii_are_found_by_number),
	    cmocka_unit_test(characters_beyond_ascii_are_found_in_other_case_and_encoded_again),
	    cmocka_unit_test(words_beside_each_other_are_no_disguise),
	    cmocka_unit_test(base64_is_masked_to_the_edges_of_the_token),
	    cmocka_unit_test(tokens_and_answers_of_any_mechanism_are_hidden),
	    cmocka_unit_test(proof_that_a_server_repeats_is_hidden),
	    cmocka_unit_test(user_name_that_contains_the_password_stays_readable),
	    cmocka_unit_test(what_an_earlier_session_watched_is_found_in_the_next),
	    cmocka_unit_test(masked_lines_are_inert),
	    cmocka_unit_test(message_lines_are_shown_until_the_dot),
	    cmocka_unit_test(passwords_typed_before_stay_masked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
