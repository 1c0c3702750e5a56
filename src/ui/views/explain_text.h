/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of the explanation: from diagnoses and the knowledge base to a laid-out text. */
#ifndef MAILMEDIC_UI_VIEWS_EXPLAIN_TEXT_H
#define MAILMEDIC_UI_VIEWS_EXPLAIN_TEXT_H

#include "checkup/checkup.h"
#include "ui/widgets/document.h"

/* Lays out what happened, in a line, and what the server said with its deciding words marked; in a place of
 * so many rows. */
void explain_text_begin(struct document *document, const struct checkup *checkup, int rows);

/* Lays out what follows the fixes: why, who can fix it, the causes, what the codes mean. */
void explain_text_layout(struct document *document, const struct checkup *checkup);

#endif
