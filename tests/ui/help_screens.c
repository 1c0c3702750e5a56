/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "feed.h"
#include "offscreen.h"
#include "ui/navigate.h"
#include "ui/terminal/key.h"
#include "ui/views/walk_view.h"

static struct ui ui;

static int open_refused(void **state)
{
	(void)state;
	offscreen_open(24, 80, true);
	feed_open(&ui, STAGE_AUTH);
	feed_to_auth(&ui);
	feed_refusal(&ui);
	ui_draw(&ui);
	return 0;
}

static int close_all(void **state)
{
	(void)state;
	feed_close(&ui);
	offscreen_close();
	return 0;
}

static void press(uint32_t key)
{
	feed_key(&ui, key);
	ui_draw(&ui);
}

static void type(const char *text)
{
	feed_text(&ui, text);
	ui_draw(&ui);
}

/* From the explanation to the lines of the run. */
static void go_to_transcript(void)
{
	press(PRESS_ESCAPE);
	press(PRESS_TAB);
	press(PRESS_TAB);
}

static void round_trips_are_listed_with_their_times(void **state)
{
	(void)state;
	press('l');
	assert_true(offscreen_shows("Round trips"));
	assert_true(offscreen_shows("AUTH PLAIN <hidden> → 535 5.7.8 Error"));
	assert_true(offscreen_shows("the slowest ("));
	press('q');
	assert_true(offscreen_shows("What you can do"));
}

static void line_without_an_answer_shows_how_long_it_has_waited(void **state)
{
	(void)state;
	offscreen_open(24, 80, true);
	feed_open(&ui, STAGE_AUTH);
	feed_to_auth(&ui);
	feed(&ui, &(struct event){.kind = EVENT_LINE,
				  .stage = STAGE_AUTH,
				  .from = FROM_CLIENT,
				  .tls = true,
				  .text = "AUTH CRAM-MD5"});
	feed_clock(90 * 1000);
	ui_draw(&ui);
	press('l');
	assert_true(offscreen_shows("AUTH CRAM-MD5 → no answer yet"));
	assert_true(offscreen_shows("the slowest (1 min"));
	assert_false(offscreen_shows(" 0 ms"));
}

static void why_names_the_question_and_the_words_that_decided(void **state)
{
	(void)state;
	press('w');
	assert_true(offscreen_shows("The run stopped at this step: AUTH."));
	assert_true(offscreen_shows("→ AUTH PLAIN <hidden>"));
	assert_true(offscreen_shows("decided by the words"));
}

static void challenge_is_decoded_and_the_secret_named_only(void **state)
{
	(void)state;
	offscreen_open(24, 80, true);
	feed_open(&ui, STAGE_AUTH);
	feed_to_auth(&ui);
	feed_line(&ui, FROM_CLIENT, true, "AUTH CRAM-MD5");
	feed_line(&ui, FROM_SERVER, true, "334 PDE4OTYuNjk3QHBvc3RvZmZpY2UuZXhhbXBsZT4=");
	feed_line(&ui, FROM_CLIENT, true, "<hidden>");
	feed_refusal(&ui);
	ui_draw(&ui);
	press('u');
	assert_true(offscreen_shows("<1896.697@postoffice.example>"));
	assert_true(offscreen_shows("ann@example.org"));
	assert_true(offscreen_shows("HMAC-MD5"));
}

static void foreign_bytes_in_a_challenge_are_inert(void **state)
{
	(void)state;
	offscreen_open(24, 80, true);
	feed_open(&ui, STAGE_AUTH);
	feed_to_auth(&ui);
	feed_line(&ui, FROM_CLIENT, true, "AUTH LOGIN");
	feed_line(&ui, FROM_SERVER, true, "334 G1sySgo=");
	feed_refusal(&ui);
	ui_draw(&ui);
	press('u');
	assert_true(offscreen_shows("\\x1B[2J\\x0A"));
}

static void contents_are_narrowed_by_title_and_by_text(void **state)
{
	(void)state;
	press(PRESS_F1 + 1);
	assert_true(offscreen_shows("Help topics"));
	assert_true(offscreen_shows("Basics"));
	type("greylist");
	assert_true(offscreen_shows("Causes"));
	press(PRESS_ENTER);
	assert_true(offscreen_shows("reylist"));
	press(PRESS_BACKSPACE);
	assert_true(offscreen_shows("Search: greylist"));
	press('u' & 0x1f); /* Ctrl-U */
	type("no topic says this");
	assert_true(offscreen_shows("No topic has this"));
}

/* The row of the picture on which `text` stands; -1: none. */
static int row_of(const char *text)
{
	struct strbuf picture;
	const char *found;
	int row = -1;

	strbuf_init(&picture, 64 * 1024);
	offscreen_dump(&ui.frame, &picture);
	found = strstr(picture.data, text);
	for (const char *at = picture.data; found != NULL && at <= found; row++)
		at = strchr(at, '\n') + 1;
	strbuf_finish(&picture);
	return row;
}

