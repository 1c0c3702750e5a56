/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a provider's topic says a reply means is what the tool says of it. */
#ifndef MAILMEDIC_DIAGNOSE_LINT_REPLY_H
#define MAILMEDIC_DIAGNOSE_LINT_REPLY_H

#include "diagnose/lint.h"
#include "diagnose/topic.h"

/*
 * Has each of the provider's replies explained, as it is shown, at each step where it may come and with the
 * provider known: the likeliest cause has to be the first that the topic names. Each other answer is a fault.
 */
void lint_replies(const struct kb *kb, const struct topic *provider, struct lint_result *result,
		  struct strbuf *report);

#endif
