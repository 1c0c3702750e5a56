/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The questions are made here, not by ares_query, to set the AD bit: "say whether you have checked the
 * signatures" (RFC 6840, 5.7). c-ares repeats them, goes to the next server, and over to TCP.
 */
#include "wire/dns_lookup.h"

#include <stdlib.h>
#include <sys/random.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/memory.h"
#include "wire/dns_channel.h"

enum { CLASS_IN = 1, FLAG_AD = 0x20, UDP_MAX = 1232 };

struct question {
	struct dns_lookup *lookup;
	enum dns_type type;
	int64_t asked_at;
	struct dns_answer answer;
};

struct dns_lookup {
	ares_channel channel;
	struct dns_sockets sockets;
	int64_t deadline;
	uint16_t next_id;
	bool trusts_ad;
	struct question questions[DNS_QUESTIONS_MAX];
	size_t count;
};

static enum dns_outcome outcome_of_status(const struct dns_lookup *lookup, int status)
{
	if (dns_sockets_cut(&lookup->sockets, status))
		return DNS_CUT;
	if (status == ARES_ECONNREFUSED && lookup->sockets.answered_with != ARES_SUCCESS)
		status = lookup->sockets.answered_with;
	switch (status) {
	case ARES_ETIMEOUT: return DNS_SILENT;
	case ARES_ESERVFAIL: return DNS_SERVFAIL;
	case ARES_EREFUSED: return DNS_REFUSED;
	case ARES_ECONNREFUSED: return DNS_UNREACHABLE;
	default: return DNS_BROKEN;
	}
}

static void end(struct question *question, enum dns_outcome outcome)
{
	question->answer.outcome = outcome;
	question->answer.ms = clock_now() - question->asked_at;
}

static void answered(void *argument, int status, int timeouts, unsigned char *bytes, int len)
{
	struct question *question = argument;

	(void)timeouts;
	if (question->answer.outcome != DNS_WAITING || status == ARES_EDESTRUCTION ||
	    status == ARES_ECANCELLED)
		return;
	if (status != ARES_SUCCESS) {
		end(question, outcome_of_status(question->lookup, status));
		return;
	}
	dns_answer_read(&question->answer, question->type, bytes, (size_t)len);
	question->answer.is_signed = question->lookup->trusts_ad && len > 3 && (bytes[3] & FLAG_AD) != 0;
	end(question, question->answer.outcome);
}

bool dns_lookup_create(int64_t deadline, struct dns_lookup **ret_lookup, struct error *error)
{
	struct dns_lookup *lookup = mem_calloc(1, sizeof *lookup);
	int status = dns_channel_open(&lookup->sockets, NULL, &lookup->channel);

	if (status != ARES_SUCCESS) {
		free(lookup);
		return error_set(error, ERROR_SYSTEM, "start the name lookup",
				 _("The resolver cannot be set up: %s."), ares_strerror(status));
	}
	lookup->deadline = deadline;
	lookup->trusts_ad = dns_channel_trusts_ad(lookup->channel);
	if (getrandom(&lookup->next_id, sizeof lookup->next_id, 0) != (ssize_t)sizeof lookup->next_id)
		lookup->next_id = (uint16_t)clock_now();
	*ret_lookup = lookup;
	return true;
}

void dns_lookup_destroy(struct dns_lookup *lookup)
{
	if (!lookup)
		return;
	dns_channel_close(lookup->channel);
	free(lookup);
}

/* Newer versions of c-ares have other functions for this, and older ones only these. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
static void send_question(struct dns_lookup *lookup, const char *name, struct question *question)
{
	unsigned char *query = NULL;
	int len = 0;

	if (ares_create_query(name, CLASS_IN, question->type, lookup->next_id++, 1, &query, &len, UDP_MAX) !=
	    ARES_SUCCESS) {
		end(question, DNS_BROKEN);
		return;
	}
	query[3] |= FLAG_AD;
	ares_send(lookup->channel, query, len, answered, question);
	ares_free_string(query);
}
#pragma GCC diagnostic pop

size_t dns_lookup_ask(struct dns_lookup *lookup, const char *name, enum dns_type type)
{
	struct question *question = &lookup->questions[lookup->count];

	*question = (struct question){.lookup = lookup, .type = type, .asked_at = clock_now()};
	send_question(lookup, name, question);
	return lookup->count++;
}

void dns_lookup_want(const struct dns_lookup *lookup, struct loop *loop)
{
	if (dns_lookup_done(lookup))
		return;
	dns_channel_want(&lookup->sockets, lookup->channel, loop);
	loop_want_at(loop, lookup->deadline);
}

void dns_lookup_step(struct dns_lookup *lookup, const struct loop *loop)
{
	dns_sockets_step(&lookup->sockets, lookup->channel, loop);
	for (size_t i = 0; i < lookup->count && clock_now() >= lookup->deadline; i++) {
		if (lookup->questions[i].answer.outcome == DNS_WAITING)
			end(&lookup->questions[i], DNS_SILENT);
	}
}

const struct dns_answer *dns_lookup_answer(const struct dns_lookup *lookup, size_t question)
{
	return &lookup->questions[question].answer;
}

bool dns_lookup_done(const struct dns_lookup *lookup)
{
	for (size_t i = 0; i < lookup->count; i++) {
		if (lookup->questions[i].answer.outcome == DNS_WAITING)
			return false;
	}
	return true;
}
