/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of markdown.h: what stands in a line. Foreign bytes in it are made inert; HTML is left out. */
#ifndef MAILMEDIC_UI_WIDGETS_MARKDOWN_INLINE_H
#define MAILMEDIC_UI_WIDGETS_MARKDOWN_INLINE_H

#include <cmark.h>

#include "base/strbuf.h"
#include "ui/widgets/document.h"

enum { MARKDOWN_NESTING_MAX = 24 };

/* The tree of `source`; the caller frees it with cmark_node_free. */
cmark_node *markdown_parse(const char *source);

/* Adds what stands in `parent`, which is `depth` marks deep, to the paragraph. */
void markdown_inlines(struct document *document, cmark_node *parent, enum style style, int depth);

/* Adds text without marks, inert; NULL: nothing. */
void markdown_inert(struct document *document, enum style style, const char *text);

/* Where a line of the file ends after Chinese text, no space follows. */
bool markdown_ends_wide(cmark_node *node);

#endif
