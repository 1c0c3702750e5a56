/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a user who types a word finds among the help topics. */
#include "cmocka_all.h"

#include "present/topic_search.h"

static const struct kb_topic topic = {
    .group = "basics",
    .id = "sasl-mechanisms",
    .title = "Log-in methods",
    .summary = "How a client proves who it is: PLAIN, LOGIN and others.",
};

static const char body[] = "Before that, STARTTLS.\nA time-out ends the log-in.\n";

static enum topic_rank rank(const char *words)
{
	return topic_search_rank(&topic, body, words);
}

static void a_hyphen_typed_or_left_out_makes_no_difference(void **state)
{
	(void)state;
	assert_int_equal(rank("login"), TOPIC_BEGINS);
	assert_int_equal(rank("log-in"), TOPIC_BEGINS);
	assert_int_equal(rank("login methods"), TOPIC_BEGINS);
	assert_int_equal(rank("timeout"), TOPIC_TEXT);
	assert_int_equal(rank("start-tls"), TOPIC_TEXT);
}

static void words_apart_have_all_to_be_there(void **state)
{
	(void)state;
	assert_int_equal(rank("methods log-in"), TOPIC_TITLE_APART);
	assert_int_equal(rank("methods plain"), TOPIC_HEAD_APART);
	assert_int_equal(rank("starttls plain"), TOPIC_TEXT_APART);
	assert_int_equal(rank("starttls webmail"), TOPIC_RANK_COUNT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_hyphen_typed_or_left_out_makes_no_difference),
	    cmocka_unit_test(words_apart_have_all_to_be_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
