/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"

#include <curses.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/secret.h"
#include "checkup/checkup_parts.h"
#include "feed.h"
#include "offscreen.h"
#include "ui/terminal/key.h"
#include "ui/views/views.h"

/* Fixed causes, so that the pictures do not change with the knowledge base. */
static void set_causes(struct ui *ui)
{
	struct checkup *checkup = &ui->checkup;

	checkup->diagnosis_count = 1;
	checkup->diagnoses[0] = (struct diagnosis){
	    .id = "wrong-password",
	    .title = "The user name or password is wrong",
	    .summary = "The server checked both and says they do not fit together.",
	    .confidence = CONFIDENCE_HIGH,
	    .who = WHO_YOU,
	    .evidence = "authentication failed",
	    .fixes = {{.kind = ACTION_PASSWORD, .label = "Type the password again"},
		      {.kind = ACTION_APP_PASSWORD, .label = "Type an app password"},
		      {.kind = ACTION_MECHANISM, .label = "Choose another log-in method"},
		      {.kind = ACTION_PORT, .to = "465", .label = "Use port 465"}},
	    .fix_count = 4,
	};
	choices_collect(&checkup->choices, &(struct choices_input){.kb = checkup->kb,
								   .diagnoses = checkup->diagnoses,
								   .diagnosis_count = 1,
								   .account = &checkup->account,
								   .facts = &checkup->run.facts});
}

/* How a test begins: the screen, how far the walk should go, and how far it has come. */
struct start {
	int rows, columns;
	bool unicode;
	enum stage quit_after;
	enum { CONNECTING, AT_AUTH, REFUSED, EXPLAINED } until;
};

static struct start connecting = {24, 80, true, STAGE_AUTH, CONNECTING};
static struct start at_auth = {24, 80, true, STAGE_AUTH, AT_AUTH};
static struct start explained = {24, 80, true, STAGE_AUTH, EXPLAINED};
static struct start wide_explained_of_rcpt = {40, 120, true, STAGE_RCPT, EXPLAINED};
static struct start ascii_explained = {24, 80, false, STAGE_AUTH, EXPLAINED};
static struct start refused = {24, 80, true, STAGE_AUTH, REFUSED};
static struct start small_refused = {16, 60, false, STAGE_AUTH, REFUSED};
static struct start explained_of_rcpt = {24, 80, true, STAGE_RCPT, EXPLAINED};

static int begin(void **state)
{
	static struct ui ui;
	const struct start *start = *state;

	offscreen_open(start->rows, start->columns, start->unicode);
	feed_open(&ui, start->quit_after);
	if (start->until == CONNECTING)
		feed_connecting(&ui);
	else
		feed_to_auth(&ui);
	if (start->until >= REFUSED)
		feed_refusal(&ui);
	if (start->until == EXPLAINED)
		set_causes(&ui);
	*state = &ui;
	return 0;
}

static int end(void **state)
{
	feed_close(*state);
	offscreen_close();
	return 0;
}

#define FROM(start, test) cmocka_unit_test_prestate_setup_teardown(test, begin, end, &(start))

static void walk_that_waits_shows_for_what_and_until_when(void **state)
{
	struct ui *ui = *state;

	feed_clock(4200);
	ui_draw(ui);
	offscreen_check(&ui->frame, "walk-waiting");
	assert_true(offscreen_shows("3 s of 30 s"));
}

static void password_prompt_names_host_mechanism_and_channel(void **state)
{
	struct ui *ui = *state;

	feed(ui, &(struct event){.kind = EVENT_NEED_PASSWORD, .text = "PLAIN"});
	feed_text(ui, "se?q");
	feed_paste(ui, "cret\n");
	ui_draw(ui);
	offscreen_check(&ui->frame, "password");
	assert_false(offscreen_shows("cret"));
	assert_int_equal(ui->checkup.run.need, NEED_PASSWORD); /* the newline has not submitted */
	feed_key(ui, PRESS_ENTER);
	assert_int_equal(ui->checkup.run.need, NEED_NOTHING);
	assert_int_equal(secret_length(ui->checkup.password), 8);
}

