/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of a topic's Markdown, found in its source. */
#ifndef MAILMEDIC_DIAGNOSE_SECTION_H
#define MAILMEDIC_DIAGNOSE_SECTION_H

#include <stdbool.h>
#include <stddef.h>

struct section {             /* borrowed from the topic's text */
	const char *heading; /* after "## " */
	size_t heading_len;
	const char *text; /* below it, up to the next such heading */
	size_t len;
};

/* The next section of the text at `*body`, which moves after it; false when there is none. */
bool section_next(const char **body, struct section *ret_section);

/* What links call it: "some-term" for the heading "Some term". The caller frees it. */
char *section_anchor(const struct section *section);

/*
 * The text below the heading whose anchor is asked for, in either case; the caller frees it and
 * *ret_heading. NULL when there is none.
 */
char *section_find(const char *body, const char *anchor, char **ret_heading);

/* The text of bullet number `index` (from 0) of a list, up to its line's end; the caller frees it. NULL when
 * there are fewer. */
char *section_bullet(const char *section, int index);

#endif
