/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The topic has a section for each command, with three bullets. */
#include "present/step_help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "diagnose/section.h"

enum { BULLET_WHAT, BULLET_WHY_NOW, BULLET_REPLIES };

void step_help_read(struct step_help *ret_help, const char *commands, enum stage stage, const char *line)
{
	char command[16], *heading = NULL, *section;
	bool answers, is_text;

	*ret_help = (struct step_help){NULL, NULL};
	if (commands == NULL || line == NULL)
		return;
	/* These are no commands; what may follow them is said of the command before. */
	answers =
	    stage == STAGE_AUTH && !text_starts_nocase(line, "AUTH ") && !text_starts_nocase(line, "QUIT");
	is_text =
	    stage == STAGE_DATA && !text_starts_nocase(line, "DATA") && !text_starts_nocase(line, "QUIT");
	snprintf(command, sizeof(command), "%.*s", (int)strcspn(line, " "), line);
	section = section_find(commands, answers ? "auth" : is_text ? "data" : command, &heading);
	if (section == NULL)
		return;
	if (!answers && !is_text)
		ret_help->why_now = section_bullet(section, BULLET_WHY_NOW);
	ret_help->replies = section_bullet(section, BULLET_REPLIES);
	free(section);
	free(heading);
}

void step_help_finish(struct step_help *step_help)
{
	free(step_help->why_now);
	free(step_help->replies);
}
