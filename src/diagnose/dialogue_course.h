/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session in the reading, between dialogue.c, which follows it, and dialogue_end.c, which decides what
 * counts. */
#ifndef MAILMEDIC_DIAGNOSE_DIALOGUE_COURSE_H
#define MAILMEDIC_DIAGNOSE_DIALOGUE_COURSE_H

#include "base/strbuf.h"
#include "diagnose/dialogue.h"
#include "diagnose/piece.h"

/* A refusal that may decide. */
struct refusal {
	bool found;
	struct piece first;
	size_t at, after; /* of its first line, and where the next begins */
	int stage;        /* enum stage, -1: unknown */
	const char *from;
	int session;
};

/* Where the session stands. */
struct course {
	struct dialogue *dialogue;
	struct refusal refusal;
	struct strbuf offers;
	int expected; /* stage of the command that has no reply yet; -1: none was seen */
	int reached;  /* stage of the last reply; -1: none */
	int asked;    /* stage of the last command but RSET, NOOP and QUIT; -1: none */
	int session;  /* counted from 0 */
	size_t session_at, positive_at;
	int code;  /* of the reply at hand */
	bool more; /* it goes on */
	bool accepted, quit, logged_in;
	bool late; /* the message was taken when the client had taken its leave */
	size_t replies;
	size_t commands;
	size_t others; /* numbers of programs that are no mail server */
};

/* Keeps at most the first 120 bytes of `value`; `from` is static and untranslated. */
void assume(struct assumption *assumption, const char *value, size_t len, const char *from);

/* The refusal, the error or the end that counts goes into course->dialogue. `text` is what was followed. */
void course_decide(struct course *course, const char *text, size_t len);

#endif
