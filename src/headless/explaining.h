/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two forms of `explain` share. */
#ifndef MAILMEDIC_HEADLESS_EXPLAINING_H
#define MAILMEDIC_HEADLESS_EXPLAINING_H

#include "diagnose/diagnosis.h"
#include "headless/headless.h"
#include "smtp/reply.h"

/*
 * Diagnoses `reply` in its `context` (whose own reply is not looked at). `text` (initialised) holds the
 * joined lines, from which the diagnoses borrow.
 */
size_t explaining_diagnose(const struct kb *kb, const struct symptom *context, const struct reply *reply,
			   struct strbuf *text, struct diagnosis ret_list[DIAGNOSES_MAX]);

/* `explain --jsonl`: one object a line from standard input, one a line out; 1 when a line was unusable. */
int explaining_run_lines(const struct explain_options *options);

#endif
