/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "wire/certs.h"
#include "wire/rig.h"
#include "wire/trust.h"
#include "wire/verify.h"
#include "wire/x509.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A root, which is trusted, a CA below it, and another root that nobody knows. */
static struct identity root;
static struct identity middle;
static struct identity stranger;
static struct trust *trust;

static int make_authorities(void **state)
{
	char *path;

	(void)state;
	root = identity_make(&(struct recipe){.name = "Test Root", .organization = "Known", .ca = true});
	middle = identity_make(&(struct recipe){.name = "Test Issuing CA", .issuer = &root, .ca = true});
	stranger = identity_make(&(struct recipe){.name = "Strange Root", .ca = true});
	path = certs_write(root.certificate, (X509 *)NULL);
	assert_true(trust_create(path, &trust, NULL));
	unlink(path);
	free(path);
	return 0;
}

static int free_authorities(void **state)
{
	(void)state;
	trust_destroy(trust);
	identity_free(&root);
	identity_free(&middle);
	identity_free(&stranger);
	return 0;
}

/* Verifies a certificate made by `recipe`, sent together with `second` and `third`, for `host`. */
static enum problem judge(const struct recipe *recipe, X509 *second, X509 *third, const char *host,
			  char **ret_detail)
{
	struct identity leaf = identity_make(recipe);
	STACK_OF(X509) *chain = sk_X509_new_null();
	struct server_name name;
	enum problem problem;

	sk_X509_push(chain, leaf.certificate);
	if (second)
		sk_X509_push(chain, second);
	if (third)
		sk_X509_push(chain, third);
	assert_true(server_name_parse(host, &name, NULL));
	problem = verify_chain(chain, &name, trust, ret_detail);
	server_name_finish(&name);
	sk_X509_free(chain);
	identity_free(&leaf);
	return problem;
}

static void expect_chain(const struct recipe *recipe, X509 *second, X509 *third, const char *host,
			 enum problem problem, const char *detail)
{
	char *text = NULL;
	enum problem found = judge(recipe, second, third, host, &text);

	if (found != problem)
		fail_msg("%s instead of %s (%s)", found ? problem_id(found) : "none",
			 problem ? problem_id(problem) : "none", text ? text : "");
	if (detail)
		expect_contains(text, detail);
	else
		assert_null(text);
	free(text);
}

static void expect(const struct recipe *recipe, const char *host, enum problem problem, const char *detail)
{
	expect_chain(recipe, NULL, NULL, host, problem, detail);
}

#define NAMES                                                                                                \
	.name = "mail", .alternatives = "DNS:mail.example,DNS:*.pool.example,IP:192.0.2.1,IP:2001:db8::1"

static void a_good_certificate_passes(void **state)
{
	const struct recipe recipe = {NAMES, .issuer = &root};

	(void)state;
	expect(&recipe, "mail.example", PROBLEM_NONE, NULL);
	expect(&recipe, "MAIL.example", PROBLEM_NONE, NULL);
	expect(&recipe, "a.pool.example", PROBLEM_NONE, NULL);
	expect(&recipe, "192.0.2.1", PROBLEM_NONE, NULL);
	expect(&recipe, "2001:db8::1", PROBLEM_NONE, NULL);
}

static void a_chain_over_an_intermediate_passes(void **state)
{
	const struct recipe recipe = {NAMES, .issuer = &middle};

	(void)state;
	expect_chain(&recipe, middle.certificate, NULL, "mail.example", PROBLEM_NONE, NULL);
	expect_chain(&recipe, root.certificate, middle.certificate, "mail.example", PROBLEM_NONE,
		     NULL); /* any order */
}

static void an_a_label_matches_its_certificate(void **state)
{
	const struct recipe recipe = {
	    .name = "x", .alternatives = "DNS:xn--bcher-kva.example", .issuer = &root};

	(void)state;
	expect(&recipe,
	       "b\xc3\xbc"
	       "cher.example",
	       PROBLEM_NONE, NULL);
}

static void another_host_is_wrong_and_the_right_ones_are_listed(void **state)
{
	const struct recipe recipe = {NAMES, .issuer = &root};
	const struct recipe partial = {.name = "x", .alternatives = "DNS:mail*.example", .issuer = &root};

	(void)state;
	expect(&recipe, "smtp.example", PROBLEM_CERT_WRONG_HOST,
	       "for mail.example, *.pool.example, 192.0.2.1, 2001:db8::1, not for smtp.example");
	expect(&recipe, "pool.example", PROBLEM_CERT_WRONG_HOST, "not for pool.example");
	expect(&recipe, "a.b.pool.example", PROBLEM_CERT_WRONG_HOST, "not for a.b.pool.example");
	expect(&recipe, "192.0.2.2", PROBLEM_CERT_WRONG_HOST, "not for 192.0.2.2");
	expect(&partial, "mail1.example", PROBLEM_CERT_WRONG_HOST, "mail*.example");
}

