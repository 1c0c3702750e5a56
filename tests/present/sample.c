/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample.h"

#include <stdlib.h>
#include <string.h>

static const time_t started = 1795449600; /* 2026-11-23 16:00 UTC */

static void read_reply(struct reply *reply, const char *lines)
{
	enum problem problem;
	reply_init(reply);
	while (*lines != '\0') {
		size_t len = strcspn(lines, "\n");
		reply_add_line(reply, lines, len, &problem);
		lines += len + (lines[len] == '\n');
	}
}

void sample_line(struct sample *sample, enum transcript_from from, enum stage stage, const char *text)
{
	struct event event = {.kind = EVENT_LINE, .ms = 12, .from = from, .stage = stage, .text = text};
	event.tls = sample->facts.channel_tls;
	facts_apply(&sample->facts, &event);
}

void sample_reply(struct sample *sample, enum stage stage, const char *lines)
{
	struct reply reply;
	read_reply(&reply, lines);
	for (size_t i = 0; i < reply.line_count; i++)
		sample_line(sample, FROM_SERVER, stage, reply.lines[i].bytes);
	struct event event = {.kind = EVENT_REPLY, .ms = 13, .stage = stage, .reply = &reply};
	facts_apply(&sample->facts, &event);
	if (stage == STAGE_EHLO) {
		event.kind = EVENT_CAPABILITIES;
		facts_apply(&sample->facts, &event);
	}
	reply_finish(&reply);
}

static void end_stage(struct sample *sample, enum stage stage, enum outcome outcome)
{
	facts_apply(&sample->facts, &(struct event){.kind = EVENT_STAGE_ENTERED, .stage = stage});
	facts_apply(&sample->facts, &(struct event){.kind = EVENT_STAGE_ENDED,
						    .stage = stage,
						    .outcome = outcome,
						    .duration_us = 7 * 1000});
}

void sample_end(struct sample *sample, struct verdict verdict, const char *lines)
{
	struct reply reply;
	read_reply(&reply, lines == NULL ? "" : lines);
	struct event event = {
	    .kind = EVENT_FINISHED, .verdict = &verdict, .reply = lines == NULL ? NULL : &reply};
	end_stage(sample, verdict.stage, verdict.outcome);
	facts_apply(&sample->facts, &event);
	reply_finish(&reply);
}

void sample_init(struct sample *sample)
{
	*sample = (struct sample){0};
	account_init(&sample->account);
	facts_init(&sample->facts);
	account_set_address(&sample->account, "jane@example.org", NULL);
	account_set_server(&sample->account, "mail.example.org:587", ORIGIN_TYPED, NULL);
	account_set_ehlo_name(&sample->account, "[192.0.2.7]", ORIGIN_DEFAULT, NULL);
	facts_apply(&sample->facts, &(struct event){.kind = EVENT_ADDRESS,
						    .text = "2001:db8::25",
						    .family = FAMILY_IPV6,
						    .problem = PROBLEM_UNREACHABLE,
						    .duration_us = 1 * 1000});
	facts_apply(&sample->facts, &(struct event){.kind = EVENT_ADDRESS,
						    .text = "192.0.2.25",
						    .family = FAMILY_IPV4,
						    .duration_us = 11 * 1000});
	end_stage(sample, STAGE_RESOLVE, OUTCOME_PASSED);
	end_stage(sample, STAGE_CONNECT, OUTCOME_PASSED);
	sample_reply(sample, STAGE_GREETING, "220 mail.example.org ESMTP");
	end_stage(sample, STAGE_GREETING, OUTCOME_PASSED);
	sample_line(sample, FROM_CLIENT, STAGE_EHLO, "EHLO [192.0.2.7]");
	sample->report =
	    (struct report){.account = &sample->account, .facts = &sample->facts, .when = started};
}

void sample_finish(struct sample *sample)
{
	account_finish(&sample->account);
	facts_finish(&sample->facts);
}

