/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbered fixes of the explanation: those of all causes, each once, and those that always help. */
#ifndef MAILMEDIC_SESSION_CHOICES_H
#define MAILMEDIC_SESSION_CHOICES_H

#include "diagnose/diagnosis.h"
#include "smtp/problem.h"

enum { CHOICES_MAX = 9 };

struct choices {
	struct fix list[CHOICES_MAX];
	size_t count;
};

/*
 * Collects the fixes of the causes in their order. `problem`: what stopped the run (trusting is for
 * certificates only). `transient`: a 4xx reply did, so waiting is worth a try.
 */
void choices_collect(struct choices *choices, const struct diagnosis *diagnoses, size_t count,
		     enum problem problem, bool transient);

#endif
