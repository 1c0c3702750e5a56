/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A reply or a log that somebody reads out or sends, in place of a walk. */
#include "checkup/checkup_parts.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/intl.h"
#include "base/memory.h"
#include "base/text.h"
#include "diagnose/dialogue_symptom.h"
#include "present/paste.h"

enum { PASTE_LINE_MAX = 64 * 1024, NOTE_MAX = 4096 };

/* The dialogue in it. The caller finishes it. */
static void read_dialogue(const struct checkup *checkup, struct dialogue *dialogue)
{
	dialogue_init(dialogue);
	dialogue_read(dialogue, checkup->pasted, strlen(checkup->pasted));
}

void checkup_diagnose_paste(struct checkup *checkup)
{
	const struct symptom context = {.host = checkup->account.host, .known = checkup->answers};
	struct dialogue dialogue;

	read_dialogue(checkup, &dialogue);
	strbuf_clear(&checkup->reply_text);
	checkup->diagnosis_count =
	    dialogue_diagnose(checkup->kb, &dialogue, &context, &checkup->reply_text, checkup->diagnoses);
	checkup->question_count = dialogue_questions(checkup->kb, &dialogue, checkup->diagnosis_count,
						     &context, &checkup->reply_text, checkup->questions);
	dialogue_finish(&dialogue);
	checkup_collect_choices(checkup);
}

/* Its lines as they may be shown. */
static void copy_inert(const struct reply *from, struct reply *to)
{
	struct strbuf line;

	strbuf_init(&line, PASTE_LINE_MAX);
	for (size_t i = 0; i < from->line_count; i++) {
		strbuf_clear(&line);
		text_make_inert(&line, from->lines[i].bytes, from->lines[i].len);
		reply_keep_line(to, line.data, line.len);
	}
	to->code = from->code;
	memcpy(to->enhanced, from->enhanced, sizeof(to->enhanced));
	to->complete = true;
	strbuf_finish(&line);
}

static void apply_lines(struct checkup *checkup, const struct reply *reply, enum stage stage)
{
	checkup_apply(checkup, &(struct event){.kind = EVENT_STAGE_ENTERED, .stage = stage});
	for (size_t i = 0; i < reply->line_count; i++)
		checkup_apply(checkup, &(struct event){.kind = EVENT_LINE,
						       .stage = stage,
						       .from = FROM_SERVER,
						       .text = reply->lines[i].bytes});
}

/* The run that a walk would have shown, as far as the paste shows it. */
static void apply_dialogue(struct checkup *checkup, const struct dialogue *dialogue)
{
	const struct explanation explanation = {
	    .dialogue = dialogue, .context = &(struct symptom){.stage = NULL}, .kb = checkup->kb};
	struct verdict verdict = {.outcome = OUTCOME_FAILED, .stage = STAGE_AUTH};
	struct reply reply;
	struct strbuf note;

	if (!stage_parse(dialogue->stage.value, &verdict.stage))
		verdict.stage = STAGE_AUTH;
	if (dialogue->outcome == DIALOGUE_FAILED)
		verdict.problem = dialogue->error.problem;
	strbuf_init(&note, NOTE_MAX);
	paste_note(&explanation, &note);
	verdict.detail = note.len > 0 ? note.data : NULL;
	reply_init(&reply);
	copy_inert(&dialogue->reply, &reply);
	apply_lines(checkup, &reply, verdict.stage);
	if (dialogue->mechanism.value[0] != '\0')
		checkup_apply(checkup,
			      &(struct event){.kind = EVENT_MECHANISM, .text = dialogue->mechanism.value});
	checkup_apply(checkup, &(struct event){.kind = EVENT_FINISHED, .verdict = &verdict, .reply = &reply});
	reply_finish(&reply);
	strbuf_finish(&note);
}

bool checkup_explain(struct checkup *checkup, const char *text, size_t len, struct error *error)
{
	struct dialogue dialogue;

	dialogue_init(&dialogue);
	dialogue_read(&dialogue, text, len);
	if (dialogue.outcome == DIALOGUE_EMPTY) {
		dialogue_finish(&dialogue);
		return error_set(error, ERROR_USAGE, "read the reply",
				 _("There is no reply to explain; nothing was given."));
	}
	checkup_new_case(checkup);
	checkup->pasted = mem_strndup(text, len);
	checkup->when = time(NULL);
	if (dialogue.server.value[0] != '\0')
		account_set_server(&checkup->account, dialogue.server.value, ORIGIN_GUESSED, NULL);
	account_copy(&checkup->walked, &checkup->account);
	run_restart(&checkup->run);
	apply_dialogue(checkup, &dialogue);
	dialogue_finish(&dialogue);
	return true;
}

void checkup_leave_paste(struct checkup *checkup)
{
	if (checkup->pasted == NULL)
		return;
	mem_replace(&checkup->pasted, NULL);
	run_finish(&checkup->run);
	run_init(&checkup->run);
	attempts_clear(&checkup->attempts);
}
