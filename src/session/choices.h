/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbered fixes of the explanation: those of all causes, each once, and those that always help. */
#ifndef MAILMEDIC_SESSION_CHOICES_H
#define MAILMEDIC_SESSION_CHOICES_H

#include "diagnose/diagnosis.h"
#include "walk/fact.h"

enum { CHOICES_MAX = 9 };

struct choices {
	struct fix list[CHOICES_MAX];
	size_t count;
};

/*
 * Collects the fixes of the causes in their order. Left out: those that would change nothing in
 * `account`, mechanisms that the server does not offer, trusting where no certificate stopped the run.
 */
void choices_collect(struct choices *choices, const struct diagnosis *diagnoses, size_t count,
		     const struct account *account, const struct facts *facts);

#endif
