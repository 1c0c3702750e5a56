/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages that give the code after the text: "... Detail: Relaying denied SMTP code: 550". */
#ifndef MAILMEDIC_DIAGNOSE_DETAIL_H
#define MAILMEDIC_DIAGNOSE_DETAIL_H

#include <stdbool.h>

#include "base/strbuf.h"

/*
 * Writes such a message to `out` as a reply, code first, then the enhanced code if one is given, and the
 * text. False, with nothing written, when `text` is none.
 */
bool detail_turn(struct strbuf *out, const char *text, size_t len);

#endif
