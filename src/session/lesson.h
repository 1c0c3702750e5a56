/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What step mode teaches of a line that is held, besides what it does: from the help topic "commands". */
#ifndef MAILMEDIC_SESSION_LESSON_H
#define MAILMEDIC_SESSION_LESSON_H

#include "session/run.h"

struct lesson {
	char *why_now; /* Markdown of one paragraph, or NULL */
	char *replies; /* likewise: which may follow */
};

/* `commands`: the topic's text, or NULL; `run` holds a line. Both fields are NULL where nothing is known. */
void lesson_read(struct lesson *ret_lesson, const char *commands, const struct run *run);
void lesson_finish(struct lesson *lesson);

#endif
