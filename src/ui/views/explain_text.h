/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of the explanation: from diagnoses and the knowledge base to a laid-out text. */
#ifndef MAILMEDIC_UI_VIEWS_EXPLAIN_TEXT_H
#define MAILMEDIC_UI_VIEWS_EXPLAIN_TEXT_H

#include "checkup/checkup.h"
#include "ui/widgets/document.h"

/* Lays out why the run failed: in short first, then what the server said, what it means, who can fix it, the
 * causes. */
void explain_text_layout(struct document *document, const struct checkup *checkup);

#endif
