/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of outcomes. */
#include "walk/event.h"

const char *outcome_id(enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_PASSED: return "passed";
	case OUTCOME_FAILED: return "failed";
	default: return "skipped";
	}
}
