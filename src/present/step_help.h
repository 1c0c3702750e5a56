/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What step mode teaches of a line that is held, besides what it does: from the help topic "commands". */
#ifndef MAILMEDIC_PRESENT_STEP_HELP_H
#define MAILMEDIC_PRESENT_STEP_HELP_H

#include "smtp/stage.h"

struct step_help {
	char *why_now; /* Markdown of one paragraph, or NULL */
	char *replies; /* likewise: which may follow */
};

/* `commands`: the topic's text, or NULL; `line`: the one held in `stage`, or NULL. Both fields are NULL where
 * nothing is known. */
void step_help_read(struct step_help *ret_help, const char *commands, enum stage stage, const char *line);
void step_help_finish(struct step_help *step_help);

#endif
