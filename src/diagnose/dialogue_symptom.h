/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a dialogue to what the diagnosis wants to know, and to its causes. */
#ifndef MAILMEDIC_DIAGNOSE_DIALOGUE_SYMPTOM_H
#define MAILMEDIC_DIAGNOSE_DIALOGUE_SYMPTOM_H

#include "diagnose/dialogue.h"
#include "diagnose/question.h"

struct strbuf;

/*
 * Diagnoses `dialogue`. What `context` says (stage, host, mechanism) rules over what the dialogue shows.
 * `text` (initialised) holds the reply's lines, from which the diagnoses borrow. Nothing where nothing went
 * wrong, or where it is not about mail. Returns how many causes were put into `ret_list`, most likely first.
 */
size_t dialogue_diagnose(const struct kb *kb, const struct dialogue *dialogue, const struct symptom *context,
			 struct strbuf *text, struct diagnosis ret_list[DIAGNOSES_MAX]);

/* The questions that would tell the causes apart (question.h): none where no cause is known. `text` and
 * `cause_count` are what dialogue_diagnose made. */
size_t dialogue_questions(const struct kb *kb, const struct dialogue *dialogue, size_t cause_count,
			  const struct symptom *context, const struct strbuf *text,
			  struct question ret_list[QUESTIONS_MAX]);

/* The name of the server program that the greeting shows, in the kb's language; NULL when it shows none. */
const char *dialogue_software(const struct kb *kb, const struct dialogue *dialogue);

#endif
