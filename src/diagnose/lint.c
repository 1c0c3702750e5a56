/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "diagnose/lint.h"

struct lint_result lint_run(const char *help, const char *const *organisation, struct strbuf *report)
{
	(void)help, (void)organisation, (void)report;
	return (struct lint_result){0};
}
