/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of a topic's Markdown, found in its source. */
#ifndef MAILMEDIC_DIAGNOSE_SECTION_H
#define MAILMEDIC_DIAGNOSE_SECTION_H

/*
 * The text below the heading "## Some term" whose anchor ("some-term") is asked for, up to the next such
 * heading; the caller frees it and *ret_heading. NULL when there is none.
 */
char *section_find(const char *body, const char *anchor, char **ret_heading);

/* The text of bullet number `index` (from 0) of a list, up to its line's end; the caller frees it. NULL when
 * there are fewer. */
char *section_bullet(const char *section, int index);

#endif
