/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds the facts of a run from its events. Decides nothing. */
#include "walk/fact.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void facts_init(struct facts *facts)
{
	*facts = (struct facts){0};
	reply_init(&facts->greeting);
	reply_init(&facts->ehlo);
	reply_init(&facts->reply);
	capabilities_init(&facts->capabilities);
	tls_facts_init(&facts->tls);
	transcript_init(&facts->transcript);
}

void facts_finish(struct facts *facts)
{
	for (size_t i = 0; i < facts->address_count; i++)
		free(facts->addresses[i].address);
	free(facts->own_address);
	for (size_t i = 0; i < facts->field_count; i++)
		free(facts->fields[i].text);
	reply_finish(&facts->greeting);
	reply_finish(&facts->ehlo);
	reply_finish(&facts->reply);
	capabilities_finish(&facts->capabilities);
	tls_facts_finish(&facts->tls);
	transcript_finish(&facts->transcript);
	free(facts->mechanism);
	free(facts->verdict.detail);
	facts_init(facts);
}

static void apply_stage_end(struct facts *facts, const struct event *event)
{
	struct stage_fact *stage = &facts->stages[event->stage];

	stage->outcome = event->outcome;
	stage->us += event->duration_us; /* EHLO comes twice */
}

static void apply_address(struct facts *facts, const struct event *event)
{
	if (event->problem == PROBLEM_NONE && event->why != NULL && event->why[0] != '\0')
		mem_replace(&facts->own_address, event->why);
	if (facts->address_count == FACT_ADDRESSES_MAX) {
		facts->addresses_dropped++;
		if (event->problem != PROBLEM_NONE)
			return;
		free(facts->addresses[--facts->address_count].address); /* the one that worked is kept */
	}
	facts->addresses[facts->address_count++] = (struct address_fact){
	    .address = mem_strdup(event->text),
	    .family = event->family,
	    .problem = event->problem,
	    .us = event->duration_us,
	};
}

static void apply_line(struct facts *facts, const struct event *event)
{
	char *line = mem_strdup(event->text);
	bool is_auth =
	    event->kind == EVENT_LINE && event->from == FROM_CLIENT && strncmp(line, "AUTH ", 5) == 0;

	facts->auth_attempts += is_auth;
	if (event->kind == EVENT_LINE)
		facts->last_line_ms = event->ms;
	transcript_add(&facts->transcript, &(struct transcript_entry){
					       .ms = event->ms,
					       .from = event->kind == EVENT_NOTE ? FROM_NOTE : event->from,
					       .stage = event->stage,
					       .tls = event->tls,
					       .line = line,
					   });
	free(line);
}

static void apply_reply(struct facts *facts, const struct event *event)
{
	if (event->stage == STAGE_GREETING) {
		reply_copy(&facts->greeting, event->reply);
		facts->greeting_seen = true;
	}
	/* Once the verdict stands, its reply stays: the answer to QUIT decides nothing. */
	if (facts->verdict.outcome == OUTCOME_NONE)
		reply_copy(&facts->reply, event->reply);
}

/* The last lines of the transcript that came from the server are the reply that decided. */
static void mark_decisive(struct facts *facts)
{
	size_t left = facts->reply.line_count;

	for (size_t i = facts->transcript.count; i > 0 && left > 0; i--) {
		struct transcript_entry *entry = &facts->transcript.entries[i - 1];
		if (entry->from == FROM_SERVER) {
			entry->decisive = true;
			left--;
		}
	}
}

static void apply_verdict(struct facts *facts, const struct event *event)
{
	bool decided = facts->verdict.outcome != OUTCOME_NONE;

	free(facts->verdict.detail);
	facts->verdict = *event->verdict;
	facts->verdict.detail = mem_strdup(event->verdict->detail);
	if (decided)
		return;
	facts->idle = event->verdict->exit_code == VERDICT_EXIT_LOST &&
		      (event->verdict->unsolicited || event->ms - facts->last_line_ms >= FACT_IDLE_MS);
	facts->reply_decided = event->reply != NULL;
	if (event->reply)
		reply_copy(&facts->reply, event->reply);
	if (facts->reply_decided && event->verdict->outcome == OUTCOME_FAILED)
		mark_decisive(facts);
}

static void apply_field(struct facts *facts, const struct event *event)
{
	if (facts->field_count < FACT_FIELDS_MAX)
		facts->fields[facts->field_count++] =
		    (struct field_fact){.at = facts->transcript.count, .text = mem_strdup(event->text)};
}

bool facts_reply_is_evidence(const struct facts *facts)
{
	return facts->reply_decided && facts->verdict.problem != PROBLEM_OUT_OF_STEP &&
	       facts->verdict.problem != PROBLEM_LOGIN_CODE_UNASKED;
}

void facts_apply(struct facts *facts, const struct event *event)
{
	switch (event->kind) {
	case EVENT_STAGE_ENTERED:
		facts->stages[event->stage].entered = true;
		facts->stage = event->stage;
		break;
	case EVENT_STAGE_ENDED: apply_stage_end(facts, event); break;
	case EVENT_ADDRESS: apply_address(facts, event); break;
	case EVENT_LINE:
	case EVENT_NOTE: apply_line(facts, event); break;
	case EVENT_REPLY: apply_reply(facts, event); break;
	case EVENT_CAPABILITIES:
		reply_copy(&facts->ehlo, event->reply);
		capabilities_read(&facts->capabilities, &facts->ehlo);
		facts->ehlo_seen = true;
		break;
	case EVENT_TLS:
		if (facts->verdict.outcome != OUTCOME_NONE) /* nothing late changes what was decided */
			break;
		tls_facts_copy(&facts->tls, event->tls_facts);
		facts->tls_seen = true;
		facts->channel_tls = event->tls_facts->complete;
		break;
	case EVENT_MECHANISM: mem_replace(&facts->mechanism, event->text); break;
	case EVENT_TOKEN:
		facts->token = *event->token;
		facts->token_seen = true;
		break;
	case EVENT_FIELD: apply_field(facts, event); break;
	case EVENT_VERDICT: apply_verdict(facts, event); break;
	case EVENT_FINISHED:
		apply_verdict(facts, event);
		facts->finished = true;
		break;
	case EVENT_WAITING:
	case EVENT_STEP:
	case EVENT_NEED_PASSWORD:
	case EVENT_NEED_CONSENT: break;
	}
}
