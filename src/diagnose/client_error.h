/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What programs say when sending fails without a reply of the server: wordings and the facts that they
 * state. The table is made from client_errors.yaml. What follows from a fact is not its business.
 */
#ifndef MAILMEDIC_DIAGNOSE_CLIENT_ERROR_H
#define MAILMEDIC_DIAGNOSE_CLIENT_ERROR_H

#include <stdbool.h>
#include <stddef.h>

#include "smtp/problem.h"

enum error_strength { ERROR_VAGUE, ERROR_PLAIN, ERROR_SURE };

struct client_error {
	enum problem problem; /* PROBLEM_NONE when only a cause is known */
	const char *cause;    /* id of its topic, or NULL; static */
	int stage;            /* enum stage, -1: where the dialogue stood */
	enum error_strength strength;
	size_t at, len; /* the deciding words in the text */
};

/*
 * The error that decides in `text` (any bytes, at most 4 GB): the surest, and of equals the last. Lines about
 * another service than mail do not count. False when there is none; time is linear in `len`.
 */
bool client_error_find(const char *text, size_t len, struct client_error *ret_error);

/* Is this line of a log about another service than mail? */
bool client_line_elsewhere(const char *line, size_t len);

/* Does `lead`, what stands in a line of a log before a number, name a program that is no mail server? */
bool client_program_speaks(const char *lead, size_t len);

/* What words and ports in a text give away. */
struct client_signs {
	bool mail;
	bool named;     /* at least a host or a file is called so */
	bool elsewhere; /* another service */
	bool protocol;  /* another one, IMAP or HTTP, and nothing of SMTP */
	bool local;     /* a program that failed by itself, before it spoke with any server */
};
struct client_signs client_signs_look(const char *text, size_t len);

enum { CLIENT_WORDING_PREFIX = 4 /* bytes that each wording has before any gap */ };

/* One row of the table. Rows are in order of their words; these have four bytes or more before any gap. No
 * pointers: each would be set at every start of the program. */
struct client_wording {
	unsigned words; /* where they begin in client_words, where a 0 ends them; folded; '*' between spaces:
			   a gap */
	unsigned char cause; /* its place in client_causes; 0: none */
	unsigned char problem;
	unsigned char strength;
	signed char stage;
};

/* Made at build time by generate_errors.c. `_starts` has 257 entries: the first row for each first byte. */
extern const struct client_wording client_wordings[];
extern const unsigned short client_wording_starts[];
extern const unsigned char client_words[];
extern const char *const client_causes[];     /* the first is NULL */
extern const char *const client_smtp_signs[]; /* NULL after the last, as below */
extern const char *const client_mail_signs[];
extern const char *const client_aside_signs[]; /* words of lines that tell nothing of why sending failed */
extern const char *const client_elsewhere_signs[]; /* words of lines about another service */
extern const char *const client_protocol_signs[];  /* words of clients of other protocols */
extern const char *const client_local_signs[];     /* words of a program that failed by itself */
extern const char *const client_programs[];        /* names of programs that are no mail server */

#endif
