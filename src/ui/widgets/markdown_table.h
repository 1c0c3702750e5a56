/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pipe tables of help topics, laid out. */
#ifndef MAILMEDIC_UI_WIDGETS_MARKDOWN_TABLE_H
#define MAILMEDIC_UI_WIDGETS_MARKDOWN_TABLE_H

#include "diagnose/table.h"
#include "ui/widgets/document.h"

/* Appends the table; cells wrap within their column. */
void markdown_table_layout(const struct table *table, struct document *document);

#endif
