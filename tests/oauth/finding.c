/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "oauth/finding.h"
#include "oauth/jwt.h"

#define NOW 1000000
static const struct token_want microsoft = {
    .user = "ann@example.org",
    .maker = "Microsoft",
    .issuers = "https://login.microsoftonline.com/ https://sts.windows.net/",
    .audiences =
	"https://outlook.office.com https://outlook.office365.com 00000002-0000-0ff1-ce00-000000000000",
    .scopes = "SMTP.Send SMTP.SendAsApp",
    .now = NOW,
};

#define GOOD                                                                                                 \
	"\"aud\":\"https://outlook.office.com/\",\"iss\":\"https://sts.windows.net/t/\",\"nbf\":999000,"     \
	"\"scp\":\"SMTP.Send\",\"upn\":\"Ann@Example.org\""

static size_t compare(const char *claims, const struct token_want *want, struct token_finding *findings)
{
	struct token_facts facts;
	struct secret *token = jwt_create(JWT_HEADER, claims);

	token_read(token, &facts);
	secret_destroy(token);
	return token_compare(&facts, want, findings);
}

static void a_good_token_raises_no_finding(void **state)
{
	static const char *const good[] = {
	    "{" GOOD ",\"exp\":1000001}",
	    "{\"aud\":\"00000002-0000-0ff1-ce00-000000000000\",\"roles\":[\"SMTP.SendAsApp\"]}",
	    "{\"aud\":[\"x\",\"https://outlook.office.com\"],\"scp\":\"https://outlook.office.com/"
	    "SMTP.Send\"}",
	    "{}",
	};
	(void)state;
	struct token_finding findings[TOKEN_FINDING_COUNT];
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_int_equal(compare(good[i], &microsoft, findings), 0);
}

static void each_fault_is_found_and_said(void **state)
{
	static const struct {
		const char *claims;
		enum token_finding_kind kind;
		const char *words;
	} cases[] = {
	    {"{" GOOD ",\"exp\":999280}", TOKEN_FINDING_EXPIRED, "ran out 12 minutes ago"},
	    {"{" GOOD ",\"exp\":1000000}", TOKEN_FINDING_EXPIRED, "just run out"},
	    {"{" GOOD ",\"exp\":827200}", TOKEN_FINDING_EXPIRED, "ran out 2 days ago"},
	    {"{\"scp\":\"SMTP.Send\",\"nbf\":1010000}", TOKEN_FINDING_EARLY, "valid in 2 hours"},
	    {"{\"aud\":\"00000003-0000-0000-c000-000000000000\",\"scp\":\"SMTP.Send\"}",
	     TOKEN_FINDING_AUDIENCE, "for Microsoft Graph"},
	    {"{\"aud\":\"https://outlook.office.com.evil.example\",\"scp\":\"SMTP.Send\"}",
	     TOKEN_FINDING_AUDIENCE, "https://outlook.office.com.evil.example"},
	    {"{\"scp\":\"IMAP.AccessAsUser.All SMTP.Sender\"}", TOKEN_FINDING_SCOPE, "lacks SMTP.Send:"},
	    {"{\"scp\":\"SMTP.Send\",\"email\":\"bob@example.org\"}", TOKEN_FINDING_USER,
	     "for bob@example.org; you log in as ann@example.org"},
	    {"{\"typ\":\"Refresh\"}", TOKEN_FINDING_REFRESH, "refresh token"},
	    {"{\"nonce\":\"n\"}", TOKEN_FINDING_ID, "ID token"},
	    {"{\"scp\":\"SMTP.Send\",\"iss\":\"https://accounts.google.com\"}", TOKEN_FINDING_ISSUER,
	     "https://accounts.google.com"},
	};
	(void)state;
	struct token_finding findings[TOKEN_FINDING_COUNT];
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(compare(cases[i].claims, &microsoft, findings), 1);
		assert_int_equal(findings[0].kind, cases[i].kind);
		assert_non_null(strstr(findings[0].text, cases[i].words));
	}
}

static void several_faults_come_gravest_first(void **state)
{
	(void)state;
	struct token_finding findings[TOKEN_FINDING_COUNT];
	assert_int_equal(compare("{\"aud\":\"https://graph.microsoft.com\",\"scp\":\"Mail.Send\",\"exp\":5,"
				 "\"upn\":\"bob@example.org\"}",
				 &microsoft, findings),
			 4);
	assert_int_equal(findings[0].kind, TOKEN_FINDING_EXPIRED);
	assert_int_equal(findings[1].kind, TOKEN_FINDING_AUDIENCE);
	assert_int_equal(findings[2].kind, TOKEN_FINDING_SCOPE);
	assert_int_equal(findings[3].kind, TOKEN_FINDING_USER);
}

static void what_is_not_known_is_not_compared(void **state)
{
	(void)state;
	struct token_finding findings[TOKEN_FINDING_COUNT];
	const struct token_want nothing = {.now = NOW};
	assert_int_equal(compare("{\"aud\":\"x\",\"iss\":\"y\",\"scp\":\"z\",\"upn\":\"bob@example.org\"}",
				 &nothing, findings),
			 0);
}

static void a_token_for_a_service_without_mail_is_noticed_at_any_server(void **state)
{
	(void)state;
	struct token_finding findings[TOKEN_FINDING_COUNT];
	const struct token_want nothing = {.now = NOW};
	assert_int_equal(compare("{\"aud\":\"https://graph.microsoft.com/\"}", &nothing, findings), 1);
	assert_int_equal(findings[0].kind, TOKEN_FINDING_AUDIENCE);
	assert_non_null(strstr(findings[0].text, "Microsoft Graph"));
	assert_int_equal(compare("{\"aud\":[\"https://graph.microsoft.com\",\"x\"]}", &nothing, findings), 0);
}

static void a_token_of_another_maker_is_noticed(void **state)
{
	(void)state;
	struct token_finding findings[TOKEN_FINDING_COUNT];
	const struct token_facts google = {.maker = "Google", .kind = TOKEN_KIND_ACCESS};
	assert_int_equal(token_compare(&google, &microsoft, findings), 1);
	assert_int_equal(findings[0].kind, TOKEN_FINDING_ISSUER);
	assert_non_null(strstr(findings[0].text, "Google"));
}

static void every_finding_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (int i = 0; i < TOKEN_FINDING_COUNT; i++) {
		enum token_finding_kind kind;
		assert_true(token_finding_parse(token_finding_id((enum token_finding_kind)i), &kind));
		assert_int_equal(kind, i);
	}
	enum token_finding_kind untouched = TOKEN_FINDING_USER;
	assert_false(token_finding_parse("token", &untouched));
	assert_int_equal(untouched, TOKEN_FINDING_USER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_good_token_raises_no_finding),
	    cmocka_unit_test(each_fault_is_found_and_said),
	    cmocka_unit_test(several_faults_come_gravest_first),
	    cmocka_unit_test(what_is_not_known_is_not_compared),
	    cmocka_unit_test(a_token_for_a_service_without_mail_is_noticed_at_any_server),
	    cmocka_unit_test(a_token_of_another_maker_is_noticed),
	    cmocka_unit_test(every_finding_has_a_name_of_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
