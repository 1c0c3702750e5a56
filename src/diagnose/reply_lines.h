/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of a paste, and the reply that some of them make. */
#ifndef MAILMEDIC_DIAGNOSE_REPLY_LINES_H
#define MAILMEDIC_DIAGNOSE_REPLY_LINES_H

#include "diagnose/piece.h"
#include "smtp/reply.h"

/* The next line of `text` from `*at` on, without its end; false when there is none. */
bool reply_lines_next(const char *text, size_t len, size_t *at, const char **ret_line, size_t *ret_len);

/*
 * Puts the reply that begins with `first` into `reply` (reset), the lines after the first starting at `at`:
 * cleaned, with what programs add after it cut off. Returns where it ends in `text`.
 */
size_t reply_lines_collect(const char *text, size_t len, size_t at, const struct piece *first,
			   struct reply *reply);

/* Puts all lines that are not blank into `reply` (reset), without what logs put in front. */
void reply_lines_all(const char *text, size_t len, struct reply *reply);

#endif
