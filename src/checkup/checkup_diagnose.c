/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The causes and fixes of a run, from what it established, what was measured around it and what the user
 * answered. */
#include "checkup/checkup_parts.h"

#include <string.h>

void checkup_collect_choices(struct checkup *checkup)
{
	struct choices_input input = {.kb = checkup->kb,
				      .questions = checkup->questions,
				      .question_count = checkup->question_count,
				      .answered = (checkup->answers.yes | checkup->answers.no) != 0,
				      .diagnoses = checkup->diagnoses,
				      .diagnosis_count = checkup->diagnosis_count,
				      .account = &checkup->account,
				      .facts = &checkup->run.facts,
				      .reach = checkup_reach(checkup),
				      .practice = checkup->practising ? checkup->practice : NULL};
	choices_prune(checkup->diagnoses, &input); /* by this run alone, as in a recording of it */
	input.attempts = &checkup->attempts;
	choices_collect(&checkup->choices, &input);
}

void checkup_diagnose(struct checkup *checkup)
{
	struct symptom symptom;

	if (checkup->pasted != NULL) {
		checkup_diagnose_paste(checkup);
		return;
	}

	strbuf_clear(&checkup->reply_text);
	run_symptom(&checkup->account, &checkup->run.facts, &checkup->reply_text, &symptom);
	circumstances_set(&symptom.known, CIRCUMSTANCE_FAILED_BEFORE, checkup->refused > 1);
	symptom.known = circumstances_join(symptom.known, checkup_measured(checkup));
	symptom.known = circumstances_join(symptom.known, checkup->answers);
	checkup->diagnosis_count = diagnose(checkup->kb, &symptom, checkup->diagnoses);
	checkup->question_count = questions_for(checkup->kb, &symptom, checkup->questions);
	checkup_collect_choices(checkup);
}

void checkup_answer(struct checkup *checkup, const char *question, size_t answer)
{
	for (size_t i = 0; i < checkup->question_count; i++) {
		if (strcmp(checkup->questions[i].id, question) != 0 ||
		    answer >= checkup->questions[i].answer_count)
			continue;
		checkup->answers =
		    circumstances_join(checkup->answers, checkup->questions[i].answers[answer].means);
		checkup_diagnose(checkup);
		return;
	}
}

void checkup_take_answers_back(struct checkup *checkup)
{
	checkup->answers = (struct circumstances){.yes = 0};
	checkup_diagnose(checkup);
}
