/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks every topic, rule, link and action, so that an author learns what is wrong before a user does. */
#ifndef MAILMEDIC_DIAGNOSE_LINT_H
#define MAILMEDIC_DIAGNOSE_LINT_H

#include "base/strbuf.h"

struct lint_result {
	size_t topics;
	size_t rules;
	size_t faults; /* lines in the report */
};

/*
 * Reads the topics of the shipped help folder (`help`; NULL: where kb_create finds it) in English with the
 * organisation's folders above it (as for kb_create; NULL: the usual ones) and appends one line a fault to
 * `report`, with file and line. Among the faults: a dead link or reference, an unknown provider or
 * software, a rule that can never win against the others, a missing section in a cause's body.
 */
struct lint_result lint_run(const char *help, const char *const *organisation, struct strbuf *report);

#endif
