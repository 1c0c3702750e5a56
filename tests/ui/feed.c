/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "cmocka_all.h"
#include "ui/views/views.h"

static int64_t now_ms;
static int64_t event_ms;
static struct app_options options;
static struct account account;

static int64_t fixed_clock(void)
{
	return now_ms;
}

void feed_clock(int64_t ms)
{
	now_ms = ms;
}

void feed_open(struct ui *ui, enum stage quit_after)
{
	const char *folders[] = {getenv("HELP_DIR"), NULL};
	struct error error;

	clock_set_source(fixed_clock);
	feed_clock(1000);
	event_ms = 0;
	account_init(&account);
	assert_true(account_set_address(&account, "ann@example.org", &error));
	assert_true(account_set_server(&account, "mail.example.org:587", ORIGIN_TYPED, &error));
	options = (struct app_options){.account = &account, .walk.quit_after = quit_after, .color = true};
	options.kb = kb_create("en", folders);
	ui_init(ui, &options);
	account_copy(&ui->checkup.original, &account);
	ui->checkup.runs = 1;
	run_restart(&ui->checkup.run);
	ui_push(ui, walk_view_create());
	ui_update(ui);
}

void feed_close(struct ui *ui)
{
	ui_finish(ui);
	kb_destroy((struct kb *)options.kb);
	account_finish(&account);
	clock_set_source(NULL);
}

void feed(struct ui *ui, const struct event *event)
{
	struct event timed = *event;

	timed.ms = event_ms += 7;
	checkup_apply(&ui->checkup, &timed);
	ui_update(ui);
}

void feed_line(struct ui *ui, enum transcript_from from, bool tls, const char *line)
{
	feed(ui, &(struct event){.kind = EVENT_LINE,
				 .from = from,
				 .tls = tls,
				 .stage = ui->checkup.run.facts.stage,
				 .text = line});
}

static void stage(struct ui *ui, enum stage which, int64_t ms)
{
	feed(ui, &(struct event){.kind = EVENT_STAGE_ENTERED, .stage = which});
	feed(ui, &(struct event){.kind = EVENT_STAGE_ENDED,
				 .stage = which,
				 .outcome = OUTCOME_PASSED,
				 .duration_us = INT64_C(1000) * ms});
}

static void reply(struct ui *ui, enum stage which, bool tls, const char *const *lines)
{
	enum problem problem = PROBLEM_NONE;
	struct reply whole;

	reply_init(&whole);
	for (; *lines != NULL; lines++) {
		feed_line(ui, FROM_SERVER, tls, *lines);
		reply_add_line(&whole, *lines, strlen(*lines), &problem);
	}
	feed(ui, &(struct event){.kind = EVENT_REPLY, .stage = which, .reply = &whole});
	if (which == STAGE_EHLO) {
		struct capabilities capabilities;

		capabilities_init(&capabilities);
		capabilities_read(&capabilities, &whole);
		feed(ui, &(struct event){
			     .kind = EVENT_CAPABILITIES, .capabilities = &capabilities, .reply = &whole});
		capabilities_finish(&capabilities);
	}
	reply_finish(&whole);
}

void feed_connecting(struct ui *ui)
{
	stage(ui, STAGE_RESOLVE, 12);
	feed(ui, &(struct event){.kind = EVENT_STAGE_ENTERED, .stage = STAGE_CONNECT});
	feed(ui, &(struct event){.kind = EVENT_ADDRESS,
				 .text = "2001:db8::25",
				 .family = FAMILY_IPV6,
				 .problem = PROBLEM_UNREACHABLE,
				 .duration_us = 3 * 1000});
	feed(ui, &(struct event){.kind = EVENT_ADDRESS,
				 .text = "192.0.2.25",
				 .family = FAMILY_IPV4,
				 .duration_us = 28 * 1000});
	feed(ui, &(struct event){.kind = EVENT_STAGE_ENDED,
				 .stage = STAGE_CONNECT,
				 .outcome = OUTCOME_PASSED,
				 .duration_us = 31 * 1000});
	feed(ui, &(struct event){.kind = EVENT_STAGE_ENTERED, .stage = STAGE_GREETING});
	feed(ui, &(struct event){.kind = EVENT_WAITING,
				 .stage = STAGE_GREETING,
				 .text = "the greeting",
				 .until = now_ms + 30000});
}

