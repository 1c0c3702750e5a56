/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "oauth/jwt.h"
#include "oauth/token.h"
#include "smtp/mask.h"

#define CLAIMS                                                                                               \
	"{\"aud\":\"https://outlook.office.com\",\"iss\":\"https://sts.windows.net/t/\",\"iat\":100,"        \
	"\"nbf\":90,\"exp\":3700,\"scp\":\"IMAP.AccessAsUser.All SMTP.Send\",\"upn\":\"ann@example.org\","   \
	"\"appid\":\"11111111-2222\"}"

static bool take(const char *text, struct secret *token, struct token_facts *facts, struct error *error)
{
	*error = (struct error){.kind = ERROR_NONE};
	secret_clear(token);
	return token_take(text, strlen(text), token, facts, error);
}

static void a_signed_token_says_what_it_is_for(void **state)
{
	(void)state;
	struct token_facts facts;
	struct secret *token = jwt_create(JWT_HEADER, CLAIMS);
	token_read(token, &facts);
	assert_true(facts.is_jwt);
	assert_int_equal(facts.kind, TOKEN_KIND_ACCESS);
	assert_string_equal(facts.audience, "https://outlook.office.com");
	assert_string_equal(facts.issuer, "https://sts.windows.net/t/");
	assert_string_equal(facts.scopes, "IMAP.AccessAsUser.All SMTP.Send");
	assert_false(facts.scopes_are_roles);
	assert_string_equal(facts.user, "ann@example.org");
	assert_string_equal(facts.client, "11111111-2222");
	assert_string_equal(facts.algorithm, "RS256");
	assert_int_equal(facts.issued, 100);
	assert_int_equal(facts.not_before, 90);
	assert_int_equal(facts.expires, 3700);
	secret_destroy(token);
}

static void kinds_are_told_apart(void **state)
{
	static const struct {
		const char *header, *claims;
		enum token_kind kind;
	} cases[] = {
	    {JWT_HEADER, "{\"scp\":\"SMTP.Send\"}", TOKEN_KIND_ACCESS},
	    {JWT_HEADER, "{\"roles\":[\"SMTP.SendAsApp\"]}", TOKEN_KIND_ACCESS},
	    {"{\"typ\":\"at+jwt\",\"alg\":\"RS256\"}", "{\"sub\":\"x\"}", TOKEN_KIND_ACCESS},
	    {JWT_HEADER, "{\"aud\":\"c\",\"at_hash\":\"h\",\"email_verified\":true}", TOKEN_KIND_ID},
	    {JWT_HEADER, "{\"typ\":\"ID\",\"scope\":\"openid\"}", TOKEN_KIND_ID},
	    {JWT_HEADER, "{\"typ\":\"Refresh\",\"scope\":\"openid\"}", TOKEN_KIND_REFRESH},
	    {JWT_HEADER, "{\"sub\":\"x\"}", TOKEN_KIND_UNKNOWN},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct token_facts facts;
		struct secret *token = jwt_create(cases[i].header, cases[i].claims);
		token_read(token, &facts);
		assert_true(facts.is_jwt);
		assert_int_equal(facts.kind, cases[i].kind);
		secret_destroy(token);
	}
}

static void opaque_tokens_show_their_maker_at_most(void **state)
{
	static const struct {
		const char *text, *maker;
		enum token_kind kind;
	} cases[] = {
	    {"ya29.a0AfB_byCxyz", "Google", TOKEN_KIND_ACCESS},
	    {"1//0gabcdef-xyz", "Google", TOKEN_KIND_REFRESH},
	    {"M.C544_BAY.0.U.-Cj0!4Ap*x", "Microsoft", TOKEN_KIND_REFRESH},
	    {"EwB4A8l6BAAU", "Microsoft", TOKEN_KIND_ACCESS},
	    {"abcdef", "", TOKEN_KIND_UNKNOWN},
	    {"a.b.c", "", TOKEN_KIND_UNKNOWN},
	    {"e30.e30.", "", TOKEN_KIND_UNKNOWN}, /* a JWT without claims */
	};
	(void)state;
	struct secret *token = secret_create();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct token_facts facts;
		struct error error;
		assert_true(take(cases[i].text, token, &facts, &error));
		assert_string_equal(facts.maker, cases[i].maker);
		assert_int_equal(facts.kind, cases[i].kind);
		assert_int_equal(secret_length(token), strlen(cases[i].text));
	}
	secret_destroy(token);
}

