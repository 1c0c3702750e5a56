/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recordings in place of a walk: one with its earlier runs, another beside it. */
#include "checkup/checkup_parts.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"

enum { NAME_MAX_BYTES = 4096 };

void checkup_replay(struct checkup *checkup, const struct recording *recording, size_t run)
{
	struct recording_player player;
	struct event event;

	checkup_start_anew(checkup);
	checkup->replayed = true;
	checkup->recording = recording;
	account_copy(&checkup->original, &recording->runs[0].account);
	for (size_t i = 0; i <= run; i++) {
		account_copy(&checkup->account, &recording->runs[i].account);
		checkup_keep_run(checkup);
		checkup->runs++;
		checkup->when = recording->runs[i].when;
		account_copy(&checkup->walked, &checkup->account);
		run_restart(&checkup->run);
		recording_play(&player, recording, i);
		while (recording_next(&player, &event))
			checkup_apply(checkup, &event);
	}
}

size_t checkup_replay_count(const struct checkup *checkup)
{
	return checkup->recording == NULL ? 0 : checkup->recording->run_count;
}

bool checkup_replay_step(struct checkup *checkup, int step)
{
	size_t count = checkup_replay_count(checkup), now = checkup->runs;

	if (count == 0 || (step < 0 ? now <= 1 : now >= count))
		return false;
	checkup_replay(checkup, checkup->recording, step < 0 ? now - 2 : now);
	return true;
}

void checkup_replay_beside(struct checkup *checkup, const struct recording *before, size_t run,
			   const char *const names[2])
{
	struct recording_player player;
	struct facts facts;
	struct event event;

	facts_init(&facts);
	recording_play(&player, before, run);
	while (recording_next(&player, &event))
		facts_apply(&facts, &event);
	attempts_keep(&checkup->attempts, &before->runs[run].account, &facts, (unsigned)run + 1);
	for (size_t i = 0; i < 2; i++) {
		struct strbuf inert;

		strbuf_init(&inert, NAME_MAX_BYTES);
		text_make_inert(&inert, names[i], strlen(names[i]));
		mem_replace(&checkup->names[i], inert.data);
		strbuf_finish(&inert);
	}
}
