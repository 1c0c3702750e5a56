/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two forms of `explain` share. */
#ifndef MAILMEDIC_HEADLESS_EXPLAINING_H
#define MAILMEDIC_HEADLESS_EXPLAINING_H

#include "headless/headless.h"

/* `explain --jsonl`: one object a line from standard input, one a line out; 1 when a line was unusable. */
int explaining_run_lines(const struct explain_options *options);

#endif
