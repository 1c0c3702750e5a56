/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a paste shows in addition to its reply: how it ends, and what stage, mechanism, server and software it
 * is about. */
#ifndef MAILMEDIC_PRESENT_PASTE_H
#define MAILMEDIC_PRESENT_PASTE_H

#include "present/report.h"

#include <jansson.h>

/* Takes one finding: translated label and origin, inert value. */
typedef void paste_row_function(void *context, const char *label, const char *value, const char *from);

/* Hands over what was taken from the paste; returns how much it is. `add` may be NULL (only counts). */
size_t paste_assumed(const struct explanation *explanation, paste_row_function *add, void *context);

/* Appends how the paste ends in translated sentences; nothing for a refusal that stands for itself. */
void paste_note(const struct explanation *explanation, struct strbuf *out);

/* False when nothing went wrong or it is not about mail: no cause is missing then. */
bool paste_asks_for_cause(const struct explanation *explanation);

/* {"stage":{"value","from"},...}; null for what is not known. The caller's. */
json_t *json_assumed(const struct explanation *explanation);

/* {"outcome","note","cut"}. The caller's. */
json_t *json_paste(const struct explanation *explanation);

#endif
