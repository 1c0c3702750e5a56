/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the user is asked, and what waits for the answer: password, consent, and in step mode what is no line:
 * connecting, and TLS. When it is time for that, act.c decides.
 */
#include "walk/internal.h"

#include "base/clock.h"
#include "base/intl.h"
#include "walk/held.h"

void ask_user(struct walk *walk, enum user_wait wait, struct event event)
{
	walk->user_wait = wait;
	walk->user_wait_started_us = clock_now_us();
	walk_emit(walk, event);
}

void ask_question(struct walk *walk, const struct decision *decision)
{
	bool password = decision->question == USER_PASSWORD;

	ask_user(walk, decision->question,
		 (struct event){.kind = password ? EVENT_NEED_PASSWORD : EVENT_NEED_CONSENT,
				.problem = decision->problem,
				.text = password ? walk->mechanism : NULL});
}

static void begin_deed(struct walk *walk, enum deed deed)
{
	walk->deed_held = DEED_NONE;
	if (deed == DEED_NONE)
		return;
	report_waiting(walk, walk->stage == STAGE_TLS ? HELD_TLS : HELD_CONNECT,
		       clock_now() + walk_step_ms(walk));
	if (deed == DEED_STARTTLS)
		wire_start_tls(walk->wire);
	else
		wire_go_on(walk->wire);
}

void ask_or_do(struct walk *walk, enum deed deed)
{
	char text[HELD_TEXT_MAX];

	if (walk->options.step) {
		walk->deed_held = deed;
		ask_user(walk, USER_STEP, held_deed(&walk->account, walk->stage != STAGE_TLS, text));
	} else {
		begin_deed(walk, deed);
	}
}

bool ask_answered(struct walk *walk, enum user_wait wait)
{
	if (walk->over || wait == USER_NONE || walk->user_wait != wait)
		return false;
	int64_t thought_us = clock_now_us() - walk->user_wait_started_us;
	walk->user_wait = USER_NONE;
	walk->total_deadline += thought_us / CLOCK_US_PER_MS;
	walk->stage_started_us += thought_us;
	if (walk->outgoing_held)
		walk->deadline = clock_now() + walk_step_ms(walk);
	begin_deed(walk, walk->deed_held);
	return true;
}
