/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include "walk/event_queue.h"
#include "walk/fact.h"

#include <string.h>

static void answer_to_quit_does_not_replace_the_reply_that_decided(void **state)
{
	(void)state;
	struct facts facts;
	struct reply refusal, bye;
	enum problem problem = PROBLEM_NONE;
	struct verdict verdict = {.outcome = OUTCOME_FAILED, .stage = STAGE_AUTH, .exit_code = 28};
	facts_init(&facts);
	reply_init(&refusal);
	reply_init(&bye);
	reply_add_line(&refusal, "535 no", 6, &problem);
	reply_add_line(&bye, "221 bye", 7, &problem);
	facts_apply(&facts, &(struct event){.kind = EVENT_LINE, .from = FROM_SERVER, .text = "250 before"});
	facts_apply(&facts, &(struct event){.kind = EVENT_LINE, .from = FROM_SERVER, .text = "535 no"});
	facts_apply(&facts, &(struct event){.kind = EVENT_REPLY, .stage = STAGE_AUTH, .reply = &refusal});
	facts_apply(&facts, &(struct event){.kind = EVENT_VERDICT, .verdict = &verdict, .reply = &refusal});
	facts_apply(&facts, &(struct event){.kind = EVENT_REPLY, .stage = STAGE_QUIT, .reply = &bye});
	facts_apply(&facts, &(struct event){.kind = EVENT_FINISHED, .verdict = &verdict});
	assert_int_equal(facts.reply.code, 535);
	assert_true(facts.reply_decided);
	assert_true(facts.finished);
	assert_false(facts.transcript.entries[0].decisive);
	assert_true(facts.transcript.entries[1].decisive);
	reply_finish(&refusal);
	reply_finish(&bye);
	facts_finish(&facts);
}

static void a_connection_lost_after_a_silence_was_idle(void **state)
{
	(void)state;
	const int silences[] = {0, FACT_IDLE_MS - 1, FACT_IDLE_MS};
	for (size_t i = 0; i < sizeof(silences) / sizeof(*silences); i++) {
		struct facts facts;
		struct verdict verdict = {.outcome = OUTCOME_FAILED,
					  .stage = STAGE_AUTH,
					  .problem = PROBLEM_CLOSED,
					  .exit_code = VERDICT_EXIT_LOST};
		facts_init(&facts);
		facts_apply(&facts, &(struct event){.kind = EVENT_LINE, .ms = 40, .text = "250 ok"});
		facts_apply(&facts, &(struct event){
					.kind = EVENT_VERDICT, .ms = 40 + silences[i], .verdict = &verdict});
		assert_int_equal(facts.idle, silences[i] >= FACT_IDLE_MS);
		facts_finish(&facts);
	}
}

static void queue_owns_what_events_point_to(void **state)
{
	(void)state;
	struct event_queue queue;
	char text[] = "220 first";
	event_queue_init(&queue);
	event_queue_push(&queue, &(struct event){.kind = EVENT_LINE, .text = text});
	event_queue_push(&queue, &(struct event){.kind = EVENT_NOTE, .text = "second"});
	memset(text, 'x', sizeof(text) - 1);
	assert_string_equal(event_queue_pull(&queue)->text, "220 first");
	assert_string_equal(event_queue_pull(&queue)->text, "second");
	assert_null(event_queue_pull(&queue));
	assert_null(event_queue_pull(&queue));
	event_queue_push(&queue, &(struct event){.kind = EVENT_NOTE, .text = "third"});
	event_queue_finish(&queue);
}

static void the_address_that_worked_is_kept(void **state)
{
	(void)state;
	struct facts facts;
	facts_init(&facts);
	for (int i = 0; i < 250; i++)
		facts_apply(&facts,
			    &(struct event){.kind = EVENT_ADDRESS,
					    .text = i == 249 ? "192.0.2.9" : "192.0.2.1",
					    .problem = i == 249 ? PROBLEM_NONE : PROBLEM_CONNECT_REFUSED});
	assert_int_equal(facts.address_count, FACT_ADDRESSES_MAX);
	assert_string_equal(facts.addresses[FACT_ADDRESSES_MAX - 1].address, "192.0.2.9");
	assert_int_equal(facts.addresses_dropped, 250 - FACT_ADDRESSES_MAX);
	facts_finish(&facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_address_that_worked_is_kept),
	    cmocka_unit_test(answer_to_quit_does_not_replace_the_reply_that_decided),
	    cmocka_unit_test(a_connection_lost_after_a_silence_was_idle),
	    cmocka_unit_test(queue_owns_what_events_point_to),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
