/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reply of a dialogue alone, for callers that know the rest. */
#include "diagnose/paste.h"

#include "diagnose/dialogue.h"

bool paste_read(const char *text, size_t len, struct reply *reply)
{
	struct dialogue dialogue;
	bool found;

	dialogue_init(&dialogue);
	dialogue_read(&dialogue, text, len);
	found = dialogue.outcome != DIALOGUE_EMPTY;
	reply_reset(reply);
	if (found)
		reply_copy(reply, &dialogue.reply);
	dialogue_finish(&dialogue);
	return found;
}
