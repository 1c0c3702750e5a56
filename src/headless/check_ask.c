/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `check` asks on the terminal, and what it has written before. */
#include "headless/check.h"

#include "base/intl.h"
#include "headless/output.h"

void check_flush(struct check *check)
{
	if (check->out.len == 0)
		return;
	if (check->written)
		check->written = output_write(&check->out);
	if (!check->written)
		walk_cancel(check->walk);
}

void check_ask(struct check *check, enum check_question question, const char *prompt)
{
	check_flush(check);
	check->question = question;
	terminal_ask(check->terminal, prompt, question == QUESTION_PASSWORD || question == QUESTION_TOKEN);
}

void check_ask_password(struct check *check, const struct event *event)
{
	if (check->options->password != NULL) {
		walk_give_password(check->walk, check->options->password);
		return;
	}
	if (check->terminal == NULL) {
		walk_decline(check->walk);
		return;
	}
	bool clear = !walk_facts(check->walk)->channel_tls;
	struct strbuf prompt;
	strbuf_init(&prompt, CHECK_PROMPT_MAX);
	strbuf_addf(&prompt, _("Password of %s for %s (%s, %s): "), account_user(&check->account),
		    check->account.host, event->text, clear ? _("NOT encrypted") : _("encrypted"));
	check_ask(check, QUESTION_PASSWORD, prompt.data);
	strbuf_finish(&prompt);
}

void check_ask_step(struct check *check, const struct event *event)
{
	struct strbuf prompt;
	strbuf_init(&prompt, CHECK_PROMPT_MAX);
	strbuf_addf(&prompt,
		    event->from == FROM_NOTE
			? _("About to do: %s\n  %s\nEnter does it, q and Enter stops: ")
			: _("About to send: %s\n  %s\nEnter sends it, q and Enter stops: "),
		    event->text, event->why == NULL ? "" : _(event->why));
	check_ask(check, QUESTION_STEP, prompt.data);
	strbuf_finish(&prompt);
}

void check_ask_consent(struct check *check, const struct event *event)
{
	if (check->terminal == NULL) {
		walk_decline(check->walk);
		return;
	}
	struct strbuf prompt;
	strbuf_init(&prompt, CHECK_PROMPT_MAX);
	if (event->problem == PROBLEM_CLEAR_TEXT_REFUSED)
		strbuf_adds(&prompt, _("Without encryption others on the way can read the password.\n"));
	else
		strbuf_addf(&prompt, _("%s Whoever is in between can read the password.\n"),
			    _(problem_sentence(event->problem)));
	strbuf_adds(&prompt, _("Type yes to go on for this run, or Enter to stop: "));
	check_ask(check, QUESTION_CONSENT, prompt.data);
	strbuf_finish(&prompt);
}
