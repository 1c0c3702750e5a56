/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A secret that a person can still read although something stands between its characters: what does not print
 * (escape sequences, NUL, zero-width characters), separators, or the form of a dump (decimal or hexadecimal
 * codes). Only compares: nothing is decoded into memory.
 */
#ifndef MAILMEDIC_SMTP_DISGUISE_H
#define MAILMEDIC_SMTP_DISGUISE_H

#include "smtp/needles.h"

/*
 * How many bytes at the start of `text` are such a spelling of a watched secret; 0: none. One whose gaps hold
 * printable separators counts when it is DISGUISE_MIN long or has a gap between any two characters: "in to"
 * is not the password "into". `which` as in needles_at.
 */
size_t disguise_at(const struct needles *needles, unsigned which, const char *text, size_t len);

enum {
	DISGUISE_MIN = 6,      /* characters */
	DISGUISE_GAP_MAX = 32, /* bytes between two characters */
};

#endif
