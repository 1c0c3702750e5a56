/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run that is over, gone through again with the lessons of step mode. */
#include "headless/plain.h"

#include "base/intl.h"

/* What was said since the line before; going back, nothing is said again. */
static size_t tell_lines(struct plain *plain, size_t from)
{
	const struct transcript *transcript = &plain->checkup.run.facts.transcript;
	for (size_t i = from; i < transcript->count; i++)
		plain_tell_line(plain, &transcript->entries[i]);
	return transcript->count;
}

static bool ask(struct plain *plain)
{
	switch (plain_ask_letter(plain, false,
				 _("Enter goes on, b goes back a line, c ends the lesson, q ends:"), "bc")) {
	case 0: return lesson_go_on(&plain->checkup);
	case 'b':
		if (!lesson_go_back(&plain->checkup))
			plain_say(plain, _("This is the first line."));
		return true;
	default: return false;
	}
}

void plain_go_through(struct plain *plain)
{
	struct checkup *checkup = &plain->checkup;
	if (!lesson_is_possible(checkup))
		return;
	lesson_begin(checkup);
	size_t told = 0;
	do {
		told = tell_lines(plain, told);
		if (checkup->run.need == NEED_STEP) {
			plain_say(plain, _("Line %zu of %zu."), checkup->lesson->at + 1,
				  checkup->lesson->count);
			plain_tell_held(plain);
		} else {
			plain_say(plain, _("End of the transcript."));
		}
	} while (ask(plain));
	lesson_end(checkup);
}
