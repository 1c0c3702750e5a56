/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scenarios that are not shipped, as the list has them. Private to the library. */
#ifndef MAILMEDIC_PRACTICE_OWN_H
#define MAILMEDIC_PRACTICE_OWN_H

#include "practice/practice.h"
#include "practice/scenario.h"

/* In the order in which they were added; NULL past the last. Borrowed, for the run of the program. */
const struct practice_scenario *own_scenario_at(size_t index);
/* NULL: there is none of this id. */
const struct practice_scenario *own_scenario_find(const char *id);

#endif