static void tls(struct ui *ui)
{
	char *names[] = {"DNS:mail.example.org", "DNS:smtp.example.org"};
	struct certificate own = {.subject = "CN=mail.example.org",
				  .issuer = "CN=Example CA",
				  .names = names,
				  .name_count = 2,
				  .not_before = 1767225600,
				  .not_after = 1798761599,
				  .key = "EC 256 bits",
				  .signature = "ecdsa-with-SHA256",
				  .fingerprint = "00:11"};
	struct tls_facts facts = {.complete = true,
				  .verified = true,
				  .version = "TLSv1.3",
				  .cipher = "TLS_AES_256_GCM_SHA384",
				  .chain = &own,
				  .chain_count = 1};

	feed(ui, &(struct event){.kind = EVENT_STAGE_ENTERED, .stage = STAGE_TLS});
	feed(ui, &(struct event){.kind = EVENT_TLS, .tls_facts = &facts});
	feed(ui, &(struct event){.kind = EVENT_STAGE_ENDED,
				 .stage = STAGE_TLS,
				 .outcome = OUTCOME_PASSED,
				 .duration_us = 60 * 1000});
}

void feed_to_auth(struct ui *ui)
{
	static const char *const GREETING[] = {"220 mail.example.org ESMTP ready", NULL};
	static const char *const BEFORE[] = {"250-mail.example.org", "250-STARTTLS", "250 SIZE 1000000",
					     NULL};
	static const char *const READY[] = {"220 2.0.0 Ready to start TLS", NULL};
	static const char *const AFTER[] = {"250-mail.example.org", "250-AUTH PLAIN LOGIN XOAUTH2",
					    "250 SIZE 1000000", NULL};

	feed_connecting(ui);
	reply(ui, STAGE_GREETING, false, GREETING);
	feed(ui, &(struct event){.kind = EVENT_STAGE_ENDED,
				 .stage = STAGE_GREETING,
				 .outcome = OUTCOME_PASSED,
				 .duration_us = 45 * 1000});
	feed(ui, &(struct event){.kind = EVENT_STAGE_ENTERED, .stage = STAGE_EHLO});
	feed_line(ui, FROM_CLIENT, false, "EHLO client.example.org");
	reply(ui, STAGE_EHLO, false, BEFORE);
	feed(ui, &(struct event){.kind = EVENT_STAGE_ENDED,
				 .stage = STAGE_EHLO,
				 .outcome = OUTCOME_PASSED,
				 .duration_us = 30 * 1000});
	feed_line(ui, FROM_CLIENT, false, "STARTTLS");
	reply(ui, STAGE_TLS, false, READY);
	tls(ui);
	feed_line(ui, FROM_CLIENT, true, "EHLO client.example.org");
	reply(ui, STAGE_EHLO, true, AFTER);
	feed(ui, &(struct event){.kind = EVENT_STAGE_ENTERED, .stage = STAGE_AUTH});
	feed(ui, &(struct event){.kind = EVENT_MECHANISM, .text = "PLAIN"});
}

static void finish(struct ui *ui, const struct verdict *verdict, const struct reply *deciding)
{
	feed(ui, &(struct event){.kind = EVENT_STAGE_ENDED,
				 .stage = STAGE_AUTH,
				 .outcome = verdict->outcome,
				 .duration_us = 120 * 1000});
	feed(ui, &(struct event){.kind = EVENT_VERDICT, .verdict = verdict, .reply = deciding});
	feed(ui, &(struct event){.kind = EVENT_FINISHED, .verdict = verdict, .reply = deciding});
}

/* The end of AUTH with one reply. */
static void decide(struct ui *ui, enum outcome outcome, int exit_code, const char *line)
{
	struct verdict verdict = {.outcome = outcome, .stage = STAGE_AUTH, .exit_code = exit_code};
	enum problem problem = PROBLEM_NONE;
	struct reply whole;

	feed_line(ui, FROM_CLIENT, true, "AUTH PLAIN <hidden>");
	feed_line(ui, FROM_SERVER, true, line);
	reply_init(&whole);
	reply_add_line(&whole, line, strlen(line), &problem);
	feed(ui, &(struct event){.kind = EVENT_REPLY, .stage = STAGE_AUTH, .reply = &whole});
	finish(ui, &verdict, &whole);
	reply_finish(&whole);
}

void feed_refusal(struct ui *ui)
{
	ui->checkup.password_used = true;
	decide(ui, OUTCOME_FAILED, 28, "535 5.7.8 Error: authentication failed");
}

void feed_success(struct ui *ui)
{
	ui->checkup.password_used = true;
	decide(ui, OUTCOME_PASSED, 0, "235 2.7.0 Authentication successful");
}

void feed_key(struct ui *ui, uint32_t key)
{
	ui_input(ui, &(struct input_event){.kind = INPUT_KEY, .key = key});
}

void feed_text(struct ui *ui, const char *text)
{
	for (; *text != '\0'; text++)
		feed_key(ui, (unsigned char)*text);
}

void feed_paste(struct ui *ui, const char *text)
{
	ui_input(ui, &(struct input_event){.kind = INPUT_PASTE, .text = text, .len = strlen(text)});
}
