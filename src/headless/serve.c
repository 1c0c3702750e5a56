/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `serve` and `practice --list`: thin covers of the practice server. */
#include "headless/headless.h"

#include "base/intl.h"
#include "base/strbuf.h"
#include "headless/output.h"
#include "practice/practice.h"

int headless_serve(const char *scenario, const char *listen_at)
{
	struct error error;
	return practice_serve(scenario, listen_at, &error) ? 0 : headless_complain(&error);
}

int headless_list_scenarios(void)
{
	struct practice_scenario scenario;
	struct strbuf out;
	strbuf_init(&out, 64 * 1024);
	for (size_t i = 0; practice_scenario_at(i, &scenario); i++)
		strbuf_addf(&out, "%s\t%s\n", scenario.id, _(scenario.title));
	bool written = output_write(&out);
	strbuf_finish(&out);
	return written ? 0 : EXIT_INTERNAL;
}
