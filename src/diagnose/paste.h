/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the reply in what people paste: log prefixes, JSON or Python escapes, lost line breaks, bounce mails.
 */
#ifndef MAILMEDIC_DIAGNOSE_PASTE_H
#define MAILMEDIC_DIAGNOSE_PASTE_H

#include "smtp/reply.h"

/*
 * Reads `text` (any bytes) into `reply` (initialised): code, enhanced code and cleaned lines. A text
 * without any code gives code 0 and its lines. Returns false only when there is nothing but white space.
 */
bool paste_read(const char *text, size_t len, struct reply *reply);

#endif
