/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `find`: one poll loop around a discovery, and its end printed. */
#include "headless/find.h"

#include "base/strbuf.h"
#include "headless/headless.h"
#include "headless/output.h"
#include "headless/signals.h"
#include "present/finding.h"

enum { FIND_OUTPUT_MAX = 4 * 1024 * 1024 };

/* False when a signal ended it. */
static bool run(struct discovery *discovery)
{
	struct loop loop;

	while (!discovery->done) {
		loop_clear(&loop);
		signals_want(&loop);
		discovery_want(discovery, &loop);
		loop_wait(&loop);
		if (signals_next() != 0)
			return false;
		discovery_step(discovery, &loop);
	}
	return true;
}

static int print(const struct find_options *options, const struct discovery *discovery)
{
	struct strbuf out;
	bool written;

	strbuf_init(&out, FIND_OUTPUT_MAX);
	if (options->format == REPORT_JSON)
		finding_json(discovery, &out);
	else
		finding_text(discovery, &out);
	written = output_write(&out);
	strbuf_finish(&out);
	return written ? finding_exit_code(discovery) : EXIT_INTERNAL;
}

int headless_find(const struct find_options *options)
{
	struct discovery_options wanted = {
	    .account = options->account, .kb = options->kb, .wants_tests = true};
	struct discovery *discovery = NULL;
	struct error error;
	int code;

	if (!signals_init(&error))
		return headless_complain(&error);
	if (!discovery_create(&wanted, &discovery, &error))
		code = headless_complain(&error);
	else
		code = run(discovery) ? print(options, discovery) : EXIT_CANCELLED;
	discovery_destroy(discovery);
	signals_finish();
	return code;
}
