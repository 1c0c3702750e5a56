/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a run established. Built from the events alone, so a replayed recording gives the same facts.
 * Reports and the diagnosis read it; nobody else writes it.
 */
#ifndef MAILMEDIC_WALK_FACT_H
#define MAILMEDIC_WALK_FACT_H

#include "walk/event.h"

enum { FACT_ADDRESSES_MAX = 64, FACT_FIELDS_MAX = 32, FACT_IDLE_MS = 1000 };

struct stage_fact {
	enum outcome outcome;
	int64_t us; /* how long it took */
	bool entered;
};

struct address_fact {
	char *address;
	enum address_family family;
	enum problem problem; /* PROBLEM_NONE: connected */
	int64_t us;
};

/* A public part of a line of the log-in that is hidden. */
struct field_fact {
	size_t at;  /* in the transcript: of the first line that may be meant */
	char *text; /* "name=value" */
};

struct facts {
	struct stage_fact stages[STAGE_COUNT];
	enum stage stage; /* where the run stands */
	struct address_fact addresses[FACT_ADDRESSES_MAX];
	size_t address_count;
	size_t
	    addresses_dropped; /* tried, but beyond FACT_ADDRESSES_MAX; the one that worked is always kept */
	char *own_address;     /* of this computer on the connection, or NULL */
	bool greeting_seen;
	struct reply greeting;
	struct reply reply; /* the latest reply; at the end the one that decided, when there was one */
	bool reply_decided; /* `reply` decided the verdict */
	struct reply ehlo;  /* the latest one that was agreed to, and ... */
	struct capabilities capabilities; /* ... what it says */
	bool ehlo_seen;
	bool tls_seen;
	struct tls_facts tls;
	bool channel_tls;       /* lines travel inside TLS now */
	unsigned auth_attempts; /* AUTH commands that were sent */
	char *mechanism;        /* tried or about to be, or NULL */
	bool token_seen;
	struct token_report token; /* what the one that was sent says of itself */
	struct field_fact fields[FACT_FIELDS_MAX];
	size_t field_count;
	struct transcript transcript;
	int64_t last_line_ms; /* when a line last went either way */
	struct verdict verdict;
	bool idle; /* lost while no reply was awaited: by a reply, or after FACT_IDLE_MS without a line */
	bool finished;
};

void facts_init(struct facts *facts);
void facts_finish(struct facts *facts);

/* True when `reply` decided and answers what was asked: only then its code and words say something of that.
 */
bool facts_reply_is_evidence(const struct facts *facts);

/* The only way facts change. */
void facts_apply(struct facts *facts, const struct event *event);

#endif
