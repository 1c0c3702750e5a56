/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The records of a name server's answer that are not addresses: SRV (RFC 2782), MX (RFC 5321, 5.1; RFC 7505),
 * TXT and TLSA (RFC 6698), read from its bytes into plain data. No I/O.
 */
#ifndef MAILMEDIC_WIRE_DNS_RECORD_H
#define MAILMEDIC_WIRE_DNS_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct strbuf;

enum dns_type { DNS_CNAME = 5, DNS_MX = 15, DNS_TXT = 16, DNS_SRV = 33, DNS_TLSA = 52 };

enum { DNS_RECORDS_MAX = 32, DNS_NAME_MAX = 254, DNS_DATA_MAX = 64 };

struct dns_record {
	uint16_t priority;       /* SRV and MX: lower is better */
	uint16_t weight;         /* SRV */
	uint16_t port;           /* SRV */
	char name[DNS_NAME_MAX]; /* target, lower case, without the last dot; "" for "." (not offered); inert
				  */
	uint8_t usage, selector, matching; /* TLSA */
	unsigned char data[DNS_DATA_MAX];  /* TLSA; of TXT the beginning of its first string */
	size_t data_len;
};

enum dns_outcome {
	DNS_WAITING,
	DNS_FOUND,        /* one record or more */
	DNS_EMPTY,        /* the name exists, without such a record */
	DNS_NO_SUCH_NAME, /* NXDOMAIN */
	DNS_SERVFAIL,
	DNS_REFUSED,
	DNS_SILENT,      /* no answer in time */
	DNS_UNREACHABLE, /* no name server takes questions */
	DNS_CUT,         /* the answer is too long for UDP, and there is no way by TCP */
	DNS_LOOP,        /* aliases (CNAME) that lead in a circle */
	DNS_BROKEN,      /* an answer that cannot be read */
};
const char *dns_outcome_id(enum dns_outcome outcome); /* "no-such-name" */

/* Appends what DNS_CUT or DNS_LOOP means for the name that was asked for. */
void dns_outcome_explain(enum dns_outcome outcome, const char *name, struct strbuf *out);

struct dns_answer {
	enum dns_outcome outcome;
	bool is_signed; /* the name server says so (AD), and may be believed */
	int64_t ms;
	struct dns_record records[DNS_RECORDS_MAX]; /* the best, best first */
	size_t count;
	size_t left_out; /* how many more could be read */
};

/*
 * Reads the bytes of an answer to a question for `type`. Sets outcome and records, best first: by priority,
 * then by weight (the heaviest first: every client takes the same one). What is malformed or names no host
 * is not counted.
 */
void dns_answer_read(struct dns_answer *answer, enum dns_type type, const unsigned char *bytes, size_t len);

/* True when the aliases (CNAME) in an answer lead in a circle. */
bool dns_answer_loops(const unsigned char *bytes, size_t len);

#endif
