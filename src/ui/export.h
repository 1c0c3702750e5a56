/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts on their way out: to the terminal's clipboard and to files. */
#ifndef MAILMEDIC_UI_EXPORT_H
#define MAILMEDIC_UI_EXPORT_H

#include "smtp/mask.h"
#include "ui/ui.h"

#include <stddef.h>

struct strbuf;

enum { EXPORT_COPY_MAX = 64 * 1024, EXPORT_TEXT_MAX = 4 * 1024 * 1024 };

/* Saves (as NAME-DATE-TIME.SUFFIX) or copies (ACT_SAVE, ACT_COPY) with the last net of masking and says so in
 * the hint line. */
void export_as(struct ui *ui, enum action action, const char *name, const char *suffix, const char *text);

/* The same as plain text. */
void export_handle_action(struct ui *ui, enum action action, const char *name, const char *text);

#endif
