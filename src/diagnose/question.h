/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the same words have several causes: the short questions that tell them apart. */
#ifndef MAILMEDIC_DIAGNOSE_QUESTION_H
#define MAILMEDIC_DIAGNOSE_QUESTION_H

#include "diagnose/diagnosis.h"

struct answer { /* texts borrowed from the kb, in its language */
	const char *id;
	const char *label;
	struct circumstances means;
};

struct question {
	const char *id;
	const char *text;
	struct answer answers[ANSWERS_MAX];
	size_t answer_count;
};

/*
 * The questions whose answers would change the first cause of this symptom, the most telling one
 * first; returns how many (0: none would, or the cause is clear). What is known already is not asked.
 */
size_t questions_for(const struct kb *kb, const struct symptom *symptom,
		     struct question ret_list[QUESTIONS_MAX]);

/* Adds what the answer "QUESTION=ANSWER" says to `known`. False with `error` when there is none such. */
bool question_answer(const struct kb *kb, const char *text, struct circumstances *known, struct error *error);

#endif