static void the_token_is_taken_out_of_what_was_pasted(void **state)
{
	static const char *const cases[] = {
	    "abc.def-1",
	    "  abc.def-1\r\n",
	    "Bearer abc.def-1",
	    "Authorization: Bearer abc.def-1\n",
	    "\"abc.def-1\"\n",
	    "'abc.def-1'",
	    "Bearer \"abc.def-1\"",
	    "\"Bearer abc.def-1\"",
	    "\xEF\xBB\xBF"
	    "abc.def-1\r\n",
	    "\xEF\xBB\xBF{\"access_token\":\"abc.def-1\"}",
	    "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"abc.def-1\",\"scope\":\"mail "
	    "x\",\"refresh_token\":\"rrr\"}",
	};
	(void)state;
	struct secret *token = secret_create();
	struct token_facts facts;
	struct error error;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_true(take(cases[i], token, &facts, &error));
		assert_int_equal(secret_length(token), strlen("abc.def-1"));
		assert_memory_equal(secret_bytes(token), "abc.def-1", strlen("abc.def-1"));
	}
	assert_int_equal(facts.lifetime, 3599);
	assert_string_equal(facts.scopes, "mail x");
	assert_int_equal(facts.kind, TOKEN_KIND_ACCESS);
	secret_destroy(token);
}

static void what_is_no_access_token_is_refused_with_a_reason(void **state)
{
	static const struct {
		const char *text, *reason;
	} cases[] = {
	    {"", "empty"},
	    {" \n", "empty"},
	    {"Bearer ", "empty"},
	    {"my secret token", "characters"},
	    {"tok\001en", "characters"},
	    {"{\"access_token\":\"abc\"", "not whole"},
	    {"{\"error\":\"invalid_grant\",\"error_description\":\"secret-words\"}", "invalid_grant"},
	    {"{\"refresh_token\":\"secret-words\"}", "refresh token"},
	    {"{\"id_token\":\"secret-words\"}", "ID token"},
	    {"{\"a\":1}", "access_token"},
	    {"{\"access_token\":\"secret words\"}", "characters"},
	    {"{\"access_token\":\"a\\u0000secret\"}", "characters"},
	    {"{\"access_token\":[]}", "access_token"},
	    {"null\n", "what jq prints"},
	    {"[{\"access_token\":\"secret-words\"}]", "a list in JSON"},
	    {"\"\"", "empty"},
	    {"secret\nwords", "characters"},
	    {"\xFF\xFEs\0e\0", "UTF-16"},
	};
	(void)state;
	struct secret *token = secret_create();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct token_facts facts;
		struct error error;
		assert_false(take(cases[i].text, token, &facts, &error));
		assert_non_null(strstr(error.text, cases[i].reason));
		assert_null(strstr(error.text, "secret"));
		assert_int_equal(secret_length(token), 0);
	}
	secret_destroy(token);
}

static void bytes_that_are_no_text_are_named(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		const char *reason;
	} cases[] = {
	    {"s\0e\0c\0r\0e\0t\0", 12, "UTF-16"},
	    {"\0s\0e\0c\0r\0e\0t", 12, "UTF-16"},
	    {"secret\0", 7, "zero byte"},
	};
	(void)state;
	struct secret *token = secret_create();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct token_facts facts;
		struct error error;
		assert_false(token_take(cases[i].text, cases[i].len, token, &facts, &error));
		assert_non_null(strstr(error.text, cases[i].reason));
		assert_int_equal(secret_length(token), 0);
	}
	secret_destroy(token);
}

static void a_signed_token_broken_into_lines_is_put_together(void **state)
{
	static const char *const breaks[] = {"\n", "\r\n", "\n    "};
	(void)state;
	struct secret *whole = jwt_create(JWT_HEADER, CLAIMS), *token = secret_create();
	for (size_t i = 0; i < sizeof(breaks) / sizeof(*breaks); i++) {
		struct token_facts facts;
		struct error error;
		char text[2000], *end = text;
		for (size_t at = 0; at < secret_length(whole); at++)
			end += sprintf(end, "%s%c", at > 0 && at % 40 == 0 ? breaks[i] : "",
				       secret_bytes(whole)[at]);
		assert_true(take(text, token, &facts, &error));
		assert_int_equal(secret_length(token), secret_length(whole));
		assert_memory_equal(secret_bytes(token), secret_bytes(whole), secret_length(whole));
		assert_string_equal(facts.user, "ann@example.org");
		text[strcspn(text, breaks[i])] = ' ';
		assert_false(take(text, token, &facts, &error));
	}
	secret_destroy(token);
	secret_destroy(whole);
}

static void an_encrypted_token_is_told_as_one(void **state)
{
	static const struct {
		const char *text;
		bool encrypted;
	} cases[] = {
	    {"eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..aXY.Y2lwaGVy.dGFn",
	     true}, /* {"alg":"dir","enc":"A128GCM"} */
	    {"eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0.aXY.Y2lwaGVy.dGFn", false},
	    {"eyJhbGciOiJkaXIifQ..aXY.Y2lwaGVy.dGFn", false},
	    {"abc.def", false},
	};
	(void)state;
	struct secret *token = secret_create();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct token_facts facts;
		struct error error;
		assert_true(take(cases[i].text, token, &facts, &error));
		assert_int_equal(facts.is_encrypted, cases[i].encrypted);
		assert_false(facts.is_jwt);
	}
	secret_destroy(token);
}

