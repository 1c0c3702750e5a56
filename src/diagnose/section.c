/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at line starts only: the shape that help/README.md asks for needs no more. */
#include "diagnose/section.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

/* True when a heading of `len` bytes has this anchor: lower case, blanks as hyphens. */
static bool is_anchor_of(const char *heading, size_t len, const char *anchor)
{
	for (size_t i = 0; i < len; i++, anchor++) {
		char c = heading[i] == ' ' ? '-' : text_lower(heading[i]);

		if (*anchor == '\0' || c != text_lower(*anchor))
			return false;
	}
	return *anchor == '\0';
}

char *section_find(const char *body, const char *anchor, char **ret_heading)
{
	const char *line = body;

	while (line != NULL && *line != '\0') {
		size_t len = strcspn(line, "\n");

		if (len > 3 && strncmp(line, "## ", 3) == 0 && is_anchor_of(line + 3, len - 3, anchor)) {
			const char *text = line + len;
			const char *end = strstr(text, "\n## ");

			*ret_heading = mem_strndup(line + 3, len - 3);
			return mem_strndup(text, end == NULL ? strlen(text) : (size_t)(end - text));
		}
		line += len + (line[len] == '\n');
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
