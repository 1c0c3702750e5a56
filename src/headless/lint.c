/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `explain --lint`: what an author of help topics wants to know. */
#include "headless/headless.h"

#include "base/intl.h"
#include "base/strbuf.h"
#include "diagnose/lint.h"
#include "headless/output.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

int headless_lint(const char *folder)
{
	struct stat status;
	struct error error;
	if (folder != NULL && (stat(folder, &status) != 0 || !S_ISDIR(status.st_mode))) {
		error_set(&error, ERROR_FILE, "check help topics",
			  _("%s is not a readable folder of help topics."), folder);
		return headless_complain(&error);
	}
	const char *const own[] = {folder, NULL};
	struct strbuf report;
	strbuf_init(&report, 64 * 1024 * 1024);
	struct lint_result result = lint_run(NULL, folder == NULL ? NULL : own, &report);
	strbuf_addf(&report, _("%zu topics, %zu rules, %zu faults\n"), result.topics, result.rules,
		    result.faults);
	bool written = output_write(&report);
	strbuf_finish(&report);
	return !written ? EXIT_INTERNAL : result.faults > 0 ? EXIT_USAGE : 0;
}
