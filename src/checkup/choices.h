/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbered fixes of the explanation: those of all causes, each once, and those that always help. */
#ifndef MAILMEDIC_CHECKUP_CHOICES_H
#define MAILMEDIC_CHECKUP_CHOICES_H

#include "checkup/attempts.h"
#include "diagnose/question.h"
#include "discover/reach.h"
#include "practice/practice.h"
#include "walk/fact.h"

enum { CHOICES_MAX = 9 };

struct choices {
	struct fix list[CHOICES_MAX]; /* ready to be applied: `to` is filled in where it is known */
	size_t count;
	int closed_port; /* a fix was left out because this port is closed, as was found; 0: none */
};

struct choices_input { /* all borrowed, and valid while the choices are used */
	const struct kb *kb;
	const struct diagnosis *diagnoses; /* likeliest first */
	size_t diagnosis_count;
	const struct account *account;   /* that the run took */
	const struct facts *facts;       /* of the run */
	const struct attempts *attempts; /* the runs of this case; NULL: only this one */
	const struct question *questions;
	size_t question_count;
	bool answered;                   /* some question was */
	const struct practice *practice; /* that the run was with, or NULL */
	const struct reach *reach;       /* what is known to be reachable, or NULL: nobody looked */
};

/*
 * Collects the fixes of the causes in their order. Left out is what would change nothing or cannot
 * help: the setting in use, a mechanism that the server does not offer, a port that was found
 * closed or where that kind of encryption just failed, a log-in after a log-in, trust where no certificate
 * stopped the run.
 */
void choices_collect(struct choices *choices, const struct choices_input *input);

/* Takes the same out of the fixes of `diagnoses`, those of the input, and fills in what is known. */
void choices_prune(struct diagnosis *diagnoses, const struct choices_input *input);

#endif
