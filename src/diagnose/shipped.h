/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The images that the build makes from help/: see generate.c. */
#ifndef MAILMEDIC_DIAGNOSE_SHIPPED_H
#define MAILMEDIC_DIAGNOSE_SHIPPED_H

#include "diagnose/rule_index.h"

extern const struct rule_index shipped_en;

/* The shipped heads of another language (titles, summaries, labels), or NULL. */
const struct rule_index *shipped_translation(const char *language);

#endif
