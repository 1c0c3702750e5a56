/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log-in exchange, field by field: what is shown of each mechanism, and that the rest is hidden. */
#include "cmocka_all.h"

#include "present/sasl_exchange.h"

#include <stdio.h>
#include <string.h>

#include "base/strbuf.h"
#include "smtp/base64.h"
#include "smtp/mask.h"
#include "walk/fact.h"

enum { TEXT_MAX = 64 * 1024 };

/* One thing that happens in AUTH: a line, or a field that the helper tells. */
struct happening {
	enum { SENT, HEARD, TOLD, CHALLENGED } what; /* CHALLENGED: heard, after "334 " and in Base64 */
	const char *text;
};

#define ENDS                                                                                                 \
	{                                                                                                    \
		SENT, NULL                                                                                   \
	}

static void apply(struct facts *facts, const struct happening *happening)
{
	struct strbuf line;
	struct event event = {.kind = happening->what == TOLD ? EVENT_FIELD : EVENT_LINE,
			      .from = happening->what == SENT ? FROM_CLIENT : FROM_SERVER,
			      .text = happening->text};

	strbuf_init(&line, TEXT_MAX);
	strbuf_adds(&line, "334 ");
	base64_encode(happening->text, strlen(happening->text), &line);
	if (happening->what == CHALLENGED)
		event.text = line.data;
	facts_apply(facts, &event);
	strbuf_finish(&line);
}

/* All that is shown, an item a line: "text | meaning". Good until the next call. */
static const char *show(const struct happening *happenings, const char *practice_password)
{
	static char shown[TEXT_MAX];
	struct sasl_exchange items;
	struct facts facts;
	struct strbuf text;
	struct mask mask;

	facts_init(&facts);
	mask_init(&mask);
	strbuf_init(&text, sizeof(shown) - 1);
	for (; happenings->text; happenings++)
		apply(&facts, happenings);
	sasl_exchange_collect(&items, &(struct sasl_exchange_input){.facts = &facts,
								    .user = "ann@example.org",
								    .mask = &mask,
								    .practice_password = practice_password});
	for (size_t i = 0; i < items.count; i++)
		strbuf_addf(&text, "%s | %s\n", items.list[i].text,
			    items.list[i].meaning ? items.list[i].meaning : "");
	snprintf(shown, sizeof(shown), "%s", text.data);
	sasl_exchange_finish(&items);
	strbuf_finish(&text);
	mask_finish(&mask);
	facts_finish(&facts);
	return shown;
}

static void expect(const char *shown, const char *const words[])
{
	for (size_t i = 0; words[i]; i++)
		if (strstr(shown, words[i]) == NULL)
			fail_msg("no \"%s\" in\n%s", words[i], shown);
}

static void plain_has_no_zero_byte_before_the_first_name(void **state)
{
	const char *shown = show((const struct happening[]){{SENT, "AUTH PLAIN <hidden>"}, ENDS}, "practice");
	const char *fields = strstr(shown, "RFC 4616");

	(void)state;
	expect(shown,
	       (const char *const[]){"(empty) | the authorisation name", "ann@example.org | the user name",
				     /* NUL ann@example.org NUL practice */
				     "AGFubkBleGFtcGxlLm9yZwBwcmFjdGljZQ== | ", NULL});
	assert_non_null(fields);
	assert_true(strstr(fields, "(empty)") < strstr(fields, "\\0"));
}

static void scram_shows_nonces_salt_and_iterations_and_no_proof(void **state)
{
	const char *shown =
	    show((const struct happening[]){{TOLD, "binding=tls-exporter"},
					    {TOLD, "nonce=fyko"},
					    {SENT, "AUTH SCRAM-SHA-256-PLUS <hidden>"},
					    {CHALLENGED, "r=fyko3rfc,s=QSXCR+Q6,i=4096,x=odd"},
					    {TOLD, "iterations=4096"},
					    {SENT, "<hidden>"},
					    {HEARD, "334 <hidden>"},
					    {SENT, "<hidden>"}, /* as every answer, though it is empty */
					    {HEARD, "235 ok"},
					    ENDS},
		 NULL);

	(void)state;
	expect(shown, (const char *const[]){
			  "binding=tls-exporter | tied to this", "nonce=fyko | the client's nonce",
			  "r=fyko3rfc | both nonces", "s=QSXCR+Q6 | the salt", "i=4096 | iterations",
			  "p=<hidden> | a proof", "The server proves that it knows the password.",
			  "the server's proof was right", NULL});
	assert_null(strstr(shown, "x=odd"));
	assert_null(strstr(shown, "no Base64"));
	assert_null(strstr(strstr(shown, "p=<hidden>") + 1, "p=<hidden>"));
	assert_true(strstr(shown, "nonce=fyko") < strstr(shown, "r=fyko3rfc"));
}

static void scram_shows_why_the_server_refuses(void **state)
{
	const char *shown = show((const struct happening[]){{SENT, "AUTH SCRAM-SHA-1 <hidden>"},
							    {CHALLENGED, "r=fyko3rfc,s=QSXCR+Q6,i=4096"},
							    {SENT, "<hidden>"},
							    {CHALLENGED, "e=invalid-proof"},
							    {SENT, "<hidden>"},
							    {HEARD, "535 no"},
							    ENDS},
				 NULL);

	(void)state;
	expect(shown, (const char *const[]){"e=invalid-proof | why", "it only ends the log-in", NULL});
	assert_null(strstr(shown, "proof was right"));
}

