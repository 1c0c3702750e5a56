/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens in a walk, reported as it happens. Asks nothing. */
#include "headless/plain.h"

#include "base/clock.h"
#include "base/intl.h"
#include "present/format.h"

#include <string.h>

enum { SIGN_MS = 10 * 1000, SIGN_MS_MAX = 60 * 1000, SECOND_MS = 1000 };

static void tell_stage(struct plain *plain, const struct event *event)
{
	struct strbuf took;
	if (event->outcome != OUTCOME_PASSED && event->outcome != OUTCOME_FAILED)
		return;
	strbuf_init(&took, 64);
	format_ms(event->duration_us / CLOCK_US_PER_MS, &took);
	plain_say(plain,
		  event->outcome == OUTCOME_PASSED ? _("Step %s: worked, %s.") : _("Step %s: FAILED, %s."),
		  _(stage_label(event->stage)), took.data);
	strbuf_finish(&took);
}

static void tell_address(struct plain *plain, const struct event *event)
{
	const char *family = event->family == FAMILY_IPV6 ? "IPv6" : "IPv4";
	if (event->problem == PROBLEM_NONE)
		plain_say(plain, _("Connected to %s (%s)."), event->text, family);
	else
		plain_say(plain, "%s (%s): %s", event->text, family, _(problem_sentence(event->problem)));
}

void plain_tell_tls(struct plain *plain, const struct tls_facts *tls)
{
	if (tls->verified)
		plain_say(plain, _("Encrypted with %s, certificate verified."),
			  tls->version == NULL ? "TLS" : tls->version);
	else if (tls->complete)
		plain_say(plain, _("Encrypted with %s, but the certificate is NOT right: %s"),
			  tls->version == NULL ? "TLS" : tls->version,
			  tls->problem == PROBLEM_NONE ? _("It was not checked.")
						       : _(problem_sentence(tls->problem)));
}

static void tell_capabilities(struct plain *plain, const struct capabilities *capabilities)
{
	struct strbuf methods;
	strbuf_init(&methods, PLAIN_VALUE_MAX);
	for (size_t i = 0; i < capabilities->mechanism_count; i++)
		strbuf_addf(&methods, "%s%s", i == 0 ? "" : ", ", capabilities->mechanisms[i]);
	if (capabilities->starttls)
		plain_say(plain, _("The server offers STARTTLS."));
	if (methods.len > 0)
		plain_say_fact(plain, _("Log-in methods"), methods.data);
	strbuf_finish(&methods);
}

/* Lines are masked by the walk; long replies to EHLO are put into words instead. */
static void tell_line(struct plain *plain, const struct event *event)
{
	bool listing =
	    event->stage == STAGE_EHLO && event->from == FROM_SERVER && strncmp(event->text, "250", 3) == 0;
	if (event->from == FROM_CLIENT)
		plain_say_fact(plain, _("Sent"), event->text);
	else if (!listing)
		plain_say_fact(plain, _("Server"), event->text);
}

static void tell(struct plain *plain, const struct event *event)
{
	switch (event->kind) {
	case EVENT_STAGE_ENDED: tell_stage(plain, event); break;
	case EVENT_ADDRESS: tell_address(plain, event); break;
	case EVENT_LINE: tell_line(plain, event); break;
	case EVENT_CAPABILITIES: tell_capabilities(plain, event->capabilities); break;
	case EVENT_TLS: plain_tell_tls(plain, event->tls_facts); break;
	case EVENT_NOTE: plain_say_fact(plain, _("Note"), event->text); break;
	case EVENT_WAITING:
		plain->sign_gap = SIGN_MS;
		plain->next_sign = clock_now() + SIGN_MS;
		break;
	default: break;
	}
}

/* A wait that goes on is said again now and then: silence would look like the end. */
static void tell_wait(struct plain *plain)
{
	const struct run *run = &plain->checkup.run;
	int64_t now = clock_now();
	if (run->waiting_for == NULL || now < plain->next_sign)
		return;
	plain->sign_gap = plain->sign_gap * 2 < SIGN_MS_MAX ? plain->sign_gap * 2 : SIGN_MS_MAX;
	plain->next_sign = now + plain->sign_gap;
	if (run->waiting_until > now && run->waiting_until != CLOCK_NEVER)
		plain_say(plain, _("%s Still waiting, %d seconds at most."), _(run->waiting_for),
			  (int)((run->waiting_until - now + SECOND_MS - 1) / SECOND_MS));
	else
		plain_say(plain, _("%s Still waiting."), _(run->waiting_for));
	if (plain->console.terminal && !plain->console.asking) {
		plain_say(plain, _("Enter stops this run."));
		console_listen(&plain->console);
	}
}

void plain_take_events(struct plain *plain)
{
	struct checkup *checkup = &plain->checkup;
	struct event event;
	while (checkup_pull(checkup, &event)) {
		if (plain->console.asking && event.kind != EVENT_WAITING)
			console_withdraw(&plain->console);
		tell(plain, &event);
	}
}

enum console_answer plain_turn(struct plain *plain, int64_t until)
{
	struct checkup *checkup = &plain->checkup;
	struct loop loop;
	loop_clear(&loop);
	checkup_want(checkup, &loop);
	console_want(&plain->console, &loop);
	loop_want_at(&loop, until);
	if (checkup->run.waiting_for != NULL && run_is_going(&checkup->run))
		loop_want_at(&loop, plain->next_sign);
	loop_wait(&loop);
	enum console_answer answer = console_step(&plain->console, &loop);
	checkup_step(checkup, &loop);
	plain_take_events(plain);
	if (run_is_going(&checkup->run))
		tell_wait(plain);
	return answer;
}
