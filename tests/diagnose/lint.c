/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shipped topics pass the lint. */
#include "diagnose/lint.h"

#include <stdio.h>
#include <stdlib.h>

int main(void)
{
	static const char *const nobody[] = {NULL};
	struct strbuf report;
	struct lint_result result;

	strbuf_init(&report, 1 << 20);
	result = lint_run(NULL, nobody, &report);
	fputs(report.data, stderr);
	strbuf_finish(&report);
	printf("1..1\n%s 1 - %zu topics and %zu rules without a fault (%zu faults)\n",
	       result.faults == 0 && result.topics > 0 ? "ok" : "not ok", result.topics, result.rules,
	       result.faults);
	return result.faults == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