static void topics_that_begin_with_the_words_come_first(void **state)
{
	(void)state;
	press(PRESS_F1 + 1);
	type("gmail");
	assert_int_equal(row_of("Gmail and Google Workspace"), 4);
	press('u' & 0x1f);
	type("535");
	assert_int_equal(row_of("535: the log-in was refused"), 4);
	press('u' & 0x1f);
	type("password wrong"); /* apart, and in another order */
	assert_int_equal(row_of("The user name or the password is wrong"), 4);
	press('u' & 0x1f);
	type("idle timeout"); /* "idle-timeout" is its id, which nobody sees */
	assert_true(row_of("The connection was silent for too long") >= 4);
}

static void found_place_is_shown_without_marks(void **state)
{
	(void)state;
	press(PRESS_F1 + 1);
	type("topic:");
	assert_true(offscreen_shows("No topic has this"));
	press('u' & 0x1f);
	type("this keyword is nowhere but for the moment");
	assert_true(offscreen_shows("No topic has this"));
	press('u' & 0x1f);
	type("asks to switch the connection");
	assert_true(offscreen_shows("The commands of SMTP"));
	assert_true(offscreen_shows("What it does: asks to switch the connection"));
}

static void term_is_found_and_pops_up(void **state)
{
	(void)state;
	press(PRESS_F1 + 1);
	type("sni");
	assert_int_equal(row_of("Words "), 4);
	press(PRESS_ENTER);
	assert_true(offscreen_shows("All words, explained"));
	press(PRESS_BACKSPACE);
	assert_true(offscreen_shows("Search: sni"));
}

static void term_pops_up_and_leads_to_the_glossary(void **state)
{
	(void)state;
	navigate_open_link(&ui, "topic:glossary#two-step-sign-in");
	ui_draw(&ui);
	assert_true(offscreen_shows("two-step sign-in"));
	assert_true(offscreen_shows("What went wrong")); /* below */
	press(PRESS_BACK_TAB);
	press(PRESS_ENTER);
	assert_true(offscreen_shows("Words, explained"));
	navigate_open_link(&ui, "topic:glossary#no-such-term");
	ui_draw(&ui);
	assert_true(offscreen_shows("Words, explained"));
}

static void any_two_codes_stand_side_by_side(void **state)
{
	(void)state;
	navigate_open_link(&ui, "topic:450");
	ui_draw(&ui);
	press('v');
	assert_true(offscreen_shows("Compare 450 with which code?"));
	type("452");
	press(PRESS_ENTER);
	assert_true(offscreen_shows("Side by side: 450 and 452"));
	press('q');
	assert_true(offscreen_shows("450"));
	press('v');
	type("550");
	press(PRESS_ENTER);
	assert_true(offscreen_shows("450") && offscreen_shows("550")); /* a written comparison */
	assert_false(offscreen_shows("Side by side: 450"));
	press('v'); /* and from there to a third one */
	assert_true(offscreen_shows("Compare 450 with which code?"));
	type("5.7.139");
	press(PRESS_ENTER);
	assert_true(offscreen_shows("Side by side: 450 and 5.7.139"));
	press(PRESS_BACKSPACE);
	assert_true(offscreen_shows("550"));
}

static void comparison_of_the_reply_at_hand_can_take_another_second(void **state)
{
	(void)state;
	press('v');
	assert_true(offscreen_shows("421 or 535"));
	press('v');
	assert_true(offscreen_shows("Compare 535 with which code?"));
}

static void transcript_is_filtered(void **state)
{
	(void)state;
	go_to_transcript();
	press('f');
	assert_true(offscreen_shows("Transcript: only sent"));
	assert_true(offscreen_shows("AUTH PLAIN <hidden>"));
	assert_false(offscreen_shows("220 mail.example.org"));
	press('f');
	assert_false(offscreen_shows("→ AUTH PLAIN"));
	press('f');
	press('f');
	assert_true(offscreen_shows("Transcript ─"));
}

static void lines_are_marked_and_found_again(void **state)
{
	struct walk_view *walk;

	(void)state;
	go_to_transcript();
	walk = (struct walk_view *)ui.top;
	press('g');
	press('m');
	press('G');
	press('k');
	press('m');
	assert_int_equal(walk->lines.mark_count, 2);
	press('\'');
	assert_int_equal(walk->lines.cursor.entry, 0);
	press('m');
	assert_int_equal(walk->lines.mark_count, 1);
}

