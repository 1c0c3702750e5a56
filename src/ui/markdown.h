/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help topics (CommonMark with pipe tables) laid out as a document. */
#ifndef MAILMEDIC_UI_MARKDOWN_H
#define MAILMEDIC_UI_MARKDOWN_H

#include "ui/document.h"

/* Appends the layout of `source` to `document`. Foreign bytes in it are made inert; HTML is left out. */
void markdown_layout(const char *source, struct document *document);

/*
 * The text below the heading "## Some term" whose anchor ("some-term") is asked for, up to the next such
 * heading; the caller frees it and *ret_heading. NULL when there is none.
 */
char *markdown_section(const char *body, const char *anchor, char **ret_heading);

#endif
