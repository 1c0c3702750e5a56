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
#include <string.h>

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

	return finding_may_ask(discovery, ASK_ALL) && discovery->asked_count > 0 &&
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

/* Where a page of the domain leads outside of it. */
static bool ask_elsewhere(const struct discovery *discovery)
{
	struct strbuf text;
	char answer[16] = "";

	strbuf_init(&text, QUESTION_MAX);
	strbuf_addc(&text, '\n');
	finding_ask_label(discovery, ASK_ELSEWHERE, &text);
	strbuf_adds(&text, "\n     ");
	finding_ask_note(discovery, ASK_ELSEWHERE, &text);
	strbuf_addf(&text, "\n%s", _("Ask there? y, or Enter for no: "));
	output_write(&text);
	strbuf_finish(&text);
	return fgets(answer, sizeof answer, stdin) != NULL && (*answer == 'y' || *answer == 'Y');
}

/* Another provider's server, to compare with: asked first, because it learns where this computer is. */
static bool ask_control(const struct discovery *discovery)
{
	struct strbuf text;
	char answer[16] = "";

	strbuf_init(&text, QUESTION_MAX);
	strbuf_addf(&text,
		    _("\nIs it the server or the network here? %s and the public name server %s would "
		      "tell; their owners learn this computer's address, and the name server the server's "
		      "name.\nTry it? y, or Enter for no: "),
		    reach_control(&discovery->reach), elsewhere_server());
	output_write(&text);
	strbuf_finish(&text);
	return fgets(answer, sizeof answer, stdin) != NULL && (*answer == 'y' || *answer == 'Y');
}

/* What one round of the search may do. */
struct round {
	enum ask_whom ask;
	char elsewhere[SYNTAX_HOST_MAX + 1]; /* "": nowhere else */
	bool control;
	bool whom_was_asked; /* the user, once */
};

/* True when the user wants another round, which is then in *round. */
static bool wants_more(const struct discovery *discovery, struct round *round)
{
	if (!round->whom_was_asked && is_in_doubt(discovery)) {
		round->whom_was_asked = true;
		round->ask = ask_user(discovery);
		if (round->ask != ASK_NONE)
			return true;
	}
	if (*round->elsewhere == '\0' && finding_may_ask(discovery, ASK_ELSEWHERE) &&
	    ask_elsewhere(discovery)) {
		memcpy(round->elsewhere, discovery->leads_to, sizeof round->elsewhere);
		return true;
	}
	if (round->control || !reach_wants_control(&discovery->reach))
		return false;
	round->control = ask_control(discovery);
	return round->control;
}

/* One round; `ret_more`: the user wants another one, which is then in *round. */
static int find(const struct find_options *options, struct round *round, bool *ret_more)
{
	struct discovery_options wanted = {.account = options->account,
					   .kb = options->kb,
					   .ask = round->ask,
					   .elsewhere = round->elsewhere,
					   .wants_tests = true,
					   .wants_control = round->control,
					   .proxy_login = options->proxy_login};
	struct discovery *discovery = NULL;
	struct error error;
	int code;

	*ret_more = false;
	if (!discovery_create(&wanted, &discovery, &error))
		return headless_complain(&error);
	code = run(discovery) ? print(options, discovery) : EXIT_CANCELLED;
	if (discovery->done && options->may_ask_user)
		*ret_more = wants_more(discovery, round);
	discovery_destroy(discovery);
	return code;
}

int headless_find(const struct find_options *options)
{
	struct round round = {.ask = options->ask};
	struct error error;
	bool more;
	int code;

	if (!signals_init(&error))
		return headless_complain(&error);
	if (options->elsewhere != NULL)
		snprintf(round.elsewhere, sizeof round.elsewhere, "%s", options->elsewhere);
	do
		code = find(options, &round, &more);
	while (more);
	signals_finish();
	return code;
}