static void a_certificate_with_only_a_common_name_lacks_its_names(void **state)
{
	const struct recipe recipe = {.name = "mail.example", .issuer = &root};

	(void)state;
	expect(&recipe, "mail.example", PROBLEM_CERT_WRONG_HOST, "lacks the list of host names");
	expect(&recipe, "mail.example", PROBLEM_CERT_WRONG_HOST, "CN=mail.example");
}

static void names_that_name_nothing_leave_no_hole(void **state)
{
	const struct recipe empty = {.name = "x", .alternatives = "DER:30:02:82:00", .issuer = &root};
	const struct recipe words = {.name = "x", .alternatives = "DNS:me. Call 555", .issuer = &root};

	(void)state;
	expect(&empty, "127.0.0.1", PROBLEM_CERT_WRONG_HOST, "lacks the list of host names");
	expect(&words, "127.0.0.1", PROBLEM_CERT_WRONG_HOST, "is for \"me. Call 555\", not for 127.0.0.1.");
}

static void many_names_are_counted(void **state)
{
	char names[2000] = "DNS:n0.example";

	(void)state;
	for (int i = 1; i < 40; i++)
		sprintf(names + strlen(names), ",DNS:n%d.example", i);
	expect(&(struct recipe){.name = "x", .alternatives = names, .issuer = &root}, "mail.example",
	       PROBLEM_CERT_WRONG_HOST, "n7.example and 32 more, not for mail.example");
}

static void dates_are_told_with_the_clock(void **state)
{
	const struct recipe expired = {NAMES, .issuer = &root, .from = -20 * DAY, .until = -10 * DAY};
	const struct recipe early = {NAMES, .issuer = &root, .from = 10 * DAY, .until = 20 * DAY};
	struct strbuf date;

	(void)state;
	expect(&expired, "mail.example", PROBLEM_CERT_EXPIRED, "was valid until ");
	expect(&early, "mail.example", PROBLEM_CERT_NOT_YET_VALID, "is valid from ");
	strbuf_init(&date, 100);
	x509_add_time(&date, time(NULL) - 10 * DAY);
	date.data[10] = '\0';
	expect(&expired, "mail.example", PROBLEM_CERT_EXPIRED, date.data);
	strbuf_clear(&date);
	x509_add_time(&date, time(NULL));
	date.data[10] = '\0';
	expect(&expired, "mail.example", PROBLEM_CERT_EXPIRED, "clock says ");
	expect(&expired, "mail.example", PROBLEM_CERT_EXPIRED, date.data);
	strbuf_finish(&date);
}

static void a_self_signed_certificate_is_told(void **state)
{
	const struct recipe recipe = {NAMES};

	(void)state;
	expect(&recipe, "mail.example", PROBLEM_CERT_SELF_SIGNED, "signed by itself");
}

static void an_unknown_authority_is_told(void **state)
{
	const struct recipe recipe = {NAMES, .issuer = &stranger};

	(void)state;
	expect(&recipe, "mail.example", PROBLEM_CERT_UNKNOWN_CA, "issued by \"CN=Strange Root\"");
	expect_chain(&recipe, stranger.certificate, NULL, "mail.example", PROBLEM_CERT_UNKNOWN_CA,
		     "ends at the issuer \"CN=Strange Root\"");
}

static void an_unknown_authority_above_a_complete_chain_is_told(void **state)
{
	struct identity below =
	    identity_make(&(struct recipe){.name = "Some CA", .issuer = &stranger, .ca = true});
	const struct recipe recipe = {NAMES, .issuer = &below};

	(void)state;
	expect_chain(&recipe, below.certificate, NULL, "mail.example", PROBLEM_CERT_UNKNOWN_CA,
		     "issued by \"CN=Strange Root\"");
	identity_free(&below);
}

