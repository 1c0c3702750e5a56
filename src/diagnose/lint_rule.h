/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of the lint that tries rules: each is given the reply it describes. */
#ifndef MAILMEDIC_DIAGNOSE_LINT_RULE_H
#define MAILMEDIC_DIAGNOSE_LINT_RULE_H

#include "diagnose/knowledge.h"
#include "diagnose/lint.h"

/* Appends "FILE:LINE: text" and counts it. */
void lint_fault(struct lint_result *result, struct strbuf *report, const struct rule_index *rule_index,
		const struct rule_index_topic *topic, uint32_t line, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/*
 * Checks that a rule's references exist and that it can decide: that for one of its phrases at least
 * it is the rule by which its cause is chosen.
 */
void lint_rule(const struct kb *kb, struct topic_place place, uint32_t number, struct lint_result *result,
	       struct strbuf *report);

#endif
