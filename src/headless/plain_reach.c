/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is reachable from here, one statement a port. */
#include "headless/plain.h"

#include "base/clock.h"
#include "base/intl.h"
#include "present/reach_text.h"

static void tell_new(struct plain *plain, const struct reach *reach, bool told[REACH_CELLS_MAX])
{
	struct strbuf line;

	strbuf_init(&line, PLAIN_VALUE_MAX);
	for (size_t i = 0; i < reach->cell_count; i++) {
		if (told[i] || reach->cells[i].result.outcome == PORT_WAITING)
			continue;
		told[i] = true;
		strbuf_clear(&line);
		reach_text_cell(reach, &reach->cells[i], &line);
		plain_say_foreign(plain, line.data);
	}
	strbuf_finish(&line);
}

static void tell_conclusions(struct plain *plain, const struct reach *reach)
{
	struct strbuf line;

	strbuf_init(&line, PLAIN_VALUE_MAX);
	for (size_t i = 0; reach_text_conclusion(reach, i, &line); i++) {
		plain_say(plain, "%s", line.data);
		strbuf_clear(&line);
	}
	strbuf_finish(&line);
}

void plain_look_reachable(struct plain *plain, bool with_control)
{
	struct checkup *checkup = &plain->checkup;
	bool told[REACH_CELLS_MAX] = {false};
	const struct reach *reach;

	checkup_look_reachable(checkup, with_control);
	reach = checkup_reach(checkup);
	if (reach == NULL)
		return;
	plain_say(plain, _("Trying the usual ports, without a log-in. This takes 20 seconds at most."));
	while (!reach->done) {
		if (plain->console.over || plain_turn(plain, CLOCK_NEVER) == CONSOLE_LINE)
			checkup_stop_looking(checkup);
		tell_new(plain, reach, told);
	}
	tell_conclusions(plain, reach);
	plain_explain(plain);
}
