/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A token on its way from where it is made to the run that needs it. */
#include "checkup/token.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "base/secret.h"
#include "checkup/checkup_parts.h"
#include "checkup/secret_file.h"
#include "checkup/token_command.h"
#include "practice/token.h"
#include "smtp/mechanism.h"

static void add_findings(struct token_report *report, const struct token_want *want)
{
	report->when = want->now;
	report->finding_count = token_compare(&report->facts, want, report->findings);
}

void token_describe(const struct kb *kb, const struct account *account, struct token_report *report)
{
	const char *provider = kb_provider(kb, account_domain(account), account->host);
	struct kb_tokens tokens = {.topic = NULL};

	kb_provider_tokens(kb, provider, &tokens);
	const struct token_want want = {
	    .user = account_user(account),
	    .maker = tokens.maker,
	    .issuers = tokens.issuers,
	    .audiences = tokens.audiences,
	    .scopes = tokens.scopes,
	    .now = time(NULL),
	};
	add_findings(report, &want);
}

void token_offer_forget(struct token_offer *offer)
{
	token_command_destroy(offer->command);
	secret_destroy(offer->token);
	offer->command = NULL;
	offer->token = NULL;
}

void token_offer_want(const struct token_offer *offer, struct loop *loop)
{
	if (offer->command != NULL)
		token_command_want(offer->command, loop);
}

bool token_offer_step(struct token_offer *offer, const struct loop *loop)
{
	struct secret *token;

	if (offer->command == NULL)
		return false;
	token_command_step(offer->command, loop);
	if (!token_command_is_over(offer->command))
		return false;
	token = secret_create();
	offer->error = (struct error){.kind = ERROR_NONE};
	bool taken = token_command_take(offer->command, token, &offer->report.facts, &offer->error);
	token_offer_forget(offer);
	if (taken)
		offer->token = token;
	else
		secret_destroy(token);
	return taken;
}

int token_offer_seconds_left(const struct token_offer *offer)
{
	return offer->command == NULL ? -1 : token_command_seconds_left(offer->command);
}

/* ---- the checkup's */

bool checkup_wants_token(const struct checkup *checkup)
{
	const char *mechanism = checkup->run.facts.mechanism;

	return mechanism != NULL && mechanism_takes_token(mechanism);
}

const char *checkup_practice_token(const struct checkup *checkup)
{
	return checkup->practice == NULL ? NULL : practice_token(checkup->practice, checkup->refused);
}

void checkup_describe_token(struct checkup *checkup)
{
	if (!checkup->practising) {
		token_describe(checkup->kb, &checkup->account, &checkup->token.report);
		return;
	}
	const struct token_want want = practice_token_want(account_user(&checkup->account));
	add_findings(&checkup->token.report, &want);
}

bool checkup_offer_token(struct checkup *checkup, const struct secret *text, struct error *error)
{
	struct secret *token = secret_create();
	struct token_facts facts;

	if (!token_take(secret_bytes(text), secret_length(text), token, &facts, error)) {
		secret_destroy(token);
		return false;
	}
	token_offer_forget(&checkup->token);
	checkup->token.token = token;
	checkup->token.report.facts = facts;
	checkup_describe_token(checkup);
	return true;
}

bool checkup_offer_practice_token(struct checkup *checkup, struct error *error)
{
	const char *token = checkup_practice_token(checkup);
	struct secret *text = secret_create();
	bool offered = token != NULL && secret_append(text, token, strlen(token)) &&
		       checkup_offer_token(checkup, text, error);

	secret_destroy(text);
	return offered;
}

void checkup_use_own_token_command(struct checkup *checkup, const char *command)
{
	checkup->own_token_command = command;
}

/* The practice server gets no token of a real account. */
const char *checkup_token_command(const struct checkup *checkup)
{
	const struct token_source *source = &checkup->options.token;
	const bool own = source->command == NULL && source->text == NULL && !checkup->practising;

	return own ? checkup->own_token_command : source->command;
}

bool checkup_run_token_command(struct checkup *checkup, struct error *error)
{
	token_offer_forget(&checkup->token);
	checkup->token.error = (struct error){.kind = ERROR_NONE};
	return token_command_create(checkup_token_command(checkup), account_user(&checkup->account),
				    &checkup->token.command, error);
}

void checkup_give_token(struct checkup *checkup)
{
	struct secret *token = checkup->token.token;

	if (token == NULL)
		return;
	checkup->token.token = NULL;
	checkup_give_password(checkup, token);
	secret_destroy(token);
}

void checkup_use_token(struct checkup *checkup)
{
	struct account *account = &checkup->account;

	account->use_token = true;
	if (account->mechanism != NULL && !mechanism_takes_token(account->mechanism)) {
		mem_replace(&account->mechanism, NULL);
		account->mechanism_origin = ORIGIN_FIX;
	}
	secret_destroy(checkup->password);
	checkup->password = NULL;
}

void checkup_watch_given(struct checkup *checkup)
{
	const struct checkup_options *options = &checkup->options;

	secret_file_watch(&checkup->mask, account_user(&checkup->account), options->password,
			  options->token.text);
}