static void refusal_opens_the_explanation_with_numbered_fixes(void **state)
{
	struct ui *ui = *state;

	ui_draw(ui);
	offscreen_check(&ui->frame, "explanation");
	assert_int_equal(ui->checkup.refused, 1);
	feed_key(ui, '4');
	ui_draw(ui);
	offscreen_check(&ui->frame, "change");
}

static void explanation_stands_beside_the_transcript_on_a_wide_terminal(void **state)
{
	struct ui *ui = *state;

	ui_draw(ui);
	offscreen_check(&ui->frame, "explanation-wide");
}

static void plain_ascii_marks_say_the_same(void **state)
{
	struct ui *ui = *state;

	feed_key(ui, PRESS_ESCAPE);
	ui_draw(ui);
	offscreen_check(&ui->frame, "walk-ascii");
}

static void held_line_is_shown_with_its_reason(void **state)
{
	struct ui *ui = *state;

	feed(ui, &(struct event){.kind = EVENT_STAGE_ENTERED, .stage = STAGE_EHLO});
	feed(ui, &(struct event){.kind = EVENT_STEP,
				 .stage = STAGE_EHLO,
				 .text = "EHLO client.example.org",
				 .why = "EHLO says who we are and asks what the server can do."});
	ui_draw(ui);
	offscreen_check(&ui->frame, "step");
	feed_key(ui, PRESS_SPACE);
	assert_int_equal(ui->checkup.run.need, NEED_NOTHING);
}

static void success_opens_the_summary(void **state)
{
	struct ui *ui = *state;

	feed_success(ui);
	ui_draw(ui);
	offscreen_check(&ui->frame, "summary");
}

static void countdown_is_seen_and_can_be_stopped(void **state)
{
	static const struct fix WAIT = {.kind = ACTION_WAIT, .label = "Wait", .seconds = 60};
	struct ui *ui = *state;

	ui->checkup.choices = (struct choices){.list = {WAIT}, .count = 1};
	feed_key(ui, '1');
	feed_clock(1000 + 15500);
	ui_update(ui);
	ui_draw(ui);
	assert_true(offscreen_shows("0:45 left"));
	assert_true(ui_wake(ui) <= 1000 + 15500 + 1000);
	feed_key(ui, PRESS_ESCAPE);
	ui_draw(ui);
	assert_false(offscreen_shows("left"));
	assert_true(offscreen_shows("What you can do"));
}

static void certificate_is_trusted_only_behind_its_own_key(void **state)
{
	struct tls_facts facts = {.complete = true, .problem = PROBLEM_CERT_WRONG_HOST, .version = "TLSv1.3"};
	struct ui *ui = *state;

	feed(ui, &(struct event){.kind = EVENT_STAGE_ENTERED, .stage = STAGE_TLS});
	feed(ui, &(struct event){.kind = EVENT_TLS, .tls_facts = &facts});
	feed(ui, &(struct event){.kind = EVENT_NEED_CONSENT, .problem = PROBLEM_CERT_WRONG_HOST});
	feed_key(ui, 'T'); /* the first dialog does not know it */
	assert_int_equal(ui->checkup.run.need, NEED_CONSENT);
	feed_key(ui, PRESS_ENTER);
	feed_key(ui, PRESS_ENTER);
	feed_key(ui, 't');
	assert_int_equal(ui->checkup.run.need, NEED_CONSENT);
	feed_key(ui, 'T');
	assert_int_equal(ui->checkup.run.need, NEED_NOTHING);
}

