/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shipped topics pass the lint. */
#include "diagnose/lint.h"

#include <stdio.h>
#include <stdlib.h>

#include "folders.h"

/* A provider's topic that says another cause than the tool, and a server without a name. */
static bool finds(const char *fault)
{
	static const char *const nobody[] = {NULL};
	struct test_folder folder;
	struct strbuf report;
	char path[160];
	bool found;

	test_folder_init(&folder);
	strbuf_init(&report, 1 << 20);
	snprintf(path, sizeof path, "%s/en", folder.path);
	mkdir(path, 0700);
	test_folder_write(
	    &folder, "en/providers", "some.md",
	    "---\ntitle: Some\nsummary: Some.\nsources:\n  - url: https://example.org\n    checked: "
	    "2026-11-28\nhosts: [smtp.example.org]\nservers:\n  - {host: mx, port: 587, tls: "
	    "starttls}\nuser-name: address\npassword: password\nchecked: "
	    "2026-11-28\nreplies:\n  - any: [\"nothing like it\"]\n    code: [535]\n    stage: [auth]\n    "
	    "cause: message-format\n    reply: \"535 wrong password\"\n    means: \"It is the "
	    "message.\"\n---\nText.\n",
	    path);
	lint_run(folder.path, nobody, &report);
	found = strstr(report.data, fault) != NULL;
	strbuf_finish(&report);
	test_folder_remove(&folder);
	return found;
}

int main(void)
{
	static const char *const nobody[] = {NULL};
	bool disagreement = finds("the topic says message-format, the tool says ");
	bool nameless = finds("server 1: host: mx needs domains");
	struct strbuf report;
	struct lint_result result;

	strbuf_init(&report, 1 << 20);
	result = lint_run(NULL, nobody, &report);
	fputs(report.data, stderr);
	strbuf_finish(&report);
	printf("1..3\n%s 1 - a topic that disagrees with the tool is found\n",
	       disagreement ? "ok" : "not ok");
	printf("%s 2 - a server that is the MX host of any name is found\n", nameless ? "ok" : "not ok");
	printf("%s 3 - %zu topics and %zu rules without a fault (%zu faults)\n",
	       result.faults == 0 && result.topics > 0 ? "ok" : "not ok", result.topics, result.rules,
	       result.faults);
	return result.faults == 0 && disagreement && nameless ? EXIT_SUCCESS : EXIT_FAILURE;
}