static void digest_shows_realm_nonces_and_uri(void **state)
{
	const char *shown = show(
	    (const struct happening[]){
		{SENT, "AUTH DIGEST-MD5"},
		{CHALLENGED, "realm=\"a, b\",nonce=\"OA6M\",qop=\"auth\",algorithm=md5-sess,rspauth=55"},
		{TOLD, "cnonce=OA6N"},
		{TOLD, "digest-uri=smtp/mx"},
		{TOLD, "response=stolen"},
		{SENT, "<hidden>"},
		{HEARD, "334 <hidden>"},
		{SENT, "<hidden>"},
		ENDS},
	    NULL);

	(void)state;
	expect(shown, (const char *const[]){"the server's proof was right", "realm=\"a, b\" | the realm",
					    "nonce=\"OA6M\" | the server's nonce", "algorithm=md5-sess | ",
					    "cnonce=OA6N | the client's nonce", "digest-uri=smtp/mx | ",
					    "<hidden> | a proof computed", NULL});
	assert_null(strstr(shown, "rspauth"));
	assert_null(strstr(shown, "stolen"));
}

static void ntlm_shows_flags_and_names(void **state)
{
	const char *shown = show((const struct happening[]){{SENT, "AUTH NTLM"},
							    {CHALLENGED, "NTLM supported"},
							    {SENT, "<hidden>"},
							    {CHALLENGED, "NTLMSSP"},
							    {TOLD, "target=CORP"},
							    {TOLD, "flags=0x00000201"},
							    {TOLD, "proof-bytes=48"},
							    {SENT, "<hidden>"},
							    ENDS},
				 NULL);

	(void)state;
	expect(shown, (const char *const[]){"target=CORP | ", "flags=0x00000201 | ",
					    "proof-bytes=48 | length of", NULL});
}

static void gssapi_shows_lengths_service_and_layers(void **state)
{
	const char *shown = show((const struct happening[]){{TOLD, "owner=ann@EXAMPLE.ORG"},
							    {TOLD, "service=smtp@mx"},
							    {TOLD, "bytes=612"},
							    {SENT, "AUTH GSSAPI"},
							    {HEARD, "334 "},
							    {SENT, "<hidden>"},
							    {HEARD, "334 <hidden>"},
							    {TOLD, "layers=none "},
							    {SENT, "<hidden>"},
							    ENDS},
				 NULL);
	const char *bare = strstr(shown, "AUTH GSSAPI"), *answer = strstr(shown, "\n<hidden> | \n");

	(void)state;
	expect(shown, (const char *const[]){"owner=ann@EXAMPLE.ORG | whom", "service=smtp@mx | the service",
					    "bytes=612 | how many", "layers=none  | ",
					    "What it holds is kept secret.", NULL});
	/* A response that waits for its own 334 is told with its line. */
	assert_true(bare < answer && answer < strstr(shown, "owner="));
}

static void bearer_shows_flags_claims_and_the_reason(void **state)
{
	struct facts facts;
	struct token_report token = {.facts = {.is_jwt = true, .audience = "https://graph.microsoft.com"}};
	const char *shown =
	    show((const struct happening[]){{SENT, "AUTH OAUTHBEARER <hidden>"},
					    {CHALLENGED, "{\"status\":\"invalid_token\",\"scope\":\"mail\"}"},
					    {SENT, "AQ=="},
					    ENDS},
		 NULL);
	struct sasl_exchange items;
	struct mask mask;
	bool found = false;

	(void)state;
	expect(shown,
	       (const char *const[]){"n, | no channel binding", "a= | before the user name", "host= port= | ",
				     "auth=Bearer | ", "<hidden> | the token", "invalid_token | status",
				     "mail | scope", "it only ends the log-in", NULL});
	facts_init(&facts);
	mask_init(&mask);
	facts_apply(&facts, &(struct event){.kind = EVENT_TOKEN, .token = &token});
	apply(&facts, &(struct happening){SENT, "AUTH XOAUTH2 <hidden>"});
	sasl_exchange_collect(&items,
			      &(struct sasl_exchange_input){.facts = &facts, .user = "ann", .mask = &mask});
	for (size_t i = 0; i < items.count; i++)
		found |= strcmp(items.list[i].text, token.facts.audience) == 0;
	assert_true(found);
	sasl_exchange_finish(&items);
	mask_finish(&mask);
	facts_finish(&facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(plain_has_no_zero_byte_before_the_first_name),
	    cmocka_unit_test(scram_shows_nonces_salt_and_iterations_and_no_proof),
	    cmocka_unit_test(scram_shows_why_the_server_refuses),
	    cmocka_unit_test(digest_shows_realm_nonces_and_uri),
	    cmocka_unit_test(ntlm_shows_flags_and_names),
	    cmocka_unit_test(gssapi_shows_lengths_service_and_layers),
	    cmocka_unit_test(bearer_shows_flags_claims_and_the_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