static void escape_from_a_certificate_problem_sends_nothing(void **state)
{
	struct ui *ui = *state;

	feed(ui, &(struct event){.kind = EVENT_NEED_CONSENT, .problem = PROBLEM_CLEAR_TEXT_REFUSED});
	feed_key(ui, PRESS_ENTER);
	assert_int_equal(ui->checkup.run.need, NEED_CONSENT);
	feed_key(ui, 'y');
	assert_int_equal(ui->checkup.run.need, NEED_CONSENT);
	feed_key(ui, PRESS_ESCAPE);
	assert_int_equal(ui->checkup.run.need, NEED_NOTHING);
	assert_false(ui->checkup.account.allow_clear_text);
}

static void method_that_is_not_offered_is_warned_about(void **state)
{
	struct ui *ui = *state;

	account_set_mechanism(&ui->checkup.account, "LOGIN", ORIGIN_TYPED, NULL);
	feed(ui, &(struct event){.kind = EVENT_NEED_CONSENT, .problem = PROBLEM_MECHANISM_NOT_OFFERED});
	ui_draw(ui);
	assert_true(offscreen_shows("does not offer this log-in method"));
	assert_true(offscreen_shows("LOGIN is not in the server's list."));
	feed_key(ui, PRESS_ESCAPE);
	assert_int_equal(ui->checkup.run.need, NEED_NOTHING);
}

static void third_password_is_warned_about(void **state)
{
	struct ui *ui = *state;

	ui->checkup.refused = 2;
	feed(ui, &(struct event){.kind = EVENT_NEED_PASSWORD, .text = "PLAIN"});
	ui_draw(ui);
	assert_true(offscreen_shows("2 passwords were refused already"));
}

/* Another run of the same session, that succeeds. */
static void feed_another_run(struct ui *ui)
{
	checkup_keep_run(&ui->checkup);
	run_restart(&ui->checkup.run);
	ui->checkup.runs++;
	feed_to_auth(ui);
	feed_success(ui);
}

static void attempt_stands_beside_the_one_before_at_the_line_that_differs(void **state)
{
	struct ui *ui = *state;

	feed_key(ui, 'd'); /* nothing to compare with yet */
	ui_draw(ui);
	assert_false(offscreen_shows("attempt 1"));
	feed_another_run(ui);
	feed_key(ui, 'd');
	ui_draw(ui);
	offscreen_check(&ui->frame, "difference");
}

static void attempts_fit_the_smallest_terminal(void **state)
{
	struct ui *ui = *state;

	feed_another_run(ui);
	feed_key(ui, 'd');
	ui_draw(ui);
	offscreen_check(&ui->frame, "difference-small");
	feed_key(ui, 'g');
	ui_draw(ui);
	assert_false(offscreen_shows("535 5.7.8 Error"));
	feed_key(ui, 'n');
	ui_draw(ui);
	assert_true(offscreen_shows("535 5.7.8 Error"));
}

static void every_size_is_survived_and_nothing_is_lost(void **state)
{
	static const int SIZES[][2] = {{1, 1},   {2, 300}, {200, 1},  {12, 40},
				       {16, 60}, {24, 80}, {50, 200}, {200, 500}};
	struct ui *ui = *state;

	ui_draw(ui);
	for (size_t i = 0; i < sizeof(SIZES) / sizeof(SIZES[0]); i++) {
		offscreen_resize(SIZES[i][0], SIZES[i][1]);
		ui_draw(ui);
	}
	offscreen_resize(12, 40);
	ui_draw(ui);
	assert_true(offscreen_shows("too small"));
	offscreen_resize(24, 80);
	ui_draw(ui);
	offscreen_check(&ui->frame, "explanation-rcpt");
}

