/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server said of the password before anybody typed it. */
#include "cmocka_all.h"
#include "walk/script.h"

#include "base/clock.h"
#include "base/secret.h"
#include "base/text.h"
#include "walk/event_queue.h"
#include "walk/remask.h"

#include <stdio.h>
#include <string.h>

#define PASSWORD "Kanari7Vogel"

/* Each tells the password to who reads it; "c2F5" is no part of it. */
static const char *const tellings[] = {
    PASSWORD,
    "kanari7vogel",
    "S2FuYXJpN1ZvZ2Vs",           /* Base64 */
    "S2FuYXJp\r\n220-N1ZvZ2Vs",   /* the same, split by a reply code */
    "Kanari\r\n220-5.7.8 7Vogel", /* as it is, split by two */
    "Kan\x1b[31mari7Vogel",       /* an escape sequence in the middle */
    "Kan\u200bari7Vogel",         /* zero-width */
    "K:a:n:a:r:i:7:V:o:g:e:l",    /* separators */
    "\\x4b\\x61\\x6e\\x61\\x72\\x69\\x37\\x56\\x6f\\x67\\x65\\x6c",
};

static struct mask mask_for(const char *password)
{
	struct secret *secret = secret_create();
	struct mask mask;

	secret_append(secret, password, strlen(password));
	mask_init(&mask);
	mask_watch(&mask, "me@example.test", secret);
	secret_destroy(secret);
	return mask;
}

static bool is_hidden(const char *text)
{
	return strstr(text, MASK_TEXT) && !strstr(text, "S2FuYXJp") && !text_find_nocase(text, "Kan") &&
	       !strstr(text, "Vogel") && !strstr(text, "K:a:n") && !strstr(text, "x4b");
}

static void check_lines(const struct transcript *transcript, const char *telling)
{
	struct strbuf all;

	strbuf_init(&all, 10000);
	for (size_t i = 0; i < transcript->count; i++)
		if (transcript->entries[i].stage == STAGE_GREETING)
			strbuf_addf(&all, "%s\n", transcript->entries[i].line);
	if (!is_hidden(all.data))
		fail_msg("%s: %s", telling, all.data);
	strbuf_finish(&all);
}

static void what_was_said_before_the_password_is_hidden_after_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(tellings) / sizeof(*tellings); i++) {
		char greeting[200];
		snprintf(greeting, sizeof(greeting), "220-%s\r\n220 mx\r\n", tellings[i]);
		const struct script_turn turns[] = {{NULL, greeting, STAY},
						    {"EHLO", "250-mx\r\n250 AUTH PLAIN\r\n", STAY},
						    {"AUTH PLAIN", "235 ok\r\n", STAY},
						    {"QUIT", "221 bye\r\n", HANG_UP},
						    {0}};
		struct script_run run = {.turns = turns,
					 .mechanism = "PLAIN",
					 .tls = TLS_NONE,
					 .password = PASSWORD,
					 .cancel_at = EVENT_FINISHED,
					 .quit_after = STAGE_AUTH};
		script_run(&run);
		const struct facts *facts = walk_facts(run.walk);
		if (facts->verdict.outcome != OUTCOME_PASSED)
			fail_msg("%s", run.events.data);
		check_lines(&facts->transcript, tellings[i]);
		assert_true(is_hidden(facts->greeting.lines[0].bytes) ||
			    is_hidden(facts->greeting.lines[1].bytes));
		assert_non_null(strstr(run.events.data, "said this password before"));
		script_finish(&run);
	}
}

static void lines_without_it_stay_as_they_were(void **state)
{
	(void)state;
	static const char *const lines[] = {"220 mx \\x41 <U+200B> \\x1B[31m", "250-AUTH PLAIN\\x00LOGIN",
					    "535 5.7.8 no \xc3\xa4", "220 <hidden>", "<U+110000> \\xZZ \\"};
	struct mask mask = mask_for(PASSWORD);
	struct event_queue queue;
	const struct event_queue_item *cursor = NULL;

	event_queue_init(&queue);
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		event_queue_push(&queue,
				 &(struct event){.kind = EVENT_LINE, .from = FROM_SERVER, .text = lines[i]});
	assert_false(event_queue_remask(&queue, &mask));
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		assert_string_equal(event_queue_look(&queue, &cursor)->text, lines[i]);
	event_queue_finish(&queue);
	mask_finish(&mask);
}

static void each_part_of_an_event_is_hidden(void **state)
{
	(void)state;
	struct mask mask = mask_for(PASSWORD);
	struct verdict verdict = {.outcome = OUTCOME_FAILED, .detail = (char *)"it is " PASSWORD};
	struct certificate leaf = {.subject = (char *)"CN=" PASSWORD};
	struct tls_facts tls = {.detail = (char *)"for " PASSWORD, .chain = &leaf, .chain_count = 1};
	struct reply reply;
	struct event_queue queue;
	enum problem problem;

	reply_init(&reply);
	reply_add_line(&reply, "250-mx", 6, &problem);
	reply_add_line(&reply, "250 X" PASSWORD " 1", strlen("250 X" PASSWORD " 1"), &problem);
	event_queue_init(&queue);
	event_queue_push(&queue, &(struct event){.kind = EVENT_CAPABILITIES,
						 .text = PASSWORD,
						 .why = PASSWORD,
						 .reply = &reply,
						 .tls_facts = &tls,
						 .verdict = &verdict});
	assert_true(event_queue_remask(&queue, &mask));
	const struct event *event = event_queue_pull(&queue);
	assert_string_equal(event->text, MASK_TEXT);
	assert_string_equal(event->why, MASK_TEXT);
	assert_string_equal(event->reply->lines[1].bytes, "250 X" MASK_TEXT " 1");
	assert_string_equal(event->capabilities->list[0].keyword, "X<HIDDEN>");
	assert_string_equal(event->tls_facts->detail, "for " MASK_TEXT);
	assert_string_equal(event->tls_facts->chain[0].subject, "CN=" MASK_TEXT);
	assert_string_equal(event->verdict->detail, "it is " MASK_TEXT);
	event_queue_finish(&queue);
	reply_finish(&reply);
	mask_finish(&mask);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_was_said_before_the_password_is_hidden_after_it),
	    cmocka_unit_test(lines_without_it_stay_as_they_were),
	    cmocka_unit_test(each_part_of_an_event_is_hidden),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
