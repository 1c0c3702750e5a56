/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help topics (CommonMark with pipe tables) laid out as a document. */
#ifndef MAILMEDIC_UI_WIDGETS_MARKDOWN_H
#define MAILMEDIC_UI_WIDGETS_MARKDOWN_H

#include "ui/widgets/document.h"

/* Appends the layout of `source` to `document`. Foreign bytes in it are made inert; HTML is left out. */
void markdown_layout(const char *source, struct document *document);

/* Adds the inline Markdown `source` to the paragraph begun in `document`. */
void markdown_inline(const char *source, enum style style, struct document *document);

/* Appends the words of `source`, inert and without marks or link targets: a line a block. */
void markdown_plain(const char *source, struct strbuf *out);

#endif
