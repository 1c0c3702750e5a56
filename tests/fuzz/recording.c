/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording that anybody may have written, read and played into the facts. Input: the file. */
#include "fuzz.h"

#include "record/recording.h"
#include "walk/fact.h"

#include <string.h>

static void play(const struct recording *recording, size_t run)
{
	struct recording_player player;
	struct event event;
	struct facts facts;

	facts_init(&facts);
	recording_play(&player, recording, run);
	while (recording_next(&player, &event)) {
		fuzz_require(event.text == NULL || strpbrk(event.text, "\n\r\033") == NULL,
			     "texts are inert");
		facts_apply(&facts, &event);
	}
	recording_stop(&player);
	fuzz_require(facts.finished, "each run ends");
	facts_finish(&facts);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct error error;
	struct recording *recording = recording_parse("fuzz", (const char *)bytes, len, &error);

	if (recording == NULL)
		return 0;
	fuzz_require(recording->run_count > 0, "a recording has a run");
	for (size_t run = 0; run < recording->run_count; run++)
		play(recording, run);
	recording_destroy(recording);
	return 0;
}