static void add_tls(struct sample *sample, bool verified, enum problem problem)
{
	char *names[] = {(char *)"DNS:mail.example.org", (char *)"IP:192.0.2.25"};
	struct certificate leaf = {
	    .subject = (char *)"CN=mail.example.org",
	    .issuer = (char *)"CN=Example CA",
	    .names = names,
	    .name_count = 2,
	    .not_before = started - 86400,
	    .not_after = started + 86400,
	    .key = (char *)"RSA 2048 bits",
	    .signature = (char *)"sha256WithRSAEncryption",
	    .fingerprint = (char *)"AA:BB",
	};
	struct tls_facts facts = {
	    .complete = true,
	    .verified = verified,
	    .problem = problem,
	    .version = (char *)"TLSv1.3",
	    .cipher = (char *)"TLS_AES_256_GCM_SHA384",
	    .chain = &leaf,
	    .chain_count = 1,
	};
	facts_apply(&sample->facts,
		    &(struct event){.kind = EVENT_TLS, .tls_facts = &facts, .problem = problem});
}

static void go_to_login(struct sample *sample)
{
	sample_reply(sample, STAGE_EHLO, "250-mail.example.org\n250 STARTTLS");
	end_stage(sample, STAGE_EHLO, OUTCOME_PASSED);
	add_tls(sample, true, PROBLEM_NONE);
	end_stage(sample, STAGE_TLS, OUTCOME_PASSED);
	sample_reply(sample, STAGE_EHLO, "250-mail.example.org\n250 AUTH LOGIN PLAIN");
	facts_apply(&sample->facts, &(struct event){.kind = EVENT_MECHANISM, .text = "PLAIN"});
	sample_line(sample, FROM_CLIENT, STAGE_AUTH, "AUTH PLAIN <hidden>");
}

void sample_refuse_login(struct sample *sample)
{
	static const char refusal[] =
	    "535-5.7.8 Not accepted, see `the <page>` |\n535 5.7.8 https://example.org/help_me";
	go_to_login(sample);
	sample_reply(sample, STAGE_AUTH, refusal);
	sample_end(sample, (struct verdict){.outcome = OUTCOME_FAILED, .stage = STAGE_AUTH, .exit_code = 28},
		   refusal);
	sample->diagnosis = (struct diagnosis){
	    .id = "wrong-password",
	    .title = "The user name or password is wrong",
	    .summary = "The server looked at both and said no.",
	    .confidence = CONFIDENCE_HIGH,
	    .who = WHO_YOU,
	    .evidence = "Not accepted",
	    .fixes = {{.kind = ACTION_PASSWORD, .label = "Type the password again"},
		      {.kind = ACTION_WAIT, .label = "Wait a minute", .seconds = 60},
		      {.kind = ACTION_MECHANISM, .label = "Try another mechanism", .to = "LOGIN"}},
	    .fix_count = 3,
	};
	sample->report.diagnoses = &sample->diagnosis;
	sample->report.diagnosis_count = 1;
}

void sample_fail_certificate(struct sample *sample)
{
	sample_reply(sample, STAGE_EHLO, "250-mail.example.org\n250 STARTTLS");
	end_stage(sample, STAGE_EHLO, OUTCOME_PASSED);
	add_tls(sample, false, PROBLEM_CERT_WRONG_HOST);
	sample_end(sample,
		   (struct verdict){.outcome = OUTCOME_FAILED,
				    .stage = STAGE_TLS,
				    .problem = PROBLEM_CERT_WRONG_HOST,
				    .exit_code = 29,
				    .detail = (char *)"It is for mail.example.net."},
		   NULL);
}

void sample_pass(struct sample *sample)
{
	go_to_login(sample);
	sample_reply(sample, STAGE_AUTH, "235 2.7.0 Welcome");
	sample_end(sample, (struct verdict){.outcome = OUTCOME_PASSED, .stage = STAGE_AUTH}, NULL);
}

void sample_offer_no_tls(struct sample *sample)
{
	sample_reply(sample, STAGE_EHLO, "250 mail.example.org");
	end_stage(sample, STAGE_EHLO, OUTCOME_PASSED);
	sample_end(sample,
		   (struct verdict){.outcome = OUTCOME_FAILED,
				    .stage = STAGE_TLS,
				    .problem = PROBLEM_TLS_NOT_OFFERED,
				    .exit_code = 29},
		   NULL);
}