static void words_are_found_as_they_are_typed_and_escape_goes_back(void **state)
{
	struct walk_view *walk;
	size_t before;

	(void)state;
	go_to_transcript();
	walk = (struct walk_view *)ui.top;
	before = walk->lines.cursor.entry;
	press('/');
	type("starttls");
	assert_true(offscreen_shows("1 of 2"));
	press(PRESS_DOWN);
	assert_true(offscreen_shows("2 of 2"));
	press(PRESS_ESCAPE);
	assert_int_equal(walk->lines.cursor.entry, before);
	press('/');
	type("starttls");
	press(PRESS_ENTER);
	press('n');
	assert_true(offscreen_shows("2 of 2"));
	press('n');
	assert_true(offscreen_shows("1 of 2"));
	press('N');
	assert_true(offscreen_shows("2 of 2"));
}

static void click_and_wheel_work_on_the_lines(void **state)
{
	struct walk_view *walk;

	(void)state;
	press(PRESS_ESCAPE);
	walk = (struct walk_view *)ui.top;
	ui_input(&ui, &(struct input_event){.kind = INPUT_CLICK, .y = 20, .x = 30});
	ui_draw(&ui);
	assert_int_equal(walk->pane, PANE_TRANSCRIPT);
	assert_int_equal(ui.frame.cursor_y, 20);
	ui_input(&ui, &(struct input_event){.kind = INPUT_CLICK, .y = 3, .x = 5});
	ui_draw(&ui);
	assert_int_equal(walk->pane, PANE_STEPS);
	assert_int_equal(walk->steps.selected, 1);
	ui_input(&ui, &(struct input_event){.kind = INPUT_WHEEL, .y = 20, .x = 30});
	ui_draw(&ui);
	assert_int_equal(walk->pane, PANE_TRANSCRIPT);
}

static void held_line_says_which_replies_may_follow(void **state)
{
	(void)state;
	offscreen_open(40, 120, true);
	feed_open(&ui, STAGE_AUTH);
	feed_connecting(&ui);
	feed(&ui, &(struct event){.kind = EVENT_STAGE_ENTERED, .stage = STAGE_EHLO});
	feed(&ui, &(struct event){.kind = EVENT_STEP,
				  .stage = STAGE_EHLO,
				  .text = "EHLO client.example.org",
				  .why = "EHLO says who we are and asks what the server can do."});
	ui_draw(&ui);
	assert_true(offscreen_shows("EHLO says who we are"));
	assert_true(offscreen_shows("Why now: first"));
	assert_true(offscreen_shows("Replies: 250"));
	assert_true(offscreen_shows("504"));
}

static void clock_of_a_step_stands_still_while_the_user_thinks(void **state)
{
	(void)state;
	offscreen_open(24, 80, true);
	feed_open(&ui, STAGE_AUTH);
	feed_to_auth(&ui);
	feed(&ui, &(struct event){.kind = EVENT_STEP, .stage = STAGE_AUTH, .text = "AUTH PLAIN <hidden>"});
	feed_clock(90 * 1000);
	ui_draw(&ui);
	assert_true(offscreen_shows("Held"));
	assert_false(offscreen_shows("1 min"));
}

static void very_wide_terminal_has_the_lines_beside_the_steps(void **state)
{
	(void)state;
	offscreen_open(50, 200, true);
	feed_open(&ui, STAGE_AUTH);
	feed_to_auth(&ui);
	ui_draw(&ui);
	offscreen_check(&ui.frame, "walk-very-wide");
}

#define REFUSED(test)    cmocka_unit_test_setup_teardown(test, open_refused, close_all)
#define OPENS_SELF(test) cmocka_unit_test_teardown(test, close_all)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    REFUSED(round_trips_are_listed_with_their_times),
	    OPENS_SELF(line_without_an_answer_shows_how_long_it_has_waited),
	    REFUSED(why_names_the_question_and_the_words_that_decided),
	    OPENS_SELF(challenge_is_decoded_and_the_secret_named_only),
	    OPENS_SELF(foreign_bytes_in_a_challenge_are_inert),
	    REFUSED(contents_are_narrowed_by_title_and_by_text),
	    REFUSED(topics_that_begin_with_the_words_come_first),
	    REFUSED(found_place_is_shown_without_marks),
	    REFUSED(term_is_found_and_pops_up),
	    REFUSED(term_pops_up_and_leads_to_the_glossary),
	    REFUSED(any_two_codes_stand_side_by_side),
	    REFUSED(comparison_of_the_reply_at_hand_can_take_another_second),
	    REFUSED(transcript_is_filtered),
	    REFUSED(lines_are_marked_and_found_again),
	    REFUSED(words_are_found_as_they_are_typed_and_escape_goes_back),
	    REFUSED(click_and_wheel_work_on_the_lines),
	    OPENS_SELF(held_line_says_which_replies_may_follow),
	    OPENS_SELF(clock_of_a_step_stands_still_while_the_user_thinks),
	    OPENS_SELF(very_wide_terminal_has_the_lines_beside_the_steps),
	};

	setlocale(LC_ALL, "");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
