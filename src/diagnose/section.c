/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at line starts only: the shape that help/README.md asks for needs no more. */
#include "diagnose/section.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

enum { MARK_LEN = 3 }; /* "## " */

static bool begins_section(const char *line)
{
	return line[0] == '#' && line[1] == '#' && line[2] == ' ' && line[3] != '\0' && line[3] != '\n';
}

bool section_next(const char **body, struct section *ret_section)
{
	const char *line = *body;
	const char *end;

	while (!begins_section(line)) {
		line += strcspn(line, "\n");
		if (*line == '\0')
			return false;
		line++;
	}
	ret_section->heading = line + MARK_LEN;
	ret_section->heading_len = strcspn(ret_section->heading, "\n");
	ret_section->text = ret_section->heading + ret_section->heading_len;
	end = strstr(ret_section->text, "\n## ");
	ret_section->len = end == NULL ? strlen(ret_section->text) : (size_t)(end - ret_section->text);
	*body = ret_section->text + ret_section->len + (end != NULL);
	return true;
}

char *section_anchor(const struct section *section)
{
	char *anchor = mem_strndup(section->heading, section->heading_len);

	for (char *c = anchor; *c != '\0'; c++)
		*c = *c == ' ' ? '-' : text_lower(*c);
	return anchor;
}

char *section_find(const char *body, const char *anchor, char **ret_heading)
{
	struct section section;

	while (section_next(&body, &section)) {
		char *own = section_anchor(&section);
		bool found = text_compare_nocase(own, anchor) == 0;

		free(own);
		if (found) {
			*ret_heading = mem_strndup(section.heading, section.heading_len);
			return mem_strndup(section.text, section.len);
		}
	}
	return NULL;
}

char *section_bullet(const char *section, int index)
{
	const char *line = section;

	while ((line = strstr(line, "\n- ")) != NULL) {
		line += strlen("\n- ");
		if (index-- == 0)
			return mem_strndup(line, strcspn(line, "\n"));
	}
	return NULL;
}
