/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a pasted session has tried already is no fix, nor is what its server does not offer. */
#ifndef MAILMEDIC_DIAGNOSE_DIALOGUE_FIXES_H
#define MAILMEDIC_DIAGNOSE_DIALOGUE_FIXES_H

#include "diagnose/diagnosis.h"
#include "diagnose/dialogue.h"

/* Is the keyword in the server's last EHLO reply? */
bool dialogue_offers(const struct dialogue *dialogue, const char *keyword);

/* Is the mechanism in the list behind AUTH? True where there is no list. */
bool dialogue_offers_mechanism(const struct dialogue *dialogue, const char *mechanism);

/* Takes the fixes that would change nothing, or what cannot be, out of `list`. `mechanism` is the one tried,
 * or NULL. */
void dialogue_drop_fixes(const struct dialogue *dialogue, const char *mechanism, struct diagnosis *list,
			 size_t count);

#endif
