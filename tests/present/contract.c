/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The JSON keeps its shape whatever happened, is valid UTF-8, and the mask is its last net. */
#include "cmocka_all.h"

#include "base/secret.h"
#include "base/strbuf.h"
#include "checkup/run.h"
#include "sample.h"
#include "smtp/mask.h"

#include <jansson.h>
#include <string.h>

static struct sample sample;

static int set_up(void **state)
{
	(void)state;
	sample_init(&sample);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	sample_finish(&sample);
	return 0;
}

static json_t *write_json(void)
{
	struct strbuf text;
	json_error_t error;
	strbuf_init(&text, 1 << 22);
	report_write(&sample.report, REPORT_JSON, &text);
	json_t *object = json_loadb(text.data, text.len, JSON_REJECT_DUPLICATES, &error);
	if (object == NULL)
		fail_msg("%s: %s", error.text, text.data);
	strbuf_finish(&text);
	return object;
}

static void assert_shape(const json_t *object)
{
	static const char *const keys[] = {"version",           "account",  "stages",     "addresses",
					   "addresses_dropped", "tls",      "mechanisms", "transcript",
					   "verdict",           "diagnoses"};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		assert_non_null(json_object_get(object, keys[i]));
	const json_t *stages = json_object_get(object, "stages"), *tls = json_object_get(object, "tls");
	assert_int_equal(json_array_size(stages), STAGE_COUNT - 1); /* none of the samples uses a proxy */
	for (int stage = 0, at = 0; stage < STAGE_COUNT; stage++)
		if (stage != STAGE_PROXY)
			assert_string_equal(
			    json_string_value(json_object_get(json_array_get(stages, (size_t)at++), "stage")),
			    stage_id((enum stage)stage));
	assert_true(json_is_boolean(json_object_get(tls, "verified")));
	assert_true(json_is_array(json_object_get(tls, "chain")));
	assert_true(json_is_integer(json_object_get(json_object_get(object, "verdict"), "exit")));
}

static const char *tls_problem(const json_t *object)
{
	return json_string_value(json_object_get(json_object_get(object, "tls"), "problem"));
}

static void shape_is_whole_even_when_nothing_happened(void **state)
{
	(void)state;
	json_t *object = write_json();
	assert_shape(object);
	assert_true(json_is_null(json_object_get(json_object_get(object, "tls"), "version")));
	json_decref(object);
}

static void missing_tls_is_called_not_offered(void **state)
{
	(void)state;
	sample_offer_no_tls(&sample);
	json_t *object = write_json();
	assert_shape(object);
	assert_string_equal(tls_problem(object), "not-offered");
	json_decref(object);
}

static void failed_handshakes_share_one_word(void **state)
{
	(void)state;
	static const enum problem problems[] = {PROBLEM_TLS_HANDSHAKE_FAILED, PROBLEM_TLS_VERSION,
						PROBLEM_TLS_CLOSED, PROBLEM_TLS_TIMEOUT,
						PROBLEM_TLS_NO_COMMON_CIPHER};
	for (size_t i = 0; i < sizeof problems / sizeof *problems; i++) {
		sample_finish(&sample);
		sample_init(&sample);
		sample_end(
		    &sample,
		    (struct verdict){.outcome = OUTCOME_FAILED, .stage = STAGE_TLS, .problem = problems[i]},
		    NULL);
		json_t *object = write_json();
		assert_string_equal(tls_problem(object), "handshake-failed");
		json_decref(object);
	}
}

static void hostile_bytes_leave_valid_utf8(void **state)
{
	(void)state;
	static const char hostile[] = "535 \xff\xfe \x1b]52;c;x\x07 \xe2\x80\xae \xed\xa0\x80 \"\\ end";
	sample_reply(&sample, STAGE_AUTH, hostile);
	sample_end(
	    &sample,
	    (struct verdict){.outcome = OUTCOME_FAILED, .stage = STAGE_AUTH, .detail = (char *)"\xc3("},
	    hostile);
	json_t *object = write_json();
	const json_t *lines =
	    json_object_get(json_object_get(json_object_get(object, "verdict"), "reply"), "lines");
	const char *line = json_string_value(json_array_get(lines, 0));
	assert_non_null(strstr(line, "\\xFF"));
	for (const char *at = line; *at != '\0'; at++)
		assert_true((unsigned char)*at >= 0x20);
	json_decref(object);
}

static void assert_hidden(const char *text, const char *secret)
{
	if (strstr(text, secret) != NULL)
		fail_msg("the secret is in: %s", text);
	assert_non_null(strstr(text, MASK_TEXT));
}

static void last_net_hides_the_secret_in_every_format(void **state)
{
	(void)state;
	static const char secret[] = "hunter\"2\\quote";
	static const char echo[] = "535 wrong: hunter\"2\\quote aHVudGVyIjJccXVvdGU=";
	struct secret *password = secret_create();
	secret_append(password, secret, strlen(secret));
	struct mask mask;
	mask_init(&mask);
	mask_watch(&mask, "jane@example.org", password);
	sample.report.mask = &mask;
	sample_reply(&sample, STAGE_AUTH, echo);
	sample_end(&sample,
		   (struct verdict){.outcome = OUTCOME_FAILED, .stage = STAGE_AUTH, .detail = (char *)secret},
		   echo);
	for (int format = REPORT_TEXT; format <= REPORT_MARKDOWN; format++) {
		struct strbuf text;
		strbuf_init(&text, 1 << 20);
		report_write(&sample.report, (enum report_format)format, &text);
		assert_hidden(text.data, "hunter");
		assert_hidden(text.data, "aHVudGVy");
		strbuf_finish(&text);
	}
	mask_finish(&mask);
	secret_destroy(password);
}

static void symptom_borrows_the_reply_that_decided(void **state)
{
	(void)state;
	struct symptom symptom;
	struct strbuf text;
	strbuf_init(&text, 1 << 20);
	sample_refuse_login(&sample);
	run_symptom(&sample.account, &sample.facts, &text, &symptom);
	assert_string_equal(symptom.stage, "auth");
	assert_string_equal(symptom.channel, "tls");
	assert_string_equal(symptom.mechanism, "PLAIN");
	assert_string_equal(symptom.domain, "example.org");
	assert_string_equal(symptom.greeting, "220 mail.example.org ESMTP");
	assert_non_null(strstr(symptom.reply, "|\n535 5.7.8 https"));
	assert_null(symptom.problem);
	strbuf_finish(&text);
}

static void symptom_without_a_reply_names_the_problem(void **state)
{
	(void)state;
	struct symptom symptom;
	struct strbuf text;
	strbuf_init(&text, 1 << 20);
	sample_fail_certificate(&sample);
	run_symptom(&sample.account, &sample.facts, &text, &symptom);
	assert_null(symptom.reply);
	assert_string_equal(symptom.problem, "wrong-host");
	assert_string_equal(symptom.stage, "tls");
	strbuf_finish(&text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(shape_is_whole_even_when_nothing_happened), TEST(missing_tls_is_called_not_offered),
	    TEST(failed_handshakes_share_one_word),          TEST(hostile_bytes_leave_valid_utf8),
	    TEST(last_net_hides_the_secret_in_every_format), TEST(symptom_borrows_the_reply_that_decided),
	    TEST(symptom_without_a_reply_names_the_problem),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
