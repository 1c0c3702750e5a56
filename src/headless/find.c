/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `find`: one poll loop around a discovery, and its end printed. */
#include "headless/find.h"

#include "base/intl.h"
#include "base/strbuf.h"
#include "headless/headless.h"
#include "headless/output.h"
#include "headless/signals.h"
#include "present/finding.h"

#include <stdio.h>

enum { FIND_OUTPUT_MAX = 4 * 1024 * 1024, QUESTION_MAX = 4096 };

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

/* True when somebody else might know better than what was found. */
static bool is_in_doubt(const struct discovery *discovery)
{
	const struct candidate_list *list = &discovery->candidates;

	return !discovery->has_no_smtp && discovery->asked_count > 0 && !discovery->no_such_domain &&
	       (list->count == 0 || list->items[0].confidence != FINDING_HIGH);
}

/* The one question before the first HTTP request. */
static enum ask_whom ask_user(const struct discovery *discovery)
{
	struct strbuf text;
	char answer[16] = "";

	strbuf_init(&text, QUESTION_MAX);
	strbuf_addf(&text, "\n%s\n", _("Others may know more."));
	for (int whom = ASK_PROVIDER; whom <= ASK_ALL; whom++) {
		strbuf_addf(&text, "  %d  ", whom);
		finding_ask_label(discovery, (enum ask_whom)whom, &text);
		strbuf_adds(&text, "\n     ");
		finding_ask_note(discovery, (enum ask_whom)whom, &text);
		strbuf_addc(&text, '\n');
	}
	strbuf_adds(&text, _("Whom to ask? 1, 2, or Enter for nobody: "));
	output_write(&text);
	strbuf_finish(&text);
	if (fgets(answer, sizeof answer, stdin) == NULL)
		return ASK_NONE;
	return *answer == '1' ? ASK_PROVIDER : *answer == '2' ? ASK_ALL : ASK_NONE;
}

/* Finds, with whom may be asked; `ret_ask`: whom the user wants to be asked next. */
static int find(const struct find_options *options, enum ask_whom ask, enum ask_whom *ret_ask)
{
	struct discovery_options wanted = {
	    .account = options->account, .kb = options->kb, .ask = ask, .wants_tests = true};
	struct discovery *discovery = NULL;
	struct error error;
	int code;

	if (!discovery_create(&wanted, &discovery, &error))
		code = headless_complain(&error);
	else
		code = run(discovery) ? print(options, discovery) : EXIT_CANCELLED;
	if (discovery != NULL && discovery->done && ask == ASK_NONE && options->may_ask_user &&
	    is_in_doubt(discovery))
		*ret_ask = ask_user(discovery);
	discovery_destroy(discovery);
	return code;
}

int headless_find(const struct find_options *options)
{
	enum ask_whom ask = ASK_NONE;
	struct error error;
	int code;

	if (!signals_init(&error))
		return headless_complain(&error);
	code = find(options, options->ask, &ask);
	if (ask != ASK_NONE)
		code = find(options, ask, &ask);
	signals_finish();
	return code;
}