static void half_of_a_wide_character_is_never_left(void **state)
{
	struct frame frame;
	struct canvas canvas;
	struct strbuf picture;

	(void)state;
	offscreen_open(24, 80, true);
	canvas = canvas_begin(&frame);
	canvas_put(&canvas, 0, 0, STYLE_TEXT, "对话记录");
	canvas_put(&canvas, 0, 3, STYLE_TEXT, "|");
	canvas_fill(&canvas, 0, 6, 1, STYLE_TEXT);
	canvas_put(&canvas, 0, 0, STYLE_TEXT, "|");
	strbuf_init(&picture, 64 * 1024);
	offscreen_dump(&frame, &picture);
	assert_true(strncmp(picture.data, "|  |记\n", strlen("|  |记\n")) == 0);
	strbuf_finish(&picture);
	offscreen_close();
}

static void every_view_opens_and_closes(void **state)
{
	static const uint32_t OPENERS[] = {'c', 't', 'a', 'v', PRESS_F1, 16 /* Ctrl-P */};
	struct ui *ui = *state;

	for (size_t i = 0; i < sizeof(OPENERS) / sizeof(OPENERS[0]); i++) {
		const struct view *before = ui->top;

		feed_key(ui, OPENERS[i]);
		assert_ptr_not_equal(ui->top, before);
		ui_draw(ui);
		assert_true(ui->frame.cursor_on);
		feed_key(ui, PRESS_F1 + 9);
		assert_ptr_equal(ui->top, before);
	}
}

static void click_on_a_fix_does_it(void **state)
{
	struct ui *ui = *state;

	ui_draw(ui);
	for (size_t i = 0; i < ui->frame.hit_count; i++) {
		const struct hit hit = ui->frame.hits[i];

		if (hit.action == ACT_FIX && hit.index == 3) {
			ui_input(ui, &(struct input_event){.kind = INPUT_CLICK, .y = hit.y, .x = hit.x});
			break;
		}
	}
	ui_draw(ui);
	assert_true(offscreen_shows("Change this and walk again?"));
}

static void ten_thousand_lines_keep_the_newest_in_sight(void **state)
{
	struct ui *ui = *state;

	for (int i = 0; i < 10000; i++)
		feed_line(ui, FROM_SERVER, false, i == 9999 ? "250 last" : "250-filler");
	ui_draw(ui);
	assert_true(offscreen_shows("250 last"));
	feed_key(ui, PRESS_BACK_TAB);
	feed_key(ui, PRESS_PAGE_UP);
	feed_line(ui, FROM_SERVER, false, "250 newer");
	ui_draw(ui);
	assert_false(offscreen_shows("250 newer"));
	feed_key(ui, 'G');
	ui_draw(ui);
	assert_true(offscreen_shows("250 newer"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FROM(connecting, walk_that_waits_shows_for_what_and_until_when),
	    FROM(at_auth, password_prompt_names_host_mechanism_and_channel),
	    FROM(explained, refusal_opens_the_explanation_with_numbered_fixes),
	    FROM(wide_explained_of_rcpt, explanation_stands_beside_the_transcript_on_a_wide_terminal),
	    FROM(ascii_explained, plain_ascii_marks_say_the_same),
	    FROM(connecting, held_line_is_shown_with_its_reason),
	    FROM(at_auth, success_opens_the_summary),
	    FROM(refused, countdown_is_seen_and_can_be_stopped),
	    FROM(connecting, certificate_is_trusted_only_behind_its_own_key),
	    FROM(connecting, escape_from_a_certificate_problem_sends_nothing),
	    FROM(connecting, method_that_is_not_offered_is_warned_about),
	    FROM(at_auth, third_password_is_warned_about),
	    FROM(refused, attempt_stands_beside_the_one_before_at_the_line_that_differs),
	    FROM(small_refused, attempts_fit_the_smallest_terminal),
	    FROM(explained_of_rcpt, every_size_is_survived_and_nothing_is_lost),
	    cmocka_unit_test(half_of_a_wide_character_is_never_left),
	    FROM(explained, every_view_opens_and_closes),
	    FROM(explained, click_on_a_fix_does_it),
	    FROM(connecting, ten_thousand_lines_keep_the_newest_in_sight),
	};

	setlocale(LC_ALL, "");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