static void a_missing_intermediate_is_told(void **state)
{
	struct identity known = identity_make(
	    &(struct recipe){.name = "T2", .organization = "Known", .issuer = &root, .ca = true});
	struct identity plain = identity_make(&(struct recipe){.name = "T3", .issuer = &root, .ca = true});

	(void)state;
	/* by its name, by its organization, by the address of its issuer, by what was sent instead */
	expect(&(struct recipe){NAMES, .issuer = &middle}, "mail.example", PROBLEM_CERT_INCOMPLETE_CHAIN,
	       "\"CN=Test Issuing CA\", is neither sent");
	expect(&(struct recipe){NAMES, .issuer = &known}, "mail.example", PROBLEM_CERT_INCOMPLETE_CHAIN,
	       "CN=T2");
	expect(
	    &(struct recipe){NAMES, .issuer = &plain, .issuer_url = "caIssuers;URI:http://ca.example/t3.crt"},
	    "mail.example", PROBLEM_CERT_INCOMPLETE_CHAIN, "CN=T3");
	expect_chain(&(struct recipe){NAMES, .issuer = &plain}, root.certificate, NULL, "mail.example",
		     PROBLEM_CERT_INCOMPLETE_CHAIN, "CN=T3");
	identity_free(&known);
	identity_free(&plain);
}

static void weak_keys_and_bad_purposes_are_told(void **state)
{
	(void)state;
	expect(&(struct recipe){NAMES, .issuer = &root, .rsa_bits = 1024}, "mail.example", PROBLEM_CERT_WEAK,
	       "too weak");
	expect(&(struct recipe){NAMES, .issuer = &root, .usage = "clientAuth"}, "mail.example",
	       PROBLEM_CERT_INVALID, "is not good");
}

static void several_problems_are_all_mentioned(void **state)
{
	const struct recipe recipe = {NAMES, .from = -20 * DAY, .until = -10 * DAY};
	char *detail = NULL;

	(void)state;
	assert_int_equal(judge(&recipe, NULL, NULL, "other.example", &detail), PROBLEM_CERT_SELF_SIGNED);
	expect_contains(detail, "signed by itself");
	expect_contains(detail, "not for other.example");
	expect_contains(detail, "was valid until");
	free(detail);
}

static void a_trusted_certificate_of_the_server_itself_passes(void **state)
{
	struct identity own = identity_make(&(struct recipe){NAMES});
	char *path = certs_write(own.certificate, (X509 *)NULL);
	STACK_OF(X509) *chain = sk_X509_new_null();
	struct trust *pinned;
	struct server_name name;
	char *detail = NULL;

	(void)state;
	assert_true(trust_create(path, &pinned, NULL));
	assert_true(server_name_parse("mail.example", &name, NULL));
	sk_X509_push(chain, own.certificate);
	assert_int_equal(verify_chain(chain, &name, pinned, &detail), PROBLEM_NONE);
	server_name_finish(&name);
	trust_destroy(pinned);
	sk_X509_free(chain);
	unlink(path);
	free(path);
	identity_free(&own);
}

static void foreign_text_in_names_is_inert(void **state)
{
	const struct recipe recipe = {.name = "\x1b[31mred\nline", .alternatives = "DNS:mail.example"};
	char *detail = NULL;

	(void)state;
	assert_int_equal(judge(&recipe, NULL, NULL, "mail.example", &detail), PROBLEM_CERT_SELF_SIGNED);
	assert_null(strchr(detail, '\x1b'));
	assert_null(strchr(detail, '\n'));
	free(detail);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_good_certificate_passes),
	    cmocka_unit_test(a_chain_over_an_intermediate_passes),
	    cmocka_unit_test(an_a_label_matches_its_certificate),
	    cmocka_unit_test(another_host_is_wrong_and_the_right_ones_are_listed),
	    cmocka_unit_test(a_certificate_with_only_a_common_name_lacks_its_names),
	    cmocka_unit_test(names_that_name_nothing_leave_no_hole),
	    cmocka_unit_test(many_names_are_counted),
	    cmocka_unit_test(dates_are_told_with_the_clock),
	    cmocka_unit_test(a_self_signed_certificate_is_told),
	    cmocka_unit_test(an_unknown_authority_is_told),
	    cmocka_unit_test(an_unknown_authority_above_a_complete_chain_is_told),
	    cmocka_unit_test(a_missing_intermediate_is_told),
	    cmocka_unit_test(weak_keys_and_bad_purposes_are_told),
	    cmocka_unit_test(several_problems_are_all_mentioned),
	    cmocka_unit_test(a_trusted_certificate_of_the_server_itself_passes),
	    cmocka_unit_test(foreign_text_in_names_is_inert),
	};
	return cmocka_run_group_tests(tests, make_authorities, free_authorities);
}
