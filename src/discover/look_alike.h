/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "gmial.com": did you mean gmail.com? Only ever a question. */
#ifndef MAILMEDIC_DISCOVER_LOOK_ALIKE_H
#define MAILMEDIC_DISCOVER_LOOK_ALIKE_H

#include "diagnose/kb.h"

/*
 * A domain that a provider's topic names and that is one slip away from `domain` (two in a long one): a
 * letter left out, doubled, changed, or two swapped. NULL when there is none, or `domain` itself is known.
 * Borrowed from the kb.
 */
const char *look_alike_find(const struct kb *kb, const char *domain);

/* Slips between two words, counted up to `most`; more than that is `most` + 1. Case does not count. */
size_t look_alike_distance(const char *one, const char *other, size_t most);

#endif
