/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes plain lines of what people paste: escapes, quoted-printable, members of JSON and logfmt. */
#ifndef MAILMEDIC_DIAGNOSE_DIALOGUE_TEXT_H
#define MAILMEDIC_DIAGNOSE_DIALOGUE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct strbuf;

/* Appends `text` as plain lines to `out` (initialised). True when a middle part was left out for its length.
 */
bool dialogue_text_prepare(struct strbuf *out, const char *text, size_t len);

#endif