static void times_in_milliseconds_are_times(void **state)
{
	(void)state;
	struct token_facts facts;
	struct secret *token = jwt_create(JWT_HEADER, "{\"exp\":1795000000123,\"iat\":99999999999}");
	token_read(token, &facts);
	assert_int_equal(facts.expires, 1795000000);
	assert_int_equal(facts.issued, 99999999999);
	secret_destroy(token);
}

static void one_that_no_server_takes_is_too_long(void **state)
{
	(void)state;
	static char text[TOKEN_TEXT_MAX + 2];
	struct secret *token = secret_create();
	struct token_facts facts;
	struct error error;
	memset(text, 'x', TOKEN_MAX);
	assert_true(take(text, token, &facts, &error));
	text[TOKEN_MAX] = 'x';
	assert_false(take(text, token, &facts, &error));
	assert_non_null(strstr(error.text, "longer"));
	memset(text, 'x', TOKEN_TEXT_MAX + 1);
	assert_false(take(text, token, &facts, &error));
	secret_destroy(token);
}

static void claims_are_inert_and_cut_at_a_character(void **state)
{
	(void)state;
	struct token_facts facts;
	struct strbuf claims;
	strbuf_init(&claims, 4096);
	strbuf_adds(&claims, "{\"iss\":\"\\u001b[31mred\\u202e\",\"aud\":[\"one\",\"two\"],\"exp\":\"7200\","
			     "\"nbf\":-5,\"iat\":1e300,\"upn\":\"");
	for (size_t i = 0; i < 300; i++)
		strbuf_adds(&claims, "\xc3\xa9");
	strbuf_adds(&claims, "\"}");
	struct secret *token = jwt_create(JWT_HEADER, claims.data);
	token_read(token, &facts);
	assert_string_equal(facts.issuer, "\\x1B[31mred<U+202E>");
	assert_string_equal(facts.audience, "one two");
	assert_int_equal(facts.expires, 7200);
	assert_int_equal(facts.not_before, 0);
	assert_int_equal(facts.issued, 0);
	size_t len = strlen(facts.user);
	assert_true(len < TOKEN_CLAIM_MAX && len > TOKEN_CLAIM_MAX - 8);
	assert_string_equal(facts.user + len - 5, "\xc3\xa9...");
	secret_destroy(token);
	strbuf_finish(&claims);
}

static void every_part_of_it_is_hidden(void **state)
{
	(void)state;
	struct secret *token = jwt_create(JWT_HEADER, CLAIMS);
	const char *bytes = secret_bytes(token);
	const char *claims = strchr(bytes, '.') + 1, *signature = strchr(claims, '.') + 1;
	struct mask mask;
	struct strbuf out;
	mask_init(&mask);
	token_watch(&mask, "ann@example.org", token);
	const struct {
		const char *start;
		size_t len;
	} parts[] = {{bytes, secret_length(token)},
		     {claims, (size_t)(signature - claims) - 1},
		     {signature, secret_length(token) - (size_t)(signature - bytes)}};
	strbuf_init(&out, JWT_TEXT_MAX);
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		strbuf_clear(&out);
		mask_scan(&mask, parts[i].start, parts[i].len, &out);
		assert_string_equal(out.data, MASK_TEXT);
	}
	strbuf_finish(&out);
	mask_finish(&mask);
	secret_destroy(token);
}

static void one_in_an_answer_is_hidden_before_it_is_taken_out(void **state)
{
	(void)state;
	static const struct {
		const char *text, *secret;
	} texts[] = {{"{\"access_token\":\"ya29.canary-canary\",\"expires_in\":3599}", "ya29.canary-canary"},
		     {"Bearer ya29.canary-canary\n", "ya29.canary-canary"},
		     {"no token: canary", "no token: canary"}};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct secret *text = secret_create();
		struct mask mask;
		struct strbuf out;
		secret_append(text, texts[i].text, strlen(texts[i].text));
		mask_init(&mask);
		token_watch_text(&mask, "ann@example.org", text);
		strbuf_init(&out, 100);
		mask_scan(&mask, texts[i].secret, strlen(texts[i].secret), &out);
		assert_string_equal(out.data, MASK_TEXT);
		strbuf_finish(&out);
		mask_finish(&mask);
		secret_destroy(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_signed_token_says_what_it_is_for),
	    cmocka_unit_test(kinds_are_told_apart),
	    cmocka_unit_test(opaque_tokens_show_their_maker_at_most),
	    cmocka_unit_test(the_token_is_taken_out_of_what_was_pasted),
	    cmocka_unit_test(what_is_no_access_token_is_refused_with_a_reason),
	    cmocka_unit_test(bytes_that_are_no_text_are_named),
	    cmocka_unit_test(a_signed_token_broken_into_lines_is_put_together),
	    cmocka_unit_test(an_encrypted_token_is_told_as_one),
	    cmocka_unit_test(times_in_milliseconds_are_times),
	    cmocka_unit_test(one_that_no_server_takes_is_too_long),
	    cmocka_unit_test(claims_are_inert_and_cut_at_a_character),
	    cmocka_unit_test(every_part_of_it_is_hidden),
	    cmocka_unit_test(one_in_an_answer_is_hidden_before_it_is_taken_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
