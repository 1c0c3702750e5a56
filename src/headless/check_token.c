/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `check` with a token: from a file, a command or the terminal. */
#include "headless/check.h"

#include "base/intl.h"
#include "base/secret.h"
#include "checkup/token_command.h"

enum { TOKEN_SIGN_SECONDS = 25, TOKEN_SIGN_GAP = 10 };

/* What is wrong with it is said, and it is sent: the server alone decides. */
static void give_token(struct check *check)
{
	struct token_report *report = &check->token.report;

	token_watch(&check->mask, account_user(&check->account), check->token.token);
	token_describe(check->options->kb, &check->account, report);
	walk_describe_token(check->walk, report);
	walk_give_password(check->walk, check->token.token);
	token_offer_forget(&check->token);
}

static void refuse_token(struct check *check, const struct error *error)
{
	token_offer_forget(&check->token);
	walk_tell(check->walk, error->text);
	if (check->options->format != REPORT_TEXT)
		headless_warn(error);
	walk_decline(check->walk);
}

void check_take_token(struct check *check, const struct secret *text)
{
	struct error error;
	check->token.token = secret_create();
	if (token_take(secret_bytes(text), secret_length(text), check->token.token,
		       &check->token.report.facts, &error))
		give_token(check);
	else
		refuse_token(check, &error);
}

static void run_token_command(struct check *check)
{
	struct strbuf line;
	struct error error;
	strbuf_init(&line, CHECK_PROMPT_MAX);
	strbuf_addf(&line, _("Runs this command for a token: %s"), check->options->token.command);
	walk_tell(check->walk, line.data);
	strbuf_finish(&line);
	check_flush(check);
	check->token_sign = TOKEN_SIGN_SECONDS;
	if (!token_command_create(check->options->token.command, account_user(&check->account),
				  &check->token.command, &error))
		refuse_token(check, &error);
}

void check_step_token(struct check *check, const struct loop *loop)
{
	bool runs = check->token.command != NULL;
	int left;
	if (token_offer_step(&check->token, loop)) {
		give_token(check);
		return;
	}
	left = token_offer_seconds_left(&check->token);
	if (runs && left < 0 && !check->finished) {
		const struct error error = check->token.error;
		refuse_token(check, &error);
	} else if (left >= 0 && left <= check->token_sign) {
		struct strbuf line;
		strbuf_init(&line, CHECK_PROMPT_MAX);
		strbuf_addf(&line,
			    intl_count("The token command still runs; it has %d second left.",
				       "The token command still runs; it has %d seconds left.", left),
			    left);
		walk_tell(check->walk, line.data);
		strbuf_finish(&line);
		check->token_sign -= TOKEN_SIGN_GAP;
	}
}

void check_ask_token(struct check *check, const struct event *event)
{
	const struct token_source *source = &check->options->token;
	struct strbuf prompt;
	if (source->text != NULL) {
		check_take_token(check, source->text);
	} else if (source->command != NULL) {
		run_token_command(check);
	} else if (check->terminal == NULL) {
		walk_decline(check->walk);
	} else {
		strbuf_init(&prompt, CHECK_PROMPT_MAX);
		strbuf_addf(&prompt, _("Token of %s for %s (%s): "), account_user(&check->account),
			    check->account.host, event->text);
		check_ask(check, QUESTION_TOKEN, prompt.data);
		strbuf_finish(&prompt);
	}
}
